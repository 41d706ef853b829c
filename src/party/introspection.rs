//! How an API learns from the authorization server what a token is good for: it asks, as a client
//! of its own.
//!
//! [RFC 7662](https://www.rfc-editor.org/rfc/rfc7662.html)

use serde_json::{Value, json};

use http::StatusCode;

use crate::ground::clock::Timestamp;
use crate::ground::random::Random;
use crate::party::client_application::json_in;
use crate::party::form_post::form_post;
use crate::protocol::jose::es256;
use crate::protocol::jose::{JwkSet, SigningKey};
use crate::server::client::{Client, ClientAuthentication};
use crate::server::{Request, Response};

/// Sends a request to whoever has its address. Returns the answer that arrives, if one does.
pub type Ask<'a> = &'a mut dyn FnMut(&Request) -> Option<Response>;

/// An API as the client as which it asks.
pub struct Introspection {
    /// The address to ask at.
    endpoint: String,
    /// The server that is asked.
    issuer: String,
    client_id: String,
    credentials: Credentials,
}

/// The credentials of the API.
enum Credentials {
    Secret(String),
    Key(Box<Signer>),
}

/// A key of the API's own, and where the names of its assertions come from.
struct Signer {
    key: SigningKey,
    random: Random,
}

/// The authorization server's answer about a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is good for what the answer says.
    Active(Value),
    /// It is good for nothing, or not for this API; why, the server does not say.
    Inactive,
    /// Nothing that could be understood.
    Missing,
}

/// Seconds for which the API's own assertion is good.
const ASSERTION_SECONDS: u64 = 60;

impl Introspection {
    /// The API for `resource`, which asks `issuer` at the address `endpoint` and has a secret.
    pub fn with_secret(issuer: &str, endpoint: String, resource: &str, seed: u64) -> Introspection {
        let secret = Random::new(seed, "registration of the API").token();
        Introspection {
            endpoint,
            issuer: issuer.to_owned(),
            client_id: resource.to_owned(),
            credentials: Credentials::Secret(secret),
        }
    }

    /// The API for `resource` with a key, for a server whose clients have no secrets.
    pub fn with_key(issuer: &str, endpoint: String, resource: &str, seed: u64) -> Introspection {
        let mut random = Random::new(seed, "registration of the API");
        let key = loop {
            // All but a few of 2^256 numbers are keys.
            if let Some(key) = es256::signing_key(&random.secret()) {
                break key;
            }
        };
        Introspection {
            endpoint,
            issuer: issuer.to_owned(),
            client_id: resource.to_owned(),
            credentials: Credentials::Key(Box::new(Signer { key, random })),
        }
    }

    /// The API as the server knows it: a client that can get no tokens.
    pub fn registration(&self) -> Client {
        Client {
            client_id: self.client_id.clone(),
            authentication: match &self.credentials {
                Credentials::Secret(client_secret) => ClientAuthentication::ClientSecretBasic {
                    client_secret: client_secret.clone(),
                },
                Credentials::Key(signer) => ClientAuthentication::PrivateKeyJwt {
                    keys: JwkSet {
                        keys: vec![signer.key.verification_key.clone()],
                    },
                },
            },
            ..Client::default()
        }
    }

    /// Asks about `token`.
    pub fn ask(&mut self, token: &str, now: Timestamp, ask: Ask<'_>) -> Answer {
        let Some(response) = ask(&self.request(token, now)) else {
            return Answer::Missing;
        };
        let answer = json_in(&response);
        match answer["active"].as_bool() {
            Some(true) if response.status() == StatusCode::OK => Answer::Active(answer),
            Some(false) if response.status() == StatusCode::OK => Answer::Inactive,
            _ => Answer::Missing,
        }
    }

    /// [Section 2.1](https://www.rfc-editor.org/rfc/rfc7662.html#section-2.1)
    fn request(&mut self, token: &str, now: Timestamp) -> Request {
        let pairs = [("token", token), ("token_type_hint", "access_token")];
        match &mut self.credentials {
            Credentials::Secret(secret) => {
                form_post(&self.endpoint, pairs, Some((&self.client_id, secret)))
            }
            Credentials::Key(signer) => {
                let claims = json!({
                    "iss": self.client_id,
                    "sub": self.client_id,
                    "aud": self.issuer,
                    "iat": now.0,
                    "exp": now.plus(ASSERTION_SECONDS).0,
                    "jti": signer.random.token(),
                });
                let assertion = signer.key.sign("JWT", &claims);
                let proof = [
                    (
                        "client_assertion_type",
                        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                    ),
                    ("client_assertion", &assertion),
                ];
                form_post(&self.endpoint, pairs.into_iter().chain(proof), None)
            }
        }
    }
}
