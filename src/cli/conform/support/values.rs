//! Records without a world: expressions, rewards, values.

use std::collections::BTreeMap;

use super::{Exact, field, list, text};
use crate::agent::support::{Metrics, Score};
use crate::cli::conform::record::{Mismatch, same};
use crate::env::support::{Base, Domain, Told, World, hash_value, hashed_text};
use crate::python::shared::ops::Number;
use crate::python::shared::{Map, PyValue, dumps_value};
use crate::python::{float_repr, round2};

/// An expression and what the calculator says.
pub(super) fn calculate(
    record: &PyValue,
    exact: &mut BTreeMap<String, Exact>,
) -> Result<(), Mismatch> {
    let base = Base::new([]);
    let world = World::new(Domain::Retail, base.into(), BTreeMap::new(), Told::default());
    let mut arguments = Map::default();
    arguments.set("expression", field(record, "expression")?.clone());
    let found = world.call(&mut world.fresh(), "calculate", &arguments).unwrap_or_default();
    let expected = text(record, "out")?;
    let tally = exact.entry(text(record, "cat")?.to_owned()).or_default();
    tally.all += 1;
    tally.exact += usize::from(expected == &*found);
    same("out", expected, &found)
}

/// Rewards and what is printed of them.
pub(super) fn pass_k(record: &PyValue) -> Result<(), Mismatch> {
    let wrong = || Mismatch::unreadable("a result is none");
    let scores: Result<Vec<Score>, Mismatch> = (list(record, "results")?.iter())
        .map(|result| {
            let [PyValue::Int(task), PyValue::Int(trial), reward] =
                result.as_list().ok_or_else(wrong)?
            else {
                return Err(wrong());
            };
            let whole =
                |number: &crate::python::shared::Int| number.to_string().parse::<i64>().ok();
            Ok(Score {
                task_id: whole(task).ok_or_else(wrong)?,
                trial: whole(trial).ok_or_else(wrong)?,
                reward: Number::of(reward)
                    .and_then(|number| number.to_f64().ok())
                    .ok_or_else(wrong)?,
            })
        })
        .collect();
    match (Metrics::of(&scores?), field(record, "raises")?) {
        (Some(metrics), PyValue::None) => {
            same("stdout", text(record, "stdout")?, &metrics.display())
        }
        (None, PyValue::Str(_)) => Ok(()),
        (metrics, raises) => same("raises", &raises.as_str().is_some(), &metrics.is_none()),
    }
}

/// A value as text and as hash.
pub(super) fn hash(record: &PyValue) -> Result<(), Mismatch> {
    let value = field(record, "value")?;
    same("repr", text(record, "repr")?, &hashed_text(value))?;
    same("sha256", text(record, "sha256")?, &hash_value(value))?;
    same("dumps", text(record, "dumps")?, &dumps_value(value))?;
    if let (Some(rounded), PyValue::Float(number)) = (field(record, "round2")?.as_str(), value) {
        same("round2", rounded, &float_repr(round2(*number)))?;
    }
    Ok(())
}
