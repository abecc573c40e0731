//! What a world brings along to be played by a model: its words, and who can play in it.

use serde::{Deserialize, Serialize};

use super::mind::{Mind, Seen};
use super::minds::{BalrogMind, Most, TensorZeroMind, ToolsMind};
use super::settings::{Settings, Strategy, Unplayable};
use crate::agent::prompt::{
    BalrogAgent, Choices, Demonstration, Named, SynthAgent, TensorZeroAgent, TensorZeroWording,
    ToolsWording,
};
use crate::agent::{Agent, Expert};
use crate::env::babyai::{self, text};
use crate::env::crafter::text::Vitals;
use crate::env::minigrid::{Action, GridEnv, Level, Observation, levels};
use crate::env::{Env, Seed};
use crate::episode::Watched;

/// No more demonstrations than these are looked at.
pub(super) const MAX_DEMONSTRATIONS: usize = 16;

/// A demonstration is cut off after so many steps.
pub(super) const MAX_DEMONSTRATION: usize = 200;

/// How the texts of the grid worlds are called in prompt packs.
pub const GRIDS: &str = "babyai";

/// How Crafter's texts are called in prompt packs.
pub const CRAFTER: &str = "crafter";

/// How much of what an episode asks for is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goals {
    /// Done at least once.
    pub done: u32,
    /// In all.
    pub of: u32,
}

/// In which manner a world tells what is seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Manner {
    /// BALROG's.
    #[default]
    Balrog,
    /// One of synth-ai's, in Crafter.
    Synth(SynthAgent, Vitals),
}

/// A world that a model can play.
pub trait Told: Watched {
    /// How its texts are called in prompt packs: [`GRIDS`] or [`CRAFTER`].
    fn domain(&self) -> &'static str;

    /// How many of the things that an episode asks for one by one are done, and how many there are;
    /// none where it asks for one thing.
    fn goals(&self) -> Option<Goals> {
        None
    }

    /// What an agent is told when it sees this.
    fn tell(&self, observation: &Self::Observation) -> Seen;

    /// The same in another manner; a world without it keeps to its own.
    fn tell_in(&self, observation: &Self::Observation, _: Manner) -> Seen {
        self.tell(observation)
    }

    /// An action's name, as a model writes it.
    fn name(action: &Self::Action) -> String;

    /// Someone who plays by these settings, at the start of this episode; `self` stands at its start.
    ///
    /// # Errors
    ///
    /// [`Unplayable`]: the strategy is not made for this world, or its words cannot be used.
    fn mind(
        &self,
        seed: Seed,
        settings: &Settings,
    ) -> Result<Box<dyn Mind<Self::Action>>, Unplayable>;
}

impl Told for GridEnv {
    fn domain(&self) -> &'static str {
        GRIDS
    }

    fn tell(&self, observation: &Observation) -> Seen {
        Seen::text(text::describe(observation))
    }

    fn name(action: &Action) -> String {
        action.as_str().to_owned()
    }

    fn mind(&self, seed: Seed, settings: &Settings) -> Result<Box<dyn Mind<Action>>, Unplayable> {
        let choices = Choices::grid(offered(self.level()));
        let mission = self.mission();
        Ok(match &settings.strategy {
            Strategy::Balrog { config, demonstrations } => {
                let wording = settings.balrog_wording()?;
                let instruction = wording.babyai_instruction(mission, &choices);
                let others = demonstrations.iter().filter(|other| **other != seed);
                let others = others.take(MAX_DEMONSTRATIONS);
                let shown = others.map(|other| demonstration(self, *other)).collect();
                let agent = BalrogAgent::new(*config, wording, instruction, choices);
                Box::new(BalrogMind::new(agent.with_demonstrations(shown)))
            }
            Strategy::Tensorzero { variant, history_length, shaped } => {
                let wording = TensorZeroWording::new(&settings.pack(), *variant)?;
                let length = *history_length as usize;
                let agent = TensorZeroAgent::new(wording, length, mission.to_owned(), choices);
                Box::new(TensorZeroMind::new(agent, *shaped))
            }
            Strategy::Tools { history_length, calls_per_reply, actions_per_call } => {
                let wording = ToolsWording::new(settings.pack())?;
                let system = wording.system(GRIDS, mission, &choices)?;
                let most = Most {
                    exchanges: *history_length as usize,
                    calls: *calls_per_reply as usize,
                    actions: *actions_per_call as usize,
                };
                Box::new(ToolsMind::new(wording, system, choices, most))
            }
            other @ Strategy::Synth { .. } => return Err(Unplayable::Strategy(other.as_str())),
        })
    }
}

/// The actions that a level's benchmark offers; the environment takes all seven.
pub const fn offered(level: Level) -> &'static [Action] {
    let count = match level {
        Level::MiniGrid(levels::Level::DynamicObstacles { .. }) => 3,
        Level::BabyAi(babyai::Level::Mixed { .. }) => 6,
        _ => 7,
    };
    Action::ALL.split_at(count).0
}

/// The expert's play of another episode of the same world.
fn demonstration(world: &GridEnv, seed: Seed) -> Demonstration {
    let mut env = GridEnv::new(world.level());
    let first = text::describe(&env.reset(seed));
    let mut expert = Expert::new(&env);
    let (mut steps, mut previous) = (Vec::new(), None);
    while !env.is_over() && steps.len() < MAX_DEMONSTRATION {
        let Ok(action) = expert.act(&env, previous) else { break };
        let Ok(step) = env.step(&action) else { break };
        steps.push((action.name().to_owned(), text::describe(&step.observation)));
        previous = Some(action);
    }
    Demonstration { first, steps }
}
