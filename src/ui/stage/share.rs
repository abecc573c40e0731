//! The share dialog: a link that holds the episode, a file, where it fits.

use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};
use wasm_bindgen_futures::spawn_local;

use super::keeper::Keeper;
use super::playing::Stage;
use crate::episode::share::{self, Link};
use crate::ui::dialog::Dialog;
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::words;
use crate::web::page;

/// Lengths that matter, in characters: a short post, a chat message, what most places keep whole.
const LIMITS: [(usize, &str); 3] = [(280, "post"), (2_000, "chat"), (32_000, "link")];

/// The most characters that a code still shows well.
const MOST_QR: usize = 1_800;

/// The dialog.
#[component]
pub fn ShareDialog() -> impl IntoView {
    let stage = expect_context::<Stage>();
    view! {
        <Dialog
            open=stage.share_open
            title="Share this episode"
            subtitle="Nothing is uploaded. The link itself holds the episode; whoever opens it plays it again and checks it."
            width=760
        >
            <Share />
        </Dialog>
    }
}

#[component]
fn Share() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let (at, steps) = stage.session.with_untracked(|session| (session.at(), session.line_len()));
    let partway = at > 0 && at < steps;
    let at_step = RwSignal::new(partway);
    // The dialog covers the page, so the episode stands still while it is open.
    let made = Memo::new(move |_| {
        let link = stage.session.with_untracked(|session| Link::new(session, stage.spec));
        let link = if at_step.get() { link.opened_at(at) } else { link };
        share::encode(&link)
            .map(|fragment| format!("{}#{fragment}", page::address()))
            .map_err(|error| error.to_string())
    });
    let choice = view! {
        <div class="share-choice">
            <div>
                <b>"Moves"</b>
                <p class="note">
                    {format!("The world, the seed and {}. All else is worked out anew.", words::count(steps, "action"))}
                </p>
            </div>
            <Size made />
        </div>
    };
    view! {
        {choice}
        {move || match made.get() {
            Ok(url) => view! { <Ready url at steps at_step /> }.into_any(),
            Err(why) => view! {
                <div class="notice bad" role="alert">
                    <Pictogram icon=Icon::TriangleAlert />
                    <p>{words::sentence(&why)} " Save it as a file instead."</p>
                </div>
                <div class="share-foot"><SaveButton /></div>
            }.into_any(),
        }}
    }
}

/// The link's length as a number and on a logarithmic line.
#[component]
fn Size(made: Memo<Result<String, String>>) -> impl IntoView {
    let length = move || made.with(|made| made.as_ref().map_or(0, String::len));
    // From 10 to 100,000 characters, four decades.
    #[expect(
        clippy::disallowed_methods,
        reason = "a place in a picture, which nothing is computed from"
    )]
    let along = |length: usize| format!("{:.2}%", 25.0 * ((length.max(10) as f64).log10() - 1.0));
    view! {
        <div class="size">
            <p><b class="num">{move || words::thousands(length())}</b> " characters"</p>
            <div class="ruler" aria-hidden="true">
                <span class="filled" style:width=move || along(length())></span>
                {LIMITS.map(|(limit, name)| view! { <span class="at" style:left=along(limit)>{name}</span> })}
            </div>
        </div>
    }
}

#[component]
fn Ready(url: String, at: usize, steps: usize, at_step: RwSignal<bool>) -> impl IntoView {
    let fits = match url.len() {
        0..=280 => "fits a post",
        281..=2_000 => "fits a chat message",
        2_001..=8_000 => "fits an issue or a mail, not every chat",
        _ => "for a browser’s address bar only",
    };
    let copied = RwSignal::new(None::<Result<(), String>>);
    let text = StoredValue::new(url.clone());
    let copy = move |_| {
        spawn_local(async move {
            let done = page::copy(&text.get_value()).await;
            copied.try_set(Some(done));
        });
    };
    let said = move || match copied.get() {
        Some(Ok(())) => "Copied.".to_owned(),
        Some(Err(why)) => format!("Not copied: {why}. Select the link and copy it by hand."),
        None => String::new(),
    };
    let select = |event: web_sys::FocusEvent| {
        event_target::<web_sys::HtmlInputElement>(&event).select();
    };
    view! {
        <div class="share-rest">
            <div>
                <label class="check">
                    <input type="checkbox" disabled={steps == 0} prop:checked=move || at_step.get() on:change=move |event| at_step.set(event_target_checked(&event)) />
                    {format!("open at step {at}")}
                </label>
                <div class="share-link">
                    <input
                        id="share-link"
                        readonly
                        aria-label="The link"
                        prop:value=url.clone()
                        on:focus=select
                    />
                    <button class="button primary" autofocus on:click=copy>
                        <Pictogram icon=Icon::Copy />
                        {move || if copied.with(|copied| matches!(copied, Some(Ok(())))) { "Copied" } else { "Copy" }}
                    </button>
                </div>
                <div class="share-foot">
                    <SaveButton />
                    <span class="fits good"><Pictogram icon=Icon::BadgeCheck />{format!("{fits}, {} characters", words::thousands(url.len()))}</span>
                </div>
                <p class="note" role="status">{said}</p>
            </div>
            {(url.len() <= MOST_QR).then(|| qr(&url)).flatten().map(|svg| view! { <div class="qr" role="img" aria-label="The link as a QR code" inner_html=svg></div> })}
        </div>
    }
}

/// Hands the person the episode with all its branches as a file.
#[component]
fn SaveButton() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let save = move |_| {
        if let Some(record) = Keeper::file(stage) {
            let name = format!(
                "diorama-{}-seed-{}.json",
                stage.entry().id.replace('/', "-"),
                stage.seed()
            );
            match record.to_json() {
                Ok(text) => page::save_file(&name, &text),
                Err(error) => stage.refuse(&error.to_string()),
            }
        }
    };
    view! {
        <button on:click=save title="The episode with all its branches">
            <Pictogram icon=Icon::FileDown />
            "Save as file"
        </button>
    }
}

/// The link as a picture; none when it is too long for one.
fn qr(url: &str) -> Option<String> {
    let code = QrCode::encode_text(url, QrCodeEcc::Low).ok()?;
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        for x in (0..size).filter(|&x| code.get_module(x, y)) {
            path += &format!("M{} {}h1v1h-1z", x + 2, y + 2);
        }
    }
    let side = size + 4;
    Some(format!(
        "<svg viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\"><path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}
