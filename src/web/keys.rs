//! Keys of model servers, each under the address that it is sent to.
//!
//! A key lives in memory. Only on request it is stored as well: until the tab is closed in session storage, for longer in
//! `IndexedDB` with its end beside it. Whatever looks at a key whose time is over removes it. Nothing here ever shows a key.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde_json::{Value, json};
use wasm_bindgen_futures::spawn_local;

use super::page;
use super::storage::{self, StorageError, Store};
use crate::llm::Secret;

const SESSION_PREFIX: &str = "diorama.key.";
const DAY_MS: f64 = 86_400_000.0;

/// How long a key is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// In memory: until the page is closed or loaded anew.
    Page,
    /// Until the tab is closed; a reload does not lose it.
    Session,
    /// A day.
    Day,
    /// Thirty days.
    Month,
}

impl Keep {
    /// Every way, the shortest first.
    pub const ALL: [Self; 4] = [Self::Page, Self::Session, Self::Day, Self::Month];

    /// Its name in storage and forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Session => "session",
            Self::Day => "day",
            Self::Month => "month",
        }
    }

    /// The way of this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|keep| keep.as_str() == name)
    }

    const fn span_ms(self) -> Option<f64> {
        match self {
            Self::Page | Self::Session => None,
            Self::Day => Some(DAY_MS),
            Self::Month => Some(30.0 * DAY_MS),
        }
    }
}

/// What may be known of a key.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// The address that it is sent to.
    pub base: String,
    /// How long it is kept.
    pub keep: Keep,
    /// When it is removed, in milliseconds since 1970, if a date is set.
    pub until_ms: Option<f64>,
}

struct Entry {
    secret: Secret,
    keep: Keep,
    until_ms: Option<f64>,
}

impl Entry {
    fn is_over(&self) -> bool {
        self.until_ms.is_some_and(|until| until <= page::now_ms())
    }

    fn to_text(&self) -> String {
        let fields = json!({
            "key": self.secret.expose(), "keep": self.keep.as_str(), "until_ms": self.until_ms,
        });
        fields.to_string()
    }

    fn read(text: &str) -> Option<Self> {
        let fields: Value = serde_json::from_str(text).ok()?;
        let keep = Keep::find(fields["keep"].as_str()?)?;
        let until_ms = fields["until_ms"].as_f64();
        let secret = Secret::new(fields["key"].as_str()?);
        // What says how long it is good for must say until when.
        (keep.span_ms().is_some() == until_ms.is_some()).then_some(Self { secret, keep, until_ms })
    }
}

thread_local! {
    static MEMORY: RefCell<BTreeMap<String, Entry>> = const { RefCell::new(BTreeMap::new()) };
}

/// Takes what was stored into memory; removes what is over or cannot be read.
pub async fn load() {
    let mut found = session_entries();
    // A browser that keeps nothing has kept no key.
    for (base, text) in storage::all(Store::Keys).await.unwrap_or_default() {
        found.push((base, Entry::read(&text)));
    }
    for (base, entry) in found {
        match entry {
            Some(entry) if !entry.is_over() => {
                MEMORY.with_borrow_mut(|memory| {
                    memory.entry(base).or_insert(entry);
                });
            }
            _ => unstore(&base).await.unwrap_or_default(),
        }
    }
}

fn session_entries() -> Vec<(String, Option<Entry>)> {
    let Some(session) = storage::session() else { return Vec::new() };
    let names = (0..session.length().unwrap_or(0)).filter_map(|at| session.key(at).ok().flatten());
    let read = |name: String| {
        let base = name.strip_prefix(SESSION_PREFIX)?.to_owned();
        let text = session.get_item(&name).ok().flatten()?;
        Some((base, Entry::read(&text)))
    };
    names.filter_map(read).collect()
}

/// The key for an address.
pub fn get(base: &str) -> Option<Secret> {
    sweep();
    MEMORY.with_borrow(|memory| memory.get(base).map(|entry| entry.secret.clone()))
}

/// Which keys there are, by address.
pub fn held() -> Vec<Held> {
    sweep();
    MEMORY.with_borrow(|memory| {
        let one = |(base, entry): (&String, &Entry)| Held {
            base: base.clone(),
            keep: entry.keep,
            until_ms: entry.until_ms,
        };
        memory.iter().map(one).collect()
    })
}

/// What may be known of the key for an address.
pub fn held_for(base: &str) -> Option<Held> {
    held().into_iter().find(|held| held.base == base)
}

/// Takes a key for an address, in place of the one before.
///
/// # Errors
///
/// [`StorageError`] when it could not be stored; then it is held until the page is closed.
pub async fn set(base: &str, secret: Secret, keep: Keep) -> Result<(), StorageError> {
    let until_ms = keep.span_ms().map(|span| page::now_ms() + span);
    let entry = Entry { secret, keep, until_ms };
    let text = entry.to_text();
    MEMORY.with_borrow_mut(|memory| memory.insert(base.to_owned(), entry));
    let stored = store(base, keep, &text).await;
    if stored.is_err() {
        MEMORY.with_borrow_mut(|memory| {
            if let Some(entry) = memory.get_mut(base) {
                (entry.keep, entry.until_ms) = (Keep::Page, None);
            }
        });
    }
    stored
}

async fn store(base: &str, keep: Keep, text: &str) -> Result<(), StorageError> {
    let removed = unstore(base).await;
    match keep {
        // Nothing to store: whether there is a store does not matter.
        Keep::Page => Ok(()),
        Keep::Session => {
            let refused = || StorageError::Refused("no session storage".to_owned());
            let session = storage::session().ok_or_else(refused)?;
            session.set_item(&format!("{SESSION_PREFIX}{base}"), text).map_err(|_| refused())
        }
        Keep::Day | Keep::Month => {
            removed?;
            storage::put(Store::Keys, base, text).await
        }
    }
}

/// Keeps the key for an address for another span, counted from now.
///
/// # Errors
///
/// As [`set`].
pub async fn keep_for(base: &str, keep: Keep) -> Result<(), StorageError> {
    match get(base) {
        Some(secret) => set(base, secret, keep).await,
        None => Ok(()),
    }
}

/// Forgets the key for an address, in memory and wherever it was stored.
///
/// # Errors
///
/// [`StorageError`] when the store cannot be reached.
pub async fn forget(base: &str) -> Result<(), StorageError> {
    MEMORY.with_borrow_mut(|memory| memory.remove(base));
    unstore(base).await
}

/// Forgets every key.
///
/// # Errors
///
/// [`StorageError`] when the store cannot be reached.
pub async fn forget_all() -> Result<(), StorageError> {
    MEMORY.with_borrow_mut(BTreeMap::clear);
    for (base, _) in session_entries() {
        unstore_session(&base);
    }
    storage::clear(Store::Keys).await
}

/// Removes every key whose time is over.
fn sweep() {
    let over: Vec<String> = MEMORY.with_borrow(|memory| {
        memory.iter().filter(|(_, entry)| entry.is_over()).map(|(base, _)| base.clone()).collect()
    });
    for base in over {
        MEMORY.with_borrow_mut(|memory| memory.remove(&base));
        // Should the store not answer now, the next start of the page removes it.
        spawn_local(async move { unstore(&base).await.unwrap_or_default() });
    }
}

async fn unstore(base: &str) -> Result<(), StorageError> {
    unstore_session(base);
    storage::forget(Store::Keys, base).await
}

fn unstore_session(base: &str) {
    if let Some(session) = storage::session() {
        // A name that is not there is no error.
        let _ = session.remove_item(&format!("{SESSION_PREFIX}{base}"));
    }
}
