//! The page: a thin view of a trace and a cursor, one room per part of the screen.
//!
//! An element inside a view whose text and attributes are all literals would be parsed from HTML,
//! which Trusted Types refuse. Text therefore stands in braces, and so does the class of an empty
//! element.

pub mod control;
pub mod diagram;
pub mod dom;
pub mod frame;
pub mod inspector;
pub mod player;
pub mod run_cache;
pub mod screen;
pub mod session;

pub use frame::application::{mount_page, mount_widget};
