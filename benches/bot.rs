//! How quick the expert is: one step of it, and what the page asks of it at each step.

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use diorama::agent::probe::{probe, steps_left};
use diorama::agent::{Agent, Bot, play_out};
use diorama::env::catalog::{self, Family, WorldSpec};
use diorama::env::minigrid::GridEnv;
use diorama::env::{Env, Seed};

fn open(id: &str, seed: u64) -> GridEnv {
    let entry = catalog::by_id(id).expect("the catalog has this world");
    let mut env = catalog::make_grid(&WorldSpec::new(entry.world())).expect("a grid world");
    env.reset(Seed(seed));
    env
}

fn bot(criterion: &mut Criterion) {
    // A step on average: whole episodes, divided by their length.
    for id in ["babyai/open", "BabyAI-GoTo-v0", "BabyAI-BossLevel-v0"] {
        let start = open(id, 1);
        let actions = play_out(&mut start.clone(), &mut Bot::new(&start), 300).actions;
        let name = format!("episode of {} steps {id}", actions.len());
        criterion.bench_function(&name, |bench| {
            let begin = || (start.clone(), Bot::new(&start));
            let play = |(mut env, mut bot): (GridEnv, Bot)| {
                let mut previous = None;
                for action in &actions {
                    let chosen = bot.act(&env, previous);
                    debug_assert_eq!(chosen, Ok(*action));
                    env.step(action).expect("the same episode again");
                    previous = Some(*action);
                }
            };
            bench.iter_batched(begin, play, BatchSize::SmallInput);
        });
    }
    for entry in catalog::all().iter().filter(|entry| entry.family == Family::Balrog) {
        let env = open(entry.id, 1);
        criterion.bench_function(&format!("probe {}", entry.id), |bench| {
            bench.iter(|| probe(&env, entry.grid_actions()));
        });
    }
    let env = open("BabyAI-BossLevel-v0", 1);
    criterion.bench_function("steps left BabyAI-BossLevel-v0", |bench| {
        bench.iter(|| steps_left(&env));
    });
}

criterion_group!(benches, bot);
criterion_main!(benches);
