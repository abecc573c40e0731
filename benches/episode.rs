//! What a person feels when an episode is opened and looked through: links, seeks, stored episodes.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use diorama::env::catalog::{self, WorldSpec};
use diorama::env::minigrid::{Action, GridEnv};
use diorama::env::{Env, Seed, StateDigest, Step, StepError};
use diorama::episode::share::{Link, decode, encode};
use diorama::episode::{EpisodeRecord, Player, Replay, Session, Watched, diff, marks};

const STEPS: usize = 10_000;

/// The catalog's heaviest grid, played on and on: its task's end and its step budget do not count.
#[derive(Clone)]
struct Endless(GridEnv);

impl Env for Endless {
    type Action = Action;
    type Observation = <GridEnv as Env>::Observation;

    fn reset(&mut self, seed: Seed) -> Self::Observation {
        self.0.reset(seed)
    }

    fn step(&mut self, action: &Action) -> Result<Step<Self::Observation>, StepError> {
        let step = self.0.step(action).or_else(|_| {
            let observation = self.0.reset(Seed(1));
            Ok(Step { observation, reward: 0.0, terminated: false, truncated: false })
        })?;
        Ok(Step { terminated: false, truncated: false, ..step })
    }

    fn digest(&self) -> StateDigest {
        self.0.digest()
    }
}

impl Watched for Endless {}

fn actions(count: usize) -> impl Iterator<Item = Action> {
    let mut state = 1_u64;
    let draw = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        Action::ALL[((state >> 33) % 6) as usize]
    };
    std::iter::repeat_with(draw).take(count)
}

fn boss() -> WorldSpec {
    let entry = catalog::by_id("BabyAI-BossLevel-v0").or_else(|| catalog::all().last());
    WorldSpec::new(entry.expect("the catalog has worlds").world())
}

/// As many steps of the boss level as its budget allows, up to so many.
fn played(count: usize) -> Session<GridEnv> {
    let mut session = Session::new(catalog::make(&boss()), Seed(0xffff_ffff));
    for action in actions(count) {
        if session.act(action, Player::Random).is_err() {
            break;
        }
    }
    session
}

fn links(criterion: &mut Criterion) {
    let short = Link::new(&played(128), boss());
    let text = encode(&short).expect("a short link");
    criterion.bench_function("encode a link of 128 steps", |bench| {
        bench.iter(|| encode(black_box(&short)));
    });
    criterion.bench_function("decode a link of 128 steps", |bench| {
        bench.iter(|| decode(black_box(&text)));
    });
    criterion.bench_function("open a link of 128 steps: decode, replay, verify", |bench| {
        bench.iter(|| {
            let link = decode(black_box(&text)).expect("a sound link");
            let mut replay = Replay::open(&link).expect("the world's actions");
            replay.advance(usize::MAX);
            replay.verdict()
        });
    });
    let mut long = short.clone();
    long.actions = actions(STEPS).map(|action| action as u8).collect();
    let text = encode(&long).expect("a long link");
    criterion.bench_function("encode a link of 10,000 steps", |bench| {
        bench.iter(|| encode(black_box(&long)));
    });
    criterion.bench_function("decode a link of 10,000 steps", |bench| {
        bench.iter(|| decode(black_box(&text)));
    });
    let absurd = format!("1.{}", "A".repeat(100_000_000));
    criterion.bench_function("refuse a link of 100 MB", |bench| {
        bench.iter(|| decode(black_box(&absurd)));
    });
}

fn seeks(criterion: &mut Criterion) {
    let env = Endless(catalog::make(&boss()));
    let session = Session::from_actions(env.clone(), Seed(1), actions(STEPS), Player::Random)
        .expect("an endless episode");
    let mut at = 0_usize;
    let mut somewhere = move || {
        at = (at + 6_180_339) % (STEPS + 1);
        at
    };
    let mut moved = session.clone();
    criterion.bench_function("jump anywhere in 10,000 steps", |bench| {
        bench.iter(|| moved.jump(somewhere()));
    });
    moved.jump(STEPS / 2 + 63);
    criterion.bench_function("one step back in 10,000 steps", |bench| {
        bench.iter(|| {
            moved.jump(STEPS / 2 + 63);
            moved.back()
        });
    });
    criterion.bench_function("play 10,000 steps", |bench| {
        bench.iter(|| {
            Session::from_actions(env.clone(), Seed(1), actions(STEPS), Player::Random).map(|_| ())
        });
    });
    criterion.bench_function("marks of 10,000 steps", |bench| {
        bench.iter(|| marks(black_box(&session)));
    });
    criterion.bench_function("act in the middle of 10,000 steps, and back", |bench| {
        bench.iter_batched_ref(
            || {
                let mut session = session.clone();
                session.jump(STEPS / 2);
                session
            },
            |session| session.act(Action::Left, Player::Person).map(|_| ()),
            BatchSize::LargeInput,
        );
    });
}

fn states(criterion: &mut Criterion) {
    let session = played(128);
    let (before, after) = (session.env_at(0), session.env().clone());
    criterion.bench_function("difference of two states", |bench| {
        bench.iter(|| diff(black_box(&before), black_box(&after)));
    });
    let record = EpisodeRecord::new(&session, boss(), 0);
    criterion.bench_function("open a record of 128 steps", |bench| {
        bench.iter(|| black_box(&record).open().map(|_| ()));
    });
}

criterion_group!(benches, links, seeks, states);
criterion_main!(benches);
