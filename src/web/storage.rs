//! What this browser keeps: preferences in local storage, longer things in `IndexedDB`.
//!
//! Everything is text under a name, but for benchmarks' data, which is bytes. Episodes have short names of letters and digits.

use idb::{
    Database, DatabaseEvent, Factory, ObjectStore, ObjectStoreParams, Query, TransactionMode,
};
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};

const DATABASE: &str = "diorama";

/// Grows when a store is added.
const VERSION: u32 = 3;

/// A drawer of the data base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    /// One's own episodes, as JSON.
    Episodes,
    /// Keys of model servers whose keeping was asked for; see [`keys`](super::keys).
    Keys,
    /// Prompt packs that were opened.
    Packs,
    /// Answers of models, by their question.
    Answers,
    /// Benchmarks' data, as bytes.
    Data,
}

impl Store {
    /// Every drawer.
    pub const ALL: [Self; 5] = [Self::Episodes, Self::Keys, Self::Packs, Self::Answers, Self::Data];

    /// Its name in the data base.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Episodes => "episodes",
            Self::Keys => "keys",
            Self::Packs => "packs",
            Self::Answers => "answers",
            Self::Data => "data",
        }
    }
}

/// Why nothing could be kept or read; each says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    /// No room left.
    #[error("this browser has no room left: delete older episodes, or save this one as a file")]
    Full,
    /// Switched off, as in some private windows.
    #[error("this browser keeps nothing here ({0}): what matters can be saved as a link or a file")]
    Refused(String),
}

impl From<idb::Error> for StorageError {
    fn from(error: idb::Error) -> Self {
        let text = error.to_string();
        if text.contains("Quota") { Self::Full } else { Self::Refused(text) }
    }
}

/// A stored preference.
pub fn preference(name: &str) -> Option<String> {
    local()?.get_item(&format!("diorama.{name}")).ok()?
}

/// Stores a preference; a browser that keeps nothing just forgets it.
pub fn set_preference(name: &str, value: &str) {
    if let Some(local) = local() {
        // A full or closed store only means that the preference lasts as long as the page.
        let _ = local.set_item(&format!("diorama.{name}"), value);
    }
}

/// Forgets a preference.
pub fn forget_preference(name: &str) {
    if let Some(local) = local() {
        // Where nothing is kept, nothing is to be forgotten.
        let _ = local.remove_item(&format!("diorama.{name}"));
    }
}

fn local() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// What ends with this tab.
pub fn session() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok()?
}

/// Keeps a text under a name, in place of what was there.
///
/// # Errors
///
/// [`StorageError`] when the browser is full or keeps nothing.
pub async fn put(store: Store, name: &str, text: &str) -> Result<(), StorageError> {
    write(store, async |store| {
        store.put(&JsValue::from_str(text), Some(&JsValue::from_str(name)))?.await.map(drop)
    })
    .await
}

/// The text kept under a name.
///
/// # Errors
///
/// [`StorageError`] when the browser keeps nothing.
pub async fn get(store: Store, name: &str) -> Result<Option<String>, StorageError> {
    Ok(value(store, name).await?.and_then(|value| value.as_string()))
}

async fn value(store: Store, name: &str) -> Result<Option<JsValue>, StorageError> {
    let database = open().await?;
    let transaction = database.transaction(&[store.as_str()], TransactionMode::ReadOnly)?;
    let value = transaction.object_store(store.as_str())?.get(JsValue::from_str(name))?.await?;
    database.close();
    Ok(value)
}

/// Keeps bytes under a name, in place of what was there.
///
/// # Errors
///
/// [`StorageError`] when the browser is full or keeps nothing.
pub async fn put_bytes(store: Store, name: &str, bytes: &[u8]) -> Result<(), StorageError> {
    let bytes = Uint8Array::from(bytes);
    write(store, async |store| store.put(&bytes, Some(&JsValue::from_str(name)))?.await.map(drop))
        .await
}

/// The bytes kept under a name.
///
/// # Errors
///
/// [`StorageError`] when the browser keeps nothing.
pub async fn bytes(store: Store, name: &str) -> Result<Option<Vec<u8>>, StorageError> {
    let value = value(store, name).await?;
    Ok(value.and_then(|value| value.dyn_into().ok()).map(|bytes: Uint8Array| bytes.to_vec()))
}

/// Everything in a drawer: name and text.
///
/// # Errors
///
/// [`StorageError`] when the browser keeps nothing.
pub async fn all(store: Store) -> Result<Vec<(String, String)>, StorageError> {
    let database = open().await?;
    let transaction = database.transaction(&[store.as_str()], TransactionMode::ReadOnly)?;
    let store = transaction.object_store(store.as_str())?;
    let names = store.get_all_keys(None, None)?.await?;
    let texts = store.get_all(None, None)?.await?;
    database.close();
    let pairs = names.into_iter().zip(texts);
    Ok(pairs.filter_map(|(name, text)| Some((name.as_string()?, text.as_string()?))).collect())
}

/// Forgets what is kept under a name.
///
/// # Errors
///
/// [`StorageError`] when the browser keeps nothing.
pub async fn forget(store: Store, name: &str) -> Result<(), StorageError> {
    write(store, async |store| store.delete(Query::Key(JsValue::from_str(name)))?.await).await
}

/// Empties a drawer.
///
/// # Errors
///
/// [`StorageError`] when the browser keeps nothing.
pub async fn clear(store: Store) -> Result<(), StorageError> {
    write(store, async |store| store.clear()?.await).await
}

/// Keeps an episode's text under a name, in place of what was there.
///
/// # Errors
///
/// [`StorageError`] when the browser is full or keeps nothing.
pub async fn keep_episode(name: &str, text: &str) -> Result<(), StorageError> {
    put(Store::Episodes, name, text).await
}

/// The text kept under a name.
///
/// # Errors
///
/// [`StorageError`] when the browser keeps nothing.
pub async fn kept_episode(name: &str) -> Result<Option<String>, StorageError> {
    get(Store::Episodes, name).await
}

/// Every kept episode: name and text.
///
/// # Errors
///
/// [`StorageError`] when the browser keeps nothing.
pub async fn kept_episodes() -> Result<Vec<(String, String)>, StorageError> {
    all(Store::Episodes).await
}

/// Forgets one episode.
///
/// # Errors
///
/// [`StorageError`] when the browser keeps nothing.
pub async fn forget_episode(name: &str) -> Result<(), StorageError> {
    forget(Store::Episodes, name).await
}

/// Forgets every episode.
///
/// # Errors
///
/// [`StorageError`] when the browser keeps nothing.
pub async fn forget_all_episodes() -> Result<(), StorageError> {
    clear(Store::Episodes).await
}

async fn write(
    store: Store,
    change: impl AsyncFnOnce(ObjectStore) -> Result<(), idb::Error>,
) -> Result<(), StorageError> {
    let database = open().await?;
    let transaction = database.transaction(&[store.as_str()], TransactionMode::ReadWrite)?;
    change(transaction.object_store(store.as_str())?).await?;
    transaction.commit()?.await?;
    database.close();
    Ok(())
}

async fn open() -> Result<Database, StorageError> {
    let mut request = Factory::new()?.open(DATABASE, Some(VERSION))?;
    request.on_upgrade_needed(|event| {
        if let Ok(database) = event.database() {
            let there = database.store_names();
            for store in Store::ALL.into_iter().map(Store::as_str) {
                if !there.iter().any(|name| name == store) {
                    // A failure here ends the request with an error, which the caller sees.
                    let _ = database.create_object_store(store, ObjectStoreParams::new());
                }
            }
        }
    });
    Ok(request.await?)
}
