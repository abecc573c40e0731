//! What all episodes of a run share, and how one of them begins.

use std::sync::Arc;

use crate::agent::support::agent::{AgentKind, ModelAgent, sample_displays};
use crate::agent::support::customer::{Customer, CustomerKind};
use crate::agent::support::episode::{MAX_STEPS, SupportEpisode};
use crate::agent::support::rollouts::RunConfig;
use crate::agent::support::wording::Wording;
use crate::env::support::{Split, Task, World};
use crate::rng::Mt19937;

/// What all episodes of a run share.
#[derive(Clone, Debug)]
pub struct Scene {
    /// The domain with its data.
    pub world: Arc<World>,
    /// Which tasks.
    pub split: Split,
    /// What customers and agents in text are told.
    pub wording: Arc<Wording>,
    /// How the agent says what it does.
    pub agent: AgentKind,
    /// How the customer comes to its words.
    pub customer: CustomerKind,
    /// What the agent is told in place of the policy. Upstream quirk: an empty text leaves the policy.
    pub instruction: Option<String>,
    /// How many turns of its model an agent has.
    pub max_steps: u32,
}

impl Scene {
    /// The scene of a run.
    pub const fn new(world: Arc<World>, wording: Arc<Wording>, run: &RunConfig) -> Self {
        Self {
            world,
            split: run.task_split,
            wording,
            agent: run.agent_strategy,
            customer: run.user_strategy,
            instruction: None,
            max_steps: MAX_STEPS,
        }
    }

    /// A task by its number.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn task(&self, number: usize) -> Result<&Arc<Task>, String> {
        let (domain, split) = (self.world.domain(), self.split);
        let task = self.world.task(split, number);
        task.ok_or_else(|| format!("{domain} has no task {number} in {split}"))
    }

    /// An episode of a task; a few-shot agent draws what it is shown.
    ///
    /// # Errors
    ///
    /// There is no such task, or not enough to be shown.
    pub fn episode(&self, number: usize, random: &mut Mt19937) -> Result<SupportEpisode, String> {
        let (world, wording) = (&self.world, &self.wording);
        let task = self.task(number)?;
        let told = self.instruction.as_deref().filter(|told| !told.is_empty());
        let policy = told.unwrap_or(&world.told().policy);
        let agent = ModelAgent::by_policy(self.agent, policy, world, wording, |displays| {
            sample_displays(displays, random)
        });
        let agent = agent.map_err(|error| error.to_string())?;
        let customer = Customer::new(self.customer, wording.clone());
        Ok(SupportEpisode::new(world, task, agent, customer).with_max_steps(self.max_steps))
    }
}
