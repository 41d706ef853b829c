//! Who takes part: each acts on what it really gets, and knows nothing else.

pub mod api;
pub mod browser;
pub mod client_application;
pub mod introspection;
