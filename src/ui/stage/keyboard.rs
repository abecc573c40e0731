//! The Stage's keys. While a person plays, the world's own keys win.

use leptos::ev;
use leptos::prelude::*;

use super::crafter::keys;
use super::panel::TABS;
use super::playing::Stage;
use crate::env::catalog::Family;
use crate::env::minigrid::Action;
use crate::episode::{MarkKind, Player, Session, marks};
use crate::ui::app::Playground;
use crate::ui::keys::is_busy;

/// Listens for keys as long as the Stage stands.
pub fn follow_keys(stage: Stage) {
    let prefs = expect_context::<Playground>().prefs;
    let listening = window_event_listener(ev::keydown, move |event| {
        if is_busy(&event) {
            return;
        }
        let key = event.key();
        let by_hand = stage.player.get_untracked() == Player::Person;
        let done = (by_hand && !event.shift_key() && play(stage, &key))
            || look(stage, &key)
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

/// The keys that look at the record and steer its play.
fn look(stage: Stage, key: &str) -> bool {
    match key {
        "ArrowLeft" => stage.back(),
        "ArrowRight" => stage.step_on(),
        " " => stage.toggle_play(),
        "Home" => {
            stage.stop();
            stage.jump(0);
        }
        "End" => {
            stage.stop();
            stage.jump(usize::MAX);
        }
        "[" => stage.change_speed(false),
        "]" => stage.change_speed(true),
        "," => to_mark(stage, false),
        "." => to_mark(stage, true),
        "f" | "F" => stage.take_over(),
        "e" | "E" => stage.let_play(Player::Expert),
        "u" | "U" => stage.undo(),
        "r" | "R" => stage.reset(),
        "s" | "S" => stage.share_open.set(true),
        "g" | "G" => stage.go_open.set(true),
        "w" | "W" => stage.picker_open.set(true),
        _ => return false,
    }
    true
}

/// Looks at the next or the previous step with a mark.
fn to_mark(stage: Stage, forward: bool) {
    let target = stage.session.with_untracked(|session: &Session<_>| {
        let at = session.at();
        let mut steps = marks(session)
            .into_iter()
            .filter(|mark| mark.kind != MarkKind::Fork)
            .map(|mark| mark.step)
            .filter(|&step| if forward { step > at } else { step < at });
        if forward { steps.next() } else { steps.next_back() }
    });
    if let Some(step) = target {
        stage.stop();
        stage.jump(step);
    }
}
