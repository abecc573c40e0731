//! The dialog about how models play, as both Stages have it: its frame, and the field for a limit.

use std::str::FromStr;

use leptos::prelude::*;

use super::dialog::Dialog;

/// The frame.
#[component]
pub fn PlayDialog(
    /// Whether it stands open.
    open: RwSignal<bool>,
    /// Its heading.
    title: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    view! {
        <Dialog
            open
            title
            subtitle="What you change holds from the next question on. Calls that were made keep their words."
            width=760
        >
            {children()}
        </Dialog>
    }
}

/// A limit: nothing stands for none.
#[component]
pub fn LimitField<T>(
    /// The field's id.
    id: &'static str,
    /// What is limited.
    label: &'static str,
    /// How far it may go now.
    #[prop(into)]
    now: Signal<Option<T>>,
    /// Sets the limit.
    #[prop(into)]
    set: Callback<Option<T>>,
) -> impl IntoView
where
    T: FromStr + ToString + PartialOrd + Default + Copy + Send + Sync + 'static,
{
    let wrong = RwSignal::new(false);
    let typed = move |event: web_sys::Event| {
        let text = event_target_value(&event);
        // Half the world writes a comma there.
        let read = match text.trim().replace(',', ".").as_str() {
            "" => Some(None),
            text => text.parse::<T>().ok().filter(|limit| *limit >= T::default()).map(Some),
        };
        wrong.set(read.is_none());
        if let Some(limit) = read {
            set.run(limit);
        }
    };
    view! {
        <label class="label" for=id>{label}</label>
        <input
            id=id
            class="field short num"
            inputmode="decimal"
            autocomplete="off"
            placeholder="no limit"
            aria-invalid=move || wrong.get().to_string()
            prop:value=move || now.get().map(|limit| limit.to_string()).unwrap_or_default()
            on:change=typed
        />
    }
}
