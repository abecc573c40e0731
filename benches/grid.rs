//! How quick the grid worlds are: steps, texts, starts of episodes.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use diorama::env::babyai::text::describe_into;
use diorama::env::catalog::{self, WorldSpec};
use diorama::env::minigrid::{Action, GridEnv};
use diorama::env::{Env, Seed};

fn open(id: &str) -> GridEnv {
    let entry = catalog::by_id(id).expect("the catalog has this world");
    catalog::make_grid(&WorldSpec::new(entry.world())).expect("a grid world")
}

/// Turns and walks for ever; starts over when an episode ends.
struct Walk {
    env: GridEnv,
    at: usize,
}

impl Walk {
    fn new(id: &str) -> Self {
        Self { env: open(id), at: 0 }
    }

    fn step(&mut self) -> diorama::env::minigrid::Observation {
        const PATTERN: [Action; 5] =
            [Action::Forward, Action::Left, Action::Forward, Action::Right, Action::Toggle];
        self.at += 1;
        if let Ok(step) = self.env.step(&PATTERN[self.at % PATTERN.len()]) {
            step.observation
        } else {
            self.env.reset(Seed(0))
        }
    }
}

fn grid(criterion: &mut Criterion) {
    for id in ["MiniGrid-Empty-8x8-v0", "babyai/goto", "BabyAI-BossLevel-v0"] {
        let mut walk = Walk::new(id);
        criterion.bench_function(&format!("step {id}"), |bench| bench.iter(|| walk.step()));
    }
    let mut walk = Walk::new("babyai/goto");
    let mut text = String::new();
    criterion.bench_function("step and text babyai/goto", |bench| {
        bench.iter(|| {
            text.clear();
            describe_into(&mut text, &walk.step());
            black_box(text.len())
        });
    });
    for id in ["babyai/goto", "BabyAI-BossLevel-v0"] {
        let mut env = open(id);
        let mut seed = 0;
        criterion.bench_function(&format!("reset {id}"), |bench| {
            bench.iter(|| {
                seed += 1;
                env.reset(Seed(seed))
            });
        });
    }
}

criterion_group!(benches, grid);
criterion_main!(benches);
