//! The list of keys, and when keys are for something else.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::dialog::Dialog;

/// Whether a key is for the element that has the focus, or for a dialog, or for the browser.
pub fn is_busy(event: &web_sys::KeyboardEvent) -> bool {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented() {
        return true;
    }
    let document = document();
    if document.query_selector("dialog[open]").ok().flatten().is_some() {
        return true;
    }
    let Some(target) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok())
    else {
        return false;
    };
    let tag = target.tag_name();
    if matches!(tag.as_str(), "INPUT" | "TEXTAREA" | "SELECT") {
        return true;
    }
    // Enter and Space press the button or follow the link that has the focus.
    matches!(event.key().as_str(), "Enter" | " ")
        && matches!(tag.as_str(), "BUTTON" | "A" | "SUMMARY")
}

const WATCHING: [(&[&str], &str); 8] = [
    (&["←", "→"], "step back, step forward"),
    (&["Space"], "play, stop"),
    (&["Home", "End"], "to the start, to the end"),
    (&["[", "]"], "slower, faster"),
    (&[",", "."], "previous mark, next mark"),
    (&["G"], "go to a step"),
    (&["F"], "take over here: a fork begins"),
    (&["E"], "let the expert play on"),
];

const PLAYING: [(&[&str], &str); 8] = [
    (&["←", "→"], "turn left, turn right"),
    (&["↑"], "go forward"),
    (&["Space"], "toggle: open, close"),
    (&["P"], "pick up (also Page Up)"),
    (&["D"], "drop (also Page Down)"),
    (&["Enter"], "done, in worlds that have it"),
    (&["⇧ ←", "⇧ →"], "step through the record"),
    (&["U"], "undo the last step"),
];

const CRAFTER: [(&[&str], &str); 6] = [
    (&["W", "A", "S", "D"], "walk (also the arrows)"),
    (&["Space"], "do: collect, drink, eat, hit"),
    (&["Z", "N"], "sleep, wait"),
    (&["R", "T", "F", "P"], "place a stone, table, furnace, plant"),
    (&["1", "2", "3"], "make a pickaxe of wood, stone, iron"),
    (&["4", "5", "6"], "make a sword of wood, stone, iron"),
];

const EVERYWHERE: [(&[&str], &str); 7] = [
    (&["S"], "share (in Crafter by hand with ⇧)"),
    (&["W"], "choose a world"),
    (&["R"], "start the episode again"),
    (&["1", "…", "4"], "the panel’s tabs"),
    (&["T", "D"], "call a tool, the data base (customer support)"),
    (&["?"], "this list"),
    (&["Esc"], "close"),
];

/// The list of keys; `?` opens it.
#[component]
pub fn KeysDialog(open: RwSignal<bool>) -> impl IntoView {
    let listening = window_event_listener(ev::keydown, move |event| {
        if event.key() == "?" && !is_busy(&event) {
            event.prevent_default();
            open.set(true);
        }
    });
    on_cleanup(move || listening.remove());
    view! {
        <Dialog open title="Keys" width=720>
            <div class="key-columns">
                {group("Watching and looking back", &WATCHING)}
                {group("Playing by hand", &PLAYING)}
                {group("Playing Crafter by hand", &CRAFTER)}
                {group("Everywhere on the Stage", &EVERYWHERE)}
                <section>
                    <h3 class="label">"In short"</h3>
                    <p class="note">
                        "Each world is the real benchmark, run in this page: the same seed and the same actions "
                        "lead to the same episode everywhere. Play it yourself, let the built-in expert play, go "
                        "back to any step and try something else: nothing you did is lost. A shared link holds the "
                        "whole episode, and whoever opens it sees it run again and checked."
                    </p>
                </section>
            </div>
        </Dialog>
    }
}

fn group(
    title: &'static str,
    keys: &'static [(&'static [&'static str], &'static str)],
) -> impl IntoView {
    let row = |(caps, what): &(&'static [&'static str], &'static str)| {
        let caps = caps.iter().map(|cap| view! { <kbd>{*cap}</kbd> }).collect_view();
        let what = *what;
        view! {
            <dt>{caps}</dt>
            <dd>{what}</dd>
        }
    };
    view! {
        <section>
            <h3 class="label">{title}</h3>
            <dl class="key-list">{keys.iter().map(row).collect_view()}</dl>
        </section>
    }
}
