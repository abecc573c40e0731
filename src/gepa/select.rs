//! Which candidate is the next parent.
//!
//! Source: gepa, `strategies/candidate_selector.py`, `gepa_utils.py`.

use super::draws::Draws;
use super::options::ParentRule;
use super::pool::Pool;
use super::problem::order;
use crate::python::IntSet;

/// What Pareto sampling draws from. It changes only when a candidate comes into the pool.
#[derive(Clone, Debug, Default)]
pub struct Lottery {
    /// Candidates in the pool when the list was made.
    members: usize,
    list: Vec<usize>,
}

/// It follows from the pool, so it makes no difference between two runs.
impl PartialEq for Lottery {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Lottery {
    fn list(&mut self, pool: &Pool) -> Vec<usize> {
        if self.members != pool.members.len() {
            self.members = pool.members.len();
            self.list = tickets(&pool.front_copies(), &pool.averages());
        }
        self.list.clone()
    }
}

/// Chooses a parent.
pub fn parent(pool: &Pool, rule: ParentRule, lottery: &mut Lottery, draws: &mut Draws) -> usize {
    let averages = pool.averages();
    match rule {
        ParentRule::Pareto => draws.choice(lottery.list(pool)),
        ParentRule::CurrentBest => first_best(&averages),
        ParentRule::EpsilonGreedy { epsilon } => {
            if draws.random() < epsilon {
                draws.place(averages.len())
            } else {
                first_best(&averages)
            }
        }
        ParentRule::TopKPareto { k } => {
            let mut ranking: Vec<usize> = (0..averages.len()).collect();
            ranking.sort_by(|a, b| order(averages[*b], averages[*a]));
            let top: IntSet = ranking.into_iter().take(k).map(|index| index as u32).collect();
            let fronts = pool.front_copies();
            let fronts = fronts.iter().map(|front| front.intersection(&top));
            let fronts: Vec<IntSet> = fronts.filter(|front| !front.is_empty()).collect();
            if fronts.is_empty() {
                return first_best(&averages);
            }
            draws.choice(tickets(&fronts, &averages))
        }
    }
}

/// The candidates of the fronts without dominated ones, each as often as it is on one.
fn tickets(fronts: &[IntSet], averages: &[f64]) -> Vec<usize> {
    let mut counts: Vec<(u32, usize)> = Vec::new();
    for index in surviving_fronts(fronts, averages).iter().flat_map(IntSet::iter) {
        match counts.iter_mut().find(|(known, _)| *known == index) {
            Some((_, count)) => *count += 1,
            None => counts.push((index, 1)),
        }
    }
    let each = |(index, count)| std::iter::repeat_n(index as usize, count);
    counts.into_iter().flat_map(each).collect()
}

/// The candidates that are worth merging: those on the fronts that none dominates, in Python's order.
pub fn survivors(fronts: &[IntSet], averages: &[f64]) -> Vec<usize> {
    let all: IntSet = surviving_fronts(fronts, averages).iter().flat_map(IntSet::iter).collect();
    all.iter().map(|index| index as usize).collect()
}

/// The fronts without dominated candidates: those that have, on every front they are on, another beside them that is not
/// dominated itself. The lowest averages are looked at first.
fn surviving_fronts(fronts: &[IntSet], averages: &[f64]) -> Vec<IntSet> {
    let mut programs: Vec<u32> = Vec::new();
    let mut fronts_of: Vec<Vec<usize>> = vec![Vec::new(); averages.len()];
    for (at, front) in fronts.iter().enumerate() {
        for index in front.iter() {
            let on = &mut fronts_of[index as usize];
            if on.is_empty() {
                programs.push(index);
            }
            on.push(at);
        }
    }
    programs.sort_by(|a, b| order(averages[*a as usize], averages[*b as usize]));
    // Upstream begins anew after each one that it finds. That changes nothing: who was needed on a front stays needed there
    // when others fall away.
    let mut left: Vec<usize> = fronts.iter().map(IntSet::len).collect();
    let mut is_dominated = vec![false; averages.len()];
    for &index in &programs {
        let on = &fronts_of[index as usize];
        if on.iter().all(|&front| left[front] >= 2) {
            is_dominated[index as usize] = true;
            for &front in on {
                left[front] -= 1;
            }
        }
    }
    let alive = |index: &u32| !is_dominated[*index as usize];
    fronts.iter().map(|front| front.iter().filter(alive).collect()).collect()
}

/// The place of the highest number, the first of equals.
fn first_best(averages: &[f64]) -> usize {
    let mut best = 0;
    for (index, average) in averages.iter().enumerate() {
        if *average > averages[best] {
            best = index;
        }
    }
    best
}
