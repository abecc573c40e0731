//! A question's turns, each of them to be folded.

use leptos::prelude::*;

use crate::llm::{ChatRequest, Said, Turn};
use crate::ui::words;

/// The turns of a question: the instruction, what went before, and what is seen now.
#[component]
pub fn Turns(request: ChatRequest) -> impl IntoView {
    let tools = request.tools;
    let mut turns = request.turns;
    let last = turns.pop();
    // What stands before the first answer of the model is the instruction.
    let told = turns.iter().take_while(|turn| !matches!(turn, Turn::Assistant { .. })).count();
    let told = if last.is_some() { told.min(turns.len()) } else { 0 };
    let history = turns.split_off(told.min(1));
    let one = |turn: Turn, title: String, open: bool| {
        let text = words_of(&turn);
        let size = words::count(text.chars().count(), "character");
        view! {
            <details class="turn" open=open>
                <summary>
                    <b>{title}</b>
                    <span class="quiet">{format!("{}, {size}", role(&turn))}</span>
                </summary>
                <pre>{text}</pre>
            </details>
        }
    };
    let past = (!history.is_empty()).then(|| {
        let size: usize = history.iter().map(|turn| words_of(turn).chars().count()).sum();
        let label = format!(
            "{}, {}",
            words::count(history.len(), "message"),
            words::count(size, "character")
        );
        let turns = history.into_iter().map(|turn| {
            view! {
                <div class="past" data-role=role(&turn)>
                    <span class="label">{role(&turn)}</span>
                    <pre>{words_of(&turn)}</pre>
                </div>
            }
        });
        view! {
            <details class="turn">
                <summary><b>"Before"</b> <span class="quiet">{label}</span></summary>
                {turns.collect_view()}
            </details>
        }
    });
    let offered = (!tools.is_empty()).then(|| {
        let text = serde_json::to_string_pretty(&tools).unwrap_or_default();
        let label = words::count(tools.len(), "tool");
        view! {
            <details class="turn">
                <summary><b>"Tools"</b> <span class="quiet">{label}</span></summary>
                <pre>{text}</pre>
            </details>
        }
    });
    let first =
        turns.into_iter().map(|turn| one(turn, "Instruction".to_owned(), false)).collect_view();
    let now = last.map(|turn| {
        let title = match &turn {
            Turn::System { .. } => "Instruction",
            _ => "Now",
        };
        one(turn, title.to_owned(), true)
    });
    view! { <section class="turns">{first} {offered} {past} {now}</section> }
}

const fn role(turn: &Turn) -> &'static str {
    match turn {
        Turn::System { .. } => "system",
        Turn::User { .. } => "user",
        Turn::Assistant { .. } => "assistant",
        Turn::Tool(_) => "tool",
    }
}

/// A turn's words; thoughts and calls are marked as such.
fn words_of(turn: &Turn) -> String {
    match turn {
        Turn::System { text } | Turn::User { text } => text.clone(),
        Turn::Tool(result) => result.content.clone(),
        Turn::Assistant { parts } => {
            let one = |said: &Said| match said {
                Said::Text { text } => text.clone(),
                Said::Reasoning { text } => format!("({text})"),
                Said::Call(call) => format!("{}({})", call.name, call.arguments),
            };
            parts.iter().map(|part| one(&part.said)).collect::<Vec<_>>().join("\n")
        }
    }
}
