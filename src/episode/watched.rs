//! What a session asks of an environment beyond playing in it: which steps deserve a mark.

use crate::env::babyai::Task;
use crate::env::crafter::{self, CrafterEnv};
use crate::env::minigrid::{Action, GridEnv, Kind};
use crate::env::support::{CONTENT, Desk, Outcome, SupportEnv, Turn};
use crate::env::{Env, World, world};

/// An environment that tells which steps deserve a mark.
pub trait Watched: Env {
    /// Whether rewards come all along, for achievements and health: then those are marked, and not
    /// every reward.
    fn is_survival(&self) -> bool {
        false
    }

    /// How many parts of the task are done.
    fn subgoals_done(&self) -> usize {
        0
    }

    /// Whether an action would lead to nothing here.
    fn is_invalid(&self, _action: &Self::Action) -> bool {
        false
    }
}

impl Watched for GridEnv {
    fn subgoals_done(&self) -> usize {
        let parts = self.task().map(Task::parts).unwrap_or_default();
        parts.iter().filter(|part| part.done).count()
    }

    fn is_invalid(&self, action: &Action) -> bool {
        let state = self.state();
        let ahead = state.grid.get(state.front());
        let has_key = state.carrying.kind == Kind::Key && state.carrying.color == ahead.color;
        match action {
            Action::Left | Action::Right | Action::Done => false,
            Action::Forward => !ahead.can_overlap(),
            Action::Pickup => !ahead.kind.is_portable() || !state.carrying.is_empty(),
            Action::Drop => !ahead.is_empty() || state.carrying.is_empty(),
            Action::Toggle => match ahead.kind {
                Kind::Door => ahead.is_locked && !has_key,
                Kind::Box => false,
                _ => true,
            },
        }
    }
}

impl Watched for CrafterEnv {
    fn is_survival(&self) -> bool {
        true
    }

    fn subgoals_done(&self) -> usize {
        self.game().unlocked().len()
    }

    fn is_invalid(&self, action: &crafter::Action) -> bool {
        self.game().is_idle(*action)
    }
}

impl Watched for World {
    fn is_survival(&self) -> bool {
        matches!(self, Self::Crafter(_))
    }

    fn subgoals_done(&self) -> usize {
        match self {
            Self::Grid(env) => env.subgoals_done(),
            Self::Crafter(env) => env.subgoals_done(),
        }
    }

    fn is_invalid(&self, action: &world::Action) -> bool {
        match (self, action) {
            (Self::Grid(env), world::Action::Grid(action)) => env.is_invalid(action),
            (Self::Crafter(env), world::Action::Crafter(action)) => env.is_invalid(action),
            _ => true,
        }
    }
}

/// The parts are the gold actions and the required outputs; a call that fails leads to nothing.
impl Watched for SupportEnv {
    fn subgoals_done(&self) -> usize {
        let desk = self.desk();
        let taken = desk.gold_actions().filter(|(_, is_done)| *is_done).count();
        taken + desk.task().outputs.iter().filter(|output| is_told(desk, output)).count()
    }

    fn is_invalid(&self, turn: &Turn) -> bool {
        let Turn::Agent(action) = turn else { return false };
        if action.is_respond() || self.world().ends(&action.name) {
            return false;
        }
        match self.desk().clone().act(action) {
            Ok(Outcome::Seen(seen)) => {
                let is_unknown = self.world().domain().tool(&action.name).is_none();
                is_unknown || seen.observation.starts_with("Error: ")
            }
            Ok(Outcome::Said(_)) | Err(_) => false,
        }
    }
}

/// Whether the agent has said a required output, as the reward sees it.
fn is_told(desk: &Desk, output: &str) -> bool {
    let output = output.to_lowercase();
    let said = desk.own_actions().iter().filter(|action| action.is_respond());
    let mut said = said.filter_map(|action| action.kwargs.get(CONTENT)?.as_str());
    said.any(|words| words.to_lowercase().replace(',', "").contains(&output))
}
