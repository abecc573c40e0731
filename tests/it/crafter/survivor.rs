//! The built-in player.

use diorama::agent::Random;
use diorama::agent::crafter::Survivor;
use diorama::env::crafter::{Action, CrafterEnv, Item, Options, VARIANTS};
use diorama::env::{Env, Seed};

/// What it has achieved after so many steps.
fn achieved(options: Options, seed: u64, steps: u32) -> usize {
    let mut env = CrafterEnv::new(options);
    env.reset(Seed(seed));
    let mut survivor = Survivor::new(&env);
    for _ in 0..steps {
        if env.step(&survivor.act(&env)).is_err() {
            break;
        }
    }
    env.game().unlocked().len()
}

#[test]
fn half_of_its_episodes_reach_twelve_achievements_and_more() {
    let mut reached: Vec<usize> =
        (100..120).map(|seed| achieved(Options::CLASSIC, seed, 2000)).collect();
    reached.sort_unstable();
    assert!(reached[reached.len() / 2] >= 15, "{reached:?}");
}

/// On a timeline a rested player's sleep would be marked as an action without effect, hundreds of times.
#[test]
fn rested_it_waits_for_the_day() {
    let mut env = CrafterEnv::new(Options::CLASSIC);
    env.reset(Seed(21));
    let (mut survivor, mut waited) = (Survivor::new(&env), 0);
    for _ in 0..700 {
        let action = survivor.act(&env);
        let player = env.game().player();
        let is_rested = player.inventory.get(Item::Energy) == Item::MOST;
        assert!(!(is_rested && action == Action::Sleep), "step {}", env.game().step_count());
        waited += usize::from(is_rested && !player.sleeping && action == Action::Noop);
        env.step(&action).expect("it lives on");
    }
    assert!(waited > 20, "{waited}");
}

#[test]
fn it_plays_every_variant() {
    for variant in &VARIANTS {
        let reached = achieved(variant.options, 5, 600);
        assert!(reached >= 8, "{}: {reached}", variant.id);
    }
}

#[test]
fn chance_achieves_little() {
    let mut env = CrafterEnv::new(Options::CLASSIC);
    env.reset(Seed(1));
    let mut random = Random::new(Seed(1), &Action::ALL);
    while let Some(action) = random.draw() {
        if env.step(&action).is_err() {
            break;
        }
    }
    assert!(env.game().unlocked().len() < 9);
}
