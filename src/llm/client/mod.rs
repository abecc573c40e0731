//! A model behind a server: asks, reads the reply as it comes, asks again where that helps, and keeps account of it.
//!
//! Bytes, clock and chance come through [`Transport`], so that the same code runs in a page, in a terminal and in a test with a
//! clock of its own. It is made for one thread. Dropping a question stops it at once, whatever it waits for.

mod cache;
mod gate;
mod probe;
mod reading;
mod settings;
mod within;

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

pub use cache::{Cache, Kept, MemoryCache, Waiting, request_hash};
pub use gate::{Enter, Gate, Pass};
pub use probe::Probe;
pub use settings::{IDLE_MS, ModelSettings};

use crate::llm::{
    Answer, Body, ChatError, ChatModel, ChatReply, ChatRequest, ErrorKind, HttpRequest, Outcome,
    Prices, Progress, Secret, Transport, Try,
};
use reading::{Reading, deltas_of};
use within::within;

/// So many questions at once, unless a [`Gate`] says otherwise.
const AT_ONCE: usize = 4;

/// A model behind a server. Clones share the connection, the gate and the cache.
pub struct Client<T> {
    transport: Rc<T>,
    settings: Rc<ModelSettings>,
    key: Option<Secret>,
    gate: Gate,
    cache: Option<Rc<dyn Cache>>,
    salt: Option<String>,
    prices: Rc<Prices>,
    /// The server answered at least once, whatever it said.
    reached: Rc<Cell<bool>>,
}

impl<T> Clone for Client<T> {
    fn clone(&self) -> Self {
        Self {
            transport: Rc::clone(&self.transport),
            settings: Rc::clone(&self.settings),
            key: self.key.clone(),
            gate: self.gate.clone(),
            cache: self.cache.clone(),
            salt: self.salt.clone(),
            prices: Rc::clone(&self.prices),
            reached: Rc::clone(&self.reached),
        }
    }
}

impl<T> fmt::Debug for Client<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("settings", &self.settings)
            .field("key", &self.key)
            .field("gate", &self.gate)
            .field("cached", &self.cache.is_some())
            .field("salt", &self.salt)
            .finish_non_exhaustive()
    }
}

impl<T> Client<T> {
    /// A client without key and cache, with the prices that are built in.
    pub fn new(transport: T, settings: ModelSettings) -> Self {
        Self {
            transport: Rc::new(transport),
            settings: Rc::new(settings),
            key: None,
            gate: Gate::new(AT_ONCE),
            cache: None,
            salt: None,
            prices: Rc::new(Prices::built_in()),
            reached: Rc::new(Cell::new(false)),
        }
    }

    /// The same with a key.
    #[must_use]
    pub fn with_key(self, key: Option<Secret>) -> Self {
        Self { key, ..self }
    }

    /// The same behind a gate, which other clients of the provider may share.
    #[must_use]
    pub fn with_gate(self, gate: Gate) -> Self {
        Self { gate, ..self }
    }

    /// The same with a note, shared with other clients of the server, of whether it ever answered: one that did is worth another
    /// try when it cannot be reached.
    #[must_use]
    pub fn with_reached(self, reached: Rc<Cell<bool>>) -> Self {
        Self { reached, ..self }
    }

    /// The same with answers kept; only good replies are.
    #[must_use]
    pub fn with_cache(self, cache: Option<Rc<dyn Cache>>) -> Self {
        Self { cache, ..self }
    }

    /// The same with a salt: the cache takes equal questions under other salts for other questions. Trials of one task, and
    /// votes on one question, need one each.
    #[must_use]
    pub fn with_salt(self, salt: impl Into<String>) -> Self {
        Self { salt: Some(salt.into()), ..self }
    }

    /// The same with other prices.
    #[must_use]
    pub fn with_prices(self, prices: Rc<Prices>) -> Self {
        Self { prices, ..self }
    }

    /// The prices that count.
    pub fn prices(&self) -> &Prices {
        &self.prices
    }

    /// Which model is asked, where and how.
    pub fn settings(&self) -> &ModelSettings {
        &self.settings
    }

    /// The way that bytes go.
    pub fn transport(&self) -> &T {
        &self.transport
    }

    /// Whether there is a key.
    pub fn has_key(&self) -> bool {
        self.key.as_ref().is_some_and(|key| !key.expose().is_empty())
    }

    /// The gate.
    pub const fn gate(&self) -> &Gate {
        &self.gate
    }
}

impl<T: Transport> ChatModel for Client<T> {
    async fn ask(&self, request: &ChatRequest, watch: &mut dyn FnMut(Progress)) -> Answer {
        let started = self.transport.now_ms();
        let request = self.settings.fill(request);
        let hash = || request_hash(&self.settings.endpoint, &request, self.salt.as_deref());
        let shelf = self.cache.as_ref().map(|cache| (cache, hash()));
        if let Some((cache, hash)) = &shelf
            && let Some(kept) = cache.get(hash).await
        {
            return kept_answer(kept, self.transport.now_ms() - started);
        }
        let _pass = self.pass(watch).await;
        let mut answer = self.ask_until_answered(&request, watch).await;
        answer.latency_ms = self.transport.now_ms() - started;
        if let (Some((cache, hash)), Outcome::Reply(reply)) = (&shelf, &answer.outcome) {
            cache.put(hash, &Kept { reply: reply.clone(), raw: answer.raw.clone() }).await;
        }
        answer
    }
}

impl<T: Transport> Client<T> {
    /// A place behind the gate; whoever watches learns of it only if there is a wait.
    async fn pass(&self, watch: &mut dyn FnMut(Progress)) -> Pass {
        if !self.gate.has_room() {
            watch(Progress::Queued);
        }
        self.gate.enter().await
    }

    /// The tries. The place behind the gate is kept in the pauses between them: who is asked to go slow goes slow as a whole.
    async fn ask_until_answered(
        &self,
        request: &ChatRequest,
        watch: &mut dyn FnMut(Progress),
    ) -> Answer {
        let http = self.settings.endpoint.chat(request);
        let mut tries = Vec::new();
        loop {
            let number = tries.len() as u32 + 1;
            watch(Progress::Sent { number });
            let sent = self.transport.now_ms();
            let TryOutcome { outcome, raw, first_words } =
                self.ask_once(&http, request.stream, watch).await;
            let took_ms = self.transport.now_ms() - sent;
            let answered = |outcome: Outcome, tries, cost_usd| Answer {
                outcome,
                tries,
                latency_ms: 0.0,
                first_words_ms: first_words.map(|moment| moment - sent),
                cost_usd,
                kept: false,
                raw,
            };
            let error = match outcome {
                Ok(reply) => {
                    tries.push(Try { error: None, took_ms, pause_ms: None });
                    let cost = self.cost(request, &reply);
                    return answered(Outcome::Reply(reply), tries, cost);
                }
                Err(error) => error.without(self.key.as_ref()),
            };
            let (reached, jitter) = (self.reached.get(), self.transport.jitter());
            let pause_ms = self.settings.retry.pause_ms(number, &error, reached, jitter);
            tries.push(Try { error: Some(error.clone()), took_ms, pause_ms });
            let Some(pause_ms) = pause_ms else {
                return answered(Outcome::Error(error), tries, None);
            };
            watch(Progress::Pause { error, pause_ms });
            self.transport.sleep_ms(pause_ms).await;
        }
    }

    async fn ask_once(
        &self,
        http: &HttpRequest,
        stream: bool,
        watch: &mut dyn FnMut(Progress),
    ) -> TryOutcome {
        let key = self.key.as_ref();
        let (transport, idle_ms) = (self.transport.as_ref(), self.settings.idle_ms);
        let silent = || {
            let seconds = idle_ms as f64 / 1000.0;
            ChatError::new(ErrorKind::Timeout, format!("nothing came for {seconds} seconds"))
        };
        let sent = within(transport, idle_ms, transport.send(http, key)).await;
        let (head, mut body) = match sent.unwrap_or_else(|| Err(silent())) {
            Ok(reply) => reply,
            Err(error) => return TryOutcome { outcome: Err(error), raw: None, first_words: None },
        };
        self.reached.set(true);
        let mut reading = Reading::new(self.settings.endpoint.dialect, head, stream, key);
        let (mut first_words, mut broken) = (None, None);
        while !reading.is_over() {
            let piece = within(transport, idle_ms, body.next()).await;
            let deltas = match piece.unwrap_or_else(|| Err(silent())) {
                Ok(Some(bytes)) => reading.feed(&bytes),
                Ok(None) => break,
                Err(error) => {
                    broken = Some(error);
                    break;
                }
            };
            if !deltas.is_empty() && first_words.is_none() {
                first_words = Some(transport.now_ms());
            }
            for delta in deltas {
                watch(Progress::Delta(delta));
            }
        }
        let (outcome, raw) = reading.finish(broken);
        if let (Ok(reply), None) = (&outcome, first_words) {
            show_whole(reply, watch);
        }
        TryOutcome { outcome, raw, first_words }
    }

    fn cost(&self, request: &ChatRequest, reply: &ChatReply) -> Option<f64> {
        let provider = &self.settings.provider;
        let exact = reply.model.as_deref();
        self.prices.cost_usd(provider, &request.model, exact, reply.usage.as_ref())
    }
}

/// What came of one try.
struct TryOutcome {
    outcome: Result<ChatReply, ChatError>,
    raw: Option<String>,
    /// When the first words came, by the transport's clock.
    first_words: Option<f64>,
}

/// A reply that came whole is shown as if it had come in pieces: one each.
fn show_whole(reply: &ChatReply, watch: &mut dyn FnMut(Progress)) {
    for delta in deltas_of(reply) {
        watch(Progress::Delta(delta));
    }
}

fn kept_answer(kept: Kept, latency_ms: f64) -> Answer {
    Answer {
        latency_ms,
        cost_usd: Some(0.0),
        kept: true,
        raw: kept.raw,
        ..Answer::at_once(Ok(kept.reply))
    }
}
