//! A dialog: the browser's own, which traps the focus and gives it back.

use leptos::html;
use leptos::prelude::*;

use super::icons::{Icon, Pictogram};

/// A dialog with a title and a way out; `Esc` and a click beside it close it too.
#[component]
pub fn Dialog(
    /// Whether it stands open.
    open: RwSignal<bool>,
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    /// One sentence under the heading.
    #[prop(optional, into)]
    subtitle: Option<String>,
    /// Its width in pixels, as far as the window allows.
    #[prop(default = 560)]
    width: u32,
    children: ChildrenFn,
) -> impl IntoView {
    let element = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let wanted = open.get();
        if let Some(dialog) = element.get() {
            if wanted && !dialog.open() {
                // Refused only when it is open already.
                let _ = dialog.show_modal();
            } else if !wanted && dialog.open() {
                dialog.close();
            }
        }
    });
    let beside = move |event: web_sys::MouseEvent| {
        let on_itself = event_target::<web_sys::Element>(&event).tag_name() == "DIALOG";
        if on_itself {
            open.set(false);
        }
    };
    view! {
        <dialog
            node_ref=element
            style:width=format!("{width}px")
            aria-label=move || title.get()
            on:close=move |_| open.set(false)
            on:mousedown=beside
        >
            <Show when=move || open.get()>
                <div class="dialog-head">
                    <div>
                        <h2>{move || title.get()}</h2>
                        {subtitle.clone().map(|text| view! { <p class="note">{text}</p> })}
                    </div>
                    <button class="icon-button" aria-label="Close" on:click=move |_| open.set(false)>
                        <Pictogram icon=Icon::X />
                    </button>
                </div>
                <div class="dialog-body">{children()}</div>
            </Show>
        </dialog>
    }
}
