//! The keys with which the server's tokens can be verified.
//!
//! [RFC 7517 section 5](https://www.rfc-editor.org/rfc/rfc7517.html#section-5)

use http::{Method, StatusCode};

use crate::ground::clock::Timestamp;
use crate::protocol::message_kind::MessageKind;
use crate::server::endpoint::Endpoint;
use crate::server::fault::Alteration;
use crate::server::{AuthorizationServer, Handled, Request, response};

/// The address that metadata names as `jwks_uri`.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/jwks",
    methods: &[Method::GET],
    is_for_scripts: true,
    is_offered: |_| true,
    request_kind: MessageKind::MetadataRequest,
    handle,
};

fn handle(server: &mut AuthorizationServer, _: &Request, now: Timestamp) -> Handled {
    server.forget_old_keys(now);
    let mut keys = server.published_keys();
    for alteration in server.alterations() {
        if let Alteration::Keys(alter) = alteration {
            alter(&mut keys);
        }
    }
    let text = serde_json::to_string_pretty(&keys).unwrap_or_default();
    Handled::new(
        response(StatusCode::OK, "application/json", text),
        MessageKind::MetadataResponse,
    )
}
