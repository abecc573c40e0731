//! The share dialog: how much of the episode, how long that gets, where it fits.

use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};
use wasm_bindgen_futures::spawn_local;

use super::keeper::Keeper;
use super::playing::Stage;
use crate::episode::share::{self, Fit, Level, Link, fits_qr};
use crate::episode::{PlayerCard, Role, Transcript};
use crate::ui::dialog::Dialog;
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::{parts, words};
use crate::web::page;

/// Lengths that the ruler shows, in characters.
const MARKS: [Fit; 3] = [Fit::Post, Fit::Chat, Fit::Browser];

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
            {parts::share()}
        </Dialog>
    }
}

/// What the person chose.
#[derive(Clone, Copy)]
struct Choice {
    level: RwSignal<Level>,
    at_step: RwSignal<bool>,
    reasoning: RwSignal<bool>,
}

/// A link's address, or why there is none.
type Made = Result<String, String>;

/// What the dialog holds.
#[component]
pub fn Share() -> impl IntoView {
    let stage = expect_context::<Stage>();
    // The dialog covers the page, so the episode stands still while it is open.
    let (at, steps) = stage.session.with_untracked(|session| (session.at(), session.line_len()));
    let full = stage.session.with_untracked(|session| {
        let said = stage.model.rollout.with_untracked(|rollout| rollout.told(session));
        Link::new(session, stage.spec).telling(said)
    });
    let said = full.transcript.clone().unwrap_or_default();
    let thinks = said.has_reasoning();
    let choice = Choice {
        level: RwSignal::new(Level::Moves),
        at_step: RwSignal::new(at > 0 && at < steps),
        reasoning: RwSignal::new(true),
    };
    let full = StoredValue::new(full);
    let made = move |level: Level| {
        Memo::new(move |_| {
            let link = full.get_value().at_level(level);
            let link = if choice.reasoning.get() { link } else { link.without_reasoning() };
            let link = if choice.at_step.get() { link.opened_at(at) } else { link };
            address(&link)
        })
    };
    let (moves, told) = (made(Level::Moves), made(Level::Words));
    let fits = told.with_untracked(|told| {
        told.as_ref().is_ok_and(|url| !said.is_empty() && Fit::of(url.len()) <= Fit::Chat)
    });
    if fits {
        choice.level.set(Level::Words);
    }
    let length = |made: Memo<Made>| {
        Signal::derive(move || made.with(|made| made.as_ref().ok().map(String::len)))
    };
    let file = Keeper::text(stage).and_then(Result::ok).map(|text| text.len());
    view! {
        <fieldset class="share-levels">
            <legend class="hidden-text">"How much of it"</legend>
            <Row
                level=Level::Moves
                choice
                title="Moves"
                about=format!("The world, the seed and {}. All else is worked out anew.", words::count(steps, "action"))
                length=length(moves)
                disabled=false
            />
            <Row
                level=Level::Words
                choice
                title="Moves and words"
                about=about_words(&said)
                length=length(told)
                disabled=said.is_empty()
            />
            <Row
                level=Level::File
                choice
                title="Everything"
                about="A file with every branch and note, and what models were asked and answered. Keys never.".to_owned()
                length=Signal::derive(move || file)
                disabled=false
            />
        </fieldset>
        {move || {
            let made = match choice.level.get() {
                Level::Moves => moves.get(),
                Level::Words => told.get(),
                Level::File => return view! { <div class="share-rest file"><SaveButton primary=true /></div> }.into_any(),
            };
            match made {
                Ok(url) => view! { <Ready url at steps choice thinks /> }.into_any(),
                Err(why) => view! {
                    <div class="notice bad" role="alert">
                        <Pictogram icon=Icon::TriangleAlert />
                        <p>{words::sentence(&why)} " Save it as a file instead."</p>
                    </div>
                    <div class="share-foot"><SaveButton primary=false /></div>
                }.into_any(),
            }
        }}
    }
}

fn address(link: &Link) -> Made {
    let fragment = share::encode(link).map_err(|error| error.to_string())?;
    Ok(format!("{}#{fragment}", page::address()))
}

/// Whose words there are, and how many.
fn about_words(said: &Transcript) -> String {
    if said.is_empty() {
        return "Also what was said; nobody said anything here.".to_owned();
    }
    let name = |card: &PlayerCard| match card.role {
        Role::Customer => "the customer".to_owned(),
        Role::Judge => "a judge".to_owned(),
        Role::Agent if card.model.is_empty() => card.kind.clone(),
        Role::Agent => card.model.clone(),
    };
    let mut names: Vec<String> = said.cards.iter().map(name).collect();
    names.dedup();
    let replies = words::count(said.words().count(), "message");
    format!("Also {replies} of {}, letter by letter.", names.join(", "))
}

/// One level to choose, with its length.
#[component]
fn Row(
    level: Level,
    choice: Choice,
    title: &'static str,
    about: String,
    /// Characters of the link, or bytes of the file; none if it cannot be made.
    length: Signal<Option<usize>>,
    disabled: bool,
) -> impl IntoView {
    let chosen = move || choice.level.get() == level;
    view! {
        <label class="share-choice" class:chosen=chosen class:resting=disabled>
            <input
                type="radio"
                name="share-level"
                value=level.as_str()
                disabled=disabled
                prop:checked=chosen
                on:change=move |_| choice.level.set(level)
            />
            <div>
                <b>{title}</b>
                <p class="note">{about}</p>
            </div>
            {(!disabled).then(|| view! { <Size length is_file={level == Level::File} /> })}
        </label>
    }
}

/// The length as a number and on a logarithmic line.
#[component]
fn Size(length: Signal<Option<usize>>, is_file: bool) -> impl IntoView {
    // From 10 to 100,000 characters, four decades.
    #[expect(
        clippy::disallowed_methods,
        reason = "a place in a picture, which nothing is computed from"
    )]
    let along = |length: usize| {
        format!("{:.2}%", 25.0 * ((length.clamp(10, 100_000) as f64).log10() - 1.0))
    };
    let number = move || match length.get() {
        Some(length) if is_file => words::thousands(length.div_ceil(1_000)),
        Some(length) => words::thousands(length),
        None => "too many".to_owned(),
    };
    let unit = if is_file { " kB file" } else { " characters" };
    view! {
        <div class="size">
            <p><b class="num">{number}</b> {unit}</p>
            <div class="ruler" aria-hidden="true">
                <span class="filled" style:width=move || along(length.get().unwrap_or(usize::MAX))></span>
                {MARKS.map(|fit| {
                    let name = if fit == Fit::Browser { "link" } else { fit.as_str() };
                    view! { <span class="at" style:left=along(fit.most())>{name}</span> }
                })}
            </div>
        </div>
    }
}

#[component]
fn Ready(url: String, at: usize, steps: usize, choice: Choice, thinks: bool) -> impl IntoView {
    let fit = Fit::of(url.len());
    let advice = format!("{}, {} characters", fit.advice(), words::thousands(url.len()));
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
    let can_omit = thinks && choice.level.get_untracked() == Level::Words;
    view! {
        <div class="share-rest">
            <div>
                <div class="share-options">
                    <Check on=choice.at_step disabled={steps == 0} label=format!("open at step {at}") />
                    {can_omit.then(|| view! { <Check on=choice.reasoning disabled=false label="with the reasoning".to_owned() /> })}
                </div>
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
                    <SaveButton primary=false />
                    <span class="fits" class:good={fit <= Fit::Chat}>
                        <Pictogram icon={if fit <= Fit::Issue { Icon::BadgeCheck } else { Icon::TriangleAlert }} />
                        {advice}
                    </span>
                </div>
                <p class="note" role="status">{said}</p>
            </div>
            {fits_qr(url.len()).then(|| qr(&url)).flatten().map(|svg| view! { <div class="qr" role="img" aria-label="The link as a QR code" inner_html=svg></div> })}
        </div>
    }
}

#[component]
fn Check(on: RwSignal<bool>, disabled: bool, label: String) -> impl IntoView {
    view! {
        <label class="check">
            <input type="checkbox" disabled=disabled prop:checked=move || on.get() on:change=move |event| on.set(event_target_checked(&event)) />
            {label}
        </label>
    }
}

/// Hands the person the episode with all its branches as a file.
#[component]
fn SaveButton(primary: bool) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let save = move |_| {
        if let Some(text) = Keeper::text(stage) {
            let name = format!(
                "diorama-{}-seed-{}.json",
                stage.entry().id.replace('/', "-"),
                stage.seed()
            );
            match text {
                Ok(text) => page::save_file(&name, &text),
                Err(why) => stage.refuse(&why),
            }
        }
    };
    view! {
        <button class:button=primary class:primary=primary on:click=save title="The episode with all its branches">
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
