//! What a session asks of an environment beyond playing in it: which steps deserve a mark.

use crate::env::babyai::Task;
use crate::env::crafter::{self, CrafterEnv};
use crate::env::minigrid::{Action, GridEnv, Kind};
use crate::env::support::SupportEnv;
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

/// Customer support has no parts that are done one by one, and no call leads to nothing: each has an answer.
impl Watched for SupportEnv {}

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
