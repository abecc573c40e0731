//! At most so many questions at once: a gate that questions pass in the order in which they came.
//!
//! For one thread: a page, or a terminal's runtime of one thread. A question that is dropped, whether it waits or is being answered,
//! makes room for the next.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// A gate; its clones are the same gate. One provider's clients share one.
#[derive(Clone)]
pub struct Gate(Rc<RefCell<State>>);

struct State {
    limit: usize,
    inside: usize,
    queue: VecDeque<(u64, Waker)>,
    next_number: u64,
}

impl Gate {
    /// A gate that lets `limit` in at once; at least one.
    pub fn new(limit: usize) -> Self {
        let queue = VecDeque::new();
        Self(Rc::new(RefCell::new(State { limit: limit.max(1), inside: 0, queue, next_number: 0 })))
    }

    /// Lets another number in from now on. Those inside stay.
    pub fn set_limit(&self, limit: usize) {
        let mut state = self.0.borrow_mut();
        state.limit = limit.max(1);
        let waiting: Vec<Waker> = state.queue.iter().map(|(_, waker)| waker.clone()).collect();
        drop(state);
        waiting.into_iter().for_each(Waker::wake);
    }

    /// Whether a question that comes now need not wait.
    pub fn has_room(&self) -> bool {
        let state = self.0.borrow();
        state.queue.len() < state.limit.saturating_sub(state.inside)
    }

    /// How many are inside.
    pub fn inside(&self) -> usize {
        self.0.borrow().inside
    }

    /// How many wait.
    pub fn waiting(&self) -> usize {
        self.0.borrow().queue.len()
    }

    /// Waits for a place. Dropping the [`Pass`] gives it back.
    pub fn enter(&self) -> Enter {
        Enter { gate: self.clone(), number: None }
    }
}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.0.borrow();
        write!(f, "Gate({} of {} inside, {} wait)", state.inside, state.limit, state.queue.len())
    }
}

/// Waits before a gate.
pub struct Enter {
    gate: Gate,
    /// The place in the queue, once there is one.
    number: Option<u64>,
}

impl Future for Enter {
    type Output = Pass;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Pass> {
        let gate = self.gate.clone();
        let mut state = gate.0.borrow_mut();
        let place = state.queue.iter().position(|(number, _)| Some(*number) == self.number);
        // Whoever waits longer goes first, also before one who has just come.
        let ahead = place.unwrap_or(state.queue.len());
        if ahead < state.limit.saturating_sub(state.inside) {
            if let Some(place) = place {
                state.queue.remove(place);
            }
            self.number = None;
            state.inside += 1;
            drop(state);
            return Poll::Ready(Pass(gate));
        }
        if let Some(place) = place {
            state.queue[place].1.clone_from(context.waker());
        } else {
            let number = state.next_number;
            state.next_number += 1;
            state.queue.push_back((number, context.waker().clone()));
            self.number = Some(number);
        }
        Poll::Pending
    }
}

impl Drop for Enter {
    fn drop(&mut self) {
        if let Some(number) = self.number {
            self.gate.0.borrow_mut().queue.retain(|(other, _)| *other != number);
            self.gate.wake_next();
        }
    }
}

impl Gate {
    /// Wakes those for whom there is room now.
    fn wake_next(&self) {
        let state = self.0.borrow();
        let room = state.limit.saturating_sub(state.inside);
        let next: Vec<Waker> =
            state.queue.iter().take(room).map(|(_, waker)| waker.clone()).collect();
        drop(state);
        next.into_iter().for_each(Waker::wake);
    }
}

/// A place behind a gate.
#[derive(Debug)]
pub struct Pass(Gate);

impl Drop for Pass {
    fn drop(&mut self) {
        self.0.0.borrow_mut().inside -= 1;
        self.0.wake_next();
    }
}
