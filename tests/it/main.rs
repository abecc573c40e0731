//! The native tests: one binary, a module per area.

mod art;
mod diff;
mod prompts;
mod replay;
mod session;
mod share;
