//! The ways in which a client proves who it is, one file for each kind.
//!
//! [RFC 6749 section 2.3](https://www.rfc-editor.org/rfc/rfc6749.html#section-2.3)
//!
//! Adding a method is a new file here, a line in
//! [`capabilities::ALL`](crate::server::capabilities::ALL), and a variant of
//! [`ClientAuthentication`](crate::server::client::ClientAuthentication).

pub mod assertion;
pub mod secret;

use http::header::AUTHORIZATION;

use crate::protocol::error::ErrorCode;
use crate::protocol::jose::Algorithm;
use crate::protocol::message::Place;
use crate::server::AuthorizationServer;
use crate::server::check::ServerTable;
use crate::server::client_authentication::secret::basic_credentials;
use crate::server::endpoint::client_request::ClientFacts;
use crate::server::mend::{Helper, Mend};
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

/// `client_assertion_type`.
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The same words for an unknown client and a wrong secret: nobody learns which clients exist.
pub const NOT_AUTHENTICATED: &str = "Client authentication failed.";

/// The refusal of a client that has not proved who it is; only the reader learns why.
pub fn not_authenticated(detail: impl Into<String>, mend: Mend) -> Refusal {
    Refusal::new(ErrorCode::InvalidClient, NOT_AUTHENTICATED, mend).with_detail(detail)
}

/// The parameters that a method puts into a form.
const IN_FORM: [&str; 3] = ["client_secret", "client_assertion", "client_assertion_type"];

/// The mend of a request that does not prove who its client is: the way that the client has
/// registered, and no other one.
pub fn by_registered_method(server: &AuthorizationServer, facts: &ClientFacts) -> Mend {
    let has_header = facts.request.headers().contains_key(AUTHORIZATION);
    let mut methods = server.capabilities.client_authentication.iter();
    let claimed = methods.find_map(|method| (method.client_id)(facts));
    let claimed = claimed.and_then(|client_id| server.client(&client_id));
    let client = facts.client.as_ref().or(claimed);
    let registered = client.map(|client| client.authentication.as_str());
    let mut offered = server.authentication_methods();
    if registered.is_some_and(|registered| offered.all(|method| method.name != registered)) {
        return Mend::NotByTheSender(Helper::Operator);
    }
    let headers = facts.request.headers().get_all(AUTHORIZATION).iter();
    let is_basic_once = headers.count() == 1 && basic_credentials(&facts.request).is_some();
    let (mut mend, kept) = match registered {
        None if has_header => (Mend::own(Place::Header, "Authorization"), 0..0),
        Some("client_secret_basic") if is_basic_once => {
            (Mend::own(Place::Credentials, "client_secret"), 0..0)
        }
        Some("client_secret_basic") => (Mend::own(Place::Header, "Authorization"), 0..0),
        None | Some("none") => (Mend::own(Place::Form, "client_id"), 0..0),
        Some("client_secret_post") => {
            let id = Mend::own(Place::Form, "client_id");
            (id.and(Mend::own(Place::Form, "client_secret")), 0..1)
        }
        Some(_) => (
            Mend::set(Place::Form, "client_assertion_type", JWT_BEARER).and(Mend::sign(
                Place::Form,
                "client_assertion",
                &[],
            )),
            1..3,
        ),
    };
    let is_sent = |name: &str| facts.parameters.get(name).is_some();
    for name in IN_FORM
        .iter()
        .filter(|name| !IN_FORM[kept.clone()].contains(name))
    {
        if is_sent(name) {
            mend = mend.and(Mend::remove(Place::Form, name));
        }
    }
    let is_basic = registered.is_none_or(|registered| registered == "client_secret_basic");
    if !is_basic && has_header {
        mend = mend.and(Mend::remove(Place::Header, "Authorization"));
    }
    if !mend.amends("client_id") && is_sent("client_id") {
        mend = mend.and(Mend::remove(Place::Form, "client_id"));
    }
    mend
}

impl AuthorizationServer {
    /// The ways to authenticate that the policy leaves to clients.
    pub(super) fn authentication_methods(&self) -> impl Iterator<Item = &'static Method> {
        let needs_key = self.policy.clients_sign_with_private_keys;
        let methods = self.capabilities.client_authentication.iter();
        methods.filter(move |method| !needs_key || method.name == assertion::PRIVATE_KEY_JWT.name)
    }
}
