//! Rust client libraries, unmodified, with the server as their HTTP client: a closure.
//!
//! The name of each module is the library's, the name of each test begins with what it proves.

mod oauth2_5;
mod openidconnect_4;
mod world;
