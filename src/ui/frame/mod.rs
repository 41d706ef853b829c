//! The frame of a run: the page and the widget, menu, header, help.

pub mod application;
pub mod flow_menu;
pub mod header;
pub mod help;
pub mod panic_report;
pub mod story_select;
