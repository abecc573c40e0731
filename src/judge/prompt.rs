//! What a judge reads: the data between the frame's words.
//!
//! Values are written as Python writes them, since upstream prints dicts. Source: agent-inspect, `metrics/scorer/llm_judge` and
//! `metrics/utils`.

use crate::judge::error::{ErrorClass, JudgeError};
use crate::judge::model::{SubGoal, TraceStep, TurnTrace, by_name};
use crate::judge::options::JudgeOptions;
use crate::judge::wording::{JudgeWording, Prompt};
use crate::python::shared::write_repr_value;
use crate::python::{PyValue, is_space, write_str_repr};

/// The prompt for a sub-goal at the last turn of a static dialogue's window.
pub fn static_prompt(
    wording: &JudgeWording,
    options: &JudgeOptions,
    sub_goal: &SubGoal,
    window: &[TurnTrace],
) -> Result<String, JudgeError> {
    let own = options.own_template(false);
    let Some((last, past)) = window.split_last().filter(|(_, past)| !past.is_empty()) else {
        let questions = inputs(window, None);
        let trajectories = trajectories(window, None)?;
        let answers = answers(window, None)?;
        let values = [
            ("questions", questions.as_str()),
            ("subgoal", &sub_goal.details),
            ("trajectories", &trajectories),
            ("answers", &answers),
        ];
        return wording.fill(Prompt::StaticFirst, own, &values);
    };
    let (last, start) = (std::slice::from_ref(last), past.len());
    let values = [
        ("past_user_inputs", inputs(past, Some(0))),
        ("past_agent_trajectories", trajectories(past, Some(0))?),
        ("past_agent_responses", answers(past, Some(0))?),
        ("questions", inputs(last, Some(start))),
        ("trajectories", trajectories(last, Some(start))?),
        ("answers", answers(last, Some(start))?),
    ];
    let mut values: Vec<(&str, &str)> =
        values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    values.push(("subgoal", &sub_goal.details));
    wording.fill(Prompt::StaticLater, own, &values)
}

/// The prompt for a sub-goal after some turns of a dynamic dialogue.
pub fn dynamic_prompt(
    wording: &JudgeWording,
    options: &JudgeOptions,
    sub_goal: &SubGoal,
    task: Option<&str>,
    window: &[TurnTrace],
) -> Result<String, JudgeError> {
    let (trajectories, answers) = (trajectories(window, Some(0))?, answers(window, Some(0))?);
    let dialogue = dialogue(window)?;
    let mut values = vec![
        ("subgoal", sub_goal.details.as_str()),
        ("trajectories", &trajectories),
        ("answers", &answers),
        ("dynamicDialogue", &dialogue),
    ];
    let mut prompt = Prompt::DynamicWithoutTask;
    if let Some(task) = task.filter(|task| !is_blank(task)) {
        values.push(("userTask", task));
        prompt = Prompt::DynamicWithTask;
    }
    wording.fill(prompt, options.own_template(true), &values)
}

/// The prompt for one value of a tool call.
pub fn tool_prompt(
    wording: &JudgeWording,
    value: &str,
    check: &str,
    step: &str,
) -> Result<String, JudgeError> {
    let values = [("arg_value", value), ("gt_value", check), ("agent_tool_step", step)];
    wording.fill(Prompt::Tool, None, &values)
}

/// Whether a text is empty but for white space.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_space)
}

/// What the user said; labelled with the turns' numbers where the first one's index is given.
fn inputs(turns: &[TurnTrace], start: Option<usize>) -> String {
    let mut out = String::new();
    for (at, turn) in turns.iter().enumerate() {
        label(&mut out, start, at, " ");
        out.push_str(&turn.agent_input);
        out.push('\n');
    }
    out
}

fn answers(turns: &[TurnTrace], start: Option<usize>) -> Result<String, JudgeError> {
    let mut out = String::new();
    for (at, turn) in turns.iter().enumerate() {
        label(&mut out, start, at, " ");
        out.push_str(words(turn)?);
        out.push('\n');
    }
    Ok(out)
}

fn dialogue(turns: &[TurnTrace]) -> Result<String, JudgeError> {
    let mut out = String::new();
    for turn in turns {
        out.push_str("UserProxy: ");
        out.push_str(&turn.agent_input);
        out.push_str("\nAgent: ");
        out.push_str(words(turn)?);
        out.push('\n');
    }
    Ok(out)
}

/// The agent's response. Upstream quirk: its type may be a dict, but a dict cannot be joined with strings.
fn words(turn: &TurnTrace) -> Result<&str, JudgeError> {
    let response = turn.agent_response.as_ref().map_or(&PyValue::None, |said| &said.response);
    response.as_str().ok_or_else(|| {
        let text =
            format!("sequence item 0: expected str instance, {} found", response.type_name());
        JudgeError::python(ErrorClass::TypeError, text)
    })
}

fn trajectories(turns: &[TurnTrace], start: Option<usize>) -> Result<String, JudgeError> {
    let mut out = String::new();
    for (at, turn) in turns.iter().enumerate() {
        label(&mut out, start, at, "\n\n");
        out.push_str("{'type': 'Agent Input', 'content': {'agent_input': ");
        write_str_repr(&mut out, &turn.agent_input);
        out.push_str("}}\n");
        for step in turn.steps.as_deref().unwrap_or_default() {
            write_step(&mut out, step)?;
        }
        if let Some(said) = &turn.agent_response {
            out.push_str("{'type': 'Agent Output', 'content': {'agent_output': ");
            write_repr_value(&mut out, &said.response);
            out.push_str("}}\n");
        }
    }
    Ok(out)
}

fn write_step(out: &mut String, step: &TraceStep) -> Result<(), JudgeError> {
    if let Some(tool) = step.tool.as_deref().filter(|tool| !tool.is_empty()) {
        let arguments = step.tool_input_args.as_ref().ok_or_else(JudgeError::not_iterable)?;
        write_head(out, step, "Tool Call");
        out.push_str("'tool_name': ");
        write_str_repr(out, tool);
        out.push_str(", 'tool_arguments': {");
        for (at, (name, value)) in by_name(arguments).into_iter().enumerate() {
            out.push_str(if at == 0 { "" } else { ", " });
            write_str_repr(out, name);
            out.push_str(": ");
            write_repr_value(out, value);
        }
        out.push_str("}, 'tool_output': ");
        write_repr_value(out, &step.tool_output);
        out.push_str("}}\n");
    }
    if let Some(thought) = step.agent_thought.as_deref().filter(|thought| !thought.is_empty()) {
        write_head(out, step, "Agent Thought");
        out.push_str("'agent_thought': ");
        write_str_repr(out, thought);
        out.push_str("}}\n");
    }
    Ok(())
}

fn write_head(out: &mut String, step: &TraceStep, kind: &str) {
    out.push_str("{'id': ");
    write_str_repr(out, &step.id);
    out.push_str(", 'parent_ids': [");
    for (at, parent) in step.parent_ids.iter().enumerate() {
        out.push_str(if at == 0 { "" } else { ", " });
        write_str_repr(out, parent);
    }
    out.push_str("], 'type': '");
    out.push_str(kind);
    out.push_str("', 'content': {");
}

fn label(out: &mut String, start: Option<usize>, at: usize, end: &str) {
    if let Some(start) = start {
        out.push_str(&format!("Turn {}:{end}", start + at + 1));
    }
}
