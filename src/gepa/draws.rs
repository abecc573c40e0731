//! The random generator with its uses written down as events.

use super::event::{Draw, Event};
use crate::rng::{PythonRandom, WeightsError};

/// One generator for parents, minibatches and merges. The order of its uses is what makes a run repeatable.
#[derive(Debug)]
pub struct Draws<'a> {
    /// The generator.
    pub random: &'a mut PythonRandom,
    /// Where its uses are told.
    pub events: &'a mut Vec<Event>,
}

impl Draws<'_> {
    fn tell(&mut self, draw: Draw) {
        self.events.push(Event::Draw(draw));
    }

    /// One of a list that is not empty.
    pub fn choice(&mut self, list: Vec<usize>) -> usize {
        let value = self.random.choice(&list).expect("callers hand over lists that are not empty");
        self.tell(Draw::Choice { list, value });
        value
    }

    /// The numbers `0..count` in another order.
    pub fn shuffled(&mut self, count: usize) -> Vec<usize> {
        let mut list: Vec<usize> = (0..count).collect();
        self.random.shuffle(&mut list);
        self.tell(Draw::Shuffle { list: list.clone() });
        list
    }

    /// Some of a list, each once.
    pub fn sample(&mut self, list: &[usize], count: usize) -> Vec<usize> {
        let mut result = self.random.sample(list.len(), count);
        for place in &mut result {
            *place = list[*place];
        }
        self.tell(Draw::Sample { list: list.to_vec(), count, result: result.clone() });
        result
    }

    /// Some of a list, maybe more than once.
    pub fn choices(&mut self, list: &[usize], count: usize) -> Vec<usize> {
        let places = self.random.choices(list.len(), count);
        let result: Vec<usize> = places.into_iter().map(|place| list[place]).collect();
        let (list, weights) = (list.to_vec(), None);
        self.tell(Draw::Choices { list, weights, count, result: result.clone() });
        result
    }

    /// One of a list, some more likely than others.
    pub fn weighted(&mut self, list: Vec<usize>, weights: Vec<f64>) -> Result<usize, WeightsError> {
        let place = self.random.weighted(&weights, 1)?[0];
        let value = list[place];
        let (weights, result) = (Some(weights), vec![value]);
        self.tell(Draw::Choices { list, weights, count: 1, result });
        Ok(value)
    }

    /// A number in `[0, 1)`.
    pub fn random(&mut self) -> f64 {
        let value = self.random.random();
        self.tell(Draw::Random { value });
        value
    }

    /// A place in a list of so many.
    pub fn place(&mut self, count: usize) -> usize {
        let high = count as i64 - 1;
        let value = self.random.randint(0, high);
        self.tell(Draw::Randint { low: 0, high, value });
        value as usize
    }
}
