//! The expert on its own, from any point of an episode; `babyai` compares it with recorded runs.

use diorama::agent::{Agent, Bot, Expert, GaveUp, Random, Reason, play_out};
use diorama::env::catalog::{self, Entry, Family, WorldSpec};
use diorama::env::minigrid::{Action, GridEnv, Kind};
use diorama::env::{Env, Seed};

fn balrog() -> impl Iterator<Item = &'static Entry> {
    catalog::all().iter().filter(|entry| entry.family == Family::Balrog)
}

fn open(entry: &Entry, distractors: u8) -> GridEnv {
    catalog::make_grid(&WorldSpec { distractors, ..WorldSpec::new(entry.world()) })
        .expect("a grid world")
}

#[test]
fn it_plays_alike_every_time() {
    let entry = catalog::by_id("BabyAI-BossLevel-v0").expect("a known world");
    let play = |seed| {
        let mut env = open(entry, 0);
        env.reset(Seed(seed));
        let mut bot = Bot::new(&env);
        let played = play_out(&mut env, &mut bot, 400);
        (played, env.digest(), bot.search_count())
    };
    for seed in 0..5 {
        assert_eq!(play(seed), play(seed), "seed {seed}");
    }
}

/// What is left for an expert that takes over after some random steps.
#[derive(Debug, Default, PartialEq, Eq)]
struct Takeovers {
    done: usize,
    /// A box that was needed had been destroyed.
    lost: usize,
    /// All others, by their episode.
    failed: Vec<String>,
}

fn take_over(distractors: u8, resume: fn(&GridEnv) -> Bot) -> Takeovers {
    let mut takeovers = Takeovers::default();
    for entry in balrog() {
        let mut env = open(entry, distractors);
        for (seed, random_steps) in (0..60).flat_map(|seed| [0, 3, 9, 20, 36].map(|k| (seed, k))) {
            env.reset(Seed(seed));
            let mut random = Random::new(Seed(seed), entry.grid_actions());
            play_out(&mut env, &mut random, random_steps);
            if env.is_over() {
                continue;
            }
            let mut bot = resume(&env);
            let played = play_out(&mut env, &mut bot, u32::MAX);
            let nothing_matches = |gave_up: GaveUp| gave_up.reason == Reason::NothingMatches;
            if played.is_success() {
                takeovers.done += 1;
            } else if played.gave_up.is_some_and(nothing_matches) && needs_lost_box(&env) {
                takeovers.lost += 1;
            } else {
                let name = format!("{} seed {seed} after {random_steps}: {played:?}", entry.id);
                takeovers.failed.push(name);
            }
        }
    }
    takeovers
}

/// Whether the mission names a box and none of those it means exists any more.
fn needs_lost_box(env: &GridEnv) -> bool {
    let (task, state) = (env.task().expect("a mission"), env.state());
    task.descs.iter().filter(|desc| desc.kind == Some(Kind::Box)).any(|desc| {
        let is_meant = |id| desc.objects.contains(&id);
        !is_meant(state.carrying.id) && !state.grid.cells().iter().any(|cell| is_meant(cell.id))
    })
}

#[test]
fn it_finishes_from_any_point() {
    for resume in [Bot::resume, Bot::guide] {
        let takeovers = take_over(0, resume);
        assert_eq!(takeovers.failed, Vec::<String>::new());
        assert!(takeovers.done > 1300, "{takeovers:?}");
        assert!(takeovers.lost > 10, "{takeovers:?}");
    }
}

#[test]
fn it_finishes_from_nearly_any_point_of_a_crowded_room() {
    let takeovers = take_over(8, Bot::guide);
    assert_eq!(takeovers.failed, Vec::<String>::new());
    // With little seen, and objects all around, it may shift them to and fro until the steps run out.
    let takeovers = take_over(8, Bot::resume);
    assert!(takeovers.failed.len() <= 2, "{takeovers:?}");
}

#[test]
fn it_starts_with_the_object_in_hand() {
    // The original gives up here: the object that it seeks is not on the grid.
    let entry = catalog::by_id("BabyAI-PutNextS5N2Carrying-v0").expect("a known world");
    for seed in 0..20 {
        let mut env = open(entry, 0);
        env.reset(Seed(seed));
        let played = play_out(&mut env.clone(), &mut Bot::new(&env), u32::MAX);
        let reason = played.gave_up.map(|gave_up| gave_up.reason);
        assert_eq!(reason, Some(Reason::NothingToExplore), "seed {seed}");
        let played = play_out(&mut env.clone(), &mut Bot::resume(&env), u32::MAX);
        assert!(played.is_success(), "seed {seed}: {played:?}");
    }
}

#[test]
fn with_help_it_does_every_mission_that_can_be_done() {
    for entry in catalog::all().iter().filter(|entry| entry.family == Family::BabyAi) {
        // Two strict parts in a row: what does the first fails the second. Upstream quirk.
        if entry.id.starts_with("BabyAI-OpenDoorsOrder") && entry.id.ends_with("Debug-v0") {
            continue;
        }
        let mut env = open(entry, 0);
        for seed in 0..4 {
            env.reset(Seed(seed));
            let mut expert = Expert::new(&env);
            let played = play_out(&mut env, &mut expert, u32::MAX);
            assert!(played.is_success(), "{} seed {seed}: {played:?}", entry.id);
        }
    }
}

#[test]
fn it_goes_on_after_somebody_else_acted() {
    for entry in balrog() {
        let mut env = open(entry, 0);
        for seed in 0..10 {
            env.reset(Seed(seed));
            let mut bot = Bot::resume(&env);
            let mut previous = None;
            while !env.is_over() {
                let chosen = bot.act(&env, previous).expect("nothing was destroyed");
                // Every third step somebody turns left instead.
                let meddled = env.state().step_count % 3 == 2;
                let action = if meddled { Action::Left } else { chosen };
                env.step(&action).expect("the episode goes on");
                previous = Some(action);
            }
            assert!(env.task().expect("a mission").next_open().is_none(), "{} {seed}", entry.id);
        }
    }
}

#[test]
fn it_gives_up_where_there_is_no_mission() {
    let entry = catalog::by_id("MiniGrid-Empty-8x8-v0").expect("a known world");
    let env = open(entry, 0);
    for mut bot in [Bot::new(&env), Bot::resume(&env)] {
        let gave_up = bot.act(&env, None).expect_err("nothing to do");
        assert_eq!(gave_up.to_string(), "the agent gave up: the world has no mission");
    }
}
