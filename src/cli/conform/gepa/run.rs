//! Records of whole runs: every event in its order, then the result.

use serde_json::Value;

use super::toy::{Config, fnv};
use crate::cli::conform::record::{Mismatch, parse, same};
use crate::gepa::Event;

pub fn check(record: &Value) -> Result<(), Mismatch> {
    let config: Config = parse(&record["config"])?;
    let (run, events) = config.play().map_err(Mismatch::unreadable)?;
    same_events(record["events"].as_array().map_or(&[], Vec::as_slice), &events)?;
    let result = run.result().ok_or_else(|| Mismatch::unreadable("the run has no result"))?;
    let mut found = serde_json::to_value(result).map_err(Mismatch::unreadable)?;
    for fronts in ["per_val_instance_best_candidates", "per_objective_best_candidates"] {
        sort_lists(&mut found[fronts]);
    }
    same_result(&record["result"], &found)
}

fn same_events(expected: &[Value], found: &[Event]) -> Result<(), Mismatch> {
    let hash = |prompt: &str| format!("{:016x}", fnv(prompt));
    for (at, (expected, found)) in expected.iter().zip(found).enumerate() {
        let found = found.to_record(hash);
        same("event", expected, &found).map_err(|wrong| wrong.at_step(at + 1))?;
    }
    same("number of events", &expected.len(), &found.len())
}

fn same_result(expected: &Value, found: &Value) -> Result<(), Mismatch> {
    let fields = expected.as_object().into_iter().flatten();
    for (field, value) in fields {
        same("result", &(field, value), &(field, &found[field]))?;
    }
    let count = |result: &Value| result.as_object().map_or(0, serde_json::Map::len);
    same("number of fields of the result", &count(expected), &count(found))
}

/// The recordings list sets in ascending order.
fn sort_lists(fronts: &mut Value) {
    for front in fronts.as_object_mut().into_iter().flat_map(serde_json::Map::values_mut) {
        if let Some(list) = front.as_array_mut() {
            list.sort_by_key(Value::as_u64);
        }
    }
}
