//! Work in the background that ends when nobody wants it any more.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use wasm_bindgen_futures::spawn_local;

type Work = Pin<Box<dyn Future<Output = ()>>>;

/// Work under way. Dropped, the work is dropped at once, with all that it waits for.
#[must_use = "dropping it stops the work"]
pub struct Task(Rc<RefCell<State>>);

#[derive(Default)]
struct State {
    work: Option<Work>,
    waker: Option<Waker>,
    stopped: bool,
}

impl Task {
    /// Starts work.
    pub fn run(work: impl Future<Output = ()> + 'static) -> Self {
        let state = Rc::new(RefCell::new(State { work: Some(Box::pin(work)), ..State::default() }));
        let shared = Rc::clone(&state);
        spawn_local(poll_fn(move |context| {
            // Taken out while it runs: the work itself may drop the task.
            let Some(mut work) = shared.borrow_mut().work.take() else { return Poll::Ready(()) };
            let poll = work.as_mut().poll(context);
            let mut state = shared.borrow_mut();
            if poll.is_pending() && !state.stopped {
                state.work = Some(work);
                state.waker = Some(context.waker().clone());
                return Poll::Pending;
            }
            drop(state);
            drop(work);
            Poll::Ready(())
        }));
        Self(state)
    }
}

/// What a future has at once; none where it has to wait, and then it is dropped.
pub fn at_once<T>(work: impl Future<Output = T>) -> Option<T> {
    let mut work = std::pin::pin!(work);
    match work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => Some(done),
        Poll::Pending => None,
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        let mut state = self.0.borrow_mut();
        state.stopped = true;
        let (work, waker) = (state.work.take(), state.waker.take());
        drop(state);
        drop(work);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}
