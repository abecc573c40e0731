//! Settings: prompt packs, opened from files.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::agent::prompt::PromptPack;
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::packs::Packs;
use crate::ui::words;
use crate::web::page;

/// Bytes of the largest file that is read; a pack is much smaller.
const MOST_BYTES: f64 = 4.0 * 1024.0 * 1024.0;

/// So much of a commit tells it from others.
const COMMIT_CHARS: usize = 7;

/// The section.
#[component]
pub fn PacksSection() -> impl IntoView {
    let packs = expect_context::<Packs>();
    let failed = RwSignal::new(None::<String>);
    let over = RwSignal::new(false);
    let take = move |file: Option<web_sys::File>| {
        let Some(file) = file else { return };
        failed.set(None);
        spawn_local(async move {
            let opened = if file.size() > MOST_BYTES {
                Err("the file is larger than any prompt pack".to_owned())
            } else {
                match page::read_file(&file).await {
                    Ok(text) => packs.open(&text).await.map(drop),
                    Err(why) => Err(why),
                }
            };
            if let Err(why) = opened {
                failed.try_set(Some(format!("{}: {}", file.name(), words::sentence(&why))));
            }
        });
    };
    let dropped = move |event: web_sys::DragEvent| {
        event.prevent_default();
        over.set(false);
        take(event.data_transfer().and_then(|data| data.files()?.get(0)));
    };
    let chosen = move |event: web_sys::Event| {
        let input = event_target::<web_sys::HtmlInputElement>(&event);
        take(input.files().and_then(|files| files.get(0)));
        // The same file, mended, may be chosen again.
        input.set_value("");
    };
    view! {
        <section>
            <h2>"Prompt packs"</h2>
            <p class="note">
                "The sentences that a benchmark sends to a model. Diorama words its own; a pack brings the original’s, to the letter, and can then be chosen wherever a model plays."
            </p>
            <ul class="setups">{move || packs.opened().into_iter().map(|pack| view! { <Row pack /> }).collect_view()}</ul>
            <div
                class="drop"
                class:over=move || over.get()
                on:dragover=move |event| { event.prevent_default(); over.set(true); }
                on:dragleave=move |_| over.set(false)
                on:drop=dropped
            >
                <Pictogram icon=Icon::Upload />
                <span class="note">"Drop a pack’s file here, or"</span>
                <label class="button file-button">
                    "Choose a file"
                    <input type="file" accept=".json,application/json" aria-label="Choose a prompt pack" on:change=chosen />
                </label>
            </div>
            <p class="bad" role="alert">{move || failed.get()}</p>
        </section>
    }
}

#[component]
fn Row(pack: PromptPack) -> impl IntoView {
    let packs = expect_context::<Packs>();
    let commit: String = pack.commit.chars().take(COMMIT_CHARS).collect();
    let texts = words::count(pack.texts.len(), "text");
    let about = format!("{}, {}, {texts}", pack.source, pack.licence);
    let name = pack.pack.clone();
    view! {
        <li class="setup">
            <p><b>{name.clone()}</b> <small>{about}</small> <small class="mono" title=pack.commit.clone()>{commit}</small></p>
            <button class="icon-button" aria-label=format!("Remove {name}") title="Remove" on:click=move |_| packs.remove(&pack)>
                <Pictogram icon=Icon::Trash2 />
            </button>
        </li>
    }
}
