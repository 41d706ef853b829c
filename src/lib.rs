//! OAuth Flow Simulator: a real authorization server that runs where it is looked at.
//!
#![doc = include_str!("../docs/architecture.md")]

pub mod deployment;
pub mod embed;
pub mod export;
pub mod flow;
pub mod ground;
pub mod names;
pub mod party;
pub mod player;
pub mod protocol;
pub mod reading;
pub mod run;
pub mod scenario;
pub mod server;
pub mod simulation;
pub mod spec;
#[cfg(feature = "app")]
pub mod ui;
pub mod words;
