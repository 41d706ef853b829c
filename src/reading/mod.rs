//! A trace read for somebody, as plain data: what the page draws, what exports write, what is said
//! aloud.

pub mod announcement;
pub mod change;
pub mod checks;
pub mod comparison;
pub mod ending;
pub mod family;
pub mod inquiry;
pub mod knowledge;
pub mod legend;
pub mod marker;
pub mod mend;
pub mod message;
pub mod named_value;
pub mod new_values;
pub mod panel;
pub mod prose;
pub mod rail;
pub mod row;
pub mod screen;
pub mod sent;
pub mod token;
pub mod value_path;
