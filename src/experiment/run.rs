//! The run of a plan: what to ask next, and what to write down of each answer. A step machine without a clock.
//!
//! ```text
//! loop {
//!     match runner.due() {
//!         Due::Ask(question) => …ask it, while others are asked; then write runner.answer(at, answer),
//!         Due::Write(events) => …append them to the journal,
//!         Due::Busy => …look after the answers that came, then go on,
//!         Due::Nothing => …wait for an answer; if none is in flight, the run is over,
//!     }
//! }
//! ```
//!
//! Events are to be on disk before the next question of the same episode goes out.

use std::collections::{BTreeMap, BTreeSet};

use crate::agent::rollout::{Check, estimate};
use crate::experiment::journal::{Event, Journal, JournalError};
use crate::experiment::plan::{Cell, Plan};
use crate::experiment::play::{AnsweredStep, Episode, Next, Party, Stage, Unstageable};
use crate::experiment::row::EpisodeRow;
use crate::experiment::schedule::{Answered, Progress, Scheduler, Standing};
use crate::llm::{Answer, ChatRequest, Outcome, Usage};

/// What is to be done next.
#[derive(Debug)]
pub enum Due {
    /// Ask a model, then [`Runner::answer`].
    Ask(Question),
    /// An episode ended without a question: write this down.
    Write(Vec<Event>),
    /// A baseline plays: look after the answers that came, and come back.
    Busy,
    /// Nothing, until an answer comes, or ever.
    Nothing,
}

/// A question for a model.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its episode, by its place among the run's.
    pub at: usize,
    /// Its episode.
    pub cell: Cell,
    /// As whom.
    pub party: Party,
    /// What.
    pub request: Box<ChatRequest>,
}

/// Why a run cannot begin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RunError {
    /// The journal is another plan's, or broken.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// An episode cannot be played.
    #[error(transparent)]
    Stage(#[from] Unstageable),
}

/// The run of a plan's episodes.
pub struct Runner {
    plan: Plan,
    stage: Stage,
    scheduler: Scheduler,
    keys: Vec<String>,
    open: BTreeMap<usize, Open>,
    /// Episodes that are begun anew, which the journal does not know yet.
    anew: BTreeSet<usize>,
    clock: Option<Clock>,
}

/// Says the time in milliseconds, from any moment on.
pub type Clock = fn() -> f64;

/// An episode at play.
struct Open {
    episode: Box<dyn Episode>,
    due: Option<Next>,
    asked: Option<(Party, Check, Box<ChatRequest>)>,
    steps: u32,
    used: Used,
}

/// What an episode's questions took.
#[derive(Clone, Copy, Debug, Default)]
struct Used {
    duration_ms: f64,
    tokens_in: u64,
    tokens_out: u64,
    cost_usd: Option<f64>,
}

impl Used {
    fn add(&mut self, request: &ChatRequest, answer: &Answer) {
        self.duration_ms += answer.latency_ms;
        let usage = |reply: &crate::llm::ChatReply| -> Usage {
            reply.usage.unwrap_or_else(|| estimate(request, reply))
        };
        let Usage { tokens_in, tokens_out, .. } = answer.reply().map(usage).unwrap_or_default();
        self.tokens_in = self.tokens_in.saturating_add(tokens_in);
        self.tokens_out = self.tokens_out.saturating_add(tokens_out);
        if let Some(cost) = answer.cost_usd {
            self.cost_usd = Some(self.cost_usd.unwrap_or(0.0) + cost);
        }
    }

    const fn tell(&self, row: &mut EpisodeRow) {
        row.duration_ms = self.duration_ms;
        (row.tokens_in, row.tokens_out) = (self.tokens_in, self.tokens_out);
        row.cost_usd = self.cost_usd;
    }
}

impl Runner {
    /// The run of some of a plan's episodes. What the journal has is not asked again: episodes that it has begun are brought back to
    /// where they were. With `again`, episodes that failed are gone on with, too; those whose own answers lead to the failure are begun
    /// anew.
    ///
    /// # Errors
    ///
    /// [`RunError`]: the journal belongs to another plan, or an episode cannot be played, or not be brought back.
    pub fn new(
        plan: Plan,
        cells: Vec<Cell>,
        stage: Stage,
        mut journal: Journal,
        again: bool,
    ) -> Result<Self, RunError> {
        journal.check_plan(&plan)?;
        stage.check(&plan, &cells)?;
        if again {
            for known in journal.episodes.values_mut() {
                if known.row.as_ref().is_some_and(|row| row.error.is_some()) {
                    known.row = None;
                }
            }
        }
        let keys: Vec<String> = cells.iter().map(|cell| cell.key(&plan)).collect();
        let (mut open, mut anew) = (BTreeMap::new(), BTreeSet::new());
        for (at, cell) in cells.iter().enumerate() {
            if let Some(known) = journal.episodes.get_mut(&keys[at])
                && known.row.is_none()
                && !known.steps.is_empty()
            {
                let mut back = Open::brought_back(&stage, &plan, cell, known)?;
                if again && matches!(back.episode.next(), Next::Failed(_)) {
                    // The same answers would lead to the same failure for ever.
                    known.begin_anew();
                    anew.insert(at);
                } else {
                    open.insert(at, back);
                }
            }
        }
        let scheduler = Scheduler::new(&plan, cells, &journal);
        Ok(Self { plan, stage, scheduler, keys, open, anew, clock: None })
    }

    /// The same with a clock, by which episodes without a model are timed; those of models take as long as their answers.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock: Some(clock), ..self }
    }

    /// The plan.
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// How far the run is.
    pub fn progress(&self) -> Progress {
        self.scheduler.progress()
    }

    /// Whether nothing is in flight and nothing will be asked.
    pub fn is_over(&self) -> bool {
        self.scheduler.is_over()
    }

    /// How far a model is; none for the baselines together.
    pub fn progress_of(&self, model: Option<usize>) -> Progress {
        self.scheduler.progress_of(model)
    }

    /// How the episode at a place stands.
    pub fn standing(&self, at: usize) -> Option<Standing> {
        self.scheduler.standing(at)
    }

    /// Asks this model nothing more; its episodes that are not over stay as they are.
    pub fn give_up(&mut self, model: usize) {
        self.scheduler.close(model);
    }

    /// What is to be done next.
    pub fn due(&mut self) -> Due {
        let Some(at) = self.scheduler.grant() else { return Due::Nothing };
        let Some(cell) = self.scheduler.cell(at).cloned() else { return Due::Nothing };
        let clock = self.clock.filter(|_| cell.model.is_none());
        let start = clock.map(|clock| clock());
        if !self.open.contains_key(&at) {
            match self.stage.open(&self.plan, &cell) {
                Ok(episode) => {
                    self.open.insert(at, Open::new(episode));
                }
                Err(why) => return Due::Write(self.end(at, &cell, Some(why.to_string()))),
            }
        }
        let Some(open) = self.open.get_mut(&at) else { return Due::Nothing };
        let next = open.due.take().unwrap_or_else(|| open.episode.next());
        if let (Some(clock), Some(start)) = (clock, start) {
            open.used.duration_ms += clock() - start;
        }
        match next {
            Next::Ask { party, request } => {
                let check = Check::new(&request.turns, &request.tools);
                open.asked = Some((party, check, request.clone()));
                Due::Ask(Question { at, cell, party, request })
            }
            Next::Busy => {
                self.scheduler.answered(at, Answered::default());
                Due::Busy
            }
            Next::Over => Due::Write(self.end(at, &cell, None)),
            Next::Failed(reason) => Due::Write(self.end(at, &cell, Some(reason))),
        }
    }

    /// Takes the answer to a question; says what is to be written down. An episode that was asked nothing is left alone.
    /// `asked_ms` is when it was asked, in milliseconds since 1970, for the journal.
    pub fn answer(&mut self, at: usize, mut answer: Answer, asked_ms: Option<i64>) -> Vec<Event> {
        let Some(cell) = self.scheduler.cell(at).cloned() else { return Vec::new() };
        let Some(open) = self.open.get_mut(&at) else { return Vec::new() };
        let Some((party, check, request)) = open.asked.take() else { return Vec::new() };
        answer.raw = None;
        if let (Outcome::Error(error), false) = (&answer.outcome, open.episode.plays_on()) {
            let reason = error.to_string();
            open.used.add(&request, &answer);
            return self.end(at, &cell, Some(reason));
        }
        open.used.add(&request, &answer);
        open.steps += 1;
        let cost_usd = answer.cost_usd;
        open.episode.answer(answer.clone());
        let next = open.episode.next();
        let mut trace = open.episode.happened();
        if let Some(at_ms) = asked_ms {
            trace.insert("at_ms".to_owned(), at_ms.into());
        }
        let done = AnsweredStep { party, check, answer, trace };
        let step = Event::Step {
            cell: self.keys[at].clone(),
            step: open.steps,
            cost_usd,
            data: serde_json::to_value(&done).unwrap_or_default(),
        };
        let mut events = self.first_words(at);
        events.push(step);
        let before = events.len();
        match next {
            Next::Over => events.extend(self.row(at, &cell, None)),
            Next::Failed(reason) => events.extend(self.row(at, &cell, Some(reason))),
            next @ (Next::Ask { .. } | Next::Busy) => {
                if let Some(open) = self.open.get_mut(&at) {
                    open.due = Some(next);
                }
            }
        }
        self.scheduler.answered(at, Answered { cost_usd, is_over: events.len() > before });
        events
    }

    /// Ends the granted episode at a place.
    fn end(&mut self, at: usize, cell: &Cell, error: Option<String>) -> Vec<Event> {
        let mut events = self.first_words(at);
        events.extend(self.row(at, cell, error));
        self.scheduler.answered(at, Answered { cost_usd: None, is_over: true });
        events
    }

    /// What the journal has to know before it hears of an episode again.
    fn first_words(&mut self, at: usize) -> Vec<Event> {
        let is_anew = self.anew.remove(&at);
        is_anew.then(|| Event::Again { cell: self.keys[at].clone() }).into_iter().collect()
    }

    fn row(&mut self, at: usize, cell: &Cell, error: Option<String>) -> Vec<Event> {
        let plan = &self.plan;
        let mut row = EpisodeRow::default();
        if let Some(open) = self.open.remove(&at) {
            open.episode.tell(&mut row);
            open.used.tell(&mut row);
        }
        row.model = cell.model.map(|model| plan.models[model].label().to_owned());
        plan.agents[cell.agent].label().clone_into(&mut row.agent);
        row.world.clone_from(&plan.worlds[cell.world].id);
        (row.seed, row.trial) = (cell.seed, cell.trial);
        if error.is_some() {
            (row.success, row.error) = (false, error);
            row.termination = Some("error".to_owned());
        }
        vec![Event::Done { cell: self.keys[at].clone(), row }]
    }
}

impl Open {
    fn new(episode: Box<dyn Episode>) -> Self {
        Self { episode, due: None, asked: None, steps: 0, used: Used::default() }
    }

    /// An episode where its journal left it.
    fn brought_back(
        stage: &Stage,
        plan: &Plan,
        cell: &Cell,
        known: &crate::experiment::journal::Episode,
    ) -> Result<Self, Unstageable> {
        let mut used = Used::default();
        let steps = known.steps.iter().map(|(data, _)| data);
        let episode =
            stage.reopen(plan, cell, steps, |request, answer| used.add(request, answer))?;
        Ok(Self { steps: known.steps.len() as u32, used, ..Self::new(episode) })
    }
}
