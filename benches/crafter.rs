//! How quick Crafter is: steps, texts, starts of episodes, copies; opening and searching long lives.

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use diorama::agent::built_in;
use diorama::agent::crafter::Survivor;
use diorama::env::catalog::{self, WorldSpec};
use diorama::env::crafter::text::BalrogText;
use diorama::env::crafter::{Action, CrafterEnv, Options};
use diorama::env::world::{self, World};
use diorama::env::{Env, Seed};
use diorama::episode::share::{self, Link};
use diorama::episode::{Player, Replay, Session};

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

/// What a survivor lives through, up to a step.
fn life(spec: WorldSpec, seed: u64, steps: usize) -> Session<World> {
    let mut session = Session::new(catalog::make(&spec), Seed(seed));
    let actions = &world::Action::CRAFTER;
    let mut survivor = built_in(Player::Expert, session.env(), session.seed(), actions)
        .expect("a world with an expert");
    while !session.is_over() && session.at() < steps {
        let previous = session.step(session.at()).map(|record| record.action);
        let action = survivor.act(session.env(), previous).expect("it never gives up");
        session.act(action, Player::Expert).expect("not over");
    }
    session
}

fn opened(text: &str) -> Session<World> {
    let link = share::decode(text).expect("a sound link");
    let mut replay = Replay::open(&link).expect("the world's actions");
    replay.advance(usize::MAX);
    replay.into_session()
}

/// Nobody lives for 10,000 steps, so several lives stand for one.
fn lives(criterion: &mut Criterion) {
    const STEPS: usize = 10_000;
    for id in ["crafter/classic", "crafter/balrog"] {
        let spec = WorldSpec::new(catalog::by_id(id).expect("a known world").world());
        let (mut played, mut lives) = (0, Vec::new());
        for seed in 0.. {
            let session = life(spec, seed, STEPS - played);
            played += session.line_len();
            lives.push(session);
            if played == STEPS {
                break;
            }
        }
        let link = |session| share::encode(&Link::new(session, spec)).expect("short enough");
        let links: Vec<String> = lives.iter().map(link).collect();
        criterion.bench_function(
            &format!("open and verify 10,000 steps in {} lives of {id}", lives.len()),
            |bench| bench.iter(|| links.iter().for_each(|text| drop(opened(black_box(text))))),
        );
        let longest = lives.iter().max_by_key(|session| session.line_len()).expect("one at least");
        let (steps, mut session) = (longest.line_len(), longest.clone());
        let mut slowest = Duration::ZERO;
        for step in (0..=steps).rev() {
            let start = Instant::now();
            session.jump(step);
            slowest = slowest.max(start.elapsed());
        }
        println!("slowest jump to a step of {steps} in {id}: {slowest:?}");
        let mut at = 0;
        criterion.bench_function(&format!("jump anywhere in {steps} steps of {id}"), |bench| {
            bench.iter(|| {
                at = (at + 6_180_339) % (steps + 1);
                session.jump(at)
            });
        });
    }
}

criterion_group!(benches, crafter, lives);
criterion_main!(benches);
