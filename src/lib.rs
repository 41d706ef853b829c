//! OAuth Flow Simulator.
pub mod actor;
pub mod export;
pub mod flow;
pub mod player;
pub mod protocol;
pub mod scenario;
pub mod server;
pub mod simulation;
pub mod spec;
#[cfg(feature = "app")]
pub mod ui;
