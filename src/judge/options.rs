//! How the judge is asked and counted: upstream's options by upstream's names, and a few of our own.
//!
//! Source: agent-inspect, `metrics/constants.py`. A key that is present wins even if its value is null.

use serde::{Deserialize, Serialize};

use crate::judge::error::{ErrorClass, JudgeError};
use crate::judge::grade::GradeParser;
use crate::python::PyValue;

/// The judge's settings.
#[expect(clippy::struct_excessive_bools, reason = "upstream's switches, one by one")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct JudgeOptions {
    /// Votes for each question: odd and at least 1. `None` is Python's null, an error once it is used.
    pub num_judge_trials: Option<i64>,
    /// Stop once a majority is certain.
    pub optimize_judge_trials: bool,
    /// How often replies without a grade are asked for again; not with early stopping.
    pub max_retry_judge_trials: Option<i64>,
    /// Add every reply of the judge to the explanations.
    pub include_judge_explanation: bool,
    /// Through turns: attach all results to the last score.
    pub include_validation_results: bool,
    /// Keep the prompt in each sub-goal's result.
    pub include_prompt_sent_to_llmj: bool,
    /// Through turns: so many turns are judged, and so many scores are given.
    pub max_turns: Option<i64>,
    /// A prompt in place of the built-in one, a Python format string. Upstream quirk: only dynamic dialogues honour it.
    pub template_subgoal: Option<String>,
    /// The same by the name in upstream's documents, and honoured in static dialogues too, as they say.
    pub templates_subgoal: Option<String>,
    /// How grades are read from replies.
    pub parser: GradeParser,
    /// What becomes of a question without a verdict.
    pub ungraded: Ungraded,
}

/// What becomes of a question whose replies lead to no verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ungraded {
    /// The metric fails, as upstream.
    #[default]
    Fail,
    /// It counts as not passed and is reported as ungraded.
    Report,
}

impl Default for JudgeOptions {
    fn default() -> Self {
        Self {
            num_judge_trials: Some(5),
            optimize_judge_trials: false,
            max_retry_judge_trials: Some(5),
            include_judge_explanation: false,
            include_validation_results: false,
            include_prompt_sent_to_llmj: false,
            max_turns: Some(20),
            template_subgoal: None,
            templates_subgoal: None,
            parser: GradeParser::default(),
            ungraded: Ungraded::default(),
        }
    }
}

impl JudgeOptions {
    /// Reads upstream's configuration map; keys that it does not know are left alone.
    ///
    /// # Errors
    ///
    /// A value of the wrong type.
    pub fn from_config(config: &PyValue) -> Result<Self, JudgeError> {
        let mut options = Self::default();
        let flag = |key: &str, into: &mut bool| {
            if let Some(value) = config.get(key) {
                *into = value.is_truthy();
            }
        };
        flag("optimize_judge_trials", &mut options.optimize_judge_trials);
        flag("include_judge_explanation", &mut options.include_judge_explanation);
        flag("include_validation_results", &mut options.include_validation_results);
        flag("include_prompt_sent_to_llmj", &mut options.include_prompt_sent_to_llmj);
        for (key, into) in [
            ("num_judge_trials", &mut options.num_judge_trials),
            ("max_retry_judge_trials", &mut options.max_retry_judge_trials),
            ("max_turns", &mut options.max_turns),
        ] {
            match config.get(key) {
                None => {}
                Some(PyValue::None) => *into = None,
                Some(value) => {
                    *into = Some(value.as_i64().ok_or_else(|| wrong(key, "a number", value))?);
                }
            }
        }
        for (key, into) in [
            ("template_subgoal", &mut options.template_subgoal),
            ("templates_subgoal", &mut options.templates_subgoal),
        ] {
            match config.get(key) {
                None | Some(PyValue::None) => {}
                Some(PyValue::Str(text)) => *into = Some(text.to_string()),
                Some(value) => return Err(wrong(key, "a text", value)),
            }
        }
        Ok(options)
    }

    /// A number that has to be there once it is used.
    pub(super) fn need(number: Option<i64>, key: &str) -> Result<i64, JudgeError> {
        number.ok_or_else(|| wrong(key, "a number", &PyValue::None))
    }

    /// The template of a person's own, if this path of dialogues honours one.
    pub(super) fn own_template(&self, is_dynamic: bool) -> Option<&str> {
        let upstream = self.template_subgoal.as_ref().filter(|_| is_dynamic);
        upstream.or(self.templates_subgoal.as_ref()).map(String::as_str)
    }
}

fn wrong(key: &str, wanted: &str, value: &PyValue) -> JudgeError {
    let text = format!("{key} has to be {wanted}, not {}", value.type_name());
    JudgeError::python(ErrorClass::TypeError, text)
}
