//! The Policy tab: what the agent has to go by, with a search.

use leptos::prelude::*;

use super::counter::Counter;
use crate::ui::policy::PolicyText;

/// The tab.
#[component]
pub fn PolicyTab() -> impl IntoView {
    let counter = expect_context::<Counter>();
    let policy = counter.ground.with_value(|ground| ground.world.told().policy.to_string());
    view! {
        <div class="tab-body policy" role="tabpanel" id="tab-panel" aria-labelledby="tab-4" tabindex="-1">
            <PolicyText policy />
        </div>
    }
}
