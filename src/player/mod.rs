//! Playback alone: the cursor on a run, its commands and shortcuts, and its address.

pub mod address;
pub mod command;
pub mod cursor;
pub mod shortcuts;
