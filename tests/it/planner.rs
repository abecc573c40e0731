//! The planner: every level of MiniGrid's own has somebody to watch.

use std::collections::{BTreeSet, VecDeque};

use diorama::agent::planner::{Effort, plan};
use diorama::agent::probe::steps_left;
use diorama::agent::{Agent, Expert, GaveUp, Planner, Random, Reason, built_in_grid, play_out};
use diorama::env::catalog::{self, Entry, Family, WorldSpec};
use diorama::env::minigrid::{Action, GridEnv, Kind};
use diorama::env::{Env, Seed};
use diorama::episode::Player;
use expect_test::expect;

fn entry(id: &str) -> &'static Entry {
    catalog::by_id(id).expect("a known world")
}

fn start(entry: &Entry, seed: u64) -> GridEnv {
    let mut env = catalog::make_grid(&WorldSpec::new(entry.world())).expect("a grid world");
    env.reset(Seed(seed));
    env
}

fn minigrid() -> impl Iterator<Item = &'static Entry> {
    catalog::all().iter().filter(|entry| entry.family == Family::MiniGrid)
}

/// Whether a locked door has no key, not even in a box. Upstream quirk of the blocked mazes' first
/// version: the ball before the second door may be put where the first key's box stands.
fn lacks_a_key(env: &GridEnv) -> bool {
    let state = env.state();
    let cells = state.grid.cells();
    let opens = |cell: &diorama::env::minigrid::Cell, color| {
        let held = state.objects.info(cell.id).content;
        [*cell, held].iter().any(|it| it.kind == Kind::Key && it.color == color)
    };
    let locked = cells.iter().filter(|cell| cell.is_locked);
    locked.into_iter().any(|door| !cells.iter().any(|cell| opens(cell, door.color)))
}

#[test]
fn it_wins_in_every_world_that_asks_for_something() {
    let mut unwinnable = 0;
    for entry in minigrid().filter(|entry| entry.id != "MiniGrid-Playground-v0") {
        for seed in 0..10 {
            let mut env = start(entry, seed);
            let found = plan(&env, Effort::PLAY);
            if found == Err(GaveUp { reason: Reason::NoWay }) && lacks_a_key(&env) {
                unwinnable += 1;
                continue;
            }
            let found = found.unwrap_or_else(|why| panic!("{} seed {seed}: {why}", entry.id));
            assert!(found.effort <= Effort::PLAY.total(), "{} seed {seed}: {found:?}", entry.id);
            let mut agent = Expert::new(&env);
            let played = play_out(&mut env, &mut agent, u32::MAX);
            assert!(played.is_success(), "{} seed {seed}: {played:?}", entry.id);
            assert_eq!(played.actions, found.actions, "{} seed {seed}", entry.id);
        }
    }
    assert_eq!(unwinnable, 2, "seed 7 of ObstructedMaze-2Dlhb-v0 and of 1Q-v0");
}

#[test]
fn only_mazes_without_a_key_are_given_up() {
    let mut unwinnable = 0;
    for id in ["2Dlhb-v0", "1Q-v0", "2Q-v0", "1Q-v1"] {
        let entry = entry(&format!("MiniGrid-ObstructedMaze-{id}"));
        for seed in 0..60 {
            let mut env = start(entry, seed);
            let Err(gave_up) = plan(&env, Effort::PLAY) else { continue };
            assert_eq!(gave_up.reason, Reason::NoWay, "{id} seed {seed}");
            assert!(lacks_a_key(&env) && id.ends_with("v0"), "{id} seed {seed}");
            // A glance tells as much.
            assert_eq!(plan(&env, Effort::GLANCE), Err(gave_up), "{id} seed {seed}");
            let mut random = Random::new(Seed(seed), entry.grid_actions());
            assert!(!play_out(&mut env, &mut random, u32::MAX).is_success(), "{id} seed {seed}");
            unwinnable += 1;
        }
    }
    assert_eq!(unwinnable, 10);
}

#[test]
fn it_says_why_it_gives_up() {
    let env = start(entry("MiniGrid-Playground-v0"), 0);
    let cases = [
        (env, "the world asks for nothing"),
        (start(entry("babyai/goto"), 0), "the mission is none for a planner"),
        (start(entry("MiniGrid-ObstructedMaze-1Q-v0"), 7), "no way leads to what is sought"),
    ];
    for (env, why) in cases {
        let gave_up = Planner::new(Effort::PLAY).act(&env, None).expect_err(why);
        assert_eq!(gave_up.to_string(), format!("the agent gave up: {why}"));
    }
    let mut env = start(entry("MiniGrid-MultiRoom-N6-v0"), 0);
    for _ in 0..110 {
        env.step(&Action::Left).expect("the episode goes on");
    }
    assert_eq!(plan(&env, Effort::PLAY), Err(GaveUp { reason: Reason::TooFewSteps }));
    let env = start(entry("MiniGrid-ObstructedMaze-Full-v1"), 0);
    let effort = Effort { careful: 10, hasty: 0 };
    assert_eq!(plan(&env, effort), Err(GaveUp { reason: Reason::TooManyWays }));
}

#[test]
fn plans_are_the_same_every_time() {
    for entry in minigrid() {
        let env = start(entry, 3);
        assert_eq!(plan(&env, Effort::PLAY), plan(&env.clone(), Effort::PLAY), "{}", entry.id);
    }
}

/// The fewest steps to a reward, by trying everything.
fn fewest_steps(env: &GridEnv) -> Option<usize> {
    let key = |env: &GridEnv| {
        let state = env.state();
        let cells = state.grid.cells().iter().map(|it| (it.id, it.is_open, it.is_locked));
        let agent = (state.agent, state.dir as u8, state.carrying.id);
        (agent, cells.collect::<Vec<_>>())
    };
    let mut seen = BTreeSet::from([key(env)]);
    let mut queue = VecDeque::from([(env.clone(), 0)]);
    while let Some((env, steps)) = queue.pop_front() {
        for action in Action::ALL {
            let mut then = env.clone();
            let step = then.step(&action).expect("the episode goes on");
            if step.reward > 0.0 {
                return Some(steps + 1);
            }
            if !step.is_over() && seen.insert(key(&then)) {
                queue.push_back((then, steps + 1));
            }
        }
    }
    None
}

#[test]
fn in_small_worlds_no_way_is_shorter() {
    let ids = [
        "MiniGrid-DistShift2-v0",
        "MiniGrid-DoorKey-5x5-v0",
        "MiniGrid-DoorKey-6x6-v0",
        "MiniGrid-Fetch-5x5-N2-v0",
        "MiniGrid-GoToDoor-5x5-v0",
        "MiniGrid-GoToObject-6x6-N2-v0",
        "MiniGrid-KeyCorridorS3R1-v0",
        "MiniGrid-LavaCrossingS9N2-v0",
        "MiniGrid-MemoryS7-v0",
        "MiniGrid-MultiRoom-N2-S4-v0",
        "MiniGrid-PutNear-6x6-N2-v0",
        "MiniGrid-RedBlueDoors-6x6-v0",
        "MiniGrid-Unlock-v0",
    ];
    for id in ids {
        for seed in 0..3 {
            let env = start(entry(id), seed);
            let found = plan(&env, Effort::PLAY).expect("a plan").actions.len();
            assert_eq!(Some(found), fewest_steps(&env), "{id} seed {seed}");
        }
    }
}

#[test]
fn it_plans_anew_after_somebody_else_acted() {
    let mut won = 0;
    for entry in minigrid().filter(|entry| entry.id != "MiniGrid-Playground-v0") {
        let mut env = start(entry, 1);
        let mut agent = Planner::new(Effort::PLAY);
        let mut previous = None;
        while !env.is_over() {
            let chosen = agent.act(&env, previous);
            let chosen = chosen.unwrap_or_else(|why| panic!("{}: {why}", entry.id));
            // Every fifth step somebody turns left instead.
            let meddled = env.state().step_count % 5 == 3;
            let action = if meddled { Action::Left } else { chosen };
            let step = env.step(&action).expect("the episode goes on");
            won += u32::from(step.reward > 0.0);
            previous = Some(action);
        }
    }
    assert_eq!(won, 75);
}

#[test]
fn it_takes_over_after_random_steps() {
    let (mut won, mut lost) = (0, 0);
    for entry in minigrid().filter(|entry| entry.id != "MiniGrid-Playground-v0") {
        for seed in 0..4 {
            let mut env = start(entry, seed);
            let actions = entry.grid_actions();
            play_out(&mut env, &mut Random::new(Seed(seed), actions), 15);
            if env.is_over() {
                continue;
            }
            let mut expert =
                built_in_grid(Player::Expert, &env, Seed(seed), actions).expect("it is built in");
            let played = play_out(&mut env, expert.as_mut(), u32::MAX);
            won += u32::from(played.is_success());
            lost += u32::from(!played.is_success());
        }
    }
    // What can go wrong for good in 15 random steps: a box that held a key, a target in a box.
    assert!(won > 200 && lost <= 2, "{won} won, {lost} lost");
}

#[test]
fn the_way_left_grows_shorter_step_by_step() {
    for entry in minigrid() {
        let mut env = start(entry, 2);
        let Some(first) = steps_left(&env) else { continue };
        let mut agent = Expert::new(&env);
        let mut left = first;
        while !env.is_over() {
            let action = agent.act(&env, None).expect("a plan");
            env.step(&action).expect("the episode goes on");
            left -= 1;
            if !env.is_over() {
                assert_eq!(steps_left(&env), Some(left), "{}", entry.id);
            }
        }
        assert_eq!(left, 0, "{}", entry.id);
    }
}

#[test]
fn a_plan_reads_as_one_would_play() {
    let env = start(entry("MiniGrid-DoorKey-5x5-v0"), 0);
    let actions = plan(&env, Effort::PLAY).expect("a plan").actions;
    let words: Vec<&str> = actions.into_iter().map(Action::as_str).collect();
    expect!["turn right, pick up, go forward, go forward, turn right, toggle, go forward, go forward, turn right, go forward, go forward"].assert_eq(&words.join(", "));
}
