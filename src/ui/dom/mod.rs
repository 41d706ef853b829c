//! The browser below the components: events, focus, scrolling.

pub mod bridge;
pub mod browser;
pub mod markup;
pub mod scroll_area;
pub mod scroll_into_view;
pub mod tab_stop;
