//! Metadata of the server, derived from its policy and its capabilities.
//!
//! [RFC 8414 section 3](https://www.rfc-editor.org/rfc/rfc8414.html#section-3)

use http::{Method, StatusCode};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::protocol::message_kind::MessageKind;
use crate::protocol::metadata::Metadata;
use crate::protocol::pkce::ChallengeMethod;
use crate::protocol::scope::Scope;
use crate::server::endpoint::{Endpoint, authorization, device_authorization, jwks, token};
use crate::server::fault::Alteration;
use crate::server::{AuthorizationServer, Handled, response};

/// The well-known address. The path of an issuer that has one stands behind it
/// ([section 3.1](https://www.rfc-editor.org/rfc/rfc8414.html#section-3.1)).
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/.well-known/oauth-authorization-server",
    methods: &[Method::GET],
    is_for_scripts: true,
    is_offered: |_| true,
    request_kind: MessageKind::MetadataRequest,
    handle: |server, _, _| publish(server),
};

/// A member of the document that belongs to an extension.
pub struct Member {
    pub name: &'static str,
    /// The promise that it makes; `None` where the policy refuses that.
    pub value: fn(&AuthorizationServer) -> Option<Value>,
}

/// The whole document: the members that every server has, and those of the extensions.
#[derive(Serialize)]
struct Document {
    #[serde(flatten)]
    metadata: Metadata,
    #[serde(flatten)]
    members: Map<String, Value>,
}

/// The answer with the whole document.
pub fn publish(server: &AuthorizationServer) -> Handled {
    let members = server.capabilities.metadata.iter();
    let mut metadata = server.metadata();
    for alteration in server.alterations() {
        if let Alteration::Metadata(alter) = alteration {
            alter(&mut metadata);
        }
    }
    let document = Document {
        metadata,
        members: members
            .filter_map(|member| Some((member.name.to_owned(), (member.value)(server)?)))
            .collect(),
    };
    let text = serde_json::to_string_pretty(&document).unwrap_or_default();
    Handled::new(
        response(StatusCode::OK, "application/json", text),
        MessageKind::MetadataResponse,
    )
}

impl AuthorizationServer {
    /// All that some client may ask for.
    pub(in crate::server) fn known_scope(&self) -> Scope {
        let mut scopes = self.scopes_for_registration.clone();
        let registered = self.clients.iter().flat_map(|client| client.scope.iter());
        registered.for_each(|name| scopes.insert(name));
        if self.capabilities.openid_connect.is_some() {
            scopes.insert("openid");
        }
        scopes
    }

    /// The members that every server has. They never promise what the policy refuses.
    pub fn metadata(&self) -> Metadata {
        let policy = &self.policy;
        let scopes = self.known_scope();
        let grant_types = self
            .capabilities
            .offered_grants(policy)
            .map(|grant| grant.name);
        let implicit = policy.implicit_grant_is_enabled.then_some("implicit");
        let methods = [
            Some(ChallengeMethod::S256),
            policy
                .plain_challenge_is_accepted
                .then_some(ChallengeMethod::Plain),
        ];
        Metadata {
            issuer: self.issuer.clone(),
            authorization_endpoint: self.url(authorization::ENDPOINT.path),
            token_endpoint: self.url(token::ENDPOINT.path),
            jwks_uri: self.url(jwks::ENDPOINT.path),
            device_authorization_endpoint: self.url(device_authorization::ENDPOINT.path),
            scopes_supported: scopes.iter().map(str::to_owned).collect(),
            response_types_supported: self
                .response_types()
                .map(|response_type| response_type.as_str().to_owned())
                .collect(),
            response_modes_supported: self
                .response_modes()
                .map(|mode| mode.name.to_owned())
                .collect(),
            grant_types_supported: grant_types.chain(implicit).map(str::to_owned).collect(),
            token_endpoint_auth_methods_supported: self
                .authentication_methods()
                .map(|method| method.name.to_owned())
                .collect(),
            code_challenge_methods_supported: methods
                .into_iter()
                .flatten()
                .map(|method| method.as_str().to_owned())
                .collect(),
            authorization_response_iss_parameter_supported: policy
                .issuer_is_in_authorization_response,
        }
    }
}
