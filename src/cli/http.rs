//! The terminal's way to a model's server: an HTTP client on one thread.

use std::collections::hash_map::RandomState;
use std::error::Error;
use std::future::Future;
use std::hash::{BuildHasher, Hasher};
use std::time::{Duration, Instant};

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::{Attempt, Policy};
use reqwest::{Client, Response};

use crate::llm::{Body, ChatError, ErrorKind, HttpHead, HttpRequest, Method, Secret, Transport};

/// A server that cannot be reached within this time is not there.
const CONNECT: Duration = Duration::from_secs(30);
/// More detours than these lead nowhere.
const MOST_REDIRECTS: usize = 5;

/// Sends requests over the network. `HTTPS_PROXY` and its kin are heeded, the system's certificates trusted.
pub struct Http {
    client: Client,
    start: Instant,
}

impl Http {
    /// A client.
    ///
    /// # Errors
    ///
    /// In words, where the system lacks what encryption needs.
    pub fn new() -> Result<Self, String> {
        // Another part of the program may have chosen before; either is good.
        drop(rustls::crypto::ring::default_provider().install_default());
        let builder = || {
            let redirect = Policy::custom(within_host);
            Client::builder().connect_timeout(CONNECT).redirect(redirect)
        };
        // A machine without any certificate can still ask its own servers.
        let built = builder().build().or_else(|_| builder().tls_certs_only([]).build());
        let client = built.map_err(|error| format!("no HTTP client: {}", causes(&error)))?;
        Ok(Self { client, start: Instant::now() })
    }
}

/// A key must not follow to another host.
fn within_host(attempt: Attempt<'_>) -> reqwest::redirect::Action {
    let from = attempt.previous().last();
    let is_home = from.is_some_and(|from| from.origin() == attempt.url().origin());
    if is_home && attempt.previous().len() <= MOST_REDIRECTS {
        attempt.follow()
    } else {
        attempt.stop()
    }
}

impl Transport for Http {
    type Body = HttpBody;

    async fn send(
        &self,
        request: &HttpRequest,
        key: Option<&Secret>,
    ) -> Result<(HttpHead, HttpBody), ChatError> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
        };
        let mut builder = self.client.request(method, &request.url).headers(headers(request, key)?);
        if request.method == Method::Post {
            builder = builder.body(request.body.clone());
        }
        let response = builder.send().await.map_err(|error| unreachable(error, key))?;
        let named = response.headers().iter().filter_map(|(name, value)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        });
        let head = HttpHead { status: response.status().as_u16(), headers: named.collect() };
        Ok((head, HttpBody(response)))
    }

    fn sleep_ms(&self, pause: u64) -> impl Future<Output = ()> {
        tokio::time::sleep(Duration::from_millis(pause))
    }

    fn now_ms(&self) -> f64 {
        self.start.elapsed().as_secs_f64() * 1000.0
    }

    fn jitter(&self) -> f64 {
        // Every state of the standard library's hasher is drawn anew; 53 bits of it make a number below 1.
        let bits = RandomState::new().build_hasher().finish() >> 11;
        bits as f64 / (1_u64 << 53) as f64
    }
}

fn headers(request: &HttpRequest, key: Option<&Secret>) -> Result<HeaderMap, ChatError> {
    let mut headers = HeaderMap::new();
    for (name, value) in request.headers_with(key) {
        let name = HeaderName::from_bytes(name.as_bytes());
        let value = HeaderValue::from_str(&value);
        let (Ok(name), Ok(mut value)) = (name, value) else {
            let message = "the key holds a sign that cannot be sent";
            return Err(ChatError::new(ErrorKind::BadKey, message));
        };
        value.set_sensitive(true);
        headers.insert(name, value);
    }
    Ok(headers)
}

fn unreachable(error: reqwest::Error, key: Option<&Secret>) -> ChatError {
    let kind = if error.is_timeout() && !error.is_connect() {
        ErrorKind::Timeout
    } else {
        ErrorKind::Unreachable
    };
    ChatError::new(kind, causes(&error.without_url())).without(key)
}

/// An error with what is behind it, each said once.
fn causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text += &format!(": {cause_text}");
        }
        next = cause.source();
    }
    text
}

/// The body of a reply.
pub struct HttpBody(Response);

impl Body for HttpBody {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, ChatError> {
        match self.0.chunk().await {
            Ok(piece) => Ok(piece.map(|bytes| bytes.to_vec())),
            Err(error) => Err(ChatError::new(ErrorKind::Truncated, causes(&error.without_url()))),
        }
    }
}

/// Runs what waits for the network, on this thread.
///
/// # Panics
///
/// Where the system gives no event queue; then nothing can wait for anything.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("an event queue").block_on(future)
}
