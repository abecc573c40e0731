//! Words in links and files: exact, short, at their steps, and never a panic.

mod files;
mod links;
mod sizes;
mod talk;
mod terminal;
