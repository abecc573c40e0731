//! An episode of customer support: a model serves a customer that is another model; or a baseline does.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::agent::support::books::{Clerk, ScriptedCustomer};
use crate::agent::support::{
    AgentKind, Chance, Customer, CustomerKind, MAX_STEPS, ModelAgent, Next as Due, ResultRow,
    Score, SupportEpisode, Wording, sample_displays, write_results,
};
use crate::env::support::books::{Script, Shop};
use crate::env::support::{Action, Desk, Domain, Outcome as Done, Split, World};
use crate::experiment::plan::{BASELINES, Cell, Plan, SCRIPTED};
use crate::experiment::play::{Episode, Next, Party, Stage, Unstageable, told};
use crate::experiment::row::EpisodeRow;
use crate::judge::{Checklist, Referee};
use crate::llm::{Answer, Outcome};
use crate::python::shared::str_value;
use crate::rng::Mt19937;

/// No script speaks longer with another.
const MOST_TURNS: u32 = 200;

/// Opens an episode of a domain's split; the seed is the task's number.
pub(super) fn open(
    stage: &Stage,
    plan: &Plan,
    cell: &Cell,
    (domain, split): (Domain, Split),
) -> Result<Box<dyn Episode>, Unstageable> {
    let no_data = || Unstageable::NoData(plan.worlds[cell.world].id.clone());
    let world = stage.support.get(&domain).ok_or_else(no_data)?.clone();
    Ground { world, split, wording: stage.wording.clone(), scripts: None }.open(plan, cell)
}

/// The same in the shop of a seed.
pub(super) fn open_books(
    plan: &Plan,
    cell: &Cell,
    seed: u64,
) -> Result<Box<dyn Episode>, Unstageable> {
    let Shop { world, scripts } = Shop::new(seed);
    let wording = Some(Arc::new(Wording::own()));
    Ground { world, split: Split::Test, wording, scripts: Some(scripts) }.open(plan, cell)
}

/// What an episode stands on.
struct Ground {
    world: Arc<World>,
    split: Split,
    wording: Option<Arc<Wording>>,
    /// What customers go by without a model, task by task, where there is such.
    scripts: Option<Vec<Script>>,
}

/// How a customer is called that goes by its script.
const SCRIPT: &str = "scripted";

impl Ground {
    fn open(&self, plan: &Plan, cell: &Cell) -> Result<Box<dyn Episode>, Unstageable> {
        let (agent, place) = (&plan.agents[cell.agent], &plan.worlds[cell.world]);
        let world = &self.world;
        let number = usize::try_from(cell.seed).ok();
        let task = number.and_then(|number| world.task(self.split, number));
        let task = task.ok_or_else(|| Unstageable::NoTask {
            world: place.id.clone(),
            tasks: world.tasks(self.split).len(),
            number: cell.seed,
        })?;
        let script = number.and_then(|number| self.scripts.as_ref()?.get(number));
        let cannot = |reason: &str| Unstageable::Agent {
            agent: agent.label().to_owned(),
            world: place.id.clone(),
            reason: reason.to_owned(),
        };
        if agent.is_baseline() {
            let mut desk = Desk::new(world, task);
            match (agent.strategy.as_str(), script) {
                ("expert", _) => follow_gold(&mut desk),
                ("noop", _) => {}
                (SCRIPTED, Some(script)) => follow_scripts(&mut desk, script),
                (SCRIPTED, None) => return Err(cannot("the script is of Harbor Books")),
                _ => draw_calls(&mut desk, world, cell, place.max_steps.unwrap_or(MAX_STEPS)),
            }
            return Ok(Box::new(GoldDesk { desk }));
        }
        let kind: AgentKind = agent.strategy.parse().map_err(|_| Unstageable::Strategy {
            name: agent.strategy.clone(),
            known: AgentKind::ALL
                .map(AgentKind::as_str)
                .into_iter()
                .chain(BASELINES)
                .collect::<Vec<_>>()
                .join(", "),
        })?;
        let no_data = || Unstageable::NoData(place.id.clone());
        let wording = self.wording.as_ref().ok_or_else(no_data)?;
        let mut rng = Mt19937::from_words(&[cell.seed as u32, cell.trial]);
        let draw = |displays: &[_]| sample_displays(displays, &mut rng);
        let player = ModelAgent::new(kind, world, wording, draw);
        let player = player.map_err(|error| cannot(&error.to_string()))?;
        let usual = if script.is_some() { SCRIPT } else { CustomerKind::Llm.as_str() };
        let user = place.user.as_ref().map_or(usual, |user| &user.strategy);
        let script = script.filter(|_| user == SCRIPT);
        let customer = if script.is_some() { Ok(CustomerKind::Human) } else { user.parse() };
        let customer: CustomerKind = customer.map_err(|_| Unstageable::Choice {
            world: place.id.clone(),
            what: "user",
            name: user.to_owned(),
            known: CustomerKind::ALL.map(CustomerKind::as_str).join(", "),
        })?;
        if customer == CustomerKind::Human && script.is_none() {
            return Err(cannot("a person as the customer is for single episodes"));
        }
        let customer = Customer::new(customer, wording.clone());
        let mut episode = SupportEpisode::new(world, task, player, customer);
        if let Some(limit) = place.max_steps {
            episode = episode.with_max_steps(limit);
        }
        let referee = Referee::new(&episode.desk().parts());
        let model = cell.model.and_then(|model| plan.models.get(model));
        let sampling =
            model.map(|model| (model.model.clone(), model.temperature, model.max_tokens));
        let mut serves = Serves {
            episode,
            script: script.cloned().map(ScriptedCustomer::new),
            referee,
            sampling: sampling.unwrap_or_default(),
            turns: 0,
            acted: 0,
            told: Map::new(),
            task: (cell.seed as i64, i64::from(cell.trial)),
        };
        serves.let_script_speak();
        Ok(Box::new(serves))
    }
}

/// The scripted agent serves a scripted customer.
fn follow_scripts(desk: &mut Desk, script: &Script) {
    let mut customer = ScriptedCustomer::new(script.clone());
    let mut heard = vec![customer.open().to_string()];
    for _ in 0..MOST_TURNS {
        let seen = match desk.act(&Clerk::next(&heard)) {
            Ok(Done::Seen(seen)) => seen,
            Ok(Done::Said(words)) => match desk.hear(&customer.hear(&str_value(&words))) {
                Ok(seen) => seen,
                Err(_) => return,
            },
            Err(_) => return,
        };
        if seen.is_done() {
            return;
        }
        heard.push(seen.observation.to_string());
    }
}

/// Does what would have been right, and says what has to be said.
fn follow_gold(desk: &mut Desk) {
    let task = desk.task().clone();
    let said = task.outputs.iter().map(|output| Action::respond(output.clone()));
    // What ends the episode comes last.
    let (last, first): (Vec<Action>, Vec<Action>) =
        task.actions.iter().cloned().partition(|action| desk.world().ends(&action.name));
    for action in first.into_iter().chain(said).chain(last) {
        // What a gold action says, and whether it fails, does not matter.
        drop(desk.act(&action));
    }
}

/// Does whatever chance draws, until that ends the episode or it had as many calls as it may have.
fn draw_calls(desk: &mut Desk, world: &World, cell: &Cell, most: u32) {
    let mut chance = Chance::new(world, cell.seed, cell.trial);
    for _ in 0..most {
        let Some(action) = chance.draw() else { return };
        // What a drawn call says, and whether it fails, does not matter.
        let came = desk.act(&action);
        if world.ends(&action.name) || came.is_err() {
            return;
        }
    }
}

/// A baseline's episode: it is over as soon as it is opened.
struct GoldDesk {
    desk: Desk,
}

impl Episode for GoldDesk {
    fn next(&mut self) -> Next {
        Next::Over
    }

    fn answer(&mut self, _: Answer) {}

    fn tell(&self, row: &mut EpisodeRow) {
        let verdict = self.desk.verdict().cloned().or_else(|| self.desk.judge().ok());
        let reward = verdict.map_or(0.0, |verdict| verdict.reward);
        tell_desk(row, &self.desk, reward);
        row.steps = self.desk.own_actions().len() as u32;
        row.total_actions = u64::from(row.steps);
    }
}

/// A model serves.
struct Serves {
    episode: SupportEpisode,
    /// The customer, where a script speaks for it.
    script: Option<ScriptedCustomer>,
    referee: Referee,
    /// The agent's model, its temperature, its limit of tokens.
    sampling: (String, Option<f64>, Option<u32>),
    /// Turns of the agent.
    turns: u32,
    /// So many of its actions were told of.
    acted: usize,
    /// What the agent was told and nobody heard of yet.
    told: Map<String, Value>,
    /// The task's number and the trial.
    task: (i64, i64),
}

impl Serves {
    /// Lets the script say what it has to say now.
    fn let_script_speak(&mut self) {
        let (Some(script), Due::Person { heard }) = (&mut self.script, self.episode.next()) else {
            return;
        };
        let words = match &heard {
            Some(heard) => script.hear(heard),
            None => script.open(),
        };
        self.episode.say(&words, 0.0);
    }
}

impl Episode for Serves {
    fn next(&mut self) -> Next {
        match self.episode.next() {
            Due::Ask { party, mut request } => {
                if party == Party::Agent {
                    let (model, temperature, max_tokens) = &self.sampling;
                    request.model.clone_from(model);
                    (request.temperature, request.max_tokens_out) = (*temperature, *max_tokens);
                }
                Next::Ask { party, request }
            }
            Due::Person { .. } => Next::Failed("a person is to speak".to_owned()),
            Due::Over => match self.episode.result() {
                Ok(_) => Next::Over,
                Err(broken) => Next::Failed(broken.to_string()),
            },
        }
    }

    fn answer(&mut self, answer: Answer) {
        let is_agents = match self.episode.next() {
            Due::Ask { party: Party::Agent, request } => {
                self.told = told(&request, self.turns == 0);
                true
            }
            _ => false,
        };
        self.turns += u32::from(is_agents && matches!(answer.outcome, Outcome::Reply(_)));
        self.episode.answer(&answer);
        self.let_script_speak();
        if is_agents {
            self.referee.step(&self.episode.desk().parts());
        }
    }

    fn tell(&self, row: &mut EpisodeRow) {
        let desk = self.episode.desk();
        let Ok(result) = self.episode.result() else {
            tell_desk(row, desk, 0.0);
            return;
        };
        tell_desk(row, desk, result.reward);
        row.steps = self.turns;
        row.total_actions = u64::from(row.steps);
        let unknown = desk.own_actions().iter().filter(|action| is_unknown(desk, action));
        row.invalid_actions = unknown.count() as u64;
        let end = if desk.verdict().is_some() { "environment_done" } else { "max_steps" };
        row.termination = Some(end.to_owned());
        for (name, score) in [("auc", self.referee.auc()), ("ppt", self.referee.ppt())] {
            if let Ok(score) = score {
                row.scores.insert(name.to_owned(), score);
            }
        }
        let (task_id, trial) = self.task;
        let kept = ResultRow {
            task_id,
            reward: result.reward.into(),
            info: result.info,
            traj: result.messages,
            trial,
        };
        // The original's row as it would write it.
        let written = write_results(std::slice::from_ref(&kept));
        let rows: Vec<Value> = serde_json::from_str(&written).unwrap_or_default();
        row.more = json!({ "result": rows.into_iter().next() });
    }

    fn happened(&mut self) -> Map<String, Value> {
        let mut happened = std::mem::take(&mut self.told);
        let actions = self.episode.desk().own_actions();
        let new = actions.get(self.acted..).unwrap_or_default();
        let reward = self.episode.desk().verdict().map_or(0.0, |verdict| verdict.reward);
        let is_over = matches!(self.episode.next(), Due::Over);
        let count = new.len();
        let told = |(at, action): (usize, &Action)| {
            let ends = is_over && at + 1 == count;
            json!({
                "name": &*action.name,
                "reward": if ends { reward } else { 0.0 },
                "terminated": ends,
                "invalid": is_unknown(self.episode.desk(), action),
            })
        };
        let told: Vec<Value> = new.iter().enumerate().map(told).collect();
        self.acted = actions.len();
        if !told.is_empty() {
            happened.insert("actions".to_owned(), told.into());
        }
        happened
    }
}

/// Whether an action names a tool that there is not.
fn is_unknown(desk: &Desk, action: &Action) -> bool {
    !action.is_respond() && desk.world().domain().tool(&action.name).is_none()
}

/// What the desk's state says, as every player's row has it.
fn tell_desk(row: &mut EpisodeRow, desk: &Desk, reward: f64) {
    row.episode_return = reward;
    row.success = Score { task_id: 0, trial: 0, reward }.is_success();
    let done = |parts: &[bool]| {
        let count = parts.iter().filter(|done| **done).count();
        (!parts.is_empty()).then(|| count as f64 / parts.len() as f64)
    };
    let verdict = desk.verdict().cloned().or_else(|| desk.judge().ok());
    if let Some(verdict) = verdict {
        let is_right = verdict.data_is_right();
        row.scores.insert("database".to_owned(), f64::from(u8::from(is_right)));
        let outputs: Vec<bool> = verdict.outputs.iter().map(|(_, said)| *said).collect();
        if let Some(share) = done(&outputs) {
            row.scores.insert("outputs".to_owned(), share);
        }
    }
    let gold: Vec<bool> = desk.gold_actions().map(|(_, is_done)| is_done).collect();
    if let Some(share) = done(&gold) {
        row.scores.insert("gold_actions".to_owned(), share);
    }
    let parts: Vec<bool> = desk.parts().iter().map(|part| part.is_done).collect();
    if let Some(share) = done(&parts) {
        row.scores.insert("progress".to_owned(), share);
    }
}
