//! The stage on which parties exchange messages, and the record of what happened there.

pub mod actors;
pub mod cast;
pub mod edit;
mod inquiry;
pub mod inside;
mod json_members;
pub mod ledger;
pub mod lines;
mod send;
pub mod stage;
pub mod trace;
pub mod trace_file;
pub mod wire;
