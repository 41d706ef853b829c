//! Registered clients and users.

use serde_json::{Map, Value};

use crate::protocol::jose::JwkSet;
use crate::protocol::scope::Scope;
use crate::server::openid_connect::Registration;

/// A client as it is registered. The default may do nothing.
/// [RFC 6749 section 2](https://www.rfc-editor.org/rfc/rfc6749.html#section-2)
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Client {
    /// Letters and digits only, as the encodings of Basic credentials differ between libraries.
    pub client_id: String,
    /// The name that a person sees.
    pub name: String,
    pub authentication: ClientAuthentication,
    /// The only algorithm with which it signs its assertions, if it has said so.
    pub assertion_algorithm: Option<String>,
    pub redirect_uris: Vec<String>,
    pub grant_types: Vec<String>,
    pub response_types: Vec<String>,
    /// All that it may ask for, and what it gets when it does not ask.
    pub scope: Scope,
    /// Whether its access tokens are always bound to a key of its own
    /// ([RFC 9449 section 5.2](https://www.rfc-editor.org/rfc/rfc9449.html#section-5.2)).
    pub dpop_bound_access_tokens: bool,
    /// Whether it registered itself, so that nobody answers for what it says of itself.
    pub is_dynamically_registered: bool,
    /// Whether it sends every authorization request to the server first: one that comes by the
    /// browser alone is not its own
    /// ([RFC 9126 section 6](https://www.rfc-editor.org/rfc/rfc9126.html#section-6)).
    pub pushes_all_requests: bool,
    pub openid_connect: Registration,
}

/// How a client authenticates at the token endpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ClientAuthentication {
    /// A public client: it cannot keep a secret.
    #[default]
    None,
    ClientSecretBasic {
        client_secret: String,
    },
    ClientSecretPost {
        client_secret: String,
    },
    /// It signs with a key of its own, of which the server knows the public half.
    PrivateKeyJwt {
        keys: JwkSet,
    },
    /// It signs with its secret.
    ClientSecretJwt {
        client_secret: String,
    },
}

impl Client {
    /// Whether it has credentials of its own.
    /// [RFC 6749 section 2.1](https://www.rfc-editor.org/rfc/rfc6749.html#section-2.1)
    pub fn is_confidential(&self) -> bool {
        self.authentication != ClientAuthentication::None
    }

    /// Whether it is registered for the grant called `name`.
    pub fn may_use_grant(&self, name: &str) -> bool {
        self.grant_types.iter().any(|known| known == name)
    }

    /// Whether it is registered for the `response_type` called `name`.
    pub fn may_use_response_type(&self, name: &str) -> bool {
        self.response_types.iter().any(|known| known == name)
    }

    /// Its secret, if it has one.
    pub fn secret(&self) -> Option<&str> {
        match &self.authentication {
            ClientAuthentication::None | ClientAuthentication::PrivateKeyJwt { .. } => None,
            ClientAuthentication::ClientSecretBasic { client_secret }
            | ClientAuthentication::ClientSecretPost { client_secret }
            | ClientAuthentication::ClientSecretJwt { client_secret } => Some(client_secret),
        }
    }
}

impl ClientAuthentication {
    /// The `token_endpoint_auth_method`.
    /// [RFC 7591 section 2](https://www.rfc-editor.org/rfc/rfc7591.html#section-2)
    pub fn as_str(&self) -> &'static str {
        match self {
            ClientAuthentication::None => "none",
            ClientAuthentication::ClientSecretBasic { .. } => "client_secret_basic",
            ClientAuthentication::ClientSecretPost { .. } => "client_secret_post",
            ClientAuthentication::PrivateKeyJwt { .. } => "private_key_jwt",
            ClientAuthentication::ClientSecretJwt { .. } => "client_secret_jwt",
        }
    }
}

/// A list of names as a [`Client`] holds it.
pub fn name_list(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// An API that accepts the server's tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceServer {
    /// Its identifier, the audience of tokens for it: an absolute URI without fragment.
    pub resource: String,
    /// The client as which it asks about tokens, if it does.
    pub client_id: Option<String>,
}

/// That somebody may act for somebody else, and nobody else may: tokens of the subject say so
/// ([RFC 8693 section 4.4](https://www.rfc-editor.org/rfc/rfc8693.html#section-4.4)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delegation {
    pub subject: String,
    /// The subject of the one who may act.
    pub actor: String,
}

/// Somebody who can sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub username: String,
    pub password: String,
    /// The identifier in tokens.
    pub subject: String,
    /// Their claims, by the names of the standard claims.
    /// [OpenID Connect Core section 5.1](https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims)
    pub claims: Map<String, Value>,
}

impl User {
    /// Somebody of whom nothing else is known.
    pub fn new(username: &str, password: &str) -> User {
        User {
            username: username.to_owned(),
            password: password.to_owned(),
            subject: format!("user:{username}"),
            claims: Map::new(),
        }
    }
}
