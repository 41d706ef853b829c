//! The player: its bar, its track, the clock and the shortcuts.

pub mod bar;
pub mod clock;
pub mod shortcuts;
pub mod track;
