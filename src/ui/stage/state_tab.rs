//! The State tab: every fact of the state, and what differs from another step.

use leptos::prelude::*;

use super::playing::Stage;
use super::step_tab::change_row;
use crate::episode::{Change, Fact, Inspect, Session, diff};

/// What the state is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Against {
    Previous,
    Start,
    Step(usize),
}

/// The tab.
#[component]
pub fn StateTab() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let against = RwSignal::new(Against::Previous);
    let other = Memo::new(move |_| {
        stage.session.with(|session| match against.get() {
            Against::Previous => session.at().saturating_sub(1),
            Against::Start => 0,
            Against::Step(step) => step.min(session.line_len()),
        })
    });
    let changes = Memo::new(move |_| {
        let other = other.get();
        stage.session.with(|session| diff(&session.env_at(other), session.env()))
    });
    let facts = Memo::new(move |_| stage.session.with(|session| session.env().facts()));
    view! {
        <div class="tab-body" role="tabpanel" id="tab-panel" aria-labelledby="tab-2" tabindex="-1">
            <section>
                <Compared against other />
                {move || changes_view(changes.get())}
            </section>
            <section>
                <h3 class="label">"The whole state"</h3>
                <div class="tree">{move || tree(facts.get(), &changes.get())}</div>
            </section>
        </div>
    }
}

fn changes_view(changes: Vec<Change>) -> impl IntoView {
    if changes.is_empty() {
        view! { <p class="note">"Nothing differs."</p> }.into_any()
    } else {
        view! { <dl class="changes">{changes.into_iter().map(change_row).collect_view()}</dl> }
            .into_any()
    }
}

/// Chooses the step to compare with.
#[component]
fn Compared(against: RwSignal<Against>, other: Memo<usize>) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let choose = move |event: web_sys::Event| {
        against.set(match event_target_value(&event).as_str() {
            "start" => Against::Start,
            "step" => Against::Step(other.get_untracked()),
            _ => Against::Previous,
        });
    };
    let typed = move |event: web_sys::Event| {
        if let Ok(step) = event_target_value(&event).parse() {
            against.set(Against::Step(step));
        }
    };
    let is_step = move || matches!(against.get(), Against::Step(_));
    view! {
        <div class="against">
            <label class="label" for="against">"Changed since"</label>
            <select id="against" class="field" on:change=choose>
                <option value="previous">"the step before"</option>
                <option value="start">"the start"</option>
                <option value="step">"a step:"</option>
            </select>
            <Show when=is_step>
                <input
                    class="field num"
                    type="number"
                    aria-label="Step to compare with"
                    min="0"
                    max=move || stage.session.with(Session::line_len)
                    prop:value=move || other.get()
                    on:input=typed
                />
            </Show>
        </div>
    }
}

/// The facts under their first word; those that differ are marked.
fn tree(facts: Vec<Fact>, changes: &[Change]) -> impl IntoView + use<> {
    let mut groups: Vec<(String, Vec<(Fact, bool)>)> = Vec::new();
    for fact in facts {
        let group = fact.path.split(['.', ' ']).next().unwrap_or_default().to_owned();
        let changed = changes.iter().any(|change| change.path == fact.path);
        match groups.last_mut() {
            Some((name, facts)) if *name == group => facts.push((fact, changed)),
            _ => groups.push((group, vec![(fact, changed)])),
        }
    }
    let row = |(fact, changed): (Fact, bool)| {
        let name =
            fact.path.split_once(['.', ' ']).map_or(fact.path.clone(), |(_, rest)| rest.to_owned());
        view! {
            <dt>{name}</dt>
            <dd class:changed=changed>{fact.value}</dd>
        }
    };
    groups
        .into_iter()
        .map(|(name, facts)| {
            let count = facts.len();
            view! {
                <details open>
                    <summary>{name} " " <span class="quiet num">{count}</span></summary>
                    <dl>{facts.into_iter().map(row).collect_view()}</dl>
                </details>
            }
        })
        .collect_view()
}
