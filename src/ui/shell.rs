//! What stands around every place: the bar with the sign and the places.

use leptos::prelude::*;

use super::app::Playground;
use super::icons::{Icon, Pictogram};
use super::prefs::Theme;
use super::route::Route;

/// The frame that every place stands in.
#[component]
pub fn Shell(children: Children) -> impl IntoView {
    view! {
        <a class="skip" href="#main" on:click=skip_to_main>"Skip to the world"</a>
        <div class="shell">{children()}</div>
    }
}

/// Moves the focus without touching the address, which names the place.
fn skip_to_main(event: web_sys::MouseEvent) {
    event.prevent_default();
    if let Some(main) = document().query_selector("main").ok().flatten() {
        use wasm_bindgen::JsCast;
        let main: web_sys::HtmlElement = main.unchecked_into();
        main.set_tab_index(-1);
        // An element of the page always takes the focus.
        let _ = main.focus();
    }
}

/// The top bar: sign, places, what the place adds, and the quiet tools.
#[component]
pub fn TopBar(
    /// What a place puts beside the places: world, seed, player.
    #[prop(optional)]
    middle: Option<AnyView>,
    /// What a place puts at the end: its main buttons.
    #[prop(optional)]
    end: Option<AnyView>,
) -> impl IntoView {
    let playground = expect_context::<Playground>();
    let current = move |place: &'static str| {
        let here = playground.route.with(|route| match route {
            Route::Gallery => "gallery",
            Route::Stage(_) | Route::Support(_) | Route::Shared(_) => "stage",
            Route::Settings => "settings",
            Route::Reading(_) | Route::Bench | Route::Unknown(_) => "",
        });
        (here == place).then_some("page")
    };
    let has_middle = middle.is_some();
    view! {
        <header class="top-bar" class:with-tools=has_middle>
            <a class="icon-button back" href="#/" aria-label="To the gallery">
                <Pictogram icon=Icon::ChevronLeft />
            </a>
            <a class="sign" href="#/" aria-label="Diorama, to the gallery">
                <Sign />
                <span>"Diorama"</span>
            </a>
            <nav class="places" aria-label="Places">
                <a href="#/" aria-current=move || current("gallery")>"Gallery"</a>
                <a href=move || playground.last_stage.get() aria-current=move || current("stage")>"Stage"</a>
            </nav>
            {middle}
            <div class="bar-end">
                <a
                    class="icon-button"
                    href="#/settings"
                    aria-label="Settings"
                    title="Settings"
                    aria-current=move || current("settings")
                >
                    <Pictogram icon=Icon::Settings />
                </a>
                <ThemeButton />
                <button
                    class="icon-button"
                    aria-label="Keys and help"
                    title="Keys and help (?)"
                    on:click=move |_| playground.keys_open.set(true)
                >
                    <Pictogram icon=Icon::CircleHelp />
                </button>
                {end}
            </div>
        </header>
        <nav class="phone-places" aria-label="Places">
            <a href="#/" aria-current=move || current("gallery")>"Gallery"</a>
            <a href=move || playground.last_stage.get() aria-current=move || current("stage")>"Stage"</a>
            <a href="#/settings" aria-current=move || current("settings")>"Settings"</a>
        </nav>
    }
}

/// Goes through the themes.
#[component]
fn ThemeButton() -> impl IntoView {
    let theme = expect_context::<Playground>().prefs.theme;
    let name = move || match theme.get() {
        Theme::System => "Theme: as the system",
        Theme::Light => "Theme: light",
        Theme::Dark => "Theme: dark",
    };
    let icon = move || match theme.get() {
        Theme::System => Icon::SunMoon,
        Theme::Light => Icon::Sun,
        Theme::Dark => Icon::Moon,
    };
    let next = move |_| {
        theme.update(|theme| {
            let at = Theme::ALL.iter().position(|known| known == theme).unwrap_or(0);
            *theme = Theme::ALL[(at + 1) % Theme::ALL.len()];
        });
    };
    view! {
        <button class="icon-button" aria-label=name title=name on:click=next>
            {move || view! { <Pictogram icon=icon() /> }}
        </button>
    }
}

/// The sign: a case in slight perspective, the agent's dart inside.
#[component]
pub fn Sign() -> impl IntoView {
    view! {
        <svg class="sign-mark" viewBox="0 0 24 24" aria-hidden="true">
            <path d="M3.5 8h13v13h-13zM3.5 8l4-4.5h13l-4 4.5M20.5 3.5v13l-4 4.5" />
            <path class="dart" d="M7 11.2l6.2 3.3L7 17.8l1.6-3.3z" />
        </svg>
    }
}
