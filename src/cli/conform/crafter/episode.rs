//! Records of episodes, plain and from set-ups: a digest after each step, and what one looks for
//! where they differ.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::{actions, area, open, order, pictures, scenario, view};
use crate::cli::conform::notation::hex;
use crate::cli::conform::record::{Mismatch, same, same_bits};
use crate::env::Env;
use crate::env::crafter::{Achievement, Action, CrafterEnv, Facing, Game, Options, Preset};

/// One episode.
#[derive(Deserialize)]
pub struct Record {
    seed: Value,
    order: String,
    /// What synth-ai's wrapper changes about the world; only in records of it.
    preset: Option<String>,
    area: [u8; 2],
    view: [u8; 2],
    size: [u16; 2],
    length: Option<u32>,
    #[serde(default)]
    edits: Vec<Value>,
    episode: u64,
    pre_renders: u8,
    post_renders: u8,
    w0: String,
    r0: String,
    inv0: [u8; 16],
    n: usize,
    actions: String,
    w: String,
    r: String,
    pos: String,
    face: String,
    sleep: String,
    /// Step, reward; those that are not 0.
    rewards: Vec<(usize, f64)>,
    total_reward: f64,
    /// Step, item, new amount.
    inv_changes: Vec<[usize; 3]>,
    unlocked: Vec<(usize, String)>,
    achievements: BTreeMap<String, u32>,
    done: bool,
    discount: f64,
    ambig: Vec<usize>,
}

impl Record {
    /// The recorded actions.
    pub(super) fn actions(&self) -> Result<Vec<Action>, Mismatch> {
        actions(&self.actions)
    }

    /// The world at its start, edits made.
    pub(super) fn open(&self) -> Result<CrafterEnv, Mismatch> {
        let options = Options {
            area: area(self.area)?,
            view: view(self.view)?,
            render: pictures(self.size, self.pre_renders, self.post_renders),
            // Upstream quirk: a length of 0 is none.
            length: self.length.filter(|length| *length > 0),
            order: order(&self.order)?,
            preset: preset(self.preset.as_deref())?,
            opening_noop: false,
        };
        let mut env = open(options, &self.seed, self.episode)?;
        for edit in &self.edits {
            env.edit(scenario::edit(edit)?);
        }
        Ok(env)
    }
}

fn preset(name: Option<&str>) -> Result<Preset, Mismatch> {
    let name = name.unwrap_or(Preset::None.as_str());
    let found = Preset::ALL.into_iter().find(|preset| preset.as_str() == name);
    found.ok_or_else(|| Mismatch::unreadable(format!("no preset is called {name}")))
}

/// What an episode turns out to be, beside what is recorded of each step.
#[derive(Default)]
struct Seen {
    inventory: [u8; 16],
    rewards: Vec<(usize, f64)>,
    inv_changes: Vec<[usize; 3]>,
    unlocked: Vec<(usize, String)>,
    ambig: Vec<usize>,
    total_reward: f64,
    dead: bool,
    over: bool,
}

/// Compares the whole record.
///
/// # Errors
///
/// The first [`Mismatch`].
pub fn check(record: &Record) -> Result<(), Mismatch> {
    let mut env = record.open()?;
    same_digests((&record.w0, &record.r0), env.game())?;
    let mut seen = Seen { inventory: env.game().player().inventory.0, ..Seen::default() };
    same("inv0", &record.inv0, &seen.inventory)?;
    let actions = record.actions()?;
    same("n", &record.n, &actions.len())?;
    for (at, action) in actions.into_iter().enumerate() {
        let taken = check_step(record, &mut env, at, action, &mut seen);
        taken.map_err(|wrong| wrong.at_step(at + 1))?;
    }
    let bits = |rewards: &[(usize, f64)]| -> Vec<_> {
        rewards.iter().map(|&(step, reward)| (step, reward.to_bits())).collect()
    };
    if bits(&record.rewards) != bits(&seen.rewards) {
        same("rewards", &format!("{:?}", record.rewards), &format!("{:?}", seen.rewards))?;
    }
    same_bits("total_reward", record.total_reward, seen.total_reward)?;
    same("inv_changes", &record.inv_changes, &seen.inv_changes)?;
    same("unlocked", &record.unlocked, &seen.unlocked)?;
    let counts = env.game().player().achievements;
    let counts = Achievement::ALL.into_iter().zip(counts).filter(|(_, count)| *count > 0);
    let counts = counts.map(|(achievement, count)| (achievement.as_str().to_owned(), count));
    same("achievements", &record.achievements, &counts.collect())?;
    same("done", &record.done, &seen.over)?;
    same_bits("discount", record.discount, if seen.dead { 0.0 } else { 1.0 })?;
    same("ambig", &record.ambig, &seen.ambig)
}

fn check_step(
    record: &Record,
    env: &mut CrafterEnv,
    at: usize,
    action: Action,
    seen: &mut Seen,
) -> Result<(), Mismatch> {
    let picks = env.game().contested_picks();
    let taken = env.step(&action).map_err(Mismatch::unreadable)?;
    let (step, game) = (at + 1, env.game());
    let digit = |digits: &str, width: usize| {
        digits.get(at * width..(at + 1) * width).unwrap_or_default().to_owned()
    };
    // Digests differ in everything; what a person can read goes first.
    let pos = game.pos();
    same("pos", &digit(&record.pos, 4), &format!("{:02x}{:02x}", pos.x, pos.y))?;
    same("face", &digit(&record.face, 1), &face(game.player().facing).to_owned())?;
    let sleeping = u8::from(game.player().sleeping).to_string();
    same("sleep", &digit(&record.sleep, 1), &sleeping)?;
    same_digests((&digit(&record.w, 12), &digit(&record.r, 8)), game)?;
    let inventory = game.player().inventory.0;
    for (item, (before, after)) in seen.inventory.iter().zip(inventory).enumerate() {
        if *before != after {
            seen.inv_changes.push([step, item, after.into()]);
        }
    }
    seen.inventory = inventory;
    if taken.reward != 0.0 {
        seen.rewards.push((step, taken.reward));
    }
    seen.total_reward += taken.reward;
    let unlocked = env.last().map(|outcome| outcome.unlocked).unwrap_or_default();
    seen.unlocked.extend(unlocked.iter().map(|found| (step, found.as_str().to_owned())));
    seen.ambig.extend((picks..game.contested_picks()).map(|_| step));
    seen.dead = taken.terminated;
    seen.over = taken.is_over();
    Ok(())
}

/// Compares the digests of the state and of the generator.
pub(super) fn same_digests((state, rng): (&str, &str), game: &Game) -> Result<(), Mismatch> {
    let [found, found_rng] = game.digests();
    same("w", state, &hex(&found)[..state.len().min(64)])?;
    same("r", rng, &hex(&found_rng)[..rng.len().min(64)])
}

const fn face(facing: Facing) -> &'static str {
    match facing {
        Facing::Left => "L",
        Facing::Right => "R",
        Facing::Up => "U",
        Facing::Down => "D",
    }
}
