//! The stage on which actors exchange messages, and the record of what happened there.

pub mod clock;
pub mod inside;
pub mod ledger;
pub mod message;
pub mod narration;
pub mod random;
pub mod stage;
pub mod trace;
