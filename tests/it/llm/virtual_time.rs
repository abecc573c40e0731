//! A server that follows a script, and a clock that only moves when everyone waits: retries and limits are tested to the
//! millisecond, in no time.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use diorama::llm::{Body, ChatError, ErrorKind, HttpHead, HttpRequest, Secret, Transport};

/// What the server does with the next request.
#[derive(Clone)]
pub struct Turn {
    /// Before the head comes.
    pub silence_ms: u64,
    /// The head, or nothing reaches the server.
    pub head: Option<HttpHead>,
    /// Pauses, and the pieces after them.
    pub pieces: Vec<(u64, Vec<u8>)>,
    /// The connection breaks after the pieces.
    pub breaks: bool,
}

impl Turn {
    /// A reply that comes at once.
    pub fn reply(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let named = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let headers = headers.iter().map(named).collect();
        Self {
            silence_ms: 0,
            head: Some(HttpHead { status, headers }),
            pieces: vec![(0, body.as_ref().to_vec())],
            breaks: false,
        }
    }

    /// A stream, a piece every so many milliseconds.
    pub fn stream(pause_ms: u64, pieces: &[&str]) -> Self {
        let pieces = pieces.iter().map(|piece| (pause_ms, piece.as_bytes().to_vec())).collect();
        Self { pieces, ..Self::reply(200, &[("content-type", "text/event-stream")], "") }
    }

    /// Nobody is there.
    pub fn unreachable() -> Self {
        Self { head: None, ..Self::reply(0, &[], "") }
    }
}

/// The clock, the script, and what was asked.
#[derive(Clone, Default)]
pub struct World(Rc<Inner>);

#[derive(Default)]
struct Inner {
    now: Cell<u64>,
    /// Who sleeps, until when.
    sleepers: RefCell<Vec<(u64, Waker)>>,
    script: RefCell<VecDeque<Turn>>,
    jitter: RefCell<VecDeque<f64>>,
    asked: RefCell<Vec<(u64, HttpRequest)>>,
    open: Cell<usize>,
    most_open: Cell<usize>,
}

impl World {
    /// A server that does these things, one request each.
    pub fn of(script: impl IntoIterator<Item = Turn>) -> Self {
        let world = Self::default();
        world.0.script.borrow_mut().extend(script);
        world
    }

    /// Chance, as it falls; 0.5 afterwards.
    pub fn with_jitter(self, numbers: &[f64]) -> Self {
        self.0.jitter.borrow_mut().extend(numbers);
        self
    }

    /// When what was asked.
    pub fn asked(&self) -> Vec<(u64, HttpRequest)> {
        self.0.asked.borrow().clone()
    }

    /// When something was asked.
    pub fn moments(&self) -> Vec<u64> {
        self.asked().into_iter().map(|(moment, _)| moment).collect()
    }

    /// How many requests are under way, and how many were at most.
    pub fn open(&self) -> (usize, usize) {
        (self.0.open.get(), self.0.most_open.get())
    }

    pub fn now(&self) -> u64 {
        self.0.now.get()
    }

    /// Lets time pass until the future is done.
    pub fn run<F: Future>(&self, future: F) -> F::Output {
        let flag = Arc::new(Flag(AtomicBool::new(true)));
        let waker = Waker::from(Arc::clone(&flag));
        let mut future = pin!(future);
        loop {
            while flag.0.swap(false, Ordering::Relaxed) {
                if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker))
                {
                    return output;
                }
            }
            let mut sleepers = self.0.sleepers.borrow_mut();
            let next = sleepers.iter().map(|(moment, _)| *moment).min();
            self.0.now.set(next.expect("someone sleeps, or nothing would ever happen"));
            let now = self.now();
            let mut woken = Vec::new();
            sleepers.retain(|(moment, waker)| {
                let sleeps_on = *moment > now;
                if !sleeps_on {
                    woken.push(waker.clone());
                }
                sleeps_on
            });
            drop(sleepers);
            woken.into_iter().for_each(Waker::wake);
        }
    }

    async fn pass(&self, pause: u64) {
        let until = self.now() + pause;
        poll_fn(|context| {
            if self.now() >= until {
                return Poll::Ready(());
            }
            self.0.sleepers.borrow_mut().push((until, context.waker().clone()));
            Poll::Pending
        })
        .await;
    }
}

struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Transport for World {
    type Body = Pieces;

    async fn send(
        &self,
        request: &HttpRequest,
        key: Option<&Secret>,
    ) -> Result<(HttpHead, Pieces), ChatError> {
        assert!(key.is_none_or(|key| !request.body.contains(key.expose())), "no key in a body");
        self.0.asked.borrow_mut().push((self.now(), request.clone()));
        self.0.open.set(self.0.open.get() + 1);
        self.0.most_open.set(self.0.most_open.get().max(self.0.open.get()));
        let turn = self.0.script.borrow_mut().pop_front().expect("another request was planned");
        let (silence_ms, head) = (turn.silence_ms, turn.head.clone());
        // Held from here on: a dropped question is under way no longer.
        let pieces = Pieces { world: self.clone(), turn };
        self.pass(silence_ms).await;
        let nobody = || ChatError::new(ErrorKind::Unreachable, "nobody is there");
        Ok((head.ok_or_else(nobody)?, pieces))
    }

    fn sleep_ms(&self, pause: u64) -> impl Future<Output = ()> {
        self.pass(pause)
    }

    fn now_ms(&self) -> f64 {
        self.now() as f64
    }

    fn jitter(&self) -> f64 {
        self.0.jitter.borrow_mut().pop_front().unwrap_or(0.5)
    }
}

/// The body of a reply; the request is under way until it is dropped.
pub struct Pieces {
    world: World,
    turn: Turn,
}

impl Drop for Pieces {
    fn drop(&mut self) {
        self.world.0.open.set(self.world.0.open.get() - 1);
    }
}

impl Body for Pieces {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, ChatError> {
        let turn = &mut self.turn;
        if turn.pieces.is_empty() {
            let broken = || ChatError::new(ErrorKind::Truncated, "the connection broke");
            return if turn.breaks { Err(broken()) } else { Ok(None) };
        }
        let (pause, piece) = turn.pieces.remove(0);
        let world = self.world.clone();
        world.pass(pause).await;
        Ok(Some(piece))
    }
}

/// Runs futures side by side; their outputs in their order.
pub async fn all<T>(futures: Vec<Pin<Box<dyn Future<Output = T> + '_>>>) -> Vec<T> {
    let mut slots: Vec<_> = futures.into_iter().map(|future| (Some(future), None)).collect();
    poll_fn(|context| {
        for (future, output) in &mut slots {
            if let Some(running) = future
                && let Poll::Ready(done) = running.as_mut().poll(context)
            {
                (*future, *output) = (None, Some(done));
            }
        }
        let done = slots.iter().all(|(future, _)| future.is_none());
        if done { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    slots.into_iter().filter_map(|(_, output)| output).collect()
}
