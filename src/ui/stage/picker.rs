//! The picker of worlds.

use leptos::prelude::*;

use super::bar::fresh_player;
use super::playing::{Stage, go_to};
use crate::env::catalog::{self, WorldSpec};
use crate::ui::dialog::Dialog;
use crate::ui::miniature::still;
use crate::ui::route::StageQuery;

/// The dialog in which one chooses another world.
#[component]
pub fn PickerDialog() -> impl IntoView {
    let stage = expect_context::<Stage>();
    view! {
        <Dialog open=stage.picker_open title="Choose a world" width=620>
            <Picker />
        </Dialog>
    }
}

#[component]
fn Picker() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let distractors = RwSignal::new(stage.spec.distractors);
    let seed = stage.seed();
    let world = move |entry: &'static catalog::Entry| {
        let spec = move || WorldSpec { distractors: distractors.get(), ..WorldSpec::new(entry.world()) };
        let thumb = move || still(&spec(), seed);
        let choose = move |_| {
            stage.picker_open.set(false);
            go_to(&StageQuery::new(spec(), seed, fresh_player(stage)));
        };
        let current = (entry.number == stage.spec.world.number()).then_some("true");
        view! {
            <button aria-current=current on:click=choose>
                <span class="thumb" inner_html=thumb aria-hidden="true"></span>
                <span class="title">{entry.title}</span>
                <span class="about">{entry.about}</span>
            </button>
        }
    };
    let typed = move |event: web_sys::Event| {
        if let Ok(count) = event_target_value(&event).parse::<u8>() {
            distractors.set(count.min(catalog::all()[0].most_distractors));
        }
    };
    view! {
        <p class="label">{catalog::Family::Balrog.as_str()}</p>
        <div class="picker">{catalog::all().iter().map(world).collect_view()}</div>
        <div class="picker-options">
            <label for="distractors">"Further objects lying about"</label>
            <input
                id="distractors"
                class="field"
                style="width: 72px"
                type="number"
                min="0"
                max=catalog::all()[0].most_distractors
                prop:value=move || distractors.get()
                on:input=typed
            />
            <span class="note">"The benchmark itself uses 0."</span>
        </div>
    }
}
