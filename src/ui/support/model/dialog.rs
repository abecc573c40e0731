//! The dialog about the models: which ones, how they speak, what the agent is told, how far they may go.

use std::str::FromStr;

use leptos::prelude::*;

use crate::agent::support::{AgentKind, CustomerKind, Party};
use crate::llm::ModelSetup;
use crate::ui::parts;
use crate::ui::play_dialog::{LimitField, PlayDialog};
use crate::ui::support::counter::Counter;
use crate::ui::support::seats::{AgentSeat, CustomerSeat};

/// The dialog.
#[component]
pub fn CastDialog() -> impl IntoView {
    let counter = expect_context::<Counter>();
    view! {
        <PlayDialog open=counter.models.dialog_open title="Models and limits">
            {parts::cast_form()}
        </PlayDialog>
    }
}

/// What the dialog holds.
#[component]
pub fn CastForm() -> impl IntoView {
    let counter = expect_context::<Counter>();
    let models = counter.models;
    let agent_kinds = AgentKind::ALL.map(|kind| (kind.as_str(), about_agent(kind))).to_vec();
    let customer_kinds: Vec<_> = CustomerKind::ALL
        .into_iter()
        .filter(|kind| *kind != CustomerKind::Human)
        .map(|kind| (kind.as_str(), about_customer(kind)))
        .collect();
    let agent_kind = Signal::derive(move || models.agent.kind.get().as_str());
    let customer_kind = Signal::derive(move || models.customer.kind.get().as_str());
    let speak_agent = Callback::new(move |name: String| {
        if let Ok(kind) = AgentKind::from_str(&name) {
            models.agent.speak(kind);
        }
    });
    let speak_customer = Callback::new(move |name: String| {
        if let Ok(kind) = CustomerKind::from_str(&name) {
            models.customer.speak(kind);
        }
    });
    let policy = counter.ground.with_value(|ground| ground.world.told().policy.to_string());
    view! {
        <div class="form">
            <WhichModel party=Party::Agent id="cast-agent" label="agent" />
            <WhichKind id="cast-agent-kind" label="it answers" kinds=agent_kinds now=agent_kind choose=speak_agent />
            <label class="label" for="cast-policy">"told"</label>
            <div>
                <textarea
                    id="cast-policy"
                    class="field"
                    rows="5"
                    placeholder=policy
                    prop:value=move || models.instruction.get()
                    on:change=move |event| {
                        counter.playback.stop();
                        models.instruction.set(event_target_value(&event));
                        models.changed();
                    }
                ></textarea>
                <p class="note">"What stands here is told in place of the policy. Empty: the policy."</p>
            </div>
            <WhichModel party=Party::Customer id="cast-customer" label="customer" />
            <WhichKind id="cast-customer-kind" label="it speaks" kinds=customer_kinds now=customer_kind choose=speak_customer />
        </div>
        <details class="form-more" open>
            <summary class="label">"How far they may go"</summary>
            <div class="form pairs">
                <LimitField
                    id="cast-turns"
                    label="agent’s turns"
                    now=models.turns
                    set=move |limit| {
                        models.turns.set(limit);
                        models.changed();
                    }
                />
                <LimitField
                    id="cast-cost"
                    label="US dollars"
                    now=models.cost_usd
                    set=move |limit| {
                        models.cost_usd.set(limit);
                        models.changed();
                    }
                />
            </div>
        </details>
        <div class="form-foot">
            <button class="button primary" on:click=move |_| models.dialog_open.set(false)>"Done"</button>
        </div>
    }
}

const fn about_agent(kind: AgentKind) -> &'static str {
    match kind {
        AgentKind::ToolCalling => "by tool calls",
        AgentKind::Act => "in text: an action in JSON",
        AgentKind::React => "in text: a thought, then an action in JSON",
        AgentKind::FewShot => "by tool calls, after some dialogues that it is shown",
    }
}

const fn about_customer(kind: CustomerKind) -> &'static str {
    match kind {
        CustomerKind::Human => "by hand",
        CustomerKind::Llm => "at once",
        CustomerKind::React => "after a thought",
        CustomerKind::Verify => "after a check of its words",
        CustomerKind::Reflection => "after a check, and a second thought",
    }
}

/// Which model plays a side. Choosing one gives it the side.
#[component]
fn WhichModel(party: Party, id: &'static str, label: &'static str) -> impl IntoView {
    let counter = expect_context::<Counter>();
    let models = counter.models;
    let is_seated = move || {
        let seats = counter.seats.get();
        match party {
            Party::Agent => seats.agent == AgentSeat::Model,
            Party::Customer => seats.customer == CustomerSeat::Model,
        }
    };
    let option = move |setup: ModelSetup| {
        let (value, name) = (setup.name.clone(), setup.name.clone());
        view! {
            <option value=value selected=move || is_seated() && models.setup(party).name == name>
                {format!("{} · {}", setup.name, setup.about())}
            </option>
        }
    };
    let choose = move |event: web_sys::Event| {
        let name = event_target_value(&event);
        if !name.is_empty() {
            match party {
                Party::Agent => models.agent.choose(&name),
                Party::Customer => models.customer.choose(&name),
            }
        }
        counter.seat(|seats| match party {
            Party::Agent if name.is_empty() => seats.agent = AgentSeat::Person,
            Party::Agent => seats.agent = AgentSeat::Model,
            Party::Customer if name.is_empty() => seats.customer = CustomerSeat::Scripted,
            Party::Customer => seats.customer = CustomerSeat::Model,
        });
        models.changed();
    };
    view! {
        <label class="label" for=id>{label}</label>
        <div class="field-row">
            <select id=id class="field" on:change=choose>
                <option value="" selected=move || !is_seated()>"no model"</option>
                {move || models.list(party).into_iter().map(option).collect_view()}
            </select>
            <button class="button" on:click=move |_| models.connect()>"Connect a model"</button>
        </div>
    }
}

#[component]
fn WhichKind(
    id: &'static str,
    label: &'static str,
    kinds: Vec<(&'static str, &'static str)>,
    now: Signal<&'static str>,
    choose: Callback<String>,
) -> impl IntoView {
    let counter = expect_context::<Counter>();
    let option = move |(name, about): (&'static str, &'static str)| {
        view! { <option value=name selected=move || now.get() == name>{format!("{name}: {about}")}</option> }
    };
    view! {
        <label class="label" for=id>{label}</label>
        <select
            id=id
            class="field"
            on:change=move |event| {
                counter.playback.stop();
                choose.run(event_target_value(&event));
                counter.models.changed();
            }
        >
            {kinds.into_iter().map(option).collect_view()}
        </select>
    }
}
