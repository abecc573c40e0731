//! The share dialog: how much of the episode, how long that gets, where it fits.

use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};
use wasm_bindgen_futures::spawn_local;

use super::dialog::Dialog;
use super::icons::{Icon, Pictogram};
use super::words;
use crate::episode::share::{Fit, Level, fits_qr};
use crate::web::page;

/// Lengths that the ruler shows, in characters.
const MARKS: [Fit; 3] = [Fit::Post, Fit::Chat, Fit::Browser];

/// An episode that can be shared: what its Stage makes of it.
#[derive(Clone)]
pub struct Sharing {
    /// The step that one looks at.
    pub at: usize,
    /// Steps of the line.
    pub steps: usize,
    /// What a link without words holds.
    pub about_moves: String,
    /// What a link with words holds besides.
    pub about_words: String,
    /// Whether there are words.
    pub has_words: bool,
    /// Whether models thought before they spoke.
    pub thinks: bool,
    /// Makes the part of an address after `#`; or says why it cannot.
    pub link: Callback<Wanted, Result<String, String>>,
    /// The episode as a file; none if it has gone.
    pub file: Callback<(), Option<Result<String, String>>>,
    /// The file's name.
    pub file_name: String,
    /// Says why something was not done.
    pub refuse: Callback<String>,
}

/// What of an episode a link is to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// How much.
    pub level: Level,
    /// The step to open at.
    pub open_at: Option<usize>,
    /// Whether what models thought is told, too.
    pub reasoning: bool,
}

/// The dialog.
#[component]
pub fn ShareDialog(
    /// Whether it stands open.
    open: RwSignal<bool>,
    children: ChildrenFn,
) -> impl IntoView {
    view! {
        <Dialog
            open
            title="Share this episode"
            subtitle="Nothing is uploaded. The link itself holds the episode; whoever opens it plays it again and checks it."
            width=760
        >
            {children()}
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

/// What the dialog holds. It covers the page, so the episode stands still while it is open.
#[component]
pub fn ShareForm(
    /// The episode.
    sharing: Sharing,
) -> impl IntoView {
    let Sharing { at, steps, has_words, link, .. } = sharing;
    let choice = Choice {
        level: RwSignal::new(Level::Moves),
        at_step: RwSignal::new(at > 0 && at < steps),
        reasoning: RwSignal::new(true),
    };
    let made = move |level: Level| {
        Memo::new(move |_| {
            let open_at = choice.at_step.get().then_some(at);
            let made = link.run(Wanted { level, open_at, reasoning: choice.reasoning.get() });
            made.map(|fragment| format!("{}#{fragment}", page::address()))
        })
    };
    let (moves, told) = (made(Level::Moves), made(Level::Words));
    let fits = told.with_untracked(|told| {
        told.as_ref().is_ok_and(|url| has_words && Fit::of(url.len()) <= Fit::Chat)
    });
    if fits {
        choice.level.set(Level::Words);
    }
    let length = |made: Memo<Made>| {
        Signal::derive(move || made.with(|made| made.as_ref().ok().map(String::len)))
    };
    let file = sharing.file.run(()).and_then(Result::ok).map(|text| text.len());
    let stored = StoredValue::new(sharing.clone());
    view! {
        <fieldset class="share-levels">
            <legend class="hidden-text">"How much of it"</legend>
            <Row
                level=Level::Moves
                choice
                title="Moves"
                about=sharing.about_moves
                length=length(moves)
                disabled=false
            />
            <Row
                level=Level::Words
                choice
                title="Moves and words"
                about=sharing.about_words
                length=length(told)
                disabled=!has_words
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
                Level::File => return view! { <div class="share-rest file"><SaveButton sharing=stored primary=true /></div> }.into_any(),
            };
            match made {
                Ok(url) => view! { <Ready url choice sharing=stored /> }.into_any(),
                Err(why) => view! {
                    <div class="notice bad" role="alert">
                        <Pictogram icon=Icon::TriangleAlert />
                        <p>{words::sentence(&why)} " Save it as a file instead."</p>
                    </div>
                    <div class="share-foot"><SaveButton sharing=stored primary=false /></div>
                }.into_any(),
            }
        }}
    }
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
fn Ready(url: String, choice: Choice, sharing: StoredValue<Sharing>) -> impl IntoView {
    let (at, steps, thinks) = sharing.with_value(|all| (all.at, all.steps, all.thinks));
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
                    <SaveButton sharing primary=false />
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
fn SaveButton(sharing: StoredValue<Sharing>, primary: bool) -> impl IntoView {
    let save = move |_| {
        sharing.with_value(|sharing| match sharing.file.run(()) {
            Some(Ok(text)) => page::save_file(&sharing.file_name, &text),
            Some(Err(why)) => sharing.refuse.run(why),
            None => {}
        });
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
