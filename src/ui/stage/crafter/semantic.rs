//! The semantic map on request: which number stands for what, and how many cells have it.

use leptos::prelude::*;

use super::game;
use crate::art::crafter::{Label, legend};
use crate::ui::stage::playing::Stage;
use crate::ui::words;

/// The legend as a table to be opened.
#[component]
pub fn SemanticMap() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let open = RwSignal::new(false);
    let labels = Memo::new(move |_| {
        let shown = open.get() && !stage.cuts();
        let read = || stage.session.with(|session| legend(game(session).game().world()));
        if shown { read() } else { Vec::new() }
    });
    let row = |Label { number, name, cells }: Label| {
        view! {
            <tr>
                <td class="mono">{number}</td>
                <td>{name}</td>
                <td class="count">{words::thousands(cells)}</td>
            </tr>
        }
    };
    view! {
        <details class="semantic-map" on:toggle=move |_| open.update(|open| *open = !*open)>
            <summary>"The semantic map of the whole world"</summary>
            <p class="note">
                "The original gives it to programs beside the picture; the agent does not see it. “Numbers” beside the map puts them on the cells."
            </p>
            <table>
                <thead><tr><th>"number"</th><th>"stands for"</th><th class="count">"cells"</th></tr></thead>
                <tbody>{move || labels.get().into_iter().map(row).collect_view()}</tbody>
            </table>
        </details>
    }
}
