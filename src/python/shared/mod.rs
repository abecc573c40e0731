//! Values that a data base of a world is made of: cheap to clone, shared until one of their owners changes them.
//!
//! Beside [`PyValue`](super::PyValue), which is read and written whole, these are computed with: [`ops`] has Python's operators.

mod int;
pub mod ops;
mod read;
mod value;
mod write;

pub use int::{Division, Int};
pub use read::{ReadError, loads};
pub use value::{Map, PyValue, Text};
pub use write::{
    dumps_indented, dumps_value, repr_value, str_value, write_dumps_map, write_dumps_value,
    write_pair, write_repr_value, write_tuples,
};
