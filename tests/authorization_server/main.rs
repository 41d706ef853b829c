//! x
#[macro_use]
mod support;
mod authorization_endpoint;
mod cross_cutting;
mod device;
mod pkce;
mod refresh;
mod token_endpoint;
