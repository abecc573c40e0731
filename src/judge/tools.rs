//! Whether the expected tools were called, with the right arguments and outputs.
//!
//! Source: agent-inspect, `metrics/scorer/tool_correctness.py` and `metrics/validator/tool_call`.

use indexmap::IndexMap;

use crate::judge::error::{Fault, JudgeError};
use crate::judge::grade::Grade;
use crate::judge::hearing::Stop;
use crate::judge::ledger::Question;
use crate::judge::model::{ExpectedToolCall, ToolInputParameter, ToolOutput, TraceStep, by_name};
use crate::judge::progress::{Court, check_window};
use crate::judge::prompt::tool_prompt;
use crate::judge::score::{NumericalScore, ValidationResult, score_of};
use crate::judge::vote::vote;
use crate::python::shared::ops::equal;
use crate::python::{PyValue, is_space};

/// Whether a check passed, and its words.
type Checked = (bool, Vec<String>);

impl Court<'_> {
    /// `ToolCorrectness`.
    pub fn tool_correctness(&self) -> Result<NumericalScore, Stop> {
        let turns = self.job.trace.turns.as_deref().ok_or_else(JudgeError::not_iterable)?;
        let mut results = Vec::new();
        for (turn, trace) in turns.iter().enumerate() {
            let expected = self.job.sample.expected_tool_calls.as_deref();
            for (at, call) in expected.ok_or_else(JudgeError::not_iterable)?.iter().enumerate() {
                if !call.turn.as_ref().is_some_and(|label| label.is(turn)) {
                    continue;
                }
                check_window(&turns[..=turn])?;
                if call.tool.is_empty() {
                    let text = "ExpectedToolCall is missing Tool Name.";
                    return Err(JudgeError::input(Fault::MissingValue, text).into());
                }
                let steps = trace.steps.as_deref().ok_or_else(JudgeError::not_iterable)?;
                let (is_completed, explanations) = self.expected_call(at, call, steps)?;
                results.push(ValidationResult {
                    is_completed,
                    explanations,
                    expected_tool_call: Some(call.clone()),
                    turn: Some(turn),
                    ..ValidationResult::default()
                });
            }
        }
        let text = "No validation results present to aggregate for tool correctness score.";
        let nothing = || JudgeError::input(Fault::EmptyValidationResult, text);
        let score = score_of(&results).ok_or_else(nothing)?;
        Ok(NumericalScore { validation_results: Some(results), ..score })
    }

    /// Looks for a step that fits in every way.
    fn expected_call(
        &self,
        at: usize,
        call: &ExpectedToolCall,
        steps: &[TraceStep],
    ) -> Result<Checked, Stop> {
        let tool = &call.tool;
        let mut failures = Vec::new();
        for (place, step) in steps.iter().enumerate() {
            let called = step.tool.as_deref().map(|name| name.trim_matches(is_space));
            if called != Some(tool.trim_matches(is_space)) {
                continue;
            }
            let (passed, found) = self.step((at, place), call, step)?;
            let verdict = if passed {
                "has passed all input arguments check and output check successfully"
            } else {
                "has failed input arguments check or output check"
            };
            let head =
                [format!("Tool \"{tool}\" call {verdict}."), format!("Tool name: {tool} matched.")];
            if passed {
                return Ok((true, head.into_iter().chain(found).collect()));
            }
            failures.extend(head.into_iter().chain(found));
        }
        if failures.is_empty() {
            failures.push(format!(
                "No matching tool name \"{tool}\" is found for expected tool in this agent turn"
            ));
        }
        Ok((false, failures))
    }

    /// Checks the arguments and the output of one step.
    fn step(
        &self,
        place: (usize, usize),
        call: &ExpectedToolCall,
        step: &TraceStep,
    ) -> Result<Checked, Stop> {
        let mut all_passed = true;
        let mut texts: IndexMap<&str, Vec<String>> = IndexMap::new();
        for (at, expected) in call.expected_parameters.iter().flatten().enumerate() {
            let arguments = step.tool_input_args.as_deref().ok_or_else(JudgeError::not_iterable)?;
            let (passed, found) = self.argument(place, at, expected, step, arguments)?;
            all_passed &= passed;
            // A repeated name keeps its first place and its last text.
            texts.insert(&expected.name, found);
        }
        let mut texts: Vec<String> = texts.into_values().flatten().collect();
        if let Some(expected) = &call.expected_output {
            let (passed, found) = self.output(place, expected, step)?;
            all_passed &= passed;
            texts.extend(found);
        }
        Ok((all_passed, texts))
    }

    fn argument(
        &self,
        (call, step): (usize, usize),
        at: usize,
        expected: &ToolInputParameter,
        trace: &TraceStep,
        arguments: &[ToolInputParameter],
    ) -> Result<Checked, Stop> {
        let name = &expected.name;
        let what = format!("parameter {name}");
        let about = format!("Argument \"{name}\"");
        let found = by_name(arguments).get(name.as_str()).copied();
        if let Some(check) = check_of(&expected.value, expected.check.as_deref(), &what)? {
            let value = found.map(PyValue::text).unwrap_or_default();
            let question = Question::Argument { call, step, argument: at };
            return self.asked(&question, &about, &value, check, || step_words(trace, arguments));
        }
        Ok(match found {
            Some(found) => exact(&about, "value", &expected.value, found),
            None => (
                false,
                vec![format!(
                    "{about} not even found in actual tool call. {}.",
                    described("Expected", "value", &expected.value)
                )],
            ),
        })
    }

    fn output(
        &self,
        (call, step): (usize, usize),
        expected: &ToolOutput,
        trace: &TraceStep,
    ) -> Result<Checked, Stop> {
        let about = "Tool output";
        if let Some(check) = check_of(&expected.value, expected.check.as_deref(), "output")? {
            let value = trace.tool_output.text();
            let words = || {
                let tool = trace.tool.as_deref().unwrap_or_default();
                format!("Step(tool='{tool}', tool_output=[ToolOutput(value='{value}')])")
            };
            return self.asked(&Question::Output { call, step }, about, &value, check, words);
        }
        Ok(exact(about, "output", &expected.value, &trace.tool_output))
    }

    /// Lets the judge decide. Upstream quirk: always with early stopping, whatever the options say.
    fn asked(
        &self,
        question: &Question,
        about: &str,
        value: &str,
        check: &str,
        step: impl Fn() -> String,
    ) -> Result<Checked, Stop> {
        let options = &self.job.options;
        let prompt = || tool_prompt(self.wording, value, check, &step());
        let vote = vote(&self.hearing, question, options, true, prompt)?;
        let passed = vote.grade == Some(Grade::Complete);
        let mut texts = vec![match vote.grade {
            Some(Grade::Complete) => format!("{about} has passed llm-as-a-judge successfully."),
            Some(Grade::Incomplete) => format!("{about} has failed llm-as-a-judge."),
            None => format!("{about} could not be graded."),
        }];
        if options.include_judge_explanation {
            texts.extend(vote.words);
        }
        Ok((passed, texts))
    }
}

/// The check for the judge, if there is one in place of a value.
fn check_of<'a>(
    value: &PyValue,
    check: Option<&'a str>,
    what: &str,
) -> Result<Option<&'a str>, JudgeError> {
    if check.is_some() && !value.is_none() {
        let text = format!(
            "ExpectedToolCall {what} cannot have both value and check specified at the same time."
        );
        return Err(JudgeError::input(Fault::InvalidValue, text));
    }
    Ok(check)
}

fn exact(about: &str, noun: &str, expected: &PyValue, found: &PyValue) -> Checked {
    if equal(expected, found) {
        return (true, vec![format!("{about} has passed exact match successfully.")]);
    }
    let (expected, found) =
        (described("Expected", noun, expected), described("Actual", noun, found));
    (false, vec![format!("{about} has failed exact match. {expected}. {found}.")])
}

fn described(which: &str, noun: &str, value: &PyValue) -> String {
    format!("{which} {noun}: {}, {which} type: <class '{}'>", value.text(), value.type_name())
}

fn step_words(step: &TraceStep, arguments: &[ToolInputParameter]) -> String {
    let tool = step.tool.as_deref().unwrap_or_default();
    let mut out = format!("Step(tool='{tool}', tool_input_args=[");
    for argument in arguments {
        let value = argument.value.text();
        out.push_str(&format!("ToolInputParameter(name='{}', value='{value}'),\n", argument.name));
    }
    out.push_str("])");
    out
}
