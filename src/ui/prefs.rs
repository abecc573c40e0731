//! What a person prefers, remembered by this browser.

use leptos::prelude::*;

use crate::web::storage;

/// How the page is lit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    System,
    /// Paper.
    Light,
    /// Lamp light.
    Dark,
}

impl Theme {
    /// Every theme, in the order in which the button goes through them.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The name that is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// The preferences. `Copy`, so closures take it without ceremony.
#[derive(Clone, Copy)]
pub struct Prefs {
    /// How the page is lit.
    pub theme: RwSignal<Theme>,
    /// A colour's letter on every object.
    pub letters: RwSignal<bool>,
    /// The original's own colours.
    pub original_colors: RwSignal<bool>,
    /// No shade over what the agent does not see.
    pub show_all: RwSignal<bool>,
    /// The speed of play, an index into the Stage's list.
    pub speed: RwSignal<usize>,
    /// The panel's tab, by its number.
    pub tab: RwSignal<usize>,
}

impl Prefs {
    /// Reads what was stored and stores every change.
    pub fn load() -> Self {
        let stored = |name: &str| storage::preference(name);
        let flag = |name: &'static str| {
            let signal = RwSignal::new(stored(name).as_deref() == Some("yes"));
            Effect::new(move |_| {
                storage::set_preference(name, if signal.get() { "yes" } else { "no" });
            });
            signal
        };
        let number = |name: &'static str, default: usize| {
            let value = stored(name).and_then(|text| text.parse().ok()).unwrap_or(default);
            let signal = RwSignal::new(value);
            Effect::new(move |_| storage::set_preference(name, &signal.get().to_string()));
            signal
        };
        let theme = stored("theme");
        let theme = Theme::ALL.into_iter().find(|known| Some(known.as_str()) == theme.as_deref());
        let theme = RwSignal::new(theme.unwrap_or(Theme::System));
        Effect::new(move |_| storage::set_preference("theme", theme.get().as_str()));
        Self {
            theme,
            letters: flag("letters"),
            original_colors: flag("original-colours"),
            show_all: flag("show-all"),
            speed: number("speed", 1),
            tab: number("tab", 0),
        }
    }
}
