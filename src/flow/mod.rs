//! The flows, one file each: reading one is reading the story.
//!
//! Adding a flow is a new file here and a line in [`FLOWS`].

use std::ops::Deref;

use crate::scenario::{Names, Scenario};
use crate::server::policy::Profile;
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::{Appearance, Trace};

mod authorization_code;
mod authorization_code_pkce;
mod client_credentials;
mod device;
mod implicit;
mod refresh;

/// Every flow, in the order of the menu.
pub static FLOWS: &[Flow] = &[
    Flow(&authorization_code::DEFINITION),
    Flow(&authorization_code_pkce::DEFINITION),
    Flow(&client_credentials::DEFINITION),
    Flow(&device::DEFINITION),
    Flow(&refresh::DEFINITION),
    Flow(&implicit::DEFINITION),
];
