//! A trace read for somebody: names of steps, families of tokens, the path of a value.

pub mod announcement;
pub mod ending;
pub mod family;
pub mod legend;
pub mod marker;
pub mod named_value;
pub mod rail;
pub mod row;
pub mod value_path;
