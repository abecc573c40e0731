//! The wording of the agent that calls a tool, made from a prompt pack of our own.

use super::choices::{Choices, Named};
use super::wording::interface;
use crate::llm::{PackError, PromptPack, Template};

/// What the agent that calls a tool is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolsWording {
    pack: PromptPack,
    seen: Template,
    took: Template,
    lapses: [(&'static str, Template); 5],
}

/// The lapses that are told, and what stands in place of the name that the model used.
const LAPSES: [&str; 5] = ["no_call", "unknown_tool", "arguments", "no_action", "no_answer"];

impl ToolsWording {
    /// The wording of a pack.
    ///
    /// # Errors
    ///
    /// A [`PackError`] if it is another benchmark's pack, lacks a text, or has one that cannot be
    /// filled in.
    pub fn new(pack: PromptPack) -> Result<Self, PackError> {
        pack.check_name("tools")?;
        for key in ["tool", "tool.action", "seen.nothing", "not_run", "left_out"] {
            pack.text(key)?;
        }
        let template = |key: &str, slots: &[&'static str], required: &[&'static str]| {
            let made = Template::braces(pack.text(key)?, slots);
            pack.at(key, made.and_then(|template| template.with(required)))
        };
        let lapse = |name: &'static str| {
            let made = template(&format!("lapse.{name}"), &["name", "action"], &["action"]);
            Ok::<_, PackError>((name, made?))
        };
        let [no_call, unknown_tool, arguments, no_action, no_answer] = LAPSES;
        Ok(Self {
            seen: template("seen", &["observation"], &["observation"])?,
            took: template("took", &["action"], &["action"])?,
            lapses: [
                lapse(no_call)?,
                lapse(unknown_tool)?,
                lapse(arguments)?,
                lapse(no_action)?,
                lapse(no_answer)?,
            ],
            pack,
        })
    }

    /// What the agent is told before all else, in worlds of a domain ("babyai").
    ///
    /// # Errors
    ///
    /// A [`PackError`] if there is no such text, or it cannot be filled in.
    pub fn system<A: Named>(
        &self,
        domain: &str,
        mission: &str,
        choices: &Choices<A>,
    ) -> Result<String, PackError> {
        let key = format!("{domain}.system");
        let slots = ["mission", "action_strings"];
        let system = Template::braces(self.pack.text(&key)?, &slots);
        let system = self.pack.at(&key, system.and_then(|template| template.with(&["mission"])))?;
        let gloss = |action: &A| {
            let name = action.name();
            format!("- {name}: {}", interface(&self.pack, &format!("{domain}.action.{name}")))
        };
        let actions: Vec<String> = choices.actions.iter().map(gloss).collect();
        Ok(system.render(&[("mission", mission), ("action_strings", &actions.join("\n"))]))
    }

    /// What an agent is asked to do in worlds of a domain whose episodes all ask for the same.
    pub fn mission(&self, domain: &str) -> &str {
        self.word(&format!("{domain}.mission"))
    }

    /// What the tool does.
    pub fn tool(&self) -> &str {
        self.word("tool")
    }

    /// What the tool's argument is.
    pub fn argument(&self) -> &str {
        self.word("tool.action")
    }

    /// What the tool's argument is where it takes up to so many actions.
    pub fn arguments(&self, most: usize) -> String {
        self.word("tool.actions").replace("{most}", &most.to_string())
    }

    /// What is seen; `status` stands before it where there is one.
    pub fn seen(&self, status: &str, text: &str) -> String {
        let seen = match (status, text) {
            ("", "") => self.word("seen.nothing").to_owned(),
            ("", text) => text.to_owned(),
            (status, text) => format!("{status}\n\n{text}"),
        };
        self.seen.render(&[("observation", &seen)])
    }

    /// What was wrong with a reply, one of "`no_call`", "`unknown_tool`", "arguments", "`no_action`" and
    /// "`no_answer`", what it named, and what was done in its place.
    pub fn lapse(&self, what: &str, name: &str, action: &str) -> String {
        let found = self.lapses.iter().find(|(key, _)| *key == what);
        found.map_or(String::new(), |(_, text)| text.render(&[("name", name), ("action", action)]))
    }

    /// The result of a call that was not played.
    pub fn not_run(&self) -> &str {
        self.word("not_run")
    }

    /// What someone else did.
    pub fn took(&self, action: &str) -> String {
        self.took.render(&[("action", action)])
    }

    /// What stands in place of forgotten exchanges.
    pub fn left_out(&self) -> &str {
        self.word("left_out")
    }

    fn word(&self, key: &str) -> &str {
        self.pack.text_or(key, "")
    }
}
