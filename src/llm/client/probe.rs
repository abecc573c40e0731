//! A test of the connection: the list of models, and one tiny question.

use crate::llm::client::within::within;
use crate::llm::{
    Answer, Body, ChatError, ChatModel, ChatRequest, Client, ErrorKind, HttpHead, Message,
    RetryPolicy, Transport, read_models,
};

/// Of a list of models, not more is read. `OpenRouter`'s has half a megabyte.
const MAX_LIST_BYTES: usize = 16 << 20;
/// Enough for a model that thinks before it says one word.
const MAX_TOKENS_OUT: u32 = 2048;

/// What a test of the connection found; [`diagnose`](crate::llm::diagnose) says what it means.
#[derive(Clone, Debug, PartialEq)]
pub struct Probe {
    /// The server's models, or why it does not tell.
    pub models: Result<Vec<String>, ChatError>,
    /// The answer to the tiny question; none where no model is named.
    pub answer: Option<Answer>,
}

impl<T: Transport> Client<T> {
    /// Asks for the list of models and, if one is named, a tiny question, once each and past the cache.
    pub async fn probe(&self) -> Probe {
        let models = self.models().await;
        if self.settings.model.is_empty() {
            return Probe { models, answer: None };
        }
        let mut settings = self.settings.as_ref().clone();
        settings.retry = RetryPolicy { max_tries: 1, ..settings.retry };
        let once = Self { settings: settings.into(), cache: None, ..self.clone() };
        Probe { models, answer: Some(once.ask(&tiny_question(), &mut |_| {}).await) }
    }

    /// The server's models, sorted.
    ///
    /// # Errors
    ///
    /// What the server says is wrong, without the key; or what kept the reply from coming.
    pub async fn models(&self) -> Result<Vec<String>, ChatError> {
        let body = self.models_body().await.and_then(|(head, body)| read_models(&head, &body));
        body.map_err(|error| error.without(self.key.as_ref()))
    }

    /// The list of models as it came, for those who read more in it, such as prices.
    ///
    /// # Errors
    ///
    /// What kept it from coming. A refusal is a reply here.
    pub async fn models_body(&self) -> Result<(HttpHead, Vec<u8>), ChatError> {
        let key = self.key.as_ref();
        let (transport, idle_ms) = (self.transport.as_ref(), self.settings.idle_ms);
        let silent = || ChatError::new(ErrorKind::Timeout, "the list of models does not come");
        let request = self.settings.endpoint.models();
        let sent = within(transport, idle_ms, transport.send(&request, key)).await;
        let reply = sent.unwrap_or_else(|| Err(silent()));
        let (head, mut body) = reply.map_err(|error| error.without(key))?;
        self.reached.set(true);
        let mut whole = Vec::new();
        loop {
            let piece = within(transport, idle_ms, body.next()).await;
            match piece.unwrap_or_else(|| Err(silent())).map_err(|error| error.without(key))? {
                Some(bytes) => whole.extend_from_slice(&bytes),
                None => break,
            }
            if whole.len() > MAX_LIST_BYTES {
                let message = "the list of models does not end";
                return Err(ChatError::new(ErrorKind::Malformed, message));
            }
        }
        if let Some(key) = key.filter(|_| !head.is_success()) {
            whole = key.scrub(&String::from_utf8_lossy(&whole)).into_bytes();
        }
        Ok((head, whole))
    }
}

/// A question that costs next to nothing.
pub fn tiny_question() -> ChatRequest {
    ChatRequest {
        turns: vec![Message::user("Answer with one word: ready").into()],
        max_tokens_out: Some(MAX_TOKENS_OUT),
        ..ChatRequest::default()
    }
}
