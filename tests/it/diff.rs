//! The state as facts, and what changed between two of them.

use diorama::env::minigrid::{Action, Kind};
use diorama::episode::diff::diff_facts;
use diorama::episode::{Change, Fact, Inspect, Player, diff};
use proptest::prelude::*;

use crate::session::{grid, presses};

fn told(changes: &[Change]) -> Vec<String> {
    changes.iter().map(|one| format!("{}: {} → {}", one.path, one.before, one.after)).collect()
}

#[test]
fn a_turn_changes_where_the_agent_faces() {
    let (mut session, _) = grid("babyai/goto", 3);
    let before = session.env().state().dir;
    session.act(Action::Left, Player::Person).expect("not over");
    let after = session.env().state().dir;
    let want = [
        format!("agent.faces: {} → {}", before.as_str(), after.as_str()),
        "step: 0 → 1".to_owned(),
    ];
    assert_eq!(told(&diff(&session.env_at(0), session.env())), want);
}

#[test]
fn picking_up_moves_a_thing_from_its_cell_to_the_hand() {
    let mut seen = 0;
    for seed in 0..40 {
        let (mut session, _) = grid("babyai/putnext", seed);
        for press in presses(100) {
            let state = session.env().state();
            let (front, ahead) = (state.front(), state.grid.get(state.front()));
            let takes = ahead.kind.is_portable() && state.carrying.is_empty();
            let chance = Action::ALL[usize::from(press.0)];
            let action = if takes { Action::Pickup } else { chance };
            if session.act(action, Player::Random).is_err() {
                break;
            }
            if !takes {
                continue;
            }
            seen += 1;
            let (before, after) = (session.env_at(session.at() - 1), session.env());
            let name = format!("{} {}", ahead.color.as_str(), ahead.kind.as_str());
            let mut changes = told(&diff(&before, after));
            changes.retain(|change| !change.starts_with("task"));
            let (x, y, at) = (front.x, front.y, session.at());
            let want = [
                format!("agent.carrying: nothing → {name}"),
                format!("step: {} → {at}", at - 1),
                format!("cell {x}, {y}: {name} → empty"),
            ];
            assert_eq!(changes, want, "seed {seed} step {at}");
            let back = told(&diff(after, &before));
            assert!(back.contains(&format!("cell {x}, {y}: empty → {name}")), "{back:?}");
        }
    }
    assert!(seen > 0, "nothing was picked up");
}

#[test]
fn doors_tell_their_state() {
    let mut seen = 0;
    for seed in 0..20 {
        let (session, _) = grid("babyai/open", seed);
        let state = session.env().state();
        let doors = state.grid.positions().filter(|&at| state.grid.get(at).kind == Kind::Door);
        let facts = session.env().facts();
        for at in doors {
            let path = format!("cell {}, {}", at.x, at.y);
            let fact = facts.iter().find(|fact| fact.path == path).expect("doors are facts");
            let words: Vec<_> = fact.value.split(' ').collect();
            assert!(matches!(words[..], ["open" | "closed" | "locked", _, "door"]), "{fact:?}");
            seen += 1;
        }
    }
    assert!(seen > 0, "no door in twenty episodes");
}

#[test]
fn facts_begin_with_the_agent_and_tell_the_task() {
    let (session, _) = grid("babyai/pick_up_seq_go_to", 0);
    let facts = session.env().facts();
    let paths: Vec<_> = facts.iter().map(|fact| fact.path.as_str()).collect();
    let want =
        ["agent.at", "agent.faces", "agent.carrying", "step", "max_steps", "task.1", "task.2"];
    assert_eq!(paths[..7], want);
    assert!(paths[7..].iter().all(|path| path.starts_with("cell ")), "{paths:?}");
    assert!(facts[5].value.ends_with(": to do") && facts[6].value.ends_with(": later"));
    let mut unique = paths.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), paths.len());
}

proptest! {
    #[test]
    fn a_diff_leads_from_one_state_to_the_other(
        before in prop::collection::btree_map("[a-e]", "[x-z]", 0..6),
        after in prop::collection::btree_map("[a-e]", "[x-z]", 0..6),
    ) {
        let facts = |map: &std::collections::BTreeMap<String, String>| -> Vec<Fact> {
            map.iter().map(|(path, value)| Fact { path: path.clone(), value: value.clone() }).collect()
        };
        let changes = diff_facts(&facts(&before), &facts(&after));
        let mut patched = before.clone();
        for change in &changes {
            prop_assert_ne!(&change.before, &change.after);
            match change.after.as_str() {
                "empty" => patched.remove(&change.path),
                value => patched.insert(change.path.clone(), value.to_owned()),
            };
        }
        prop_assert_eq!(patched, after);
    }
}
