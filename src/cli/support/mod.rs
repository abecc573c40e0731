//! Single episodes of customer support in a terminal: played, kept, shared, played again.

mod play;
mod records;
mod share;

use std::path::PathBuf;
use std::sync::Arc;

pub use play::play;
pub use records::write_records;
pub use share::{open, replay, shared, texts};

use super::data::{Pack, folders};
use crate::agent::support::Wording;
use crate::env::support::books::{Script, Shop};
use crate::env::support::{Domain, World};
use crate::episode::support::Case;

/// Where an episode takes place.
pub struct Place {
    /// The domain with its data.
    pub world: Arc<World>,
    /// What customers and agents in text are told.
    pub wording: Arc<Wording>,
    /// What a scripted customer goes by, where there is a script.
    pub script: Option<Script>,
}

impl Place {
    /// The place of a case: a shop of Harbor Books, or a domain with its data from disk.
    ///
    /// # Errors
    ///
    /// The data is missing or wrong, or there is no such task.
    pub fn find(case: Case, data: Option<PathBuf>) -> Result<Self, String> {
        let place = if case.domain == Domain::Books {
            let Shop { world, scripts } = Shop::new(case.seed);
            let script = scripts.into_iter().nth(case.task as usize);
            Self { world, wording: Arc::new(Wording::own()), script }
        } else {
            let pack = Pack::find(&folders(data))?;
            let world = Arc::new(pack.world(case.domain)?);
            let wording = Arc::new(pack.wording()?);
            Self { world, wording, script: None }
        };
        case.task_in(&place.world).map_err(|error| error.to_string())?;
        Ok(place)
    }
}
