//! Who plays Harbor Books without a model: a scripted customer and a scripted agent; and what models are told there.

mod clerk;
mod customer;
mod lookup;
mod talk;
mod wording;

pub use clerk::Clerk;
pub use customer::ScriptedCustomer;
