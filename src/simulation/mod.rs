//! The stage on which parties exchange messages, and the record of what happened there.

pub mod cast;
pub mod inside;
pub mod ledger;
pub mod lines;
pub mod narration;
pub mod stage;
pub mod trace;
pub mod trace_file;
