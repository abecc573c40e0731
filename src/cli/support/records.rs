//! Rows of a run as records, one file each.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::agent::support::{ResultRow, RowCast, session_of_row};
use crate::env::support::World;
use crate::episode::support::{Case, SupportRecord};

/// Writes a record of each row into a folder: `books-test-7-0.json` is the first trial of task 7. Rows that failed have none.
///
/// # Errors
///
/// A file cannot be written, or a row is none of the world's.
pub fn write_records(
    folder: &Path,
    rows: &[ResultRow],
    world: &Arc<World>,
    place: Case,
    cast: &RowCast,
) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for row in rows.iter().filter(|row| row.error().is_none()) {
        let task = u32::try_from(row.task_id).map_err(|error| error.to_string())?;
        let case = Case { task, ..place };
        let session = session_of_row(row, case, world, cast)?;
        let text = SupportRecord::new(&session, case, 0).to_json();
        let text = text.map_err(|error| error.to_string())?;
        let name = format!("{}-{}-{task}-{}.json", case.domain, case.split, row.trial);
        let file = folder.join(name);
        fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(())
}
