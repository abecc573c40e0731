//! Records of the expert bot: the same actions in the same worlds.

use serde::Deserialize;

use super::levels::{actions, digests, open};
use super::notation::{agent_numbers, cell_text, grid_text};
use super::record::{Mismatch, same, same_bits};
use crate::agent::bot::{Aim, Key, SearchCount, Subgoal, Target};
use crate::agent::{Agent, Bot};
use crate::env::babyai::Loc;
use crate::env::minigrid::{Action, Color, GridEnv, Kind};
use crate::env::{Env, Seed};

/// One episode.
#[derive(Deserialize)]
pub struct Record {
    env: String,
    seed: u64,
    mission: String,
    grid: String,
    agent: [i32; 3],
    max_steps: u32,
    digest: String,
    actions: String,
    states: String,
    reward: f64,
    terminated: bool,
    truncated: bool,
    /// Why the bot gave up; `hang` where upstream plans for ever.
    error: Option<String>,
    bfs: Option<[u32; 2]>,
    stacks: Option<Vec<String>>,
}

/// The bot beside a recorded episode.
pub(super) struct Player {
    bot: Bot,
    previous: Option<Action>,
}

impl Player {
    /// A bot at the start of an episode.
    pub fn new(env: &GridEnv) -> Self {
        Self { bot: Bot::new(env), previous: None }
    }

    /// Asks the bot for its action and compares it with the recorded one.
    pub fn follow(&mut self, env: &GridEnv, expected: Action) -> Result<(), Mismatch> {
        let found = self.bot.act(env, self.previous);
        same("action of the bot", &Ok(expected), &found)?;
        self.previous = Some(expected);
        Ok(())
    }

    /// Compares what the bot has in mind after it chose an action, the next thing last.
    fn check_stack(&self, env: &GridEnv, expected: &str) -> Result<(), Mismatch> {
        let found: Vec<_> = self.bot.stack().iter().map(|&goal| goal_text(env, goal)).collect();
        same("stack of the bot", expected, found.join("|").as_str())
    }

    /// Compares how much the bot searched.
    fn check_searches(&self, expected: [u32; 2]) -> Result<(), Mismatch> {
        let SearchCount { searches, expanded } = self.bot.search_count();
        same("bfs", &expected, &[searches, expanded])
    }

    /// Asks the bot for an action where the recorded one failed, or hung.
    fn expect_end(&mut self, env: &GridEnv, expected: &str) -> Result<(), Mismatch> {
        match self.bot.act(env, self.previous) {
            Ok(found) => same("end of the bot", expected, found.as_str()),
            Err(_) => Ok(()),
        }
    }
}

/// A subgoal as the recordings write it: its kind, what it is about, and why.
fn goal_text(env: &GridEnv, goal: Subgoal) -> String {
    let (target, aim) = match goal {
        Subgoal::GoNextTo(target, aim) => (target, aim),
        Subgoal::Pickup => return "Pickup".to_owned(),
        Subgoal::Drop => return "Drop".to_owned(),
        Subgoal::Open(Key::Undecided) => return "Open".to_owned(),
        Subgoal::Open(Key::Drop) => return "Open!Unlock".to_owned(),
        Subgoal::Open(Key::Keep) => return "Open!KeepKey".to_owned(),
        Subgoal::Close => return "Close".to_owned(),
        Subgoal::Unbox => return "Unbox".to_owned(),
        Subgoal::Explore => return "Explore".to_owned(),
    };
    let target = match target {
        Target::Described(id) | Target::Live(id) | Target::Judged(id) => {
            let desc = env.task().map(|task| &task.descs[usize::from(id.0)]);
            let or_none = |name: Option<&'static str>| name.unwrap_or("None");
            let color = or_none(desc.and_then(|desc| desc.color).map(Color::as_str));
            let kind = or_none(desc.and_then(|desc| desc.kind).map(Kind::as_str));
            let loc = or_none(desc.and_then(|desc| desc.loc).map(Loc::as_str));
            format!("desc:{color}|{kind}|{loc}")
        }
        Target::Key(color, _) => format!("desc:{color}|key|None"),
        Target::Door(at) => format!("obj:{}", cell_text(env.state(), env.state().grid.get(at))),
        Target::Place(at) => format!("pos:{},{}", at.x, at.y),
        Target::Nowhere => "pos:None".to_owned(),
    };
    let reason = match aim {
        Aim::Face => "",
        Aim::Beside => "!PutNext",
        Aim::Open => "!Open",
        Aim::Explore => "!Explore",
    };
    format!("GoNextTo({target}){reason}")
}

/// Compares the whole record.
///
/// # Errors
///
/// The first [`Mismatch`].
pub fn check(record: &Record) -> Result<(), Mismatch> {
    let mut env = open(&record.env)?;
    env.reset(Seed(record.seed));
    same("mission", record.mission.as_str(), env.mission())?;
    same("grid", &record.grid, &grid_text(env.state()))?;
    same("agent", &record.agent, &agent_numbers(env.state()))?;
    same("max_steps", &record.max_steps, &env.state().max_steps)?;
    same("digest", &record.digest, &env.digest().to_string())?;
    let actions = actions(&record.actions)?;
    let states = digests(&record.states);
    same("number of state digests", &actions.len(), &states.len())?;
    let mut player = Player::new(&env);
    let mut end = (0.0, false, false);
    for (at, action) in actions.into_iter().enumerate() {
        let mut step = || {
            player.follow(&env, action)?;
            if let Some(stacks) = &record.stacks {
                player.check_stack(&env, stacks.get(at).map_or("", String::as_str))?;
            }
            let step = env.step(&action).map_err(Mismatch::unreadable)?;
            same("state digest", states[at], env.digest().to_string().as_str())?;
            Ok((step.reward, step.terminated, step.truncated))
        };
        end = step().map_err(|wrong: Mismatch| wrong.at_step(at + 1))?;
    }
    same_bits("reward", record.reward, end.0)?;
    same("terminated, truncated", &(record.terminated, record.truncated), &(end.1, end.2))?;
    if let Some(error) = &record.error {
        player.expect_end(&env, error)?;
    }
    match record.bfs {
        // A recording of a hang was cut off at an arbitrary moment.
        Some(bfs) if record.error.as_deref() != Some("hang") => player.check_searches(bfs),
        _ => Ok(()),
    }
}
