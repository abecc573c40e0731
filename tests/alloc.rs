//! A step allocates nothing, in any world: not its rules, not the view, not the text.

use std::hint::black_box;

use allocation_counter::measure;
use diorama::env::babyai::text::describe_into;
use diorama::env::catalog::{self, WorldSpec};
use diorama::env::crafter::text::BalrogText;
use diorama::env::crafter::{self, CrafterEnv, Options};
use diorama::env::minigrid::Action;
use diorama::env::{Env, Seed};

/// Steps played in each world, over as many episodes as that takes.
const STEPS: usize = 2000;

#[test]
fn a_step_and_its_text_allocate_nothing() {
    let mut state = 1_u64;
    let mut actions = std::iter::repeat_with(move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        Action::ALL[((state >> 33) % 7) as usize]
    });
    assert_eq!(measure(|| drop(black_box(Box::new(1)))).count_total, 1, "the counter counts");
    let mut text = String::with_capacity(4096);
    let mut wrong = Vec::new();
    for entry in catalog::grids() {
        let mut env = catalog::make_grid(&WorldSpec::new(entry.world())).expect("a grid world");
        let mut seed = 0;
        let mut allocations = 0;
        for action in actions.by_ref().take(STEPS) {
            if env.is_over() {
                seed += 1;
                env.reset(Seed(seed));
            }
            let counted = measure(|| {
                if let Ok(step) = env.step(&action) {
                    text.clear();
                    describe_into(&mut text, &step.observation);
                }
            });
            allocations += counted.count_total;
        }
        if allocations > 0 {
            wrong.push(format!("{}: {allocations} in {STEPS} steps", entry.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_step_of_crafter_allocates_only_when_more_things_live_than_ever() {
    let mut env = CrafterEnv::new(Options::CLASSIC);
    let mut text = String::with_capacity(4096);
    let (mut state, mut seed, mut allocations) = (1_u64, 0, 0);
    for _ in 0..STEPS {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let action = crafter::Action::ALL[((state >> 33) % 17) as usize];
        if env.is_over() {
            seed += 1;
            env.reset(Seed(seed));
        }
        let counted = measure(|| {
            if env.step(&action).is_ok() {
                text.clear();
                BalrogText::default().long_into(env.game(), &mut text);
                BalrogText::default().short_into(env.game(), &mut text);
            }
        });
        allocations += counted.count_total;
    }
    // The list of objects grows by doubling.
    assert!(allocations <= 4, "{allocations} in {STEPS} steps");
}
