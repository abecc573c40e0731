//! What this browser keeps: preferences in local storage, episodes in `IndexedDB`.
//!
//! Episodes are kept as JSON text under a short name of letters and digits.

use idb::{Database, DatabaseEvent, Factory, ObjectStoreParams, Query, TransactionMode};
use wasm_bindgen::JsValue;

const DATABASE: &str = "diorama";
const EPISODES: &str = "episodes";

/// Why nothing could be kept or read; each says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    /// No room left.
    #[error("this browser has no room left: delete older episodes, or save this one as a file")]
    Full,
    /// Switched off, as in some private windows.
    #[error(
        "this browser keeps nothing here ({0}): copy a link or save a file to keep the episode"
    )]
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

fn local() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// Keeps an episode's text under a name, in place of what was there.
///
/// # Errors
///
/// [`StorageError`] when the browser is full or keeps nothing.
pub async fn keep_episode(name: &str, text: &str) -> Result<(), StorageError> {
    let database = open().await?;
    let transaction = database.transaction(&[EPISODES], TransactionMode::ReadWrite)?;
    let store = transaction.object_store(EPISODES)?;
    store.put(&JsValue::from_str(text), Some(&JsValue::from_str(name)))?.await?;
    transaction.commit()?.await?;
    database.close();
    Ok(())
}

/// The text kept under a name.
///
/// # Errors
///
/// [`StorageError`] when the browser keeps nothing.
pub async fn kept_episode(name: &str) -> Result<Option<String>, StorageError> {
    let database = open().await?;
    let transaction = database.transaction(&[EPISODES], TransactionMode::ReadOnly)?;
    let value = transaction.object_store(EPISODES)?.get(JsValue::from_str(name))?.await?;
    database.close();
    Ok(value.and_then(|value| value.as_string()))
}

/// Every kept episode: name and text.
///
/// # Errors
///
/// [`StorageError`] when the browser keeps nothing.
pub async fn kept_episodes() -> Result<Vec<(String, String)>, StorageError> {
    let database = open().await?;
    let transaction = database.transaction(&[EPISODES], TransactionMode::ReadOnly)?;
    let store = transaction.object_store(EPISODES)?;
    let names = store.get_all_keys(None, None)?.await?;
    let texts = store.get_all(None, None)?.await?;
    database.close();
    let pairs = names.into_iter().zip(texts);
    Ok(pairs.filter_map(|(name, text)| Some((name.as_string()?, text.as_string()?))).collect())
}

/// Forgets one episode.
///
/// # Errors
///
/// [`StorageError`] when the browser keeps nothing.
pub async fn forget_episode(name: &str) -> Result<(), StorageError> {
    let database = open().await?;
    let transaction = database.transaction(&[EPISODES], TransactionMode::ReadWrite)?;
    let store = transaction.object_store(EPISODES)?;
    store.delete(Query::Key(JsValue::from_str(name)))?.await?;
    transaction.commit()?.await?;
    database.close();
    Ok(())
}

/// Forgets every episode.
///
/// # Errors
///
/// [`StorageError`] when the browser keeps nothing.
pub async fn forget_all_episodes() -> Result<(), StorageError> {
    let database = open().await?;
    let transaction = database.transaction(&[EPISODES], TransactionMode::ReadWrite)?;
    transaction.object_store(EPISODES)?.clear()?.await?;
    transaction.commit()?.await?;
    database.close();
    Ok(())
}

async fn open() -> Result<Database, StorageError> {
    let mut request = Factory::new()?.open(DATABASE, Some(1))?;
    request.on_upgrade_needed(|event| {
        if let Ok(database) = event.database() {
            // A failure here ends the request with an error, which the caller sees.
            let _ = database.create_object_store(EPISODES, ObjectStoreParams::new());
        }
    });
    Ok(request.await?)
}
