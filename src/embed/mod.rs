//! Everything that a page around it sees: the custom element and the server for scripts.

pub mod attributes;
#[cfg(feature = "javascript")]
pub mod authorization_server;
#[cfg(feature = "app")]
pub mod custom_element;
pub mod surface;
