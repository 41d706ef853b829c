//! The page: a thin view of a trace and a cursor, one room per part of the screen.

pub mod control;
pub mod diagram;
pub mod dom;
pub mod frame;
pub mod inspector;
pub mod player;
pub mod run_cache;
pub mod screen;
pub mod state;

pub use frame::application::{mount_page, mount_widget};
