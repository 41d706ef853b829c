//! Everything that a page around it sees: the custom element, the server for scripts, and names.

#[cfg(feature = "javascript")]
pub mod authorization_server;
#[cfg(feature = "app")]
pub mod custom_element;
pub mod names;
