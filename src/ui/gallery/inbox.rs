//! Opens a link that one pastes, or a file that one drops or chooses.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;

use crate::episode::{EpisodeRecord, Player, share};
use crate::ui::app::Playground;
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::kept::KeptCase;
use crate::ui::route::StageQuery;
use crate::ui::words;
use crate::web::{page, storage};

/// Bytes of the largest file that is read.
const MOST_BYTES: f64 = 16.0 * 1024.0 * 1024.0;

/// The field for links and files.
#[component]
pub fn Inbox() -> impl IntoView {
    let playground = expect_context::<Playground>();
    let said = RwSignal::new(None::<String>);
    let over = RwSignal::new(false);
    let take_text = move |text: &str| {
        match share::extract(text) {
        Some(fragment) => page::go(&format!("#{fragment}")),
        None if text.trim().is_empty() => said.set(None),
        None => said.set(Some(
            "No episode’s link is in this text. A link ends in “#1.” and some letters and digits: copy it whole.".to_owned(),
        )),
    }
    };
    let take_file = move |file: web_sys::File| {
        if file.size() > MOST_BYTES {
            said.set(Some("The file is larger than any episode (16 MB at most).".to_owned()));
            return;
        }
        spawn_local(async move {
            let opened = open_file(playground, &file).await;
            if let Err(why) = opened {
                said.try_set(Some(format!("{}: {}", file.name(), words::sentence(&why))));
            }
        });
    };
    let pasted_anywhere = window_event_listener(ev::paste, move |event| {
        let in_field = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .is_some_and(|element| element.tag_name() == "INPUT");
        let text = event.clipboard_data().and_then(|data| data.get_data("text").ok());
        if let Some(text) = text
            && !in_field
        {
            take_text(&text);
        }
    });
    on_cleanup(move || pasted_anywhere.remove());
    let dropped = move |event: web_sys::DragEvent| {
        event.prevent_default();
        over.set(false);
        let Some(data) = event.data_transfer() else { return };
        match data.files().and_then(|files| files.get(0)) {
            Some(file) => take_file(file),
            None => take_text(&data.get_data("text").unwrap_or_default()),
        }
    };
    let chosen = move |event: web_sys::Event| {
        let files = event_target::<web_sys::HtmlInputElement>(&event).files();
        if let Some(file) = files.and_then(|files| files.get(0)) {
            take_file(file);
        }
    };
    view! {
        <div
            class="drop"
            class:over=move || over.get()
            on:dragover=move |event| { event.prevent_default(); over.set(true); }
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <Pictogram icon=Icon::Upload />
            <input
                type="text"
                aria-label="Paste a link, or drop a file"
                placeholder="Paste a link, or drop a file"
                autocomplete="off"
                spellcheck="false"
                on:input=move |event| take_text(&event_target_value(&event))
            />
            <label class="button file-button">
                "Choose a file"
                <input type="file" accept=".json,application/json" aria-label="Choose a file" on:change=chosen />
            </label>
        </div>
        <p class="drop-said note bad" role="alert">{move || said.get()}</p>
    }
}

/// Keeps the file's episode among one's own and goes there.
async fn open_file(playground: Playground, file: &web_sys::File) -> Result<(), String> {
    let text = page::read_file(file).await?;
    if let Some(case) = KeptCase::read(&text) {
        // Its own part of the program plays it again, and says what is wrong with it.
        let name = page::fresh_name();
        storage::keep_episode(&name, &text).await.map_err(|error| error.to_string())?;
        playground.refresh_kept();
        page::go(&case.hash(&name));
        return Ok(());
    }
    let record = EpisodeRecord::from_json(&text).map_err(|error| error.to_string())?;
    // Played again now, so that a bad file is told here and not later.
    record.open().map_err(|error| error.to_string())?;
    let spec = record.spec().map_err(|error| error.to_string())?;
    let name = page::fresh_name();
    storage::keep_episode(&name, &text).await.map_err(|error| error.to_string())?;
    playground.refresh_kept();
    let query =
        StageQuery { kept: Some(name), ..StageQuery::new(spec, record.seed, Player::Person) };
    page::go(&query.to_hash());
    Ok(())
}
