//! A question's votes: how many are asked for, which are asked for again, who wins.
//!
//! Source: agent-inspect, `metrics/validator/llm_judge`.

use serde::{Deserialize, Serialize};

use crate::judge::error::{Fault, JudgeError};
use crate::judge::grade::Grade;
use crate::judge::hearing::{Hearing, Stop};
use crate::judge::ledger::{JudgeReply, Question};
use crate::judge::options::{JudgeOptions, Ungraded};
use crate::judge::prompt::is_blank;

/// How the votes on a question fell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// For complete.
    pub complete: i64,
    /// For incomplete.
    pub incomplete: i64,
    /// Replies without a grade.
    pub invalid: i64,
}

impl Split {
    fn add(&mut self, other: Self) {
        self.complete += other.complete;
        self.incomplete += other.incomplete;
        self.invalid += other.invalid;
    }
}

/// What the votes came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vote {
    /// The verdict; none if it stays open, which only [`Ungraded::Report`] allows.
    pub grade: Option<Grade>,
    /// The votes.
    pub split: Split,
    /// Every reply that has words, in the order of asking.
    pub words: Vec<String>,
}

/// Asks for votes as the options say; with early stopping if `optimize`.
pub fn vote(
    hearing: &Hearing,
    question: &Question,
    options: &JudgeOptions,
    optimize: bool,
    prompt: impl Fn() -> Result<String, JudgeError>,
) -> Result<Vote, Stop> {
    let trials = JudgeOptions::need(options.num_judge_trials, "num_judge_trials")?;
    if trials <= 0 || trials % 2 == 0 {
        let text = "Number of judge trials must be a positive odd integer.";
        return Err(JudgeError::evaluation(Fault::InvalidJudgeResult, text).into());
    }
    let mut poll = Poll { hearing, question, options, heard: 0, vote: Vote::default() };
    let decided = if optimize { poll.early(trials, prompt)? } else { poll.plain(trials, prompt)? };
    match (decided, options.ungraded) {
        (Ok(grade), _) => Ok(Vote { grade: Some(grade), ..poll.vote }),
        (Err(_), Ungraded::Report) => Ok(poll.vote),
        (Err(error), Ungraded::Fail) => Err(error.into()),
    }
}

/// A verdict, or why there is none.
type Verdict = Result<Grade, JudgeError>;

struct Poll<'a> {
    hearing: &'a Hearing<'a>,
    question: &'a Question,
    options: &'a JudgeOptions,
    heard: usize,
    vote: Vote,
}

impl Poll<'_> {
    /// All votes at once; those without a grade are asked for again.
    fn plain(
        &mut self,
        trials: i64,
        prompt: impl Fn() -> Result<String, JudgeError>,
    ) -> Result<Verdict, Stop> {
        let mut invalid = self.wave(trials, &prompt)?.invalid;
        let mut rounds = 0;
        while invalid > 0 {
            let most =
                JudgeOptions::need(self.options.max_retry_judge_trials, "max_retry_judge_trials")?;
            if rounds >= most {
                break;
            }
            invalid = self.wave(invalid, &prompt)?.invalid;
            rounds += 1;
        }
        if invalid > 0 {
            let text = "One or more judge trials returned invalid responses after retries.";
            return Ok(Err(JudgeError::evaluation(Fault::InvalidJudgeResult, text)));
        }
        let Split { complete, incomplete, .. } = self.vote.split;
        Ok(Ok(if complete > incomplete { Grade::Complete } else { Grade::Incomplete }))
    }

    /// As few votes as a majority needs. A reply without a grade uses up its vote.
    fn early(
        &mut self,
        trials: i64,
        prompt: impl Fn() -> Result<String, JudgeError>,
    ) -> Result<Verdict, Stop> {
        let majority = trials / 2 + 1;
        let mut count = majority.min(trials);
        let mut processed = 0;
        loop {
            self.wave(count, &prompt)?;
            processed += count;
            let Split { complete, incomplete, .. } = self.vote.split;
            if complete >= majority {
                return Ok(Ok(Grade::Complete));
            }
            if incomplete >= majority {
                return Ok(Ok(Grade::Incomplete));
            }
            let rest = trials - processed;
            if rest <= 0 || (complete + rest < majority && incomplete + rest < majority) {
                let text =
                    "Could not reach majority decision due to insufficient valid judge responses.";
                return Ok(Err(JudgeError::evaluation(Fault::InsufficientJudgeReplies, text)));
            }
            count = rest.min((majority - complete).min(majority - incomplete));
        }
    }

    fn wave(
        &mut self,
        count: i64,
        prompt: impl Fn() -> Result<String, JudgeError>,
    ) -> Result<Split, Stop> {
        let count = usize::try_from(count).unwrap_or(0);
        let replies = self.hearing.ask(self.question, self.heard, count, prompt)?;
        self.heard += count;
        let split = self.count(replies);
        self.vote.split.add(split);
        if self.hearing.with_words {
            let words = replies.iter().filter_map(JudgeReply::words).map(str::to_owned);
            self.vote.words.extend(words);
        }
        Ok(split)
    }

    fn count(&self, replies: &[JudgeReply]) -> Split {
        let mut split = Split::default();
        for reply in replies {
            let words = reply.words().filter(|words| !is_blank(words));
            match words.and_then(|words| self.options.parser.read(words)) {
                Some(Grade::Complete) => split.complete += 1,
                Some(Grade::Incomplete) => split.incomplete += 1,
                None => split.invalid += 1,
            }
        }
        split
    }
}
