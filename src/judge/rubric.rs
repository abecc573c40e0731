//! The rater of the τ-bench prompt experiment: one question whether a conversation fulfils a criterion, with its reasons as feedback.
//!
//! Source: the GEPA sample on τ-bench of Google's ADK (`rater_lib`); the rule, not the wording, which is our own.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::judge::error::{ErrorClass, Fault, JudgeError};
use crate::judge::format::format;
use crate::judge::hearing::{Hearing, Stop};
use crate::judge::ledger::{JudgeReply, Ledger, Question, Wave};
use crate::judge::run::Next;
use crate::judge::wording::own_text;
use crate::llm::{ChatRequest, Said, Turn};
use crate::python::shared::loads;
use crate::python::{PyValue, is_space};

/// A reply without a verdict is asked for again, this often in all.
const ATTEMPTS: usize = 3;

/// One thing said or done in a conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Utterance {
    /// The customer spoke.
    User(String),
    /// The agent spoke.
    Agent(String),
    /// The agent called a tool.
    Call {
        /// The tool.
        name: String,
        /// Its arguments.
        arguments: PyValue,
    },
    /// A tool returned.
    Result {
        /// The tool.
        name: String,
        /// What it returned.
        response: PyValue,
    },
}

/// What the rater found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rating {
    /// The passages that decide.
    pub evidence: String,
    /// Why they decide.
    pub rationale: String,
    /// `yes`, `no` or `not_found`.
    pub verdict: String,
    /// The criterion in the rater's words.
    pub rating_criteria: String,
    /// 1 for `yes`, else 0.
    pub score: f64,
}

impl Rating {
    /// The rating without its score: what a reflection reads.
    pub fn feedback(&self) -> IndexMap<&'static str, &str> {
        IndexMap::from([
            ("evidence", self.evidence.as_str()),
            ("rationale", &self.rationale),
            ("verdict", &self.verdict),
            ("rating_criteria", &self.rating_criteria),
        ])
    }

    /// Reads the first block of a reply; none if it has none.
    ///
    /// Upstream quirk: a verdict with `no` anywhere in it is a no, `unknown` too.
    pub fn read(reply: &str) -> Option<Self> {
        let (_, rest) = reply.split_once("Property:")?;
        let (criteria, rest) = rest.split_once("Evidence:")?;
        let (evidence, rest) = rest.split_once("Rationale:")?;
        let (rationale, rest) = rest.split_once("Verdict:")?;
        let verdict = rest.trim_start_matches(is_space);
        let verdict = verdict.split('\n').next().unwrap_or_default().to_lowercase();
        let verdict = match () {
            () if verdict.contains("yes") => "yes",
            () if verdict.contains("no") => "no",
            () => "not_found",
        };
        let trimmed = |text: &str| text.trim_matches(is_space).to_owned();
        Some(Self {
            evidence: trimmed(evidence),
            rationale: trimmed(rationale),
            verdict: verdict.to_owned(),
            rating_criteria: trimmed(criteria),
            score: f64::from(u8::from(verdict == "yes")),
        })
    }
}

/// The feedback on an episode without a rater, from its reward.
pub const fn feedback_of_reward(reward: f64) -> &'static str {
    if reward > 0.0 {
        "The agent successfully resolved all customer issues"
    } else {
        "The agent failed to resolve all customer issues correctly"
    }
}

/// A rating as a step machine, like [`JudgeRun`](crate::judge::JudgeRun).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RubricRun {
    conversation: Vec<Utterance>,
    tools: String,
    template: String,
    criterion: String,
    base: ChatRequest,
    ledger: Ledger,
}

impl RubricRun {
    /// Rates a conversation by our own criterion: that what the customer first asked for was done. `tools` is the declaration of the
    /// tools as JSON.
    pub fn new(conversation: Vec<Utterance>, tools: impl Into<String>, base: ChatRequest) -> Self {
        Self {
            conversation,
            tools: tools.into(),
            template: own_text("rubric.prompt"),
            criterion: own_text("rubric.criterion"),
            base,
            ledger: Ledger::default(),
        }
    }

    /// The same with a prompt and a criterion of one's own. The prompt is a Python format string with `user_input`,
    /// `developer_instructions`, `tool_declarations`, `model_response` and `decomposed_rubric`.
    #[must_use]
    pub fn with_wording(self, template: impl Into<String>, criterion: impl Into<String>) -> Self {
        Self { template: template.into(), criterion: criterion.into(), ..self }
    }

    /// The next question, or the rating.
    pub fn next_wave(&self) -> Next<Result<Rating, JudgeError>> {
        self.rate(&Hearing::new(&self.ledger, &self.base, true)).into()
    }

    /// Takes the replies to a wave.
    pub fn answer(&mut self, wave: &Wave, replies: impl IntoIterator<Item = JudgeReply>) {
        self.ledger.add(wave.question.clone(), replies);
    }

    /// What was heard so far.
    pub const fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    fn rate(&self, hearing: &Hearing) -> Result<Rating, Stop> {
        let mut refused = None;
        for attempt in 0..ATTEMPTS {
            for reply in hearing.ask(&Question::Rubric, attempt, 1, || self.prompt())? {
                match reply.words() {
                    Some(words) => {
                        if let Some(rating) = Rating::read(words) {
                            return Ok(rating);
                        }
                        refused = None;
                    }
                    None => refused.clone_from(&reply.error_message),
                }
            }
        }
        if let Some(reason) = refused {
            return Err(JudgeError::python(ErrorClass::RuntimeError, reason).into());
        }
        let text = format!("The rater gave no verdict in {ATTEMPTS} attempts.");
        Err(JudgeError::evaluation(Fault::BadReplyFormat, text).into())
    }

    fn prompt(&self) -> Result<String, JudgeError> {
        let first = self.conversation.iter().find_map(|said| match said {
            Utterance::User(text) => Some(text.as_str()),
            _ => None,
        });
        let conversation = conversation_text(&self.conversation);
        let rubric = format!("* {}", self.criterion);
        let values = [
            ("user_input", first.unwrap_or_default()),
            ("developer_instructions", ""),
            ("tool_declarations", &self.tools),
            ("model_response", &conversation),
            ("decomposed_rubric", &rubric),
        ];
        format(&self.template, &values)
    }
}

/// A conversation as the rater reads it.
pub fn conversation_text(conversation: &[Utterance]) -> String {
    let (mut out, mut turns) = (String::new(), 0);
    for said in conversation {
        out.push_str(&match said {
            Utterance::User(text) => {
                turns += 1;
                format!("USER TURN {turns}:\n{text}\n")
            }
            Utterance::Agent(text) => format!("The agent response is: {text}\n"),
            Utterance::Call { name, arguments } => format!(
                "The agent called the function {name} with the following function arguments: {}.\n",
                arguments.text()
            ),
            Utterance::Result { name, response } => format!(
                "The execution result from the agent of function {name} is: \n{}\n",
                response.text()
            ),
        });
    }
    out
}

/// A conversation from Gemini's contents: `[{role, parts: [{text | function_call | function_response}]}]`.
pub fn from_contents(contents: &PyValue) -> Vec<Utterance> {
    let mut conversation = Vec::new();
    for content in contents.as_list().unwrap_or_default() {
        let role = content.get("role").and_then(PyValue::as_str).unwrap_or_default();
        if role == "system" {
            continue;
        }
        let parts = content.get("parts").and_then(PyValue::as_list).unwrap_or_default();
        conversation.extend(parts.iter().filter_map(|part| of_part(role, part)));
    }
    conversation
}

fn of_part(role: &str, part: &PyValue) -> Option<Utterance> {
    let field = |of: &PyValue, key: &str| of.get(key).cloned().unwrap_or_default();
    let set = |key: &str| part.get(key).filter(|value| value.is_truthy());
    if let Some(text) = set("text") {
        let text = text.text();
        return Some(if role == "user" { Utterance::User(text) } else { Utterance::Agent(text) });
    }
    if let Some(call) = set("function_call") {
        let (name, arguments) = (field(call, "name").text(), field(call, "args"));
        return Some(Utterance::Call { name, arguments });
    }
    let result = set("function_response")?;
    let (name, response) = (field(result, "name").text(), field(result, "response"));
    Some(Utterance::Result { name, response })
}

/// A conversation from the turns of a chat.
pub fn from_turns(turns: &[Turn]) -> Vec<Utterance> {
    let mut conversation = Vec::new();
    for turn in turns {
        match turn {
            Turn::System { .. } => {}
            Turn::User { text } => conversation.push(Utterance::User(text.clone())),
            Turn::Assistant { parts } => {
                conversation.extend(parts.iter().filter_map(|part| match &part.said {
                    Said::Text { text } if !text.is_empty() => Some(Utterance::Agent(text.clone())),
                    Said::Call(call) => Some(Utterance::Call {
                        name: call.name.clone(),
                        arguments: read_or_text(&call.arguments),
                    }),
                    Said::Text { .. } | Said::Reasoning { .. } => None,
                }));
            }
            Turn::Tool(result) => conversation.push(Utterance::Result {
                name: result.name.clone(),
                response: PyValue::from(result.content.as_str()),
            }),
        }
    }
    conversation
}

/// A conversation from messages in `OpenAI`'s form, as τ-bench keeps them.
pub fn from_messages(messages: &PyValue) -> Vec<Utterance> {
    let mut conversation = Vec::new();
    for message in messages.as_list().unwrap_or_default() {
        let text =
            |key: &str| message.get(key).filter(|value| value.is_truthy()).map(PyValue::text);
        match text("role").as_deref() {
            Some("user") => conversation.extend(text("content").map(Utterance::User)),
            Some("assistant") => {
                conversation.extend(text("content").map(Utterance::Agent));
                let calls = message.get("tool_calls").and_then(PyValue::as_list);
                for function in calls.into_iter().flatten().filter_map(|call| call.get("function"))
                {
                    let field =
                        |key: &str| function.get(key).map(PyValue::text).unwrap_or_default();
                    let arguments = read_or_text(&field("arguments"));
                    conversation.push(Utterance::Call { name: field("name"), arguments });
                }
            }
            Some("tool") => conversation.push(Utterance::Result {
                name: text("name").unwrap_or_default(),
                response: message.get("content").cloned().unwrap_or_default(),
            }),
            _ => {}
        }
    }
    conversation
}

fn read_or_text(arguments: &str) -> PyValue {
    loads(arguments).unwrap_or_else(|_| PyValue::from(arguments))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_block_of_a_reply_decides() {
        let block = |verdict: &str| {
            format!(
                "Well.\nProperty: it was done\nEvidence: \"ok\"\nRationale: it says so\nVerdict: {verdict}\nProperty: b\nEvidence: \nRationale: \nVerdict: no"
            )
        };
        let cases = [
            ("Yes.", "yes", 1.0),
            ("no", "no", 0.0),
            ("unknown", "no", 0.0),
            ("maybe", "not_found", 0.0),
        ];
        for (said, verdict, score) in cases {
            let rating = Rating::read(&block(said)).expect("a block");
            assert_eq!((rating.verdict.as_str(), rating.score), (verdict, score), "{said}");
            assert_eq!(rating.rating_criteria, "it was done");
        }
        assert_eq!(Rating::read("Verdict: yes"), None);
    }

    #[test]
    fn a_conversation_is_told_line_by_line() {
        let contents = r#"[{"role": "system", "parts": [{"text": "policy"}]}, {"role": "user", "parts": [{"text": "Hi"}]},
            {"role": "model", "parts": [{"function_call": {"name": "find", "args": {"id": 7, "all": true}}}]},
            {"role": "user", "parts": [{"function_response": {"name": "find", "response": {"result": "it's"}}}]},
            {"role": "model", "parts": [{"text": "Done."}]}]"#;
        let contents = loads(contents).expect("JSON");
        let told = "USER TURN 1:\nHi\nThe agent called the function find with the following function arguments: {'id': 7, 'all': True}.\n\
            The execution result from the agent of function find is: \n{'result': \"it's\"}\nThe agent response is: Done.\n";
        assert_eq!(conversation_text(&from_contents(&contents)), told);
    }

    #[test]
    fn a_reply_without_a_verdict_is_asked_for_three_times() {
        let conversation = vec![Utterance::User("Hi {x}".to_owned())];
        let mut run = RubricRun::new(conversation, "[]", ChatRequest::default());
        for _ in 0..ATTEMPTS {
            let Next::Ask(wave) = run.next_wave() else { panic!("something to ask") };
            assert!(wave.prompt().contains("USER TURN 1:\nHi {x}\n"), "{}", wave.prompt());
            run.answer(&wave, [JudgeReply::said("Sorry?")]);
        }
        let Next::Done(Err(error)) = run.next_wave() else { panic!("an error") };
        assert_eq!(error.code.map(|code| code.to_string()).as_deref(), Some("050003"));
    }
}
