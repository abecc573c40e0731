//! Many dialogues at once: played, tried again where they fail, rated, and made rows of.
//!
//! Source: the sample "GEPA on tau-bench" of Google's ADK, `run_tau_bench_rollouts`. There a turn of the customer is tried three
//! times by itself; here a client asks a failed question again.

use std::cell::RefCell;
use std::future::Future;
use std::iter;
use std::sync::Arc;

use crate::agent::support::{
    Job, Metrics, Next, Party, ResultRow, Rollouts, RunConfig, Scene, Score, SupportResult, Then,
};
use crate::env::support::Task;
use crate::gepa::support::dialogue::to_json;
use crate::judge::{
    JudgeReply, Next as Rated, Rating, RubricRun, feedback_of_reward, from_messages,
};
use crate::llm::{Answer, ChatRequest, Gate, all};
use crate::python::dumps_lines;
use crate::python::shared::{Map, PyValue, Text};

/// As whom somebody speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The agent.
    Agent,
    /// The customer, or whoever checks its words.
    Customer,
    /// Who rates the dialogue when it is over.
    Rater,
}

impl Role {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Customer => "customer",
            Self::Rater => "rater",
        }
    }
}

/// Who is asked, and in which dialogue.
#[derive(Clone, Copy, Debug)]
pub struct Seat<'a> {
    /// As whom.
    pub role: Role,
    /// The dialogue.
    pub job: Job,
    /// Its task.
    pub task: &'a Arc<Task>,
}

/// Who takes part in dialogues, and how one waits: the caller's side.
pub trait Cast {
    /// Asks a model. The request's model and temperature are still to be set.
    fn ask(&self, seat: Seat<'_>, request: ChatRequest) -> impl Future<Output = Answer>;

    /// A person's words, or a script's, for the customer; `heard` is what the agent said, nothing at the start.
    fn say(
        &self,
        seat: Seat<'_>,
        heard: Option<&Text>,
    ) -> impl Future<Output = Result<Text, String>>;

    /// Lets so many milliseconds pass.
    fn sleep_ms(&self, pause: u64) -> impl Future<Output = ()>;

    /// Is told whenever a dialogue has its row: a moment to store all of them.
    fn finished(&self, _run: &RunConfig, _rollouts: &Rollouts) {}

    /// Why no further dialogue should begin, if so.
    fn is_lost(&self) -> Option<String> {
        None
    }
}

/// How dialogues are played.
#[derive(Debug)]
pub struct Play<'a, C> {
    /// Where.
    pub scene: &'a Scene,
    /// Which, and how many at once.
    pub run: &'a RunConfig,
    /// Whether a rater's score counts.
    pub is_rated: bool,
    /// By whom.
    pub cast: &'a C,
}

impl<C: Cast> Play<'_, C> {
    /// Plays a run to its end; only if the cast is lost, some rows are missing then.
    pub async fn all(&self) -> Rollouts {
        let tasks = self.scene.world.tasks(self.scene.split).len();
        let rollouts = RefCell::new(Rollouts::new(self.run, tasks));
        let gate = Gate::new(self.run.max_concurrency);
        let (places, shared) = (&gate, &rollouts);
        let one = |job| async move {
            let _place = places.enter().await;
            self.one(job, shared).await;
        };
        loop {
            // All of a trial's.
            let jobs: Vec<Job> = iter::from_fn(|| rollouts.borrow_mut().next_job()).collect();
            if jobs.is_empty() || self.cast.is_lost().is_some() {
                break;
            }
            all(jobs.into_iter().map(one)).await;
        }
        rollouts.into_inner()
    }

    async fn one(&self, mut job: Job, rollouts: &RefCell<Rollouts>) {
        while self.cast.is_lost().is_none() {
            let came = self.attempt(job, rollouts).await;
            if came.is_err() && self.cast.is_lost().is_some() {
                return;
            }
            let then = rollouts.borrow_mut().finish(job, came);
            match then {
                Then::Retry { pause_ms, job: again } => {
                    self.cast.sleep_ms(pause_ms).await;
                    job = again;
                }
                Then::Row => return self.cast.finished(self.run, &rollouts.borrow()),
            }
        }
    }

    async fn attempt(
        &self,
        job: Job,
        rollouts: &RefCell<Rollouts>,
    ) -> Result<SupportResult, String> {
        let task = self.scene.task(job.task_id)?;
        let mut episode = self.scene.episode(job.task_id, rollouts.borrow_mut().random())?;
        loop {
            match episode.next() {
                Next::Ask { party, request } => {
                    let role = match party {
                        Party::Agent => Role::Agent,
                        Party::Customer => Role::Customer,
                    };
                    episode.answer(&self.cast.ask(Seat { role, job, task }, *request).await);
                }
                Next::Person { heard } => {
                    let seat = Seat { role: Role::Customer, job, task };
                    episode.say(&self.cast.say(seat, heard.as_ref()).await?, 0.0);
                }
                Next::Over => break,
            }
        }
        let result = episode.result().map_err(|broken| broken.to_string())?;
        let rating = if self.is_rated {
            Some(self.rate(Seat { role: Role::Rater, job, task }, &result).await?)
        } else {
            None
        };
        Ok(scored(result, rating.as_ref()))
    }

    async fn rate(&self, seat: Seat<'_>, result: &SupportResult) -> Result<Rating, String> {
        let messages = PyValue::from(result.messages.clone());
        let tools = dumps_lines(&to_json(&self.scene.world.told().tools));
        let mut run = RubricRun::new(from_messages(&messages), tools, ChatRequest::default());
        loop {
            match run.next_wave() {
                Rated::Done(rating) => return rating.map_err(|error| error.to_string()),
                Rated::Ask(wave) => {
                    let answer = self.cast.ask(seat, wave.request.clone()).await;
                    run.answer(&wave, [JudgeReply::from(answer)]);
                }
            }
        }
    }
}

/// A result with what the sample writes of it: the rating, the world's reward, feedback. A rater's score takes the reward's place.
fn scored(result: SupportResult, rating: Option<&Rating>) -> SupportResult {
    let feedback = rating.map(|rating| -> Map {
        let entries = rating.feedback().into_iter();
        entries.map(|(name, text)| (name, PyValue::from(text))).collect()
    });
    let mut metrics = Map::with_capacity(2);
    metrics.set(
        "rating",
        match (&feedback, rating) {
            (Some(feedback), Some(rating)) => {
                let mut whole = feedback.clone();
                whole.set("score", rating.score);
                PyValue::from(whole)
            }
            _ => PyValue::None,
        },
    );
    metrics.set("reward", result.reward);
    let mut info = result.info.as_map().cloned().unwrap_or_default();
    info.set("metrics", metrics);
    match feedback {
        Some(feedback) => info.set("feedback", feedback),
        None => info.set("feedback", feedback_of_reward(result.reward)),
    }
    let reward = rating.map_or(result.reward, |rating| rating.score);
    SupportResult { reward, info: info.into(), ..result }
}

/// What rows come to by the world's rewards, where a rater's scores stand in them; none without rows.
pub fn environment_metrics(rows: &[ResultRow]) -> Option<Metrics> {
    let score = |row: &ResultRow| {
        let reward = row.info.get("metrics").and_then(|metrics| metrics.get("reward"));
        let reward = reward.and_then(|reward| to_json(reward).as_f64());
        Score { reward: reward.unwrap_or(0.0), ..row.score() }
    };
    Metrics::of(&rows.iter().map(score).collect::<Vec<_>>())
}
