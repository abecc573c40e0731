//! Minibatches: the trainset in a new order each epoch, cut into equal pieces.
//!
//! Source: gepa, `strategies/batch_sampler.py`.

use serde::{Deserialize, Serialize};

use super::draws::Draws;

/// Where the sampler is in its epoch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sampler {
    /// The examples in this epoch's order, padded to whole minibatches.
    order: Vec<usize>,
    /// Which epoch; none before the first.
    epoch: Option<u64>,
    /// Examples when the order was made.
    examples: usize,
    /// The iteration of the last draw, and how many were made in it before.
    last: Option<(u64, usize)>,
}

impl Sampler {
    /// The next minibatch in an iteration, counted from 0; further draws in one iteration go on.
    ///
    /// Neither the size nor the number of examples may be 0.
    pub fn draw(
        &mut self,
        (iteration, size): (u64, usize),
        examples: usize,
        draws: &mut Draws,
    ) -> Vec<usize> {
        let number = match self.last {
            Some((last, number)) if last == iteration => number + 1,
            _ => 0,
        };
        self.last = Some((iteration, number));
        // Iterations spent on merges count too: their slices are passed over.
        let base = iteration * size as u64;
        let epoch = self.epoch.map_or(0, |_| base / self.order.len().max(1) as u64);
        let is_new_epoch = self.epoch.is_none_or(|before| epoch > before);
        if self.order.is_empty() || self.examples != examples || is_new_epoch {
            self.epoch = Some(epoch);
            self.examples = examples;
            self.order = padded(draws.shuffled(examples), size);
        }
        let length = self.order.len() as u64;
        let start = ((base + (number * size) as u64) % length) as usize;
        self.order[start..start + size].to_vec()
    }
}

/// The list, made longer to a multiple of `size`: each time by the element that is in it least often, of equals the last.
fn padded(mut list: Vec<usize>, size: usize) -> Vec<usize> {
    let first = list.clone();
    let mut counts = vec![1_usize; first.len()];
    while !list.len().is_multiple_of(size) {
        let fewest = counts.iter().copied().min().unwrap_or_default();
        let Some(at) = counts.iter().rposition(|&count| count == fewest) else { break };
        counts[at] += 1;
        list.push(first[at]);
    }
    list
}

impl Sampler {
    /// Whether a stored sampler can go on: its order is made of whole minibatches of examples that exist.
    pub fn is_sound(&self, size: usize, examples: usize) -> bool {
        self.order.len().is_multiple_of(size) && self.order.iter().all(|id| *id < examples)
    }
}
