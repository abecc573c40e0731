//! An episode of customer support as one looks at it: what each step said and changed, what the reward is made of, what a person
//! may call.
//!
//! Everything is found out from the session; nothing here decides anything.

mod entries;
mod fields;
mod form;
mod lookups;
mod picks;
mod scope;

pub use entries::{Edit, Entry, Gold, What, data_of, entries, marks, parts};
pub use fields::{Field, FieldChange, ThreeWays, changes, fields, three_ways, word};
pub use form::{Kind, Parameter, ToolForm, find_forms, forms, read_arguments};
pub use lookups::{LookedUp, Lookup, lookups};
pub use picks::Seen;
pub use scope::{Ending, GoldAction, Output, Row, Scope, do_nothing, scope};
