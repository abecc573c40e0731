//! What lies beside the task: the data base, the policy, the task as it stands in the file.

use leptos::prelude::*;

use super::room::{Room, Side};
use super::task::seen;
use crate::env::support::tau2::Tau2Task;
use crate::episode::casebook::Seen;
use crate::python::shared::dumps_indented;
use crate::ui::policy::PolicyText;
use crate::ui::tables::{Met, PlainRecord, Tables};
use crate::web::page;

/// The panel.
#[component]
pub fn SidePanel() -> impl IntoView {
    let room = expect_context::<Room>();
    let tab = move |side: Side| {
        view! {
            <button
                role="tab"
                aria-selected=move || (room.side.get() == side).to_string()
                on:click=move |_| room.side.set(side)
            >
                {side.as_str()}
            </button>
        }
    };
    let arrows = move |event: web_sys::KeyboardEvent| {
        let key = event.key();
        if key == "ArrowLeft" || key == "ArrowRight" {
            event.stop_propagation();
            page::move_focus(&event, key == "ArrowRight");
        }
    };
    view! {
        <aside class="panel reading-side" aria-label="Beside the task">
            <div class="tabs" role="tablist" aria-label="Beside the task" on:keydown=arrows>
                {Side::ALL.map(tab)}
            </div>
            {move || match room.side.get() {
                Side::Base => view! { <BaseTab /> }.into_any(),
                Side::Policy => {
                    let policy = room.with(|data| data.policy.to_string());
                    view! { <div class="tab-body policy" role="tabpanel"><PolicyText policy /></div> }.into_any()
                }
                Side::Json => {
                    let json = move || room.task().map(|task| dumps_indented(&task.raw));
                    view! { <div class="tab-body numbers" role="tabpanel"><pre tabindex="0">{json}</pre></div> }.into_any()
                }
            }}
        </aside>
    }
}

#[component]
fn BaseTab() -> impl IntoView {
    let room = expect_context::<Room>();
    let of = move |task: &Tau2Task| seen(room, task);
    let met = Memo::new(move |_| Met {
        seen: room.task().map_or_else(Seen::default, |task| of(&task)),
        looked_up: None,
    });
    view! {
        <div class="drawer" role="tabpanel">
            <Tables data=room.database() met named="named in this task" record=room.record />
            <PlainRecord data=room.database() record=room.record />
        </div>
    }
}
