//! Customer support on a shelf of its own: a conversation that goes on while one looks. The episode itself is one click away.

use std::time::Duration;

use leptos::html;
use leptos::prelude::*;

use super::NowPlaying;
use crate::episode::curated::{CONVERSATION, CONVERSATION_OF, Line};
use crate::ui::miniature::keep_going;
use crate::ui::parts;
use crate::web::page;

/// How long a message stands before the next one, how long a call, and the rest after the end.
const MESSAGE: Duration = Duration::from_millis(1_900);
const CALL: Duration = Duration::from_secs(1);
const REST: Duration = Duration::from_millis(4_500);

/// Messages that are there when one comes, so that the case is not bare.
const FIRST: usize = 3;

/// Messages that are shown where nothing moves: up to the call that changes a record.
const STILL: usize = 11;

/// The shelf. What its case tells is a part of the program that comes when the case is first in view.
#[component]
pub fn Counter() -> impl IntoView {
    let case = NodeRef::<html::Div>::new();
    let on_screen = page::on_screen(case);
    let wanted = Memo::new(move |was| was == Some(&true) || on_screen.get());
    let playing = RwSignal::new((0, false));
    view! {
        <article class="exhibit counter">
            <div class="stand">
                <div class="mini-case" aria-hidden="true" node_ref=case>
                    {move || wanted.get().then(|| parts::conversation(on_screen, playing))}
                </div>
            </div>
            <div class="words">
                <h2><a href=format!("#/stage/{CONVERSATION_OF}&player=scripted")>"Harbor Books"</a></h2>
                <p>"Customer support, as τ-bench scores it: a conversation, tools, a data base, and a reward that says what it is made of. Play either side."</p>
                <div class="playing">
                    <em class="label">"28 tasks, from easy to nasty"</em>
                    <a class="link" href="#/data/tau2/retail">"Read τ²-bench’s tasks"</a>
                    <NowPlaying who="scripted agent" unit="message" playing />
                </div>
            </div>
        </article>
    }
}

/// What the case tells, message by message; it rests when it is off screen, and stands still when motion is reduced.
#[component]
pub fn Conversation(
    /// Whether the case is on screen.
    on_screen: RwSignal<bool>,
    /// Which message is the last one shown, and whether it moves.
    playing: RwSignal<(usize, bool)>,
) -> impl IntoView {
    let shown = RwSignal::new(if page::reduced_motion() { STILL } else { FIRST });
    keep_going(on_screen, move || {
        let at = shown.try_update(|shown| {
            *shown = if *shown < CONVERSATION.len() { *shown + 1 } else { 1 };
            *shown
        })?;
        playing.set((at, true));
        Some(match CONVERSATION[at - 1] {
            _ if at == CONVERSATION.len() => REST,
            Line::Call { changed: None, .. } => CALL,
            _ => MESSAGE,
        })
    });
    view! { <div class="told" inner_html=move || told(shown.get())></div> }
}

/// The first messages as HTML. The words are our own: none has a sign that HTML reads otherwise.
fn told(count: usize) -> String {
    let mut html = String::from("<div>");
    for line in &CONVERSATION[..count] {
        html += &match line {
            Line::Customer(words) => format!("<p><i>Customer</i><span>{words}</span></p>"),
            Line::Agent(words) => format!("<p class=agent><i>Agent</i><span>{words}</span></p>"),
            Line::Call { name, brief, changed } => {
                let changed = changed.map_or_else(String::new, |record| {
                    format!(
                        "<code class=changed><b>{record}</b> changed, as in the gold run</code>"
                    )
                });
                format!("<p><i></i><span><code><b>{name}</b> {brief}</code>{changed}</span></p>")
            }
        };
    }
    html + "</div>"
}
