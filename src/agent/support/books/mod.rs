//! Who plays Harbor Books without a model: a scripted customer and a scripted agent; and what models are told and shown there.

mod clerk;
mod customer;
mod displays;
mod lookup;
mod talk;
mod wording;

pub use clerk::Clerk;
pub use customer::ScriptedCustomer;
pub use displays::{DISPLAYED, displays};
