//! Playback that knows no page: the cursor on a run, its commands and keys, and its address.

pub mod address;
pub mod announcement;
pub mod command;
pub mod cursor;
pub mod family;
pub mod keys;
pub mod marker;
pub mod naming;
pub mod thread;
