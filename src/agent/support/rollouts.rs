//! Many episodes: which tasks and trials, again after a failure, what is written when, and what they come to.
//!
//! A step machine without a clock. The driver takes jobs, plays each (several at once, if it likes), and reports how it went; it
//! is told whether to wait and try again. A job that fails for good becomes a row with reward 0 and the error.
//!
//! Source: tau-bench, `tau_bench/run.py`; ADK's GEPA sample, `run_tau_bench_rollouts`, for the retries.

use serde::{Deserialize, Serialize};

use crate::agent::support::agent::AgentKind;
use crate::agent::support::customer::CustomerKind;
use crate::agent::support::episode::SupportResult;
use crate::agent::support::metrics::{Metrics, Score};
use crate::agent::support::results::ResultRow;
use crate::env::support::{Domain, Split};
use crate::python::shared::{Map, PyValue};
use crate::rng::Mt19937;

/// What is to be run: the fields of the original's `RunConfig`.
#[derive(Clone, Debug, PartialEq)]
pub struct RunConfig {
    /// The agent's model.
    pub model: String,
    /// The customer's model.
    pub user_model: String,
    /// How often each task is played.
    pub num_trials: u32,
    /// The domain.
    pub env: Domain,
    /// How the agent says what it does.
    pub agent_strategy: AgentKind,
    /// Spread of the agent's sampling.
    pub temperature: f64,
    /// The split.
    pub task_split: Split,
    /// The first task.
    pub start_index: usize,
    /// The task behind the last; none for all.
    pub end_index: Option<usize>,
    /// These tasks instead, if there are any.
    pub task_ids: Vec<usize>,
    /// How many episodes are played at once.
    pub max_concurrency: usize,
    /// The seed of shuffling.
    pub seed: u32,
    /// Whether the tasks are shuffled.
    pub shuffle: bool,
    /// How the customer comes to its words.
    pub user_strategy: CustomerKind,
    /// How often a failed episode is tried.
    pub retries: Retries,
}

impl Default for RunConfig {
    fn default() -> Self {
        Self {
            model: String::new(),
            user_model: "gpt-4o".to_owned(),
            num_trials: 1,
            env: Domain::Retail,
            agent_strategy: AgentKind::ToolCalling,
            temperature: 0.0,
            task_split: Split::Test,
            start_index: 0,
            end_index: None,
            task_ids: Vec::new(),
            max_concurrency: 1,
            seed: 10,
            shuffle: false,
            user_strategy: CustomerKind::Llm,
            retries: Retries::default(),
        }
    }
}

/// How often a failed episode is tried, and how long one waits before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retries {
    /// Tries in all.
    pub tries: u32,
    /// The pause after the first, in milliseconds; it doubles from try to try.
    pub first_pause_ms: u64,
}

impl Retries {
    /// As the original: one try.
    pub const NONE: Self = Self { tries: 1, first_pause_ms: 0 };
}

impl Default for Retries {
    /// As the seed experiment.
    fn default() -> Self {
        Self { tries: 3, first_pause_ms: 10_000 }
    }
}

/// An episode to be played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its place in the plan.
    pub at: usize,
    /// The task's number.
    pub task_id: usize,
    /// The trial.
    pub trial: u32,
    /// Which try this is, from 1.
    pub attempt: u32,
}

/// What follows a finished job.
#[derive(Clone, Debug, PartialEq)]
pub enum Then {
    /// Wait so many milliseconds, then play this.
    Retry {
        /// The pause.
        pause_ms: u64,
        /// The job again.
        job: Job,
    },
    /// A row is there: write the checkpoint.
    Row,
}

/// A run being carried out.
#[derive(Clone, Debug)]
pub struct Rollouts {
    plan: Vec<(usize, u32)>,
    retries: Retries,
    handed_out: usize,
    rows: Vec<Option<ResultRow>>,
    /// Where it stands after the tasks were shuffled: few-shot agents draw their dialogues from it.
    random: Mt19937,
    /// Rows as they were finished, by their places in the plan.
    finished: Vec<usize>,
}

impl Rollouts {
    /// A run of a split with so many tasks.
    pub fn new(config: &RunConfig, tasks: usize) -> Self {
        let end = config.end_index.map_or(tasks, |end| end.min(tasks));
        let mut rng = Mt19937::from_words(&[config.seed]);
        // Upstream quirk: a first environment is made for its texts alone; it draws a task, and might draw one too many.
        below(tasks + 1, &mut rng);
        let mut chosen = config.task_ids.clone();
        let mut plan = Vec::new();
        for trial in 0..config.num_trials {
            // Upstream quirk: named tasks are shuffled where they are, so that the next trial shuffles them on.
            if config.task_ids.is_empty() {
                chosen = (config.start_index..end).collect();
            }
            if config.shuffle {
                shuffle(&mut chosen, &mut rng);
            }
            plan.extend(chosen.iter().map(|task| (*task, trial)));
        }
        let rows = vec![None; plan.len()];
        Self {
            plan,
            retries: config.retries,
            handed_out: 0,
            rows,
            random: rng,
            finished: Vec::new(),
        }
    }

    /// The generator that the original shares among all its episodes.
    pub const fn random(&mut self) -> &mut Mt19937 {
        &mut self.random
    }

    /// How many episodes there are in all.
    pub const fn len(&self) -> usize {
        self.plan.len()
    }

    /// Whether there is nothing to play.
    pub const fn is_empty(&self) -> bool {
        self.plan.is_empty()
    }

    /// The next job. A trial's jobs begin only when all of the trial before are finished.
    pub fn next_job(&mut self) -> Option<Job> {
        let at = self.handed_out;
        let (task_id, trial) = *self.plan.get(at)?;
        let before = self.plan.iter().take_while(|(_, other)| *other < trial).count();
        if self.rows[..before].iter().any(Option::is_none) {
            return None;
        }
        self.handed_out += 1;
        Some(Job { at, task_id, trial, attempt: 1 })
    }

    /// Whether every episode has its row.
    pub fn is_over(&self) -> bool {
        self.finished.len() == self.plan.len()
    }

    /// Takes what came of a job: its result, or why it failed.
    pub fn finish(&mut self, job: Job, came: Result<SupportResult, String>) -> Then {
        let (task_id, trial) = (job.task_id as i64, i64::from(job.trial));
        let row = match came {
            Ok(result) => ResultRow {
                task_id,
                reward: result.reward.into(),
                info: result.info,
                traj: result.messages,
                trial,
            },
            Err(_) if job.attempt < self.retries.tries => {
                let pause_ms = self.retries.first_pause_ms << (job.attempt - 1).min(32);
                return Then::Retry { pause_ms, job: Job { attempt: job.attempt + 1, ..job } };
            }
            Err(reason) => failed(task_id, trial, &reason, self.retries),
        };
        if let Some(place) = self.rows.get_mut(job.at)
            && place.replace(row).is_none()
        {
            self.finished.push(job.at);
        }
        Then::Row
    }

    /// The row that was finished last.
    pub fn last(&self) -> Option<&ResultRow> {
        self.rows.get(*self.finished.last()?)?.as_ref()
    }

    /// The rows so far, in the order in which they were finished: the checkpoint.
    pub fn checkpoint(&self) -> Vec<ResultRow> {
        self.finished.iter().filter_map(|at| self.rows[*at].clone()).collect()
    }

    /// The rows so far, in the order of the plan: the results.
    pub fn results(&self) -> Vec<ResultRow> {
        self.rows.iter().flatten().cloned().collect()
    }

    /// What the rows so far come to; none without any.
    pub fn metrics(&self) -> Option<Metrics> {
        let scores: Vec<Score> = self.rows.iter().flatten().map(ResultRow::score).collect();
        Metrics::of(&scores)
    }
}

/// The row of a job whose tries are used up; with retries it has the seed experiment's metrics too.
fn failed(task_id: i64, trial: i64, reason: &str, retries: Retries) -> ResultRow {
    let mut row = ResultRow::failed(task_id, trial, reason);
    if retries != Retries::NONE
        && let PyValue::Map(info) = &row.info
    {
        let mut info = Map::clone(info);
        let metrics: Map = [("reward", PyValue::from(0.0))].into_iter().collect();
        info.set("metrics", metrics);
        row.info = info.into();
    }
    row
}

/// `random.shuffle`.
fn shuffle<T>(list: &mut [T], rng: &mut Mt19937) {
    for at in (1..list.len()).rev() {
        list.swap(at, below(at + 1, rng));
    }
}

/// `random._randbelow` of a limit that is not zero.
fn below(limit: usize, rng: &mut Mt19937) -> usize {
    let bits = usize::BITS - limit.leading_zeros();
    loop {
        let drawn = (rng.next_u32() >> (32 - bits.clamp(1, 32))) as usize;
        if drawn < limit {
            return drawn;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_are_shuffled_as_python_does() {
        // random.seed(10); random.shuffle(list(range(12)))
        let mut list: Vec<usize> = (0..12).collect();
        shuffle(&mut list, &mut Mt19937::from_words(&[10]));
        assert_eq!(list, [11, 8, 4, 2, 5, 3, 1, 10, 7, 6, 0, 9]);
    }
}
