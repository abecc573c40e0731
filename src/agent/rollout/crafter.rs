//! Crafter as a model plays it: BALROG's agents with BALROG's texts, synth-ai's with theirs, and our own tool.

use super::mind::{Mind, Seen};
use super::minds::{BalrogMind, Most, SynthMind, ToolsMind};
use super::settings::{Settings, Strategy, Unplayable};
use super::world::{CRAFTER, Goals, MAX_DEMONSTRATION, MAX_DEMONSTRATIONS, Manner, Told};
use crate::agent::crafter::Survivor;
use crate::agent::prompt::{
    AgentKind, BalrogAgent, Choices, Demonstration, Named, SynthAgent, SynthWording, ToolsWording,
};
use crate::env::crafter::text::{BalrogText, SynthText};
use crate::env::crafter::{Achievement, Action, CrafterEnv, Observation};
use crate::env::{Env, Seed};

impl Told for CrafterEnv {
    fn domain(&self) -> &'static str {
        CRAFTER
    }

    fn goals(&self) -> Option<Goals> {
        let done = self.game().unlocked().len() as u32;
        Some(Goals { done, of: Achievement::ALL.len() as u32 })
    }

    /// BALROG's texts; they are made of the game as it stands, of which the observation is a part.
    fn tell(&self, _: &Observation) -> Seen {
        let text = BalrogText::default();
        Seen { text: text.long(self.game()), status: text.short(self.game()) }
    }

    fn tell_in(&self, observation: &Observation, manner: Manner) -> Seen {
        let Manner::Synth(agent, vitals) = manner else { return self.tell(observation) };
        let (text, game) = (SynthText { vitals }, self.game());
        Seen::text(match agent {
            SynthAgent::React => text.react(game),
            SynthAgent::Lm => text.lm_synth(game),
            SynthAgent::Script => text.status(game),
            // The turn's number is the conversation's: whoever asks puts it in.
            SynthAgent::Numbers => text.state(game, 0),
        })
    }

    fn name(action: &Action) -> String {
        Named::name(*action).to_owned()
    }

    fn mind(&self, seed: Seed, settings: &Settings) -> Result<Box<dyn Mind<Action>>, Unplayable> {
        let choices = Choices::crafter();
        Ok(match &settings.strategy {
            Strategy::Balrog { config, demonstrations } => {
                let wording = settings.balrog_wording()?;
                let instruction = wording.crafter_instruction()?;
                let others = demonstrations.iter().filter(|other| **other != seed);
                let others = others.take(MAX_DEMONSTRATIONS);
                // The other agents do not look at them.
                let others = others.filter(|_| config.kind == AgentKind::FewShot);
                let shown = others.map(|other| demonstration(self, *other)).collect();
                let agent = BalrogAgent::new(*config, wording, instruction, choices);
                Box::new(BalrogMind::new(agent.with_demonstrations(shown)))
            }
            other @ Strategy::Tensorzero { .. } => {
                return Err(Unplayable::Strategy(other.as_str()));
            }
            Strategy::Tools { history_length, calls_per_reply, actions_per_call } => {
                let wording = ToolsWording::new(settings.pack())?;
                let mission = wording.mission(CRAFTER);
                let system = wording.system(CRAFTER, mission, &choices)?;
                let most = Most {
                    exchanges: *history_length as usize,
                    calls: *calls_per_reply as usize,
                    actions: *actions_per_call as usize,
                };
                Box::new(ToolsMind::new(wording, system, choices, most))
            }
            Strategy::Synth { agent, max_turns, as_upstream } => {
                let wording = SynthWording::new(settings.pack(), *agent)?;
                Box::new(SynthMind::new(wording, seed, *max_turns, *as_upstream))
            }
        })
    }
}

/// The survivor's play of another episode of the same variant.
fn demonstration(world: &CrafterEnv, seed: Seed) -> Demonstration {
    let mut env = CrafterEnv::new(*world.game().options());
    let first = env.reset(seed);
    let first = env.tell(&first).text;
    let mut survivor = Survivor::new(&env);
    let mut steps = Vec::new();
    while !env.is_over() && steps.len() < MAX_DEMONSTRATION {
        let action = survivor.act(&env);
        let Ok(step) = env.step(&action) else { break };
        steps.push((CrafterEnv::name(&action), env.tell(&step.observation).text));
    }
    Demonstration { first, steps }
}
