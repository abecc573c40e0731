//! Which episode of customer support: the domain, the split, the task, and for Harbor Books the shop's seed.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::env::Seed;
use crate::env::catalog;
use crate::env::support::{Domain, Split, SupportEnv, Task, World};
use crate::episode::session::Session;
use crate::python::shared::{Text, dumps_value};

/// Names an episode.
///
/// As text: `books?task=7&seed=3`, `retail?split=train&task=5`, `airline?task=2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Case {
    /// The line of business.
    pub domain: Domain,
    /// Which of its tasks.
    pub split: Split,
    /// The task's number, from 0.
    pub task: u32,
    /// The shop's seed; 0 where the data comes in a pack.
    pub seed: u64,
}

/// Why there is no such episode.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    /// No domain has this name.
    #[error("there is no domain {0:?} of customer support")]
    UnknownDomain(String),
    /// No split has this name.
    #[error("there is no split {0:?}")]
    UnknownSplit(String),
    /// The domain does not have this split.
    #[error("{domain} has no split {split}")]
    NoSplit {
        /// The domain.
        domain: Domain,
        /// The split.
        split: Split,
    },
    /// Something else than a number.
    #[error("{text:?} is no number of a {what}")]
    BadNumber {
        /// What it is the number of.
        what: &'static str,
        /// What stands there.
        text: String,
    },
    /// The split has fewer tasks.
    #[error("{domain} has no task {task} in {split}: it has {tasks}, counted from 0")]
    NoTask {
        /// The domain.
        domain: Domain,
        /// The split.
        split: Split,
        /// The task's number.
        task: u32,
        /// How many there are.
        tasks: usize,
    },
    /// The data is another domain's.
    #[error("the episode is of {wanted}, the data of {found}")]
    OtherDomain {
        /// The episode's.
        wanted: Domain,
        /// The data's.
        found: Domain,
    },
    /// Only Harbor Books is made from a seed.
    #[error("{0} is not made from a seed")]
    NoSeed(Domain),
}

impl Case {
    /// A task of Harbor Books in the shop of a seed.
    pub const fn books(task: u32, seed: u64) -> Self {
        Self { domain: Domain::Books, split: Split::Test, task, seed }
    }

    /// The world's number in links and records; none for a split that the domain does not have.
    pub fn number(&self) -> Option<u16> {
        catalog::support_number(self.domain, self.split)
    }

    /// The case as a session's seed: the task's number.
    pub const fn session_seed(&self) -> Seed {
        Seed(self.task as u64)
    }

    /// The task in its world.
    ///
    /// # Errors
    ///
    /// [`CaseError::OtherDomain`], [`CaseError::NoSplit`], [`CaseError::NoTask`].
    pub fn task_in<'a>(&self, world: &'a World) -> Result<&'a Arc<Task>, CaseError> {
        let Self { domain, split, task, .. } = *self;
        if world.domain() != domain {
            return Err(CaseError::OtherDomain { wanted: domain, found: world.domain() });
        }
        self.check_split()?;
        let found = world.task(split, task as usize);
        found.ok_or(CaseError::NoTask { domain, split, task, tasks: world.tasks(split).len() })
    }

    /// The episode at its start. For Harbor Books the world has to be the shop of the case's seed.
    ///
    /// # Errors
    ///
    /// As [`Self::task_in`].
    pub fn env(&self, world: &Arc<World>) -> Result<SupportEnv, CaseError> {
        Ok(self.session(world)?.env().clone())
    }

    /// A session of the episode, at its start.
    ///
    /// # Errors
    ///
    /// As [`Self::task_in`].
    pub fn session(&self, world: &Arc<World>) -> Result<Session<SupportEnv>, CaseError> {
        self.task_in(world)?;
        let Self { domain, split, task, .. } = *self;
        let env = SupportEnv::new(world, split);
        let env = env.ok_or(CaseError::NoTask { domain, split, task, tasks: 0 })?;
        Ok(Session::new(env, self.session_seed()))
    }

    /// The first bytes of a hash of all that a link stands on: the data base as it comes, its task, and texts that its coder has read.
    ///
    /// # Errors
    ///
    /// As [`Self::task_in`].
    pub(super) fn ground(
        &self,
        world: &World,
        texts: impl IntoIterator<Item = Text>,
    ) -> Result<[u8; 2], CaseError> {
        let task: Text = dumps_value(&self.task_in(world)?.to_value()).into();
        let data: Text = world.fresh().hash().into();
        let mut hash = Sha256::new();
        for text in [data, task].into_iter().chain(texts) {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        }
        let hash = hash.finalize();
        Ok([hash[0], hash[1]])
    }

    fn check_split(&self) -> Result<(), CaseError> {
        let Self { domain, split, .. } = *self;
        let has = domain.splits().contains(&split);
        if has { Ok(()) } else { Err(CaseError::NoSplit { domain, split }) }
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}?", self.domain)?;
        if self.domain.splits().len() > 1 {
            write!(f, "split={}&", self.split)?;
        }
        write!(f, "task={}", self.task)?;
        if self.domain == Domain::Books { write!(f, "&seed={}", self.seed) } else { Ok(()) }
    }
}

/// Options that are no part of the case are passed over; a missing one is the test split, task 0, seed 0.
impl FromStr for Case {
    type Err = CaseError;

    fn from_str(text: &str) -> Result<Self, CaseError> {
        let (domain, options) = text.split_once('?').unwrap_or((text, ""));
        let unknown = |_| CaseError::UnknownDomain(domain.to_owned());
        let domain = domain.parse().map_err(unknown)?;
        let mut case = Self { domain, split: Split::Test, task: 0, seed: 0 };
        for option in options.split('&') {
            match option.split_once('=') {
                Some(("split", name)) => {
                    let unknown = |_| CaseError::UnknownSplit(name.to_owned());
                    case.split = name.parse().map_err(unknown)?;
                }
                Some(("task", text)) => case.task = number("task", text)?,
                Some(("seed", text)) => case.seed = number("shop", text)?,
                _ => {}
            }
        }
        case.check_split()?;
        if case.domain != Domain::Books && case.seed != 0 {
            return Err(CaseError::NoSeed(case.domain));
        }
        Ok(case)
    }
}

fn number<T: FromStr>(what: &'static str, text: &str) -> Result<T, CaseError> {
    text.parse().map_err(|_| CaseError::BadNumber { what, text: text.to_owned() })
}
