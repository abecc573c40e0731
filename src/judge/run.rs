//! A judge's run as a step machine: it says what to ask, takes the replies, and in the end has the scores.

use serde::{Deserialize, Serialize};

use crate::judge::error::JudgeError;
use crate::judge::hearing::{Hearing, Stop};
use crate::judge::ledger::{JudgeReply, Ledger, Wave};
use crate::judge::model::{AgentDialogueTrace, EvaluationSample};
use crate::judge::options::JudgeOptions;
use crate::judge::progress::Court;
use crate::judge::score::{Metric, NumericalScore};
use crate::judge::wording::JudgeWording;
use crate::llm::ChatRequest;

/// What is judged, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// The task.
    pub sample: EvaluationSample,
    /// The dialogue.
    pub trace: AgentDialogueTrace,
    /// How votes are asked for and counted.
    pub options: JudgeOptions,
}

/// A run over one dialogue. Saved between any two replies, it goes on without asking anything twice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JudgeRun {
    job: Job,
    metrics: Vec<String>,
    wording: JudgeWording,
    /// The model and its settings; each prompt becomes its last turn.
    base: ChatRequest,
    ledger: Ledger,
}

/// What a run needs next.
#[derive(Clone, Debug, PartialEq)]
pub enum Next<T> {
    /// These replies.
    Ask(Wave),
    /// Nothing: this is what it came to.
    Done(T),
}

impl<T> From<Result<T, Stop>> for Next<Result<T, JudgeError>> {
    fn from(heard: Result<T, Stop>) -> Self {
        match heard {
            Ok(found) => Self::Done(Ok(found)),
            Err(Stop::Error(error)) => Self::Done(Err(error)),
            Err(Stop::Wave(wave)) => Self::Ask(wave),
        }
    }
}

/// Every metric with its value, or why it has none.
pub type Scored = Vec<(Metric, Result<Scores, JudgeError>)>;

/// A metric's value.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Scores {
    /// One number.
    One(NumericalScore),
    /// One for each turn.
    Turns(Vec<NumericalScore>),
}

impl JudgeRun {
    /// A run of some metrics over one dialogue. Metrics that ask the same questions share the answers.
    pub fn new(job: Job, metrics: &[Metric], wording: JudgeWording, base: ChatRequest) -> Self {
        let metrics = metrics.iter().map(|metric| metric.as_str().to_owned()).collect();
        Self { job, metrics, wording, base, ledger: Ledger::default() }
    }

    /// The same with what was heard before: replies of an earlier run are counted again under this run's settings, and only what they
    /// do not answer is asked.
    #[must_use]
    pub fn with_ledger(self, ledger: Ledger) -> Self {
        Self { ledger, ..self }
    }

    /// The next wave, or the scores.
    pub fn next_wave(&self) -> Next<Scored> {
        // Looking for the next question needs no words; they are copied once, at the end.
        match self.evaluate(false) {
            Err(wave) => Next::Ask(wave),
            Ok(_) => match self.evaluate(true) {
                Ok(scores) => Next::Done(scores),
                Err(wave) => Next::Ask(wave),
            },
        }
    }

    /// Takes the replies to a wave, in any number: what is missing is asked for again.
    pub fn answer(&mut self, wave: &Wave, replies: impl IntoIterator<Item = JudgeReply>) {
        self.ledger.add(wave.question.clone(), replies);
    }

    /// What was heard so far.
    pub const fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// What is judged.
    pub const fn job(&self) -> &Job {
        &self.job
    }

    fn evaluate(&self, with_words: bool) -> Result<Scored, Wave> {
        let hearing = Hearing::new(&self.ledger, &self.base, with_words);
        let court = Court { job: &self.job, wording: &self.wording, hearing };
        let mut found = Vec::new();
        for metric in self.metrics.iter().filter_map(|name| name.parse::<Metric>().ok()) {
            let one = match metric {
                Metric::ProgressScore => court.progress().map(Scores::One),
                Metric::ProgressScoresThroughTurns => court.through_turns().map(Scores::Turns),
                Metric::SuccessScore => court.success().map(Scores::One),
                Metric::SuccessScoreFinalTurn => court.success_final().map(Scores::One),
                Metric::Auc => court.auc().map(Scores::One),
                Metric::Ppt => court.ppt().map(Scores::One),
                Metric::ToolCorrectness => court.tool_correctness().map(Scores::One),
            };
            found.push((
                metric,
                match one {
                    Ok(scores) => Ok(scores),
                    Err(Stop::Error(error)) => Err(error),
                    Err(Stop::Wave(wave)) => return Err(wave),
                },
            ));
        }
        Ok(found)
    }
}
