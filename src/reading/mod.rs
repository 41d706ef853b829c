//! A trace read for somebody: names of steps, families of tokens, the path of a value.

pub mod announcement;
pub mod family;
pub mod marker;
pub mod value_path;
