//! The judge's prompts as data: our own wording, or upstream's from its prompt pack.

use serde::{Deserialize, Serialize};

use crate::judge::error::JudgeError;
use crate::judge::format::format;
use crate::llm::{PackError, PromptPack};

/// The name of the pack.
const PACK: &str = "agent-inspect";

/// The prompts of the judge, each a Python format string.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgeWording {
    static_first: String,
    static_later: String,
    dynamic_with_task: String,
    dynamic_without_task: String,
    tool: String,
}

/// Which prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// A static dialogue's first turn.
    StaticFirst,
    /// One of its later turns.
    StaticLater,
    /// A dynamic dialogue whose task is known.
    DynamicWithTask,
    /// A dynamic dialogue without one.
    DynamicWithoutTask,
    /// One value of a tool call.
    Tool,
}

impl Prompt {
    /// Every prompt.
    pub const ALL: [Self; 5] = [
        Self::StaticFirst,
        Self::StaticLater,
        Self::DynamicWithTask,
        Self::DynamicWithoutTask,
        Self::Tool,
    ];

    /// Its key in a pack: upstream's constant.
    pub const fn key(self) -> &'static str {
        match self {
            Self::StaticFirst => {
                "templates.DEFAULT_MODEL_GRADED_FACT_SINGLE_TURN_REMOVE_HALLUCINATION_CHECK_TEMPLATE_ONE_SUBGOAL"
            }
            Self::StaticLater => {
                "templates.DEFAULT_MODEL_GRADED_FACT_MULTI_TURN_AT_CURRENT_TURN_REMOVE_HALLUCINATION_CHECK_TEMPLATE_ONE_SUBGOAL"
            }
            Self::DynamicWithTask => {
                "templates.DEFAULT_MODEL_GRADED_FACT_DYNAMIC_SUMMARY_REMOVE_HALLUCINATION_CHECK_TEMPLATE_ONE_SUBGOAL"
            }
            Self::DynamicWithoutTask => {
                "templates.DEFAULT_MODEL_GRADED_FACT_DYNAMIC_SUMMARY_WITHOUT_INSTRUCT_REMOVE_HALLUCINATION_CHECK_TEMPLATE_ONE_SUBGOAL"
            }
            Self::Tool => "templates.TOOL_CORRECTNESS_TEMPLATE",
        }
    }

    /// What is filled in.
    pub const fn places(self) -> &'static [&'static str] {
        match self {
            Self::StaticFirst => &["questions", "subgoal", "trajectories", "answers"],
            Self::StaticLater => &[
                "past_user_inputs",
                "past_agent_trajectories",
                "past_agent_responses",
                "questions",
                "subgoal",
                "trajectories",
                "answers",
            ],
            Self::DynamicWithTask => {
                &["userTask", "subgoal", "trajectories", "answers", "dynamicDialogue"]
            }
            Self::DynamicWithoutTask => &["subgoal", "trajectories", "answers", "dynamicDialogue"],
            Self::Tool => &["arg_value", "gt_value", "agent_tool_step"],
        }
    }
}

impl JudgeWording {
    /// The wording of a pack.
    ///
    /// # Errors
    ///
    /// The pack is another benchmark's, lacks a text, or has one that cannot be filled in.
    pub fn new(pack: &PromptPack) -> Result<Self, PackError> {
        pack.check_name(PACK)?;
        let text = |prompt: Prompt| {
            let text = pack.text(prompt.key())?;
            let values: Vec<(&str, &str)> =
                prompt.places().iter().map(|name| (*name, "")).collect();
            let filled = format(text, &values);
            filled.map_err(|error| PackError::Shape(format!("{}: {error}", prompt.key())))?;
            Ok(text.to_owned())
        };
        Ok(Self {
            static_first: text(Prompt::StaticFirst)?,
            static_later: text(Prompt::StaticLater)?,
            dynamic_with_task: text(Prompt::DynamicWithTask)?,
            dynamic_without_task: text(Prompt::DynamicWithoutTask)?,
            tool: text(Prompt::Tool)?,
        })
    }

    /// Our own wording as a pack.
    pub fn own_pack() -> PromptPack {
        PromptPack::own(include_str!("packs/agent-inspect.json"))
    }

    /// A prompt, filled in.
    ///
    /// # Errors
    ///
    /// None but for a template of a person's own.
    pub(super) fn fill(
        &self,
        prompt: Prompt,
        own: Option<&str>,
        values: &[(&str, &str)],
    ) -> Result<String, JudgeError> {
        let template = own.unwrap_or(match prompt {
            Prompt::StaticFirst => &self.static_first,
            Prompt::StaticLater => &self.static_later,
            Prompt::DynamicWithTask => &self.dynamic_with_task,
            Prompt::DynamicWithoutTask => &self.dynamic_without_task,
            Prompt::Tool => &self.tool,
        });
        format(template, values)
    }
}

/// A text of our own for what upstream's pack has no texts for: the error analysis and the rubric rater.
pub(super) fn own_text(key: &str) -> String {
    let pack = PromptPack::own(include_str!("packs/judge.json"));
    pack.texts.get(key).cloned().unwrap_or_default()
}

impl Default for JudgeWording {
    /// Our own wording.
    fn default() -> Self {
        Self::new(&Self::own_pack()).expect("the packs that are compiled in were tested")
    }
}
