//! The page: a thin view of a trace and a cursor, one component per thing on the screen.
//!
//! Two rules keep it working under a strict Content Security Policy, and inside a shadow root:
//! - No `<style>` element and no static `style="…"`; `style:name=` sets properties one by one.
//! - No static subtree inside a view. Leptos makes those from HTML text, which Trusted Types
//!   refuse: text and lone attributes without anything dynamic beside them stand in `{}`.

pub mod application;
pub mod browser;
pub mod checks;
pub mod chip;
pub mod clock;
pub mod copy_button;
pub mod exchange;
pub mod family_tree;
pub mod flow_menu;
pub mod header;
pub mod help;
pub mod icon;
pub mod inspector;
pub mod keys;
pub mod kind;
pub mod knowledge;
pub mod message_view;
pub mod outcome;
pub mod panic_report;
pub mod player_bar;
pub mod prose;
pub mod rail;
pub mod screen;
pub mod section_link;
pub mod stage;
pub mod state;
pub mod step_row;
pub mod tabs;
pub mod theme;
pub mod thread_strip;
pub mod token_view;
pub mod track;

pub use application::Application;
