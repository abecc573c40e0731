//! What the rows of each world tell beyond the common numbers, and who its baselines are.

use serde_json::{Map, Value, json};

use crate::agent::crafter::Survivor;
use crate::agent::rollout::{Told, offered};
use crate::agent::{Agent, Expert};
use crate::env::Env;
use crate::env::crafter::{self, CrafterEnv, Item};
use crate::env::minigrid::{Action, GridEnv};
use crate::episode::Session;
use crate::experiment::stats::Unlock;
use crate::judge::{Checklist, Milestone, Referee};

/// Chooses the next action, after the one before; none when it knows no way on.
pub type Chooser<W> = Box<dyn FnMut(&W, Option<<W as Env>::Action>) -> Option<<W as Env>::Action>>;

/// A world whose episodes an experiment plays.
pub trait Staged: Told + Checklist + 'static
where
    Self::Action: Copy + 'static,
{
    /// What the random agent draws from.
    fn offered(&self) -> &'static [Self::Action];

    /// What doing nothing is.
    fn idle() -> Self::Action;

    /// The expert, at the start of an episode.
    fn expert(&self) -> Chooser<Self>;

    /// Whether the episode was solved.
    fn is_solved(session: &Session<Self>, referee: &Referee) -> bool;

    /// Achievements with the turn of each, where the world has any.
    fn unlocks(_: &Referee) -> Vec<Unlock> {
        Vec::new()
    }

    /// Facts of one step for the row; `self` stands behind it. None where rows tell no steps.
    fn step_facts(&self) -> Option<Map<String, Value>> {
        None
    }

    /// Facts of the episode for the row.
    fn facts(&self) -> Map<String, Value> {
        Map::new()
    }
}

impl Staged for GridEnv {
    fn offered(&self) -> &'static [Action] {
        offered(self.level())
    }

    fn idle() -> Action {
        Action::Done
    }

    fn expert(&self) -> Chooser<Self> {
        let mut expert = Expert::new(self);
        Box::new(move |env, previous| expert.act(env, previous).ok())
    }

    /// As BALROG has it: anything was earned.
    fn is_solved(session: &Session<Self>, _: &Referee) -> bool {
        session.line().any(|record| record.reward > 0.0)
    }

    fn facts(&self) -> Map<String, Value> {
        [("mission".to_owned(), json!(self.mission()))].into_iter().collect()
    }
}

impl Staged for CrafterEnv {
    fn offered(&self) -> &'static [crafter::Action] {
        &crafter::Action::ALL
    }

    fn idle() -> crafter::Action {
        crafter::Action::Noop
    }

    fn expert(&self) -> Chooser<Self> {
        let mut survivor = Survivor::new(self);
        Box::new(move |env, _| Some(survivor.act(env)))
    }

    /// Every achievement was unlocked.
    fn is_solved(_: &Session<Self>, referee: &Referee) -> bool {
        referee.milestones().iter().all(|part| part.done_at.is_some())
    }

    fn unlocks(referee: &Referee) -> Vec<Unlock> {
        let unlock = |part: &Milestone| {
            let step = part.done_at?.saturating_sub(1);
            Some(Unlock { name: part.details.clone(), step })
        };
        let mut unlocks: Vec<Unlock> = referee.milestones().iter().filter_map(unlock).collect();
        unlocks.sort_by_key(|unlock| unlock.step);
        unlocks
    }

    fn step_facts(&self) -> Option<Map<String, Value>> {
        let has = |item| json!(self.game().player().inventory.get(item));
        let facts = [("health", has(Item::Health)), ("hunger", has(Item::Food))];
        Some(facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }
}
