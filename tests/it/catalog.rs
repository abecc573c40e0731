//! The catalog as a whole: every world resets, is deterministic and ends.

use std::collections::BTreeSet;

use diorama::env::catalog::{self, Entry, Family, NOT_OFFERED, Skill, WORDS, WorldId, WorldSpec};
use diorama::env::minigrid::{Action, GridEnv};
use diorama::env::{Env, Seed, StepError};
use expect_test::expect;
use proptest::prelude::*;

fn open(entry: &Entry) -> GridEnv {
    catalog::make_grid(&WorldSpec::new(entry.world())).expect("a grid world")
}

#[test]
fn names_and_numbers_are_unique_and_found() {
    let all = catalog::all();
    let numbers: BTreeSet<u16> = all.iter().map(|entry| entry.number).collect();
    let ids: BTreeSet<&str> = all.iter().map(|entry| entry.id).collect();
    assert_eq!((numbers.len(), ids.len()), (all.len(), all.len()));
    for entry in all {
        assert_eq!(catalog::by_id(entry.id), Some(entry), "{}", entry.id);
        assert_eq!(catalog::by_number(entry.number), Some(entry), "{}", entry.id);
        assert_eq!(WorldId::try_from(entry.number), Ok(entry.world()), "{}", entry.id);
        assert!(!entry.title.is_empty() && entry.about.ends_with('.'), "{}", entry.id);
    }
    let count = |family| all.iter().filter(|entry| entry.family == family).count();
    assert_eq!(Family::ALL.map(count), [5, 76, 96, 8]);
    assert!(NOT_OFFERED.iter().all(|(id, reason)| !ids.contains(id) && !reason.is_empty()));
}

/// Numbers stand in share links: these must never change.
#[test]
fn numbers_stay_as_they_are() {
    let cases = [
        (1, "babyai/goto"),
        (5, "babyai/pick_up_seq_go_to"),
        (6, "MiniGrid-BlockedUnlockPickup-v0"),
        (81, "MiniGrid-UnlockPickup-v0"),
        (82, "BabyAI-GoToRedBallGrey-v0"),
        (177, "BabyAI-BossLevelNoUnlock-v0"),
        (1024, "crafter/classic"),
        (1025, "crafter/balrog"),
        (1026, "crafter/synth"),
        (1027, "crafter/synth-easy"),
        (1028, "crafter/synth-hard"),
        (1029, "crafter/synth-peaceful"),
        (1030, "crafter/synth-upstream"),
        (1031, "crafter/silent"),
    ];
    for (number, id) in cases {
        assert_eq!(catalog::by_number(number).map(|entry| entry.id), Some(id));
    }
    for number in [0, 178, 1023, 1032, u16::MAX] {
        assert_eq!(catalog::by_number(number), None, "{number}");
        assert!(WorldId::try_from(number).is_err(), "{number}");
    }
}

#[test]
fn every_world_is_deterministic() {
    for entry in catalog::grids() {
        let (mut one, mut other) = (open(entry), open(entry));
        for seed in [Seed(0), Seed(1), Seed(u64::MAX)] {
            assert_eq!(one.reset(seed), other.reset(seed), "{} seed {seed}", entry.id);
            for action in Action::ALL.into_iter().cycle().take(21) {
                let step = one.step(&action);
                assert_eq!(step, other.step(&action), "{} seed {seed}", entry.id);
                assert_eq!(one.digest(), other.digest(), "{} seed {seed}", entry.id);
            }
            other = one.clone();
        }
    }
}

#[test]
fn every_world_refuses_a_step_after_its_end() {
    for entry in catalog::grids() {
        let mut env = open(entry);
        let budget = env.state().max_steps;
        let mut steps = 0;
        while !env.is_over() {
            let step = env.step(&Action::Left).expect("the episode goes on");
            steps += 1;
            assert_eq!(step.truncated, steps == budget, "{}", entry.id);
        }
        let digest = env.digest();
        assert_eq!(env.step(&Action::Left), Err(StepError::EpisodeOver), "{}", entry.id);
        assert_eq!(env.digest(), digest, "{}", entry.id);
        env.reset(Seed(3));
        assert!(!env.is_over(), "{}", entry.id);
    }
}

#[test]
fn every_skill_has_worlds_and_every_world_a_skill() {
    let count = |skill| catalog::all().iter().filter(|entry| entry.skill() == skill).count();
    let counts = Skill::ALL.map(|skill| format!("{}: {}", skill.as_str(), count(skill)));
    assert_eq!(Skill::ALL.map(count).iter().sum::<usize>(), catalog::all().len());
    expect![["
        Find the way: 15
        Mind the danger: 15
        Go to: 28
        Pick up: 12
        Put next to: 14
        Open doors: 7
        Unlock: 45
        Search a maze: 14
        Remember: 6
        One after the other: 16
        Any mission: 4
        Survive: 8
        Free play: 1"]]
    .assert_eq(&counts.join("\n"));
    assert!(Skill::ALL.iter().all(|skill| skill.about().ends_with('.')));
}

/// What is left of a text after each way to read a pattern at its beginning.
fn read<'a>(pattern: &str, text: &'a str) -> Vec<&'a str> {
    let Some(first) = pattern.chars().next() else { return vec![text] };
    let go_on = |rest: Vec<&'a str>, pattern: &str| {
        rest.into_iter().flat_map(|text| read(pattern, text)).collect()
    };
    if first == '(' || first == '[' {
        let (choices, then) = split(pattern);
        let mut rests: Vec<&str> = choices.iter().flat_map(|it| read(it, text)).collect();
        rests.extend((first == '[').then_some(text));
        return go_on(rests, then);
    }
    if let Some((word, meaning)) = WORDS.iter().find(|(word, _)| pattern.starts_with(word)) {
        return go_on(read(meaning, text), &pattern[word.len()..]);
    }
    text.strip_prefix(first).map_or(Vec::new(), |text| read(&pattern[first.len_utf8()..], text))
}

/// The choices of the group at the beginning of a pattern, and what comes after it.
fn split(pattern: &str) -> (Vec<&str>, &str) {
    let (mut depth, mut from, mut choices) = (0, 1, Vec::new());
    for (at, sign) in pattern.char_indices() {
        match sign {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 || (depth == 1 && sign == '|') {
            choices.push(&pattern[from..at]);
            from = at + 1;
        }
        if depth == 0 {
            return (choices, &pattern[from..]);
        }
    }
    panic!("{pattern:?} ends inside a group");
}

#[test]
fn every_mission_is_as_its_grammar_says() {
    for entry in catalog::grids() {
        let mut env = open(entry);
        for seed in 0..40 {
            env.reset(Seed(seed));
            let rests = read(entry.grammar(), env.mission());
            assert!(rests.contains(&""), "{}: {:?}", entry.id, env.mission());
        }
    }
}

#[test]
fn action_names_parse_back() {
    for action in Action::ALL {
        assert_eq!(action.as_str().parse(), Ok(action));
        assert_eq!(Action::from_index(action as u8), Some(action));
    }
    for text in ["Turn left", " drop", "pickup", ""] {
        assert!(text.parse::<Action>().is_err(), "{text:?}");
    }
    assert_eq!(Action::from_index(7), None);
}

#[test]
fn worlds_offer_what_their_benchmark_offers() {
    let cases = [
        ("babyai/goto", 6),
        ("BabyAI-BossLevel-v0", 7),
        ("MiniGrid-Dynamic-Obstacles-8x8-v0", 3),
        ("MiniGrid-GoToDoor-5x5-v0", 7),
    ];
    for (id, count) in cases {
        let entry = catalog::by_id(id).expect("a known world");
        assert_eq!(entry.grid_actions(), &Action::ALL[..count], "{id}");
        let all: Vec<_> = entry.grid_actions().iter().map(|&action| action.into()).collect();
        assert_eq!(entry.allowed_actions(), all, "{id}");
    }
}

#[test]
fn distractors_are_held_to_what_a_world_allows() {
    for entry in catalog::all().iter().take(5) {
        let with = |distractors| {
            let mut env =
                catalog::make_grid(&WorldSpec { distractors, ..WorldSpec::new(entry.world()) })
                    .expect("a grid world");
            env.reset(Seed(5));
            env.digest()
        };
        assert_eq!(with(u8::MAX), with(entry.most_distractors), "{}", entry.id);
        assert_ne!(with(entry.most_distractors), with(0), "{}", entry.id);
    }
}

proptest! {
    #[test]
    fn random_play_never_panics(
        at in 0_usize..177,
        seed: u64,
        distractors in 0_u8..19,
        actions in prop::collection::vec(0_u8..7, 0..120),
    ) {
        let world = catalog::all()[at].world();
        let mut env = catalog::make_grid(&WorldSpec { world, distractors }).expect("a grid world");
        env.reset(Seed(seed));
        for action in actions {
            let action = Action::from_index(action).expect("seven actions");
            let is_over = env.is_over();
            prop_assert_eq!(env.step(&action).is_err(), is_over);
            let count = env.state().grid.cells().len();
            prop_assert_eq!(env.state().to_bytes().len(), 4 + 6 * count + 19);
        }
    }
}
