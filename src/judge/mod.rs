//! How well a dialogue or an episode went: judges that ask a model, and judges that compute.
//!
//! The metrics are agent-inspect's, by their names and to the letter; what asks a model is a step machine ([`JudgeRun`]) that does no
//! input or output: it says which prompts to send and takes the replies.
//!
//! Source: SAP/agent-quality-inspect 2.0.0a1, commit 54db965a.

mod adapters;
mod casework;
mod checklist;
mod clusters;
mod curve;
mod dialogue;
mod episode;
mod error;
mod format;
mod grade;
mod hearing;
mod ledger;
mod matchers;
mod model;
mod observed;
mod options;
mod pass;
mod progress;
mod prompt;
mod rubric;
mod run;
mod score;
mod scripted;
mod scripted_user;
mod statistic;
mod tools;
mod user_proxy;
mod vote;
mod wording;

pub use adapters::Adapter;
pub use casework::case_trace;
pub use checklist::{Checklist, Milestone, PartState, Referee};
pub use clusters::{AnalysedSubGoal, ErrorAnalysis, ErrorAnalysisRun, JudgedSample, JudgedSubGoal};
pub use curve::{auc, ppt};
pub use dialogue::{DialogueEnd, DialogueNext, UserDialogue};
pub use episode::{ACT, Effort, Telling, episode_sample};
pub use error::{Component, ErrorClass, ErrorCode, Fault, JudgeError};
pub use grade::{Grade, GradeParser};
pub use ledger::{JudgeReply, Ledger, Question, Wave};
pub use matchers::{ExactMatch, RegexMode, majority_of_counts, regex_match};
pub use model::{
    AgentDialogueTrace, AgentResponse, EvaluationSample, ExpectedToolCall, SubGoal,
    ToolInputParameter, ToolOutput, TraceStep, TurnLabel, TurnTrace,
};
pub use observed::{Tokens, average_latency, tokens, tool_call_count, total_latency, total_tokens};
pub use options::{JudgeOptions, Ungraded};
pub use pass::Trials;
pub use progress::success_of;
pub use rubric::{
    Rating, RubricRun, Utterance, conversation_text, feedback_of_reward, from_contents,
    from_messages, from_turns,
};
pub use run::{Job, JudgeRun, Next, Scored, Scores};
pub use score::{Check, Explanations, Metric, NumericalScore, ValidationResult, round4};
pub use scripted::{SCRIPTED_JUDGE, scripted_judge};
pub use scripted_user::{SCRIPTED_AGENT, SCRIPTED_USER, scripted_agent, scripted_user};
pub use statistic::{JudgeStatistic, judge_statistic};
pub use user_proxy::{
    ChatTurn, Persona, ProxyMessage, ProxyNext, ProxyWording, STOP_SEQUENCE, UserProxy,
};
pub use vote::Split;
pub use wording::{JudgeWording, Prompt};
