//! What was said that led to the step at the cursor.

use leptos::prelude::*;

use super::playing::Stage;
use crate::episode::{PlayerCard, Role, Words};
use crate::ui::parts;

/// The words at the cursor, in the Step tab; nothing where nobody spoke.
#[component]
pub fn Said() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let somebody = Memo::new(move |_| {
        !stage.session.with(|session| session.cards().is_empty())
            || stage.model.rollout.with(|rollout| !rollout.calls().is_empty())
    });
    move || somebody.get().then(parts::said)
}

/// The words, where there are some.
#[component]
pub fn SaidHere() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let said = Memo::new(move |_| {
        stage.session.with(|session| {
            stage.model.rollout.with(|rollout| rollout.told_at(session, session.at()))
        })
    });
    move || {
        let turns = said.get().into_iter().map(|(card, words)| turn(&card, words));
        turns.collect_view()
    }
}

fn turn(card: &PlayerCard, words: Words) -> impl IntoView + use<> {
    let Words { text, reasoning, tools, unanswered, .. } = words;
    let tools = tools.into_iter().map(|tool| {
        view! { <pre class="exact">{format!("{}({})", tool.name, tool.arguments)}</pre> }
    });
    view! {
        <section class="said">
            <h3 class="label">{heading(card)}</h3>
            {unanswered.then(|| view! { <p class="note">"No answer came; the episode went on without."</p> })}
            {reasoning.map(|reasoning| view! {
                <details class="numbers">
                    <summary class="label">"Its reasoning before that"</summary>
                    <pre>{reasoning}</pre>
                </details>
            })}
            {(!text.is_empty()).then(|| view! { <pre class="exact">{text}</pre> })}
            {tools.collect_view()}
        </section>
    }
}

fn heading(card: &PlayerCard) -> String {
    let model = if card.model.is_empty() { &card.kind } else { &card.model };
    match card.role {
        Role::Agent => format!("What {model} said, played as {}", card.kind),
        Role::Customer => "What the customer said".to_owned(),
        Role::Judge => format!("What {model} said as a judge"),
    }
}
