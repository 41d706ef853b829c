//! The browser below the components: events, focus, scrolling.

pub mod browser;
pub mod scroll_area;
pub mod scroll_into_view;
pub mod tab_stop;
