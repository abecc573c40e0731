//! An episode of a world with steps: a model plays it, or a baseline.

use serde_json::{Map, Value, json};

use crate::agent::rollout::{
    Limits, Next as Due, OnError, Over, Pause, Rollout, Settings, Strategy,
};
use crate::env::Seed;
use crate::episode::Session;
use crate::experiment::plan::{BASELINES, Cell, Plan, PlanAgent, PlanModel, SCRIPTED};
use crate::experiment::play::baseline::Baseline;
use crate::experiment::play::{Episode, Next, Party, Stage, Staged, Unstageable, told};
use crate::experiment::row::EpisodeRow;
use crate::judge::Referee;
use crate::llm::Answer;

/// Opens an episode in a world.
pub(super) fn open<W: Staged>(
    stage: &Stage,
    plan: &Plan,
    cell: &Cell,
    env: W,
) -> Result<Box<dyn Episode>, Unstageable>
where
    W::Action: Copy + 'static,
{
    let (agent, world) = (&plan.agents[cell.agent], &plan.worlds[cell.world]);
    let domain = env.domain();
    let watched = Watched::new(Session::new(env, Seed(cell.seed)));
    if agent.strategy == SCRIPTED {
        let (agent, world) = (agent.label().to_owned(), world.id.clone());
        let reason = "the script is of Harbor Books".to_owned();
        return Err(Unstageable::Agent { agent, world, reason });
    }
    if agent.is_baseline() {
        let limit = world.max_steps.map_or(usize::MAX, |steps| steps as usize);
        return Ok(Box::new(Baseline::new(watched, &agent.strategy, limit)));
    }
    let model = cell.model.and_then(|model| plan.models.get(model));
    let settings = settings(stage, agent, model, domain).map_err(|reason| match reason {
        Wrong::Strategy => Unstageable::Strategy {
            name: agent.strategy.clone(),
            known: Strategy::NAMES
                .into_iter()
                .chain(Strategy::CRAFTER_NAMES)
                .chain(BASELINES)
                .filter(|name| *name != SCRIPTED)
                .collect::<Vec<_>>()
                .join(", "),
        },
        Wrong::Words(reason) => {
            Unstageable::Agent { agent: agent.label().to_owned(), world: world.id.clone(), reason }
        }
    })?;
    let limits = Limits { steps: world.max_steps.map(|steps| steps as usize), ..Limits::default() };
    let rollout = Rollout::new(settings, limits);
    Ok(Box::new(ModelPlays { watched, rollout, told: Map::new(), is_told: false }))
}

/// A session with what its row tells of each step.
pub(super) struct Watched<W: Staged>
where
    W::Action: Copy + 'static,
{
    pub session: Session<W>,
    referee: Referee,
    steps: Vec<Value>,
    achieved: usize,
    /// What was not yet told of.
    happened: Vec<Value>,
}

impl<W: Staged> Watched<W>
where
    W::Action: Copy + 'static,
{
    fn new(session: Session<W>) -> Self {
        let referee = Referee::new(&session.env().parts());
        Self { session, referee, steps: Vec::new(), achieved: 0, happened: Vec::new() }
    }

    /// Looks at the step that was just taken. One with a remark stands in place of something that is no action.
    pub fn look(&mut self) {
        self.referee.step(&self.session.env().parts());
        let unlocked = W::unlocks(&self.referee);
        let new: Vec<&str> = unlocked.iter().skip(self.achieved).map(|new| &*new.name).collect();
        let at = self.session.at();
        let Some(record) = self.session.step(at) else { return };
        let (action, reward) = (W::name(&record.action), record.reward);
        let is_unusable = record.note.is_some();
        let offered = self.session.env().offered();
        let mut happened = json!({
            "name": action,
            "index": offered.iter().position(|other| *other == record.action),
            "reward": reward,
            "terminated": record.terminated,
            "truncated": record.truncated,
            "invalid": is_unusable,
            "achievements": new,
        });
        if let Some(facts) = self.session.env().step_facts() {
            happened["state"] = facts.clone().into();
            let mut step = Map::new();
            step.insert("step".to_owned(), json!(at - 1));
            step.insert("action".to_owned(), json!(action));
            step.insert("reward".to_owned(), json!(reward));
            step.insert("invalid".to_owned(), json!(is_unusable));
            step.insert("achievement".to_owned(), json!(new.last()));
            step.extend(facts);
            self.steps.push(step.into());
        }
        self.happened.push(happened);
        self.achieved = unlocked.len();
    }

    /// Forgets what nobody will ask for.
    pub fn forget(&mut self) {
        self.happened.clear();
    }

    /// Writes the common numbers into a row.
    pub fn tell(&self, row: &mut EpisodeRow) {
        let session = &self.session;
        row.success = W::is_solved(session, &self.referee);
        row.episode_return = session.return_so_far(session.line_len());
        row.steps = session.line_len() as u32;
        row.total_actions = u64::from(row.steps);
        row.invalid_actions = session.line().filter(|record| record.note.is_some()).count() as u64;
        row.achievements = W::unlocks(&self.referee);
        let end = if session.is_line_over() { "environment_done" } else { "max_steps" };
        row.termination = Some(end.to_owned());
        if let Some(score) = self.referee.score() {
            row.scores.insert("progress".to_owned(), score.score);
        }
        if !self.referee.milestones().is_empty() {
            let curves = [("auc", self.referee.auc()), ("ppt", self.referee.ppt())];
            for (name, score) in curves {
                if let Ok(score) = score {
                    row.scores.insert(name.to_owned(), score);
                }
            }
        }
        let mut more = session.env().facts();
        let without_effect = session.line().filter(|record| record.invalid).count();
        more.insert("without_effect".to_owned(), json!(without_effect));
        let actions: Vec<String> = session.line().map(|record| W::name(&record.action)).collect();
        if self.steps.is_empty() {
            more.insert("actions".to_owned(), json!(actions));
        } else {
            more.insert("step_results".to_owned(), json!(self.steps));
        }
        row.more = more.into();
    }
}

/// A model plays.
struct ModelPlays<W: Staged>
where
    W::Action: Copy + 'static,
{
    watched: Watched<W>,
    rollout: Rollout<W>,
    told: Map<String, Value>,
    is_told: bool,
}

impl<W: Staged> Episode for ModelPlays<W>
where
    W::Action: Copy + 'static,
{
    fn next(&mut self) -> Next {
        loop {
            match self.rollout.next(&self.watched.session) {
                Due::Ask(question) => {
                    return Next::Ask { party: Party::Agent, request: Box::new(question.request) };
                }
                Due::Act(_) => match self.rollout.act(&mut self.watched.session) {
                    Ok(_) => self.watched.look(),
                    Err(_) => return Next::Over,
                },
                Due::Paused(Pause::Failed(error)) => return Next::Failed(error.to_string()),
                Due::Paused(Pause::Unplayable(why)) => return Next::Failed(why.to_string()),
                Due::Paused(Pause::Limit(_))
                | Due::Over(Over::Episode | Over::Full(_) | Over::Agent) => return Next::Over,
            }
        }
    }

    fn answer(&mut self, answer: Answer) {
        if let Next::Ask { request, .. } = self.next() {
            self.told = told(&request, !self.is_told);
            self.is_told = true;
        }
        let session = &mut self.watched.session;
        let before = session.at();
        self.rollout.answer(session, answer);
        if session.at() > before {
            self.watched.look();
        }
    }

    fn plays_on(&self) -> bool {
        self.rollout.settings().on_error == OnError::Play
    }

    fn tell(&self, row: &mut EpisodeRow) {
        self.watched.tell(row);
    }

    fn happened(&mut self) -> Map<String, Value> {
        let mut happened = std::mem::take(&mut self.told);
        happened.insert("actions".to_owned(), std::mem::take(&mut self.watched.happened).into());
        happened
    }
}

/// What is wrong with an agent's entry.
enum Wrong {
    Strategy,
    Words(String),
}

/// How a model is asked, by the plan's entries.
fn settings(
    stage: &Stage,
    agent: &PlanAgent,
    model: Option<&PlanModel>,
    domain: &str,
) -> Result<Settings, Wrong> {
    let mut strategy: Strategy = agent.strategy.parse().map_err(|_| Wrong::Strategy)?;
    if let Some(kept) = agent.history {
        match &mut strategy {
            Strategy::Balrog { config, .. } => config.max_text_history = kept,
            Strategy::Tensorzero { history_length, .. }
            | Strategy::Tools { history_length, .. } => *history_length = kept,
            // Each of its questions stands alone.
            Strategy::Synth { .. } => {}
        }
    }
    if let (Some(turns), Strategy::Synth { max_turns, .. }) = (agent.max_turns, &mut strategy) {
        *max_turns = turns;
    }
    let mut settings = Settings::new(strategy);
    settings.on_error = agent.on_error.unwrap_or_default();
    if let Some(name) = &agent.prompt_pack {
        let pack = stage.packs.get(name).cloned();
        let pack = pack.ok_or_else(|| Wrong::Words(format!("there is no prompt pack {name:?}")))?;
        settings.wording.pack = Some(pack);
    }
    if let Some(system) = &agent.system {
        let telling = settings.texts(domain).into_iter().next();
        let key = telling.map(|text| text.key).unwrap_or_default();
        settings.reword(&key, system).map_err(|error| Wrong::Words(error.to_string()))?;
    }
    settings.check().map_err(|error| Wrong::Words(error.to_string()))?;
    if let Some(model) = model {
        settings.sampling.model.clone_from(&model.model);
        settings.sampling.temperature = model.temperature;
        settings.sampling.max_tokens_out = model.max_tokens;
    }
    Ok(settings)
}
