//! Evaluations that were made before.
//!
//! Source: gepa, `core/state.py`. There the trainset and the valset are told apart since commit `b265bf9`.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::problem::{Candidate, EvaluationBatch, Objectives, Split};
use crate::python;

/// What is known of one candidate and one example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Known {
    /// What came out.
    pub output: Value,
    /// How good it is.
    pub score: f64,
    /// The same by objective.
    pub objectives: Option<Objectives>,
}

/// All evaluations, by the candidate's texts, the list and the example.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cache {
    known: BTreeMap<String, BTreeMap<Split, BTreeMap<usize, Known>>>,
}

impl Cache {
    /// Which of these examples are known, in their order and each once, and which are not.
    pub fn look_up(
        &self,
        candidate: &Candidate,
        split: Split,
        ids: &[usize],
    ) -> (IndexMap<usize, &Known>, Vec<usize>) {
        let of_split = self.known.get(&key(candidate)).and_then(|splits| splits.get(&split));
        let (mut known, mut unknown) = (IndexMap::new(), Vec::new());
        for &id in ids {
            match of_split.and_then(|examples| examples.get(&id)) {
                Some(found) => {
                    known.insert(id, found);
                }
                None => unknown.push(id),
            }
        }
        (known, unknown)
    }

    /// Keeps an evaluation.
    pub fn keep(
        &mut self,
        candidate: &Candidate,
        split: Split,
        ids: &[usize],
        batch: &EvaluationBatch,
    ) {
        let examples = self.known.entry(key(candidate)).or_default().entry(split).or_default();
        for (at, &id) in ids.iter().enumerate() {
            let objectives = batch.objective_scores.as_ref().and_then(|all| all.get(at)).cloned();
            let known =
                Known { output: batch.outputs[at].clone(), score: batch.scores[at], objectives };
            examples.insert(id, known);
        }
    }
}

/// SHA-256 of the JSON of the pairs of name and text, by name.
pub fn key(candidate: &Candidate) -> String {
    let mut pairs: Vec<(&String, &String)> = candidate.iter().collect();
    pairs.sort_unstable();
    let mut json = String::from("[");
    for (at, (name, text)) in pairs.into_iter().enumerate() {
        json.push_str(if at == 0 { "[" } else { ", [" });
        python::write_json_str(&mut json, name);
        json.push_str(", ");
        python::write_json_str(&mut json, text);
        json.push(']');
    }
    json.push(']');
    let digest = Sha256::digest(json);
    digest.iter().fold(String::with_capacity(64), |mut hex, byte| {
        let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value)]);
        hex.extend([digit(byte >> 4), digit(byte & 15)]);
        hex
    })
}
