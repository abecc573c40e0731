//! The browser's side: what the page needs from it, and nothing of the domain.

pub mod page;
pub mod storage;
