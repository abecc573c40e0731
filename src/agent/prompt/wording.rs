//! The wording of BALROG's agents, made from a prompt pack.
//!
//! A pack of BALROG's own has its prompts. The labels between them and the glosses of the actions are
//! no prompts there but belong to the code of the history, the agents and the evaluator; such a pack
//! has no texts for them, and [`INTERFACE`] stands in. Our own pack words them all.

use super::balrog::AgentKind;
use super::choices::{Choices, Named};
use super::history::Headings;
use crate::env::crafter::Action;
use crate::llm::{PackError, PromptPack, Template};

/// BALROG's interface words by the keys under which a pack may reword them.
pub(in crate::agent) const INTERFACE: [(&str, &str); 20] = [
    ("babyai.action.turn left", "turn to the left"),
    ("babyai.action.turn right", "turn to the right"),
    ("babyai.action.go forward", "take one step forward"),
    // Upstream quirk: it picks up what lies ahead, as everywhere in MiniGrid.
    ("babyai.action.pick up", "pick up the object below you"),
    ("babyai.action.drop", "drop the object that you are holding"),
    ("babyai.action.toggle", "manipulate the object in front of you"),
    // Not offered in BALROG's tasks.
    ("babyai.action.done", "say that the task is done"),
    ("history.current", "Current Observation:"),
    ("history.past", "Observation:"),
    ("history.reasoning", "Previous plan:"),
    (
        "feedback",
        "\n\nYour previous output did not contain a valid action. Defaulted to action: {action}\n\nObservation:\n",
    ),
    ("planner.plan", "Current Plan:\n{plan}"),
    ("planner.no_plan", "You have no plan yet."),
    ("robust_cot.failure", "Failed to obtain a valid action from the reasoning."),
    ("few_shot.cue", "PLAY"),
    ("few_shot.invitation", "First, observe the demonstrations provided and learn from them!"),
    ("few_shot.start", "****** START OF DEMONSTRATION EPISODE {episode} ******"),
    ("few_shot.end", "****** END OF DEMONSTRATION EPISODE {episode} ******"),
    // Upstream quirk: the letters are swapped.
    ("few_shot.observation", "Obesrvation:"),
    ("few_shot.turn", "****** Now it's your turn to play the game! ******"),
];

/// BALROG's glosses of Crafter's actions, by their names; a pack may reword them, too.
const CRAFTER: [(&str, &str); 17] = [
    ("crafter.action.Noop", "do nothing"),
    ("crafter.action.Move West", "move west on flat ground"),
    ("crafter.action.Move East", "move east on flat ground"),
    ("crafter.action.Move North", "move north on flat ground"),
    ("crafter.action.Move South", "move south on flat ground"),
    (
        "crafter.action.Do",
        "Multiuse action to collect material, drink from lake and hit creature in front",
    ),
    ("crafter.action.Sleep", "sleep when energy level is below maximum"),
    ("crafter.action.Place Stone", "place a stone in front"),
    ("crafter.action.Place Table", "place a table"),
    ("crafter.action.Place Furnace", "place a furnace"),
    ("crafter.action.Place Plant", "place a plant"),
    (
        "crafter.action.Make Wood Pickaxe",
        "craft a wood pickaxe with a nearby table and wood in inventory",
    ),
    (
        "crafter.action.Make Stone Pickaxe",
        "craft a stone pickaxe with a nearby table, wood, and stone in inventory",
    ),
    (
        "crafter.action.Make Iron Pickaxe",
        "craft an iron pickaxe with a nearby table and furnace, wood, coal, and iron in inventory",
    ),
    (
        "crafter.action.Make Wood Sword",
        "craft a wood sword with a nearby table and wood in inventory",
    ),
    (
        "crafter.action.Make Stone Sword",
        "craft a stone sword with a nearby table, wood, and stone in inventory",
    ),
    (
        "crafter.action.Make Iron Sword",
        "craft an iron sword with a nearby table and furnace, wood, coal, and iron in inventory",
    ),
];

/// What BALROG's agents say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BalrogWording {
    pack: PromptPack,
    babyai: Template,
    feedback: Template,
    plan: Template,
    pub(super) no_plan: String,
    pub(super) failure: String,
    pub(super) headings: Headings,
    pub(super) few_shot: FewShotWording,
}

/// The words around demonstrations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FewShotWording {
    /// What gives way to the invitation in the instruction.
    pub cue: String,
    /// What says that demonstrations follow.
    pub invitation: String,
    /// Before a demonstration.
    pub start: Template,
    /// Over what was seen in it.
    pub observation: String,
    /// After a demonstration.
    pub end: Template,
    /// After the last.
    pub turn: String,
}

impl BalrogWording {
    /// The wording of a pack.
    ///
    /// # Errors
    ///
    /// A [`PackError`] if it is another benchmark's pack, lacks a text, or has one that cannot be
    /// filled in.
    pub fn new(pack: PromptPack) -> Result<Self, PackError> {
        pack.check_name("balrog")?;
        for kind in AgentKind::ALL {
            kind.ending().map_or(Ok(""), |key| pack.text(key))?;
        }
        let key = "babyai.instruction";
        let slots = ["mission", "action_strings"];
        let babyai = Template::braces(pack.text(key)?, &slots);
        let babyai = pack.at(key, babyai.and_then(|template| template.with(&slots)))?;
        let words = |key: &str| interface(&pack, key).to_owned();
        let template = |key: &str, slots: &[&'static str]| {
            pack.at(key, Template::braces(interface(&pack, key), slots))
        };
        Ok(Self {
            babyai,
            feedback: template("feedback", &["action"])?,
            plan: template("planner.plan", &["plan"])?,
            no_plan: words("planner.no_plan"),
            failure: words("robust_cot.failure"),
            headings: Headings {
                current: words("history.current"),
                past: words("history.past"),
                reasoning: words("history.reasoning"),
            },
            few_shot: FewShotWording {
                cue: words("few_shot.cue"),
                invitation: words("few_shot.invitation"),
                start: template("few_shot.start", &["episode"])?,
                observation: words("few_shot.observation"),
                end: template("few_shot.end", &["episode"])?,
                turn: words("few_shot.turn"),
            },
            pack,
        })
    }

    /// What an agent is told of a grid world and its mission before all else.
    pub fn babyai_instruction<A: Named>(&self, mission: &str, choices: &Choices<A>) -> String {
        let gloss = |action: &A| {
            let name = action.name();
            format!("{name}: {}", interface(&self.pack, &format!("babyai.action.{name}")))
        };
        let actions: Vec<String> = choices.actions.iter().map(gloss).collect();
        let actions = actions.join(",\n");
        self.babyai.render(&[("mission", mission), ("action_strings", &actions)])
    }

    /// What an agent is told of Crafter before all else.
    ///
    /// # Errors
    ///
    /// A [`PackError`] if the pack has no instruction for Crafter, or one that cannot be filled in.
    pub fn crafter_instruction(&self) -> Result<String, PackError> {
        let key = "crafter.instruction";
        let slots = ["action_strings"];
        let template = Template::braces(self.pack.text(key)?, &slots);
        let template = self.pack.at(key, template.and_then(|template| template.with(&slots)))?;
        let gloss = |action: Action| {
            let name = action.name();
            format!("{name}: {}", interface(&self.pack, &format!("crafter.action.{name}")))
        };
        let actions = Action::ALL.map(gloss).join(",\n");
        Ok(template.render(&[("action_strings", &actions)]))
    }

    /// The sentence that an agent adds to the last message.
    pub(super) fn ending(&self, kind: AgentKind) -> &str {
        kind.ending().map_or("", |key| self.pack.text_or(key, ""))
    }

    /// The plan that a planner is shown.
    pub(super) fn plan(&self, plan: &str) -> String {
        // Upstream quirk: an empty plan is no plan.
        if plan.is_empty() { self.no_plan.clone() } else { self.plan.render(&[("plan", plan)]) }
    }

    /// What comes before an observation when the action before it was a fall-back.
    pub(super) fn feedback(&self, action: &str) -> String {
        self.feedback.render(&[("action", action)])
    }
}

/// Our own wording.
impl Default for BalrogWording {
    fn default() -> Self {
        Self::new(PromptPack::balrog()).expect("the packs that are compiled in were tested")
    }
}

/// A pack's word for a key, or BALROG's.
pub(super) fn interface<'a>(pack: &'a PromptPack, key: &str) -> &'a str {
    let word = INTERFACE.iter().chain(&CRAFTER).find(|(name, _)| *name == key);
    pack.text_or(key, word.map_or("", |(_, word)| word))
}
