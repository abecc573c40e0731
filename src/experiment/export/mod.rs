//! Files for others: the seed documents' results, lines, tables for Parquet and DuckDB, conversations for fine-tuning.
//!
//! What was recorded of an episode is a [`SessionTrace`]. Out of many of them come [`Table`]s: two flat ones ([`flat_tables`]), and those of
//! the seed's trace store ([`store_tables`], with [`load_script`], which makes a data base of them). Whoever writes them supplies files.

mod columns;
mod date;
mod fine_tuning;
mod flat;
mod load;
mod names;
mod report;
mod results;
mod store;
mod table;
mod trace;

pub use date::{clock_stamp, utc_text};
pub use fine_tuning::{FineTuning, Form, Mode, Session};
pub use flat::flat_tables;
pub use load::load_script;
pub use names::experiment_ids;
pub use report::FineTuningReport;
pub use results::{multi_model_results, rows_jsonl};
pub use store::store_tables;
pub use table::{Column, Datum, Kind, Table};
pub use trace::{Run, SessionTrace, TraceAction, TraceCall, TraceStep};
