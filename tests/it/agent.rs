//! The random agent, letting agents play, and what each action would lead to.

use diorama::agent::probe::{Probe, probe, steps_left};
use diorama::agent::{Bot, Random, built_in_grid, play_out};
use diorama::env::catalog::{self, Entry, Family, WorldSpec};
use diorama::env::minigrid::{Action, GridEnv};
use diorama::env::{Env, Seed};
use diorama::episode::Player;
use expect_test::{Expect, expect};

fn entry(id: &str) -> &'static Entry {
    catalog::by_id(id).expect("a known world")
}

fn start(id: &str, seed: u64) -> GridEnv {
    let mut env = catalog::make_grid(&WorldSpec::new(entry(id).world())).expect("a grid world");
    env.reset(Seed(seed));
    env
}

#[test]
fn random_play_is_even_and_repeats() {
    let mut env = start("babyai/open", 0);
    let actions = entry("babyai/open").grid_actions();
    let mut counts = [0_u32; 7];
    for seed in 0..200 {
        env.reset(Seed(seed));
        let played = play_out(&mut env, &mut Random::new(Seed(seed), actions), 60);
        env.reset(Seed(seed));
        let again = play_out(&mut env, &mut Random::new(Seed(seed), actions), 60);
        assert_eq!(played, again, "seed {seed}");
        for action in played.actions {
            counts[action as usize] += 1;
        }
    }
    let total: u32 = counts.iter().sum();
    assert_eq!(counts[Action::Done as usize], 0, "BALROG's tasks offer six actions");
    for (action, count) in counts.into_iter().enumerate().take(6) {
        // Six standard deviations of a fair draw are about 250 here.
        assert!(count.abs_diff(total / 6) < 300, "action {action}: {count} of {total}");
    }
}

#[test]
fn random_play_goes_on_where_it_stopped() {
    let actions = entry("babyai/open").grid_actions();
    let mut env = start("babyai/open", 3);
    let whole = play_out(&mut env.clone(), &mut Random::new(Seed(3), actions), 40).actions;
    play_out(&mut env, &mut Random::new(Seed(3), actions), 15);
    let mut rest = built_in_grid(Player::Random, &env, Seed(3), actions).expect("it is built in");
    let rest = play_out(&mut env, rest.as_mut(), 25).actions;
    assert_eq!(whole[15..], rest);
}

#[test]
fn random_draws_differ_from_seed_to_seed() {
    let actions = entry("babyai/open").grid_actions();
    let play = |seed| {
        let mut env = start("babyai/open", 0);
        play_out(&mut env, &mut Random::new(Seed(seed), actions), 30).actions
    };
    let plays = [0, 1, 2, u64::from(u32::MAX) + 1, u64::MAX].map(play);
    for (at, play) in plays.iter().enumerate() {
        assert!(!plays[..at].contains(play), "{at}");
    }
}

#[test]
fn playing_stops_at_the_limit_and_at_the_end() {
    let mut env = start("babyai/goto", 0);
    let mut bot = Bot::new(&env);
    let played = play_out(&mut env, &mut bot, 2);
    assert_eq!(played.actions, [Action::Forward, Action::Forward]);
    assert!(!played.is_success() && !env.is_over());
    let mut bot = Bot::resume(&env);
    let played = play_out(&mut env, &mut bot, 100);
    assert_eq!(played.actions, [Action::Right]);
    assert!(played.is_success() && played.reward_sum > 0.9, "{played:?}");
    let mut bot = Bot::resume(&env);
    let played = play_out(&mut env, &mut bot, 100);
    assert_eq!(played.actions, [], "the episode is over");
}

/// One line an action: what it would do, what it would earn, how many steps would be left.
fn table(env: &GridEnv, actions: &[Action]) -> String {
    let left = steps_left(env).map_or("-".to_owned(), |left| left.to_string());
    let line = |probe: &Probe| {
        let earned = probe.terminated.then(|| format!(", reward {:.4}", probe.reward));
        let left = probe.expert_left.filter(|_| !probe.terminated);
        let left = left.map(|left| format!(", {left} left"));
        let lost = probe.lost.map(|lost| format!(" ({lost})"));
        let rest = [earned, left, lost].map(Option::unwrap_or_default).concat();
        format!("{}: {probe}{rest}\n", probe.action)
    };
    let lines: String = probe(env, actions).iter().map(line).collect();
    format!("{}\n{left} left\n{lines}", env.mission())
}

/// Lets the expert take some steps, then compares the table.
fn check(id: &str, seed: u64, steps: u32, expected: &Expect) {
    let mut env = start(id, seed);
    let mut bot = Bot::guide(&env);
    play_out(&mut env, &mut bot, steps);
    expected.assert_eq(&table(&env, entry(id).grid_actions()));
}

#[test]
fn probes_say_what_each_action_leads_to() {
    check(
        "babyai/pickup",
        65,
        0,
        &expect![[r"
        pick up the grey box
        5 left
        turn left: faces east, 4 left
        turn right: faces west, 4 left
        go forward: to 4, 5, 6 left
        pick up: nothing in front, 5 left
        drop: hands are empty, 5 left
        toggle: nothing in front, 5 left
    "]],
    );
    // Before the box: the last step, and how to lose everything.
    check(
        "babyai/pickup",
        65,
        4,
        &expect![[r"
        pick up the grey box
        1 left
        turn left: faces west, 2 left
        turn right: faces east, 2 left
        go forward: the grey box is in the way, 1 left
        pick up: picks up the grey box, reward 0.9297
        drop: hands are empty, 1 left
        toggle: the grey box vanishes (the grey box is gone)
    "]],
    );
    // Without the key, then with it, before the door.
    check(
        "babyai/open",
        0,
        1,
        &expect![[r"
        open the blue door
        14 left
        turn left: faces east, 15 left
        turn right: faces west, 13 left
        go forward: to 13, 5, 13 left
        pick up: nothing in front, 14 left
        drop: hands are empty, 14 left
        toggle: nothing in front, 14 left
    "]],
    );
    check(
        "babyai/open",
        0,
        14,
        &expect![[r"
        open the blue door
        1 left
        turn left: faces south, 2 left
        turn right: faces north, 2 left
        go forward: the door is locked, 1 left
        pick up: the blue door stays where it is, 1 left
        drop: the blue door is in the way, 1 left
        toggle: unlocks the blue door, reward 0.8945
    "]],
    );
    check(
        "babyai/putnext",
        19,
        5,
        &expect![[r"
        put the purple box next to the yellow ball
        3 left
        turn left: faces west, 4 left
        turn right: faces east, 2 left
        go forward: to 3, 1, 4 left
        pick up: nothing in front, 3 left
        drop: puts the box at 3, 1, 4 left
        toggle: nothing in front, 3 left
    "]],
    );
}

#[test]
fn the_expert_s_own_step_brings_the_end_nearer() {
    let (mut nearer, mut steps) = (0, 0);
    for entry in catalog::grids().iter().filter(|entry| entry.family == Family::Balrog) {
        let mut env = catalog::make_grid(&WorldSpec::new(entry.world())).expect("a grid world");
        for seed in 0..30 {
            env.reset(Seed(seed));
            let played = play_out(&mut env.clone(), &mut Bot::guide(&env), u32::MAX);
            assert!(played.is_success(), "{} {seed}", entry.id);
            let first = steps_left(&env);
            assert_eq!(first, Some(played.actions.len() as u32), "{} {seed}", entry.id);
            let mut left = first.unwrap_or_default();
            for action in played.actions {
                let probes = probe(&env, &[action]);
                let then = probes[0].expert_left.expect("it is on its way");
                assert!(then <= left, "{} {seed}: {left} left, then {then}", entry.id);
                nearer += u32::from(then < left);
                steps += 1;
                left = then;
                env.step(&action).expect("the episode goes on");
                assert_eq!(steps_left(&env), Some(then), "{} {seed}", entry.id);
            }
        }
    }
    assert!(nearer * 100 > steps * 98, "{nearer} of {steps} steps");
}

#[test]
fn nothing_is_left_when_the_mission_is_done() {
    let mut env = start("babyai/pickup", 1);
    let mut bot = Bot::guide(&env);
    play_out(&mut env, &mut bot, u32::MAX);
    assert_eq!(steps_left(&env), Some(0));
    assert_eq!(probe(&env, &Action::ALL), []);
}

#[test]
fn where_nothing_is_asked_there_are_effects_but_no_counts() {
    check(
        "MiniGrid-Playground-v0",
        0,
        0,
        &expect![[r"

        - left
        turn left: faces south
        turn right: faces north
        go forward: a wall is in the way
        pick up: a wall is in the way
        drop: hands are empty
        toggle: a wall is in the way
        done: changes nothing
    "]],
    );
    // Where the planner knows the way, it counts.
    check(
        "MiniGrid-DoorKey-5x5-v0",
        0,
        0,
        &expect![[r"
            use the key to open the door and then get to the goal
            11 left
            turn left: faces south, 12 left
            turn right: faces north, 10 left
            go forward: a wall is in the way, 11 left
            pick up: a wall is in the way, 11 left
            drop: hands are empty, 11 left
            toggle: a wall is in the way, 11 left
            done: changes nothing, 11 left
        "]],
    );
}
