//! Merging: two candidates of one origin, component by component.
//!
//! Source: gepa, `proposer/merge.py`.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::draws::Draws;
use super::options::Options;
use super::pool::{Member, Pool};
use super::problem::{Candidate, order, sum};
use super::select::survivors;
use crate::python::IntSet;
use crate::rng::WeightsError;

/// Searches for a pair, each of as many tries.
const TRIES: usize = 10;
/// Examples on which a merged candidate is tried.
const SUBSAMPLE: usize = 5;

/// What was merged, and whether more is due.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merger {
    /// Merges that are still to be tried.
    pub due: u64,
    /// Merges that were accepted.
    pub tested: u64,
    /// Whether the last iteration found a candidate by reflection.
    pub is_fresh: bool,
    /// Two candidates and their ancestor.
    merged: BTreeSet<(usize, usize, usize)>,
    /// Two candidates and which one each component came from.
    built: BTreeSet<(usize, usize, Vec<usize>)>,
}

/// A merged candidate, to be tried on some examples of the valset.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Merge {
    /// The two.
    pub parents: [usize; 2],
    /// What both come from.
    pub ancestor: usize,
    /// The outcome.
    pub texts: Candidate,
    /// The examples; one may come more than once.
    pub ids: Vec<usize>,
    /// The scores of the two on these.
    pub scores: [Vec<f64>; 2],
}

impl Merge {
    /// The sums of the two on the examples.
    pub fn sums(&self) -> [f64; 2] {
        [0, 1].map(|at: usize| sum(self.scores[at].iter().copied()))
    }
}

impl Merger {
    /// Notes that reflection found a candidate.
    pub fn note_found(&mut self, options: &Options) {
        self.is_fresh = true;
        if self.tested < options.max_merge_invocations {
            self.due += 1;
        }
    }

    /// Looks for two candidates to merge; `None` if none are found.
    ///
    /// # Errors
    ///
    /// [`WeightsError`] where all common ancestors have an average of zero, as upstream.
    pub fn propose(
        &mut self,
        pool: &Pool,
        options: &Options,
        draws: &mut Draws,
    ) -> Result<Option<Merge>, WeightsError> {
        let list = survivors(&pool.front_copies(), &pool.averages());
        if list.len() < 2 || pool.members.len() < 3 {
            return Ok(None);
        }
        let mut origins = Origins { pool, ancestors: BTreeMap::new(), common: BTreeMap::new() };
        for _ in 0..TRIES {
            let found = match self.find_pair(&list, &mut origins, draws) {
                Err(_) if options.skip_weightless_merge => return Ok(None),
                found => found?,
            };
            let Some((pair @ [one, two], ancestor)) = found else { continue };
            let (texts, built) = build(pool, pair, ancestor, draws);
            let scores = pair.map(|index| &pool.members[index].scores);
            let common = common_examples(scores[0].keys(), scores[1].keys());
            let is_known = self.built.contains(&(one, two, built.clone()));
            if is_known || common.len() < options.merge_val_overlap_floor {
                continue;
            }
            self.built.insert((one, two, built));
            self.merged.insert((one, two, ancestor));
            let ids = subsample(&common, pair.map(|index| &pool.members[index]), draws);
            if ids.is_empty() {
                return Ok(None);
            }
            let scores = scores.map(|scores| ids.iter().map(|id| scores[id]).collect());
            return Ok(Some(Merge { parents: pair, ancestor, texts, ids, scores }));
        }
        Ok(None)
    }

    /// Two candidates, the lower place first, and an ancestor of both that neither is worse than.
    fn find_pair(
        &self,
        list: &[usize],
        origins: &mut Origins,
        draws: &mut Draws,
    ) -> Result<Option<([usize; 2], usize)>, WeightsError> {
        let members = &origins.pool.members;
        for _ in 0..TRIES {
            let mut pair = [0; 2];
            pair.copy_from_slice(&draws.sample(list, 2));
            pair.sort_unstable();
            let common = origins.common(pair, &self.merged);
            if !common.is_empty() {
                let weights = common.iter().map(|&index| members[index].average).collect();
                return Ok(Some((pair, draws.weighted(common.to_vec(), weights)?)));
            }
        }
        Ok(None)
    }
}

/// What candidates come from, as far as it was asked for.
struct Origins<'a> {
    pool: &'a Pool,
    ancestors: BTreeMap<usize, IntSet>,
    common: BTreeMap<[usize; 2], Vec<usize>>,
}

impl Origins<'_> {
    /// Common ancestors of a pair that a merge can start from; none if one of the pair is the other's ancestor.
    fn common(&mut self, pair: [usize; 2], merged: &BTreeSet<(usize, usize, usize)>) -> &[usize] {
        if !self.common.contains_key(&pair) {
            let common = self.find_common(pair, merged);
            self.common.insert(pair, common);
        }
        &self.common[&pair]
    }

    fn find_common(
        &mut self,
        pair @ [one, two]: [usize; 2],
        merged: &BTreeSet<(usize, usize, usize)>,
    ) -> Vec<usize> {
        if self.of(one).contains(two as u32) || self.of(two).contains(one as u32) {
            return Vec::new();
        }
        let members = &self.pool.members;
        let is_fit = |ancestor: &usize| {
            let average = members[*ancestor].average;
            !merged.contains(&(one, two, *ancestor))
                && average <= members[one].average
                && average <= members[two].average
                && is_desirable(members, pair, *ancestor)
        };
        let common = self.listed(one).intersection(&self.listed(two));
        common.iter().map(|index| index as usize).filter(is_fit).collect()
    }

    /// All ancestors, put in depth first.
    fn of(&mut self, index: usize) -> &IntSet {
        let members = &self.pool.members;
        self.ancestors.entry(index).or_insert_with(|| {
            let mut found = IntSet::new();
            // What is still to be visited, the next one last.
            let mut open: Vec<usize> = members[index].parents.iter().rev().copied().collect();
            while let Some(parent) = open.pop() {
                if found.add(parent as u32) {
                    open.extend(members[parent].parents.iter().rev());
                }
            }
            found
        })
    }

    /// The same as a set made of the list of the set, whose order may be another.
    fn listed(&mut self, index: usize) -> IntSet {
        self.of(index).iter().collect()
    }
}

/// Whether some component changed on one side only.
fn is_desirable(members: &[Member], [one, two]: [usize; 2], ancestor: usize) -> bool {
    members[ancestor].texts.iter().any(|(name, text)| {
        let (one, two) = (&members[one].texts[name], &members[two].texts[name]);
        (text == one || text == two) && one != two
    })
}

/// The merged texts, and which candidate each came from.
fn build(
    pool: &Pool,
    [one, two]: [usize; 2],
    ancestor: usize,
    draws: &mut Draws,
) -> (Candidate, Vec<usize>) {
    let members = &pool.members;
    let mut texts = members[ancestor].texts.clone();
    let mut built = Vec::with_capacity(texts.len());
    // Upstream walks the components in the hash order of their names, which differs from process to process.
    for (name, text) in &mut texts {
        let (first, second) = (&members[one].texts[name], &members[two].texts[name]);
        let source = if first != second && *text == *first {
            two
        } else if first != second && *text == *second {
            one
        } else if *text != *first && *text != *second {
            // Upstream quirk: drawn even where the two are alike.
            let (first, second) = (members[one].average, members[two].average);
            if first > second {
                one
            } else if second > first {
                two
            } else {
                draws.choice(vec![one, two])
            }
        } else {
            one
        };
        text.clone_from(&members[source].texts[name]);
        built.push(source);
    }
    (texts, built)
}

/// The examples that both have scores of, in the order of Python's sets.
fn common_examples<'a>(
    one: impl Iterator<Item = &'a usize>,
    two: impl Iterator<Item = &'a usize>,
) -> Vec<usize> {
    let one: IntSet = one.map(|&id| id as u32).collect();
    let two: IntSet = two.map(|&id| id as u32).collect();
    one.intersection(&two).iter().map(|id| id as usize).collect()
}

/// Some examples: where the one is better, where the other is, and where they are alike.
fn subsample(common: &[usize], [one, two]: [&Member; 2], draws: &mut Draws) -> Vec<usize> {
    let each = SUBSAMPLE.div_ceil(3);
    let bucket = |wanted: Ordering| {
        let compare = |id: &usize| order(one.scores[id], two.scores[id]);
        common.iter().copied().filter(|id| compare(id) == wanted).collect::<Vec<usize>>()
    };
    let mut chosen: Vec<usize> = Vec::with_capacity(SUBSAMPLE);
    for wanted in [Ordering::Greater, Ordering::Less, Ordering::Equal] {
        let bucket = bucket(wanted);
        let take = bucket.len().min(each).min(SUBSAMPLE - chosen.len());
        if take > 0 {
            chosen.extend(draws.sample(&bucket, take));
        }
    }
    let missing = SUBSAMPLE - chosen.len();
    if missing > 0 {
        let unused: Vec<usize> = common.iter().copied().filter(|id| !chosen.contains(id)).collect();
        if unused.len() >= missing {
            chosen.extend(draws.sample(&unused, missing));
        } else if !common.is_empty() {
            chosen.extend(draws.choices(common, missing));
        }
    }
    chosen
}
