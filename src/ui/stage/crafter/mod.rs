//! Crafter on the Stage: the parts that are its own. All else is shared with the other worlds.

mod case;
mod moves;
mod nights;
mod outline;
mod pads;
mod scores_tab;
mod semantic;
mod step_tab;
mod wall;

pub mod keys;

use leptos::prelude::*;

pub use self::nights::Nights;
pub use self::pads::Pads;
pub use self::scores_tab::ScoresTab;
pub use self::step_tab::StepTab;

use self::case::{Case, Look};
use self::moves::Moves;
use self::wall::WallText;
use crate::env::crafter::CrafterEnv;
use crate::episode::Session;

/// Its style comes with its part.
const STYLE: &str = concat!(
    include_str!("../../../../static/css/crafter-wall.css"),
    include_str!("../../../../static/css/crafter-panel.css"),
    include_str!("../../../../static/css/crafter.css"),
);

/// The game of a session.
///
/// A Stage keeps its world for as long as it stands, and asks for these parts in Crafter only.
fn game(session: &Session<crate::env::World>) -> &CrafterEnv {
    session.env().crafter().expect("these parts stand only where Crafter is played")
}

/// What stands above the timeline: how the player is, the world behind glass, the moves.
#[component]
pub fn World() -> impl IntoView {
    provide_context(Look::new());
    view! {
        <style>{STYLE}</style>
        <WallText />
        <div class="crafter-centre">
            <Case />
            <Moves />
        </div>
    }
}

fn session_achieved(session: &Session<crate::env::World>) -> usize {
    game(session).game().unlocked().len()
}
