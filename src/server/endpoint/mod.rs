//! The endpoints, one file each.
//!
//! Adding an endpoint is a new file here and a line in
//! [`capabilities::ALL`](crate::server::capabilities::ALL).

pub mod authorization;
pub mod client_request;
pub mod consent;
pub mod device_authorization;
pub mod end_session;
pub mod introspection;
pub mod jwks;
pub mod metadata;
pub mod openid_configuration;
pub mod pushed_authorization_request;
pub mod registration;
pub mod revocation;
pub mod sign_in;
pub mod token;
pub mod userinfo;
pub mod verification;
pub mod web_page;

use http::{HeaderValue, Method};

use crate::ground::clock::Timestamp;
use crate::protocol::message_kind::MessageKind;
use crate::server::policy::Policy;
use crate::server::{AuthorizationServer, Handled, Request};

/// An address at which the server answers.
pub struct Endpoint {
    pub path: &'static str,
    pub methods: &'static [Method],
    /// Whether scripts of other origins may call it. The authorization endpoint and the server's
    /// pages are for the browser itself, never for scripts
    /// ([RFC 9700 section 2.6](https://www.rfc-editor.org/rfc/rfc9700.html#section-2.6)).
    pub is_for_scripts: bool,
    /// Whether the policy has it; otherwise there is nothing at its address.
    pub is_offered: fn(&Policy) -> bool,
    /// Which defined message a request to it is.
    pub request_kind: MessageKind,
    pub handle: fn(&mut AuthorizationServer, &Request, Timestamp) -> Handled,
}

impl Endpoint {
    /// The methods as a header field lists them.
    pub fn allowed_methods(&self) -> HeaderValue {
        let names: Vec<&str> = self.methods.iter().map(Method::as_str).collect();
        HeaderValue::try_from(names.join(", ")).unwrap_or(HeaderValue::from_static("POST"))
    }
}
