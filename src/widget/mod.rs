//! All that is public to JavaScript.

pub mod authorization_server;
