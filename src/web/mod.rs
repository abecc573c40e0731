//! The browser's side: what the page needs from it, and nothing of the domain.

pub mod answers;
pub mod asker;
pub mod fetch;
pub mod files;
pub mod keys;
pub mod openrouter;
pub mod page;
pub mod prompt_api;
pub mod storage;
pub mod task;
pub mod worker;
