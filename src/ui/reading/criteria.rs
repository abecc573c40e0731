//! What an agent is judged by: the components of the reward, which of them count, and their checks.
//!
//! τ²-bench's results show every component; only those in the task's basis decide. Each stands here with the one or the other.

use leptos::prelude::*;

use super::room::Room;
use crate::env::support::tau2::{Component, Criteria, GoldAction};
use crate::episode::casebook::fields;
use crate::python::shared::dumps_indented;
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::tables::value_view;
use crate::ui::words;

/// The components of a task's reward.
pub fn criteria_view(room: Room, criteria: &Criteria) -> AnyView {
    let known = |name: &str| Component::ALL.iter().any(|component| component.as_str() == name);
    let unknown = criteria.basis.iter().filter(|name| !known(name)).map(|name| {
        let name = name.to_string();
        let about = "Counts; what it is, is not known here.";
        view! { <li class="component counts"><h3><code>{name}</code></h3> <p class="note">{about}</p></li> }
    });
    let basis: Vec<String> = criteria.basis.iter().map(ToString::to_string).collect();
    let product = match basis.len() {
        0 => "The basis of the reward is empty: it is always 1.".to_owned(),
        1 => format!("The reward is {}: 1 or 0.", basis[0]),
        _ => format!("The reward is {}, each of them 1 or 0.", basis.join(" × ")),
    };
    let of = |counts: bool| {
        let components = Component::ALL.into_iter();
        components
            .filter(move |component| criteria.counts(*component) == counts)
            .filter(move |component| counts || criteria.checks(*component) > 0)
            .map(move |component| component_view(room, criteria, component))
    };
    let idle: Vec<_> = of(false).collect();
    let has_idle = !idle.is_empty();
    view! {
        <p>
            {product}
            {has_idle.then_some(" What is marked “only shown” stands in results too and changes nothing.")}
        </p>
        <ul class="components">{of(true).collect_view()} {unknown.collect_view()} {idle}</ul>
    }
    .into_any()
}

fn component_view(room: Room, criteria: &Criteria, component: Component) -> AnyView {
    let counts = criteria.counts(component);
    let checks = criteria.checks(component);
    let (about, body) = match component {
        Component::Db => db(criteria),
        Component::EnvAssertion => {
            ("Checks of the world at the end, by functions of the benchmark.", assertions(criteria))
        }
        Component::NlAssertion => (
            "A model reads the conversation and has to find each of these true.",
            texts(&criteria.assertions, false),
        ),
        Component::Action => (
            "Each of these calls has to be made by somebody, with the arguments that are compared.",
            actions(room, &criteria.actions),
        ),
        Component::Communicate => (
            "Each of these has to stand in something that the agent says; commas and capitals do not matter.",
            texts(&criteria.communicate, true),
        ),
    };
    let count = match component {
        Component::Db => String::new(),
        _ if checks == 0 => "nothing is asked for: always 1".to_owned(),
        _ => words::count(checks, "check"),
    };
    view! {
        <li class="component" class:counts=counts>
            <h3>
                {counts.then(|| view! { <Pictogram icon=Icon::Check /> })}
                <code>{component.as_str()}</code>
                <span class="label">{if counts { "counts" } else { "only shown" }}</span>
                <span class="note num">{count}</span>
            </h3>
            <p class="note">{about}</p>
            {body}
        </li>
    }
    .into_any()
}

fn db(criteria: &Criteria) -> (&'static str, AnyView) {
    let about = if criteria.actions.is_empty() {
        "At the end the data base has to be as it was at the start: there are no gold actions."
    } else {
        "At the end the data base has to be as the gold actions leave it; they stand under ACTION."
    };
    (about, ().into_any())
}

fn texts(list: &[crate::python::shared::Text], is_exact: bool) -> AnyView {
    let row = |text: &crate::python::shared::Text| {
        let text = text.to_string();
        let text =
            if is_exact { view! { <code>{text}</code> }.into_any() } else { text.into_any() };
        view! { <li>{text}</li> }
    };
    view! { <ol class="checks">{list.iter().map(row).collect_view()}</ol> }.into_any()
}

fn assertions(criteria: &Criteria) -> AnyView {
    let row = |check| view! { <li><pre>{dumps_indented(check)}</pre></li> };
    view! { <ol class="checks">{criteria.env_assertions.iter().map(row).collect_view()}</ol> }
        .into_any()
}

fn actions(room: Room, actions: &[GoldAction]) -> AnyView {
    let rows = actions.iter().map(|gold| action_view(room, gold)).collect_view();
    view! { <ol class="checks gold">{rows}</ol> }.into_any()
}

fn action_view(room: Room, gold: &GoldAction) -> impl IntoView + use<> {
    let base = room.base();
    let compared = gold.compared.clone();
    let is_compared = move |argument: &str| {
        compared.as_ref().is_none_or(|names| names.iter().any(|name| **name == *argument))
    };
    let mut rows = Vec::new();
    for (argument, value) in &gold.action.kwargs {
        let is_compared = is_compared(argument);
        for field in fields(value) {
            let path = match field.path.as_str() {
                "" => argument.to_string(),
                path if path.starts_with('[') => format!("{argument}{path}"),
                path => format!("{argument}.{path}"),
            };
            let value = value_view(&base, None, &field.value, room.record);
            let note =
                (!is_compared).then(|| view! { <small class="label">" not compared"</small> });
            rows.push(view! {
                <dt class:resting=!is_compared>{path}</dt>
                <dd class:resting=!is_compared>{value} {note}</dd>
            });
        }
    }
    let how = match &gold.compared {
        None => None,
        Some(names) if names.is_empty() => Some("compared by its name alone".to_owned()),
        Some(names) => Some(format!("compared: {}", names.join(", "))),
    };
    let by = (*gold.requestor != *"assistant").then(|| format!("by the {}", gold.requestor));
    let info = gold.info.as_ref().map(ToString::to_string);
    let name = gold.action.name.to_string();
    view! {
        <li>
            <p><code>{name}</code> <small class="label">{by} {how}</small></p>
            {info.map(|info| view! { <p class="note">{info}</p> })}
            <dl>{rows}</dl>
        </li>
    }
}
