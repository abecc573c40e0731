//! Small services of the window: address, clipboard, clock, files.

use js_sys::{Array, Date, Math};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, Document, HtmlAnchorElement, IntersectionObserver,
    IntersectionObserverEntry, MediaQueryListEvent, ScrollIntoViewOptions, ScrollLogicalPosition,
    Url, Window,
};

/// The window; a page always has one.
///
/// # Panics
///
/// Outside a page, where nothing of this module is called.
pub fn window() -> Window {
    web_sys::window().expect("a page has a window")
}

/// The document; a page always has one.
///
/// # Panics
///
/// Outside a page, where nothing of this module is called.
pub fn document() -> Document {
    window().document().expect("a page has a document")
}

/// The URL's fragment, with its `#`.
pub fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// Goes to a fragment, as a step that the back button undoes.
pub fn go(hash: &str) {
    // The browser refuses only what is no fragment at all.
    let _ = window().location().set_hash(hash);
}

/// Writes a fragment into the address without a step and without telling the page.
pub fn replace_hash(hash: &str) {
    if let Ok(history) = window().history() {
        // Refused in sandboxed frames: the address then just stays as it was.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(hash));
    }
}

/// The address of this page without its fragment.
pub fn address() -> String {
    let href = window().location().href().unwrap_or_default();
    href.split('#').next().unwrap_or_default().to_owned()
}

/// Scheme, host and port of this page: what servers ask for before they let it read their replies.
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// Copies text.
///
/// # Errors
///
/// The browser's reason, when it refuses.
pub async fn copy(text: &str) -> Result<(), String> {
    let clipboard = window().navigator().clipboard();
    let copied = JsFuture::from(clipboard.write_text(text)).await;
    copied.map(drop).map_err(|_| "the browser did not let the page copy".to_owned())
}

/// Milliseconds since 1970.
pub fn now_ms() -> f64 {
    Date::now()
}

/// The day of a time, as the browser's language writes it.
pub fn day(at_ms: f64) -> String {
    let date = Date::new(&JsValue::from_f64(at_ms));
    date.to_locale_date_string("default", &JsValue::UNDEFINED).into()
}

/// A name for a kept episode: the time and some chance, in letters and digits.
pub fn fresh_name() -> String {
    let digits = |mut number: u64| {
        let mut text = Vec::new();
        while number > 0 {
            text.push(b"0123456789abcdefghijklmnopqrstuvwxyz"[(number % 36) as usize]);
            number /= 36;
        }
        text.reverse();
        String::from_utf8(text).unwrap_or_default()
    };
    format!("{}{}", digits(Date::now() as u64), digits((Math::random() * 1e6) as u64))
}

/// A seed from chance.
pub fn random_seed() -> u64 {
    (Math::random() * 1_000_000.0) as u64
}

/// Hands the person a file.
pub fn save_file(name: &str, text: &str) {
    let parts = Array::of1(&JsValue::from_str(text));
    let kind = BlobPropertyBag::new();
    kind.set_type("application/json");
    let saved = Blob::new_with_str_sequence_and_options(&parts, &kind).and_then(|blob| {
        let url = Url::create_object_url_with_blob(&blob)?;
        let anchor: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
        anchor.set_href(&url);
        anchor.set_download(name);
        anchor.click();
        Url::revoke_object_url(&url)
    });
    // Only a browser without files fails here, and it shows its own message.
    let _ = saved;
}

/// Whether the person asked for little motion.
pub fn reduced_motion() -> bool {
    media("(prefers-reduced-motion: reduce)")
}

/// Whether a media query holds.
pub fn media(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|list| list.matches())
}

/// Sets the page's title.
pub fn set_title(title: &str) {
    document().set_title(title);
}

/// Calls back whenever a media query starts or ceases to hold, for as long as the page lives.
pub fn on_media_change(query: &str, mut changed: impl FnMut(bool) + 'static) {
    if let Ok(Some(list)) = window().match_media(query) {
        let callback =
            Closure::<dyn FnMut(MediaQueryListEvent)>::new(move |event: MediaQueryListEvent| {
                changed(event.matches());
            });
        list.set_onchange(Some(callback.as_ref().unchecked_ref()));
        callback.forget();
        // The list must live as long as its callback; the page is its only owner.
        std::mem::forget(list);
    }
}

/// Sets an attribute of the document's root.
pub fn set_root_attribute(name: &str, value: &str) {
    if let Some(root) = document().document_element() {
        // Only an ill-formed name is refused.
        let _ = root.set_attribute(name, value);
    }
}

/// Whether the whole tab is out of sight.
pub fn is_hidden() -> bool {
    document().hidden()
}

/// Whether an element is on screen, followed as long as its owner lives.
pub fn on_screen(element: NodeRef<html::Div>) -> RwSignal<bool> {
    let seen = RwSignal::new(false);
    Effect::new(move |_| {
        let Some(element) = element.get() else { return };
        let callback = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            let last: IntersectionObserverEntry = entries.pop().unchecked_into();
            seen.try_set(last.is_intersecting());
        });
        let Ok(observer) = IntersectionObserver::new(callback.as_ref().unchecked_ref()) else {
            return;
        };
        observer.observe(&element);
        let kept = StoredValue::new_local((observer, callback));
        on_cleanup(move || {
            kept.try_with_value(|(observer, _)| observer.disconnect());
        });
    });
    seen
}

/// Reads a file that a person chose.
///
/// # Errors
///
/// The browser's reason, when it refuses.
pub async fn read_file(file: &web_sys::File) -> Result<String, String> {
    let text = JsFuture::from(file.text()).await;
    text.ok()
        .and_then(|text| text.as_string())
        .ok_or_else(|| "the browser could not read the file".to_owned())
}

/// Moves the focus to the next or the previous button of the element that the event passes through,
/// round the ends.
pub fn move_focus(event: &web_sys::KeyboardEvent, forward: bool) {
    event.prevent_default();
    let Some(home) = event.current_target() else { return };
    let Ok(buttons) = home.unchecked_into::<web_sys::Element>().query_selector_all("button") else {
        return;
    };
    let count = buttons.length();
    let here = document().active_element();
    let at = (0..count).find(|&at| buttons.item(at).as_ref() == here.as_ref().map(AsRef::as_ref));
    let next = match at {
        Some(at) if forward => (at + 1) % count,
        Some(at) => (at + count - 1) % count,
        None => 0,
    };
    if let Some(button) = buttons.item(next) {
        // An element of the page always takes the focus.
        let _ = button.unchecked_into::<web_sys::HtmlElement>().focus();
    }
}

/// Keeps a press of the mouse from taking the focus, which would then catch the keys.
pub fn keep_focus(event: web_sys::MouseEvent) {
    event.prevent_default();
}

/// Milliseconds since the page began, in parts as fine as the browser lets a page see.
pub fn clock_ms() -> f64 {
    window().performance().map_or_else(Date::now, |clock| clock.now())
}

/// Whether the page came by https, where browsers let it speak to plain http only on this machine or near it.
pub fn is_https() -> bool {
    window().location().protocol().is_ok_and(|protocol| protocol == "https:")
}

/// Whether the browser believes that there is a network.
pub fn is_online() -> bool {
    window().navigator().on_line()
}

/// Leaves this page for another.
pub fn leave_for(url: &str) {
    // Only an ill-formed address is refused.
    let _ = window().location().set_href(url);
}

/// Scrolls no further than needed for an element to be seen, once it is laid out.
pub fn bring_into_view(element: &web_sys::Element) {
    let element = element.clone();
    request_animation_frame(move || {
        let how = ScrollIntoViewOptions::new();
        how.set_block(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&how);
    });
}
