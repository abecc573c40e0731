//! Python's values: read, written, computed with. Cheap to clone: shared until one of their owners changes them.
//!
//! [`ops`] has Python's operators, with the texts of its exceptions.

mod binomial;
mod int;
mod json;
pub mod ops;
mod read;
mod value;
mod write;

pub use binomial::binomial_ratio;
pub use int::{Division, Int};
pub use read::{ReadError, loads, loads_lenient};
pub use value::{Map, PyValue, Text};
pub use write::{
    dumps_indented, dumps_value, repr_value, str_value, write_dumps_map, write_dumps_value,
    write_pair, write_repr_value, write_tuples,
};
