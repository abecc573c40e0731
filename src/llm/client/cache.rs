//! Answers kept from before: the same question again costs nothing.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::{Future, ready};
use std::pin::Pin;

use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::llm::{ChatReply, ChatRequest, Endpoint};

/// Grows when what is hashed changes: kept answers are then asked for anew.
const HASH_VERSION: u32 = 1;

/// A future of a [`Cache`].
pub type Waiting<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// An answer as it is kept. Holds no key, neither the one that was sent nor one that a server quoted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// The reply.
    pub reply: ChatReply,
    /// Its body as it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
}

/// The port to where answers are kept: memory, a folder, the browser's store. What cannot be kept, or no longer be read, is
/// forgotten: the question is then asked again.
pub trait Cache {
    /// What was kept under this [`request_hash`].
    fn get<'a>(&'a self, hash: &'a str) -> Waiting<'a, Option<Kept>>;

    /// Keeps an answer.
    fn put<'a>(&'a self, hash: &'a str, kept: &'a Kept) -> Waiting<'a, ()>;
}

/// Answers kept as long as the program runs.
#[derive(Debug, Default)]
pub struct MemoryCache(RefCell<BTreeMap<String, Kept>>);

impl MemoryCache {
    /// How many answers are kept.
    pub fn len(&self) -> usize {
        self.0.borrow().len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }
}

impl Cache for MemoryCache {
    fn get<'a>(&'a self, hash: &'a str) -> Waiting<'a, Option<Kept>> {
        Box::pin(ready(self.0.borrow().get(hash).cloned()))
    }

    fn put<'a>(&'a self, hash: &'a str, kept: &'a Kept) -> Waiting<'a, ()> {
        self.0.borrow_mut().insert(hash.to_owned(), kept.clone());
        Box::pin(ready(()))
    }
}

/// The name of a question: SHA-256, in hexadecimal, of the dialect, the server's host and path, the model and the whole body.
///
/// Neither key nor scheme are part of it, nor whether the reply is streamed. `salt` tells apart what is asked more than once
/// on purpose, such as the trials of a task.
pub fn request_hash(endpoint: &Endpoint, request: &ChatRequest, salt: Option<&str>) -> String {
    let whole = ChatRequest { stream: false, ..request.clone() };
    let http = endpoint.chat(&whole);
    let named = json!({
        "version": HASH_VERSION,
        "dialect": endpoint.dialect,
        "address": place(&http.url),
        "model": request.model,
        "body": http.body,
        "salt": salt,
    });
    let mut hash = String::new();
    for byte in Sha256::digest(named.to_string()) {
        hash += &format!("{byte:02x}");
    }
    hash
}

/// Host and path of an address: no scheme, no user, no query.
fn place(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.rsplit('@').next().unwrap_or_default();
    format!("{}/{path}", host.to_ascii_lowercase())
}
