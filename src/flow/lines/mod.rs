//! Lines of each flow: which one is told, under which conditions, and where to read more.
//!
//! The sentences stand in `src/words`, in a file of the same name.

pub mod authorization_code;
pub mod authorization_code_pkce;
pub mod authorize;
pub mod client_credentials;
pub mod client_credentials_dpop;
pub mod device;
pub mod implicit;
pub mod refresh;
pub mod resource_call;
