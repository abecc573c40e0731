//! What a person feels when an episode is opened and looked through: links, seeks, stored episodes.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use diorama::env::catalog::{self, WorldSpec};
use diorama::env::minigrid::{Action, GridEnv};
use diorama::env::{Env, Seed, StateDigest, Step, StepError};
use diorama::episode::share::{self, Link, decode, encode};
use diorama::episode::{
    CardId, EpisodeRecord, Player, PlayerCard, Replay, Role, Said, Session, Transcript, Watched,
    Words, diff, marks,
};

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
    let mut session =
        Session::new(catalog::make_grid(&boss()).expect("a grid world"), Seed(0xffff_ffff));
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

/// An episode of the boss level in which every step has words, as a model that thinks writes them.
fn told(steps: usize, thoughts: bool) -> Link {
    let mut session =
        Session::new(catalog::make_grid(&boss()).expect("a grid world"), Seed(0xffff_ffff));
    let card = PlayerCard {
        role: Role::Agent,
        kind: "cot".into(),
        model: "a-model".into(),
        version: 1,
        settings: serde_json::json!({"history": 16}),
    };
    let by = session.seat(card).expect("room for one");
    for (at, action) in actions(steps).enumerate() {
        let text = if thoughts {
            format!(
                "A wall is {} steps forward and a {} ball {} steps to my left, so next I {action}.\n\nACTION: {action}",
                at * 7 % 11,
                ["red", "grey", "purple"][at * 5 % 3],
                at * 3 % 8,
            )
        } else {
            action.to_string()
        };
        let said = Said::new(vec![Words::new(by, text)]);
        if session.act_said(action, Player::Model, said).is_err() {
            break;
        }
    }
    Link::with_words(&session, boss())
}

fn words(criterion: &mut Criterion) {
    for (name, thoughts) in [("a word", false), ("a thought", true)] {
        let link = told(128, thoughts);
        let text = encode(&link).expect("a short link");
        println!("128 steps with {name} each: {} characters", text.len());
        criterion.bench_function(
            &format!("encode a link of 128 steps with {name} each"),
            |bench| {
                bench.iter(|| encode(black_box(&link)));
            },
        );
        criterion.bench_function(
            &format!("decode a link of 128 steps with {name} each"),
            |bench| {
                bench.iter(|| decode(black_box(&text)));
            },
        );
    }
    let bomb = "a".repeat(share::words::MAX_BYTES - 1_000);
    let mut link = told(0, false);
    let cards = vec![PlayerCard {
        role: Role::Agent,
        kind: String::new(),
        model: String::new(),
        version: 0,
        settings: serde_json::Value::Null,
    }];
    let opening = vec![Words::new(CardId(0), bomb)];
    link.transcript = Some(Transcript { cards, opening, steps: vec![] });
    let text = encode(&link).expect("as much as is allowed");
    criterion.bench_function("decode the largest link of words: 1 MiB of one letter", |bench| {
        bench.iter(|| decode(black_box(&text)));
    });
}

fn seeks(criterion: &mut Criterion) {
    let env = Endless(catalog::make_grid(&boss()).expect("a grid world"));
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

criterion_group!(benches, links, words, seeks, states);
criterion_main!(benches);
