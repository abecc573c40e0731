//! The Stage's keys. While a person plays, the world's own keys win.

use leptos::ev;
use leptos::prelude::*;

use super::TABS;
use super::crafter::keys;
use super::playing::Stage;
use crate::env::catalog::Family;
use crate::env::minigrid::Action;
use crate::episode::Player;
use crate::ui::app::Playground;
use crate::ui::keys::is_busy;
use crate::ui::rail::{Rail, wish_of};

/// Listens for keys as long as the Stage stands.
pub fn follow_keys(stage: Stage, rail: Rail) {
    let prefs = expect_context::<Playground>().prefs;
    let listening = window_event_listener(ev::keydown, move |event| {
        if is_busy(&event) {
            return;
        }
        let key = event.key();
        let by_hand = stage.player.get_untracked() == Player::Person;
        let done = (by_hand && !event.shift_key() && play(stage, &key))
            || wish_of(&key).map(|wish| rail.wish(wish)).is_some()
            || TABS.len().min(key.parse().unwrap_or(0)).checked_sub(1).is_some_and(|tab| {
                prefs.tab.set(tab);
                true
            });
        if done {
            event.prevent_default();
        }
    });
    on_cleanup(move || listening.remove());
}

/// The world's customary keys.
fn play(stage: Stage, key: &str) -> bool {
    if stage.entry().family == Family::Crafter {
        return keys::action(key).map(|action| stage.act(action)).is_some();
    }
    let action = match key {
        "ArrowLeft" => Action::Left,
        "ArrowRight" => Action::Right,
        "ArrowUp" => Action::Forward,
        "p" | "P" | "PageUp" => Action::Pickup,
        "d" | "D" | "PageDown" => Action::Drop,
        " " => Action::Toggle,
        "Enter" => Action::Done,
        _ => return false,
    };
    if stage.entry().grid_actions().contains(&action) {
        stage.act(action);
    }
    true
}
