//! What a judge was asked and answered, question by question: enough to go on after a break, and to vote again under other settings.

use indexmap::IndexMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::llm::{Answer, ChatRequest, Outcome, Turn, Usage};

/// Names one question of a run. All votes on it see the same prompt.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// Whether a sub-goal is reached after a turn.
    SubGoal {
        /// Its place in the sample's list.
        sub_goal: usize,
        /// The turn, from 0.
        turn: usize,
        /// Whether the dialogue is a dynamic one; the two have other prompts.
        dynamic: bool,
    },
    /// Whether an argument of a tool call is right.
    Argument {
        /// The expected call's place in the sample's list.
        call: usize,
        /// The step's place in its turn.
        step: usize,
        /// The argument's place in the expected call.
        argument: usize,
    },
    /// Whether the output of a tool call is right.
    Output {
        /// The expected call's place in the sample's list.
        call: usize,
        /// The step's place in its turn.
        step: usize,
    },
    /// Which kind of error a vote tells of.
    Summary {
        /// The failed sub-goal, counted over all samples.
        item: usize,
        /// The vote.
        trial: usize,
    },
    /// Which of several kinds is most likely.
    Majority {
        /// The failed sub-goal, counted over all samples.
        item: usize,
    },
    /// Which kinds of errors belong together.
    Clusters,
    /// Whether a trajectory fulfils a rubric.
    Rubric,
}

/// What a model answered to one prompt of a wave.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct JudgeReply {
    /// As in HTTP: 200 for a reply.
    #[serde(default)]
    pub status: u16,
    /// The words.
    #[serde(default)]
    pub completion: Option<String>,
    /// Why there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
    /// The wave failed as a whole, and this is why; it stands for all its replies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raise: Option<String>,
    /// How long it took, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<f64>,
    /// Its price in US dollars, where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_usd: Option<f64>,
    /// Tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
}

impl JudgeReply {
    /// A reply of these words.
    pub fn said(completion: impl Into<String>) -> Self {
        Self { status: 200, completion: Some(completion.into()), ..Self::default() }
    }

    /// The words, if the call went well and there are any.
    pub(super) fn words(&self) -> Option<&str> {
        let words = self.completion.as_deref().filter(|_| self.status == 200);
        words.filter(|words| !words.is_empty())
    }
}

impl From<Answer> for JudgeReply {
    /// Failures become a status: 429 for too many questions, the server's own, or 500.
    fn from(answer: Answer) -> Self {
        let (latency_ms, cost_usd) = (Some(answer.latency_ms), answer.cost_usd);
        match answer.outcome {
            Outcome::Reply(reply) => {
                let usage = reply.usage;
                Self { latency_ms, cost_usd, usage, ..Self::said(reply.text()) }
            }
            Outcome::Error(error) => Self {
                status: error.status.filter(|status| *status >= 400).unwrap_or(500),
                error_message: Some(error.to_string()),
                latency_ms,
                cost_usd,
                ..Self::default()
            },
        }
    }
}

/// Every reply that was heard, by its question, in the order of asking.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    replies: IndexMap<Question, Vec<JudgeReply>>,
}

impl Ledger {
    /// The replies to a question.
    pub fn replies(&self, question: &Question) -> &[JudgeReply] {
        self.replies.get(question).map(Vec::as_slice).unwrap_or_default()
    }

    /// Adds replies to a question.
    pub fn add(&mut self, question: Question, replies: impl IntoIterator<Item = JudgeReply>) {
        self.replies.entry(question).or_default().extend(replies);
    }

    /// Every question with its replies.
    pub fn iter(&self) -> impl Iterator<Item = (&Question, &[JudgeReply])> {
        self.replies.iter().map(|(question, replies)| (question, replies.as_slice()))
    }

    /// What all replies cost in US dollars, and how many have no price.
    pub fn cost(&self) -> (f64, usize) {
        let all = self.replies.values().flatten();
        all.fold((0.0, 0), |(sum, unknown), reply| match reply.cost_usd {
            Some(cost) => (sum + cost, unknown),
            None => (sum, unknown + 1),
        })
    }
}

/// A question and its replies, as they are kept.
#[derive(Serialize, Deserialize)]
struct Entry {
    question: Question,
    replies: Vec<JudgeReply>,
}

impl Serialize for Ledger {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entry = |(question, replies): (&Question, &Vec<JudgeReply>)| Entry {
            question: question.clone(),
            replies: replies.clone(),
        };
        serializer.collect_seq(self.replies.iter().map(entry))
    }
}

impl<'de> Deserialize<'de> for Ledger {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut ledger = Self::default();
        for Entry { question, replies } in Vec::<Entry>::deserialize(deserializer)? {
            ledger.add(question, replies);
        }
        Ok(ledger)
    }
}

/// Questions to be asked at once: the same prompt, `count` times.
#[derive(Clone, Debug, PartialEq)]
pub struct Wave {
    /// What is asked.
    pub question: Question,
    /// The request; each of the wave is the same.
    pub request: ChatRequest,
    /// How often.
    pub count: usize,
}

impl Wave {
    /// Every request of the wave.
    pub fn requests(&self) -> impl Iterator<Item = &ChatRequest> {
        std::iter::repeat_n(&self.request, self.count)
    }

    /// The words of the prompt.
    pub fn prompt(&self) -> &str {
        let last = self.request.turns.iter().rev().find_map(|turn| match turn {
            Turn::User { text } => Some(text.as_str()),
            _ => None,
        });
        last.unwrap_or_default()
    }
}
