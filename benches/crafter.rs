//! How quick Crafter is: steps, texts, starts of episodes, copies.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use diorama::agent::crafter::Survivor;
use diorama::env::crafter::text::BalrogText;
use diorama::env::crafter::{Action, CrafterEnv, Options};
use diorama::env::{Env, Seed};

/// Turns and walks for ever; starts over when an episode ends.
struct Walk {
    env: CrafterEnv,
    state: u64,
}

impl Walk {
    fn new(options: Options) -> Self {
        Self { env: CrafterEnv::new(options), state: 1 }
    }

    fn step(&mut self) {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let action = Action::ALL[((self.state >> 33) % 17) as usize];
        if self.env.step(&action).is_err() {
            self.env.reset(Seed(self.state));
        }
    }
}

fn crafter(criterion: &mut Criterion) {
    let games = [
        ("classic", Options::CLASSIC),
        ("balrog", Options::BALROG),
        ("synth", Options::SYNTH),
        ("silent", Options::SILENT),
    ];
    for (name, options) in games {
        let mut walk = Walk::new(options);
        criterion.bench_function(&format!("step crafter/{name}"), |bench| {
            bench.iter(|| walk.step());
        });
    }
    let mut walk = Walk::new(Options::CLASSIC);
    let mut text = String::new();
    criterion.bench_function("step and text crafter/classic", |bench| {
        bench.iter(|| {
            walk.step();
            text.clear();
            BalrogText::default().long_into(walk.env.game(), &mut text);
            BalrogText::default().short_into(walk.env.game(), &mut text);
            black_box(text.len())
        });
    });
    let mut env = CrafterEnv::new(Options::CLASSIC);
    let mut seed = 0;
    criterion.bench_function("reset crafter/classic", |bench| {
        bench.iter(|| {
            seed += 1;
            env.reset(Seed(seed))
        });
    });
    criterion.bench_function("copy crafter/classic", |bench| bench.iter(|| env.clone()));
    let mut survivor = Survivor::new(&env);
    criterion.bench_function("survivor crafter/classic", |bench| {
        bench.iter(|| survivor.act(&env));
    });
}

criterion_group!(benches, crafter);
criterion_main!(benches);
