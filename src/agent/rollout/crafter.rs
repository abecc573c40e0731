//! Crafter as a model plays it: BALROG's agents with BALROG's texts, and our own tool.

use super::mind::{Mind, Seen};
use super::minds::{BalrogMind, ToolsMind};
use super::settings::{Settings, Strategy, Unplayable};
use super::world::{CRAFTER, Told};
use crate::agent::prompt::{BalrogAgent, Choices, Named, ToolsWording};
use crate::env::Seed;
use crate::env::crafter::text::BalrogText;
use crate::env::crafter::{Action, CrafterEnv, Observation};

impl Told for CrafterEnv {
    fn domain(&self) -> &'static str {
        CRAFTER
    }

    /// BALROG's texts; they are made of the game as it stands, of which the observation is a part.
    fn tell(&self, _: &Observation) -> Seen {
        let text = BalrogText::default();
        Seen { text: text.long(self.game()), status: text.short(self.game()) }
    }

    fn name(action: &Action) -> String {
        Named::name(*action).to_owned()
    }

    fn mind(&self, _: Seed, settings: &Settings) -> Result<Box<dyn Mind<Action>>, Unplayable> {
        let choices = Choices::crafter();
        Ok(match &settings.strategy {
            Strategy::Balrog { config, .. } => {
                let wording = settings.balrog_wording()?;
                let instruction = wording.crafter_instruction()?;
                Box::new(BalrogMind::new(BalrogAgent::new(*config, wording, instruction, choices)))
            }
            other @ Strategy::Tensorzero { .. } => {
                return Err(Unplayable::Strategy(other.as_str()));
            }
            Strategy::Tools { history_length, calls_per_reply } => {
                let wording = ToolsWording::new(settings.pack())?;
                let mission = wording.mission(CRAFTER);
                let system = wording.system(CRAFTER, mission, &choices)?;
                let kept = (*history_length as usize, *calls_per_reply as usize);
                Box::new(ToolsMind::new(wording, system, choices, kept))
            }
        })
    }
}
