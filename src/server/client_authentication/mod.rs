//! The ways in which a client proves who it is, one file for each kind.
//!
//! [RFC 6749 section 2.3](https://www.rfc-editor.org/rfc/rfc6749.html#section-2.3)
//!
//! Adding a method is a new file here, a line in
//! [`capabilities::ALL`](crate::server::capabilities::ALL), and a variant of
//! [`ClientAuthentication`](crate::server::client::ClientAuthentication).

pub mod assertion;
pub mod secret;

use crate::protocol::error::ErrorCode;
use crate::protocol::jose::Algorithm;
use crate::server::AuthorizationServer;
use crate::server::check::ServerTable;
use crate::server::endpoint::client_request::ClientFacts;
use crate::server::refusal::Refusal;

/// A way to authenticate. A request uses one at most.
pub struct Method {
    /// The name in `token_endpoint_auth_method`.
    pub name: &'static str,
    /// Whether a request carries what this method sends.
    pub is_used: fn(&ClientFacts) -> bool,
    /// The trait of a request that uses this method and no other.
    pub evidence: &'static str,
    /// Who a request that uses this method says it comes from. Nothing is proved yet.
    pub client_id: fn(&ClientFacts) -> Option<String>,
    /// Checks of a client that is registered, in order.
    pub checks: ServerTable<ClientFacts>,
    /// The algorithms of what the client signs; none if it signs nothing.
    pub algorithms: &'static [Algorithm],
}

/// The same words for an unknown client and a wrong secret: nobody learns which clients exist.
pub const NOT_AUTHENTICATED: &str = "Client authentication failed.";

/// The refusal of a client that has not proved who it is; only the reader learns why.
pub fn not_authenticated(detail: impl Into<String>) -> Refusal {
    Refusal::new(ErrorCode::InvalidClient, NOT_AUTHENTICATED).with_detail(detail)
}

impl AuthorizationServer {
    /// The ways to authenticate that the policy leaves to clients.
    pub(super) fn authentication_methods(&self) -> impl Iterator<Item = &'static Method> {
        let needs_key = self.policy.clients_sign_with_private_keys;
        let methods = self.capabilities.client_authentication.iter();
        methods.filter(move |method| !needs_key || method.name == assertion::PRIVATE_KEY_JWT.name)
    }
}
