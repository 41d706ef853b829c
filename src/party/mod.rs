//! Who takes part: each acts on what it really gets, and knows nothing else.

pub mod api;
pub mod browser;
pub mod client_application;
pub mod client_refusal;
mod form_post;
pub mod introspection;
pub mod key_holder;
pub mod polling;
pub mod relying_party;
