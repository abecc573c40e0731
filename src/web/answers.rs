//! Answers of models that this browser keeps, so that an equal question costs nothing.

use super::storage::{self, StorageError, Store};
use crate::llm::{Cache, Kept, Waiting};

/// The browser's store of answers.
#[derive(Clone, Copy, Debug, Default)]
pub struct AnswerStore;

impl Cache for AnswerStore {
    fn get<'a>(&'a self, hash: &'a str) -> Waiting<'a, Option<Kept>> {
        Box::pin(async move {
            let text = storage::get(Store::Answers, hash).await.ok()??;
            serde_json::from_str(&text).ok()
        })
    }

    fn put<'a>(&'a self, hash: &'a str, kept: &'a Kept) -> Waiting<'a, ()> {
        Box::pin(async move {
            if let Ok(text) = serde_json::to_string(kept) {
                // Without room the question is just asked again next time.
                let _ = storage::put(Store::Answers, hash, &text).await;
            }
        })
    }
}

/// How much is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Answers.
    pub answers: usize,
    /// Their text, in bytes.
    pub bytes: usize,
}

/// How much is kept.
///
/// # Errors
///
/// [`StorageError`] when the browser keeps nothing.
pub async fn size() -> Result<Size, StorageError> {
    let kept = storage::all(Store::Answers).await?;
    Ok(Size { answers: kept.len(), bytes: kept.iter().map(|(_, text)| text.len()).sum() })
}

/// Forgets every answer.
///
/// # Errors
///
/// [`StorageError`] when the browser keeps nothing.
pub async fn clear() -> Result<(), StorageError> {
    storage::clear(Store::Answers).await
}
