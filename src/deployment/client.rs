//! A client as the owner of a deployment writes it down.

use serde::Deserialize;
use serde_json::Value;

use crate::deployment::setup::{BadOption, scope};
use crate::protocol::jose::JwkSet;
use crate::protocol::redirect_uri;
use crate::server::capabilities::ALL;
use crate::server::client::{Client, ClientAuthentication, name_list};
use crate::server::openid_connect::Registration;

/// A client, under the names of
/// [RFC 7591 section 2](https://www.rfc-editor.org/rfc/rfc7591.html#section-2).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientSetup {
    pub client_id: String,
    pub client_secret: Option<String>,
    /// What a person reads; the `client_id` unless set.
    pub client_name: Option<String>,
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    /// `authorization_code` unless set.
    pub grant_types: Option<Vec<String>>,
    /// `code` unless set, and `token` where the implicit grant is one of the grants.
    pub response_types: Option<Vec<String>>,
    /// Scope names with spaces between them: all that the client may ask for.
    #[serde(default)]
    pub scope: String,
    /// The public keys of `private_key_jwt`.
    pub jwks: Option<Value>,
    /// `client_secret_basic` where there is a secret, otherwise `none`, unless set.
    pub token_endpoint_auth_method: Option<String>,
    /// `RS256` unless set.
    pub id_token_signed_response_alg: Option<String>,
    /// Unset for JSON.
    pub userinfo_signed_response_alg: Option<String>,
    /// Seconds.
    pub default_max_age: Option<u64>,
    #[serde(default)]
    pub post_logout_redirect_uris: Vec<String>,
}

impl ClientSetup {
    /// The client as the server knows it.
    ///
    /// # Errors
    /// The first member that cannot be met, without the place of the client.
    pub fn registration(&self) -> Result<Client, BadOption> {
        let is_wrong = |uri: &&String| !redirect_uri::is_well_formed(uri);
        if let Some(uri) = self.redirect_uris.iter().find(is_wrong) {
            let problem = format!("{uri:?} is no absolute address without fragment");
            return Err(BadOption::new("redirect_uris", problem));
        }
        let grants: Vec<&str> = ALL.grants.iter().map(|grant| grant.name).collect();
        let grants = [grants.as_slice(), &["implicit"]].concat();
        let grant_types = match &self.grant_types {
            Some(names) => known("grant_types", names, &grants)?,
            None => name_list(&["authorization_code"]),
        };
        let response_types = ALL.response_types.iter();
        let response_types: Vec<&str> = response_types.map(|known| known.as_str()).collect();
        let response_types = match &self.response_types {
            Some(names) => known("response_types", names, &response_types)?,
            None if grant_types.iter().any(|name| name == "implicit") => {
                name_list(&["code", "token"])
            }
            None => name_list(&["code"]),
        };
        let scope = scope("scope", &self.scope)?;
        Ok(Client {
            client_id: self.client_id.clone(),
            name: self.client_name.clone().unwrap_or(self.client_id.clone()),
            authentication: self.authentication()?,
            redirect_uris: self.redirect_uris.clone(),
            grant_types,
            response_types,
            scope,
            openid_connect: Registration {
                id_token_signed_response_alg: self.id_token_signed_response_alg.clone(),
                userinfo_signed_response_alg: self.userinfo_signed_response_alg.clone(),
                default_max_age_seconds: self.default_max_age,
                post_logout_redirect_uris: self.post_logout_redirect_uris.clone(),
            },
            ..Client::default()
        })
    }

    fn authentication(&self) -> Result<ClientAuthentication, BadOption> {
        let is_secret = self.client_secret.is_some();
        let default = if is_secret {
            "client_secret_basic"
        } else {
            "none"
        };
        let method = self
            .token_endpoint_auth_method
            .as_deref()
            .unwrap_or(default);
        let bad = |member: &str, problem: &str| Err(BadOption::new(member, problem));
        match (method, self.client_secret.clone(), &self.jwks) {
            ("none", None, _) => Ok(ClientAuthentication::None),
            ("client_secret_basic", Some(client_secret), _) => {
                Ok(ClientAuthentication::ClientSecretBasic { client_secret })
            }
            ("client_secret_post", Some(client_secret), _) => {
                Ok(ClientAuthentication::ClientSecretPost { client_secret })
            }
            ("client_secret_jwt", Some(client_secret), _) => {
                Ok(ClientAuthentication::ClientSecretJwt { client_secret })
            }
            ("private_key_jwt", None, Some(jwks)) => {
                let keys = JwkSet::parse(jwks.to_string().as_bytes());
                if keys.keys.is_empty() {
                    return bad("jwks", "has no key that the server can use");
                }
                Ok(ClientAuthentication::PrivateKeyJwt { keys })
            }
            ("private_key_jwt", None, None) => bad("jwks", "private_key_jwt needs it"),
            ("none" | "private_key_jwt", Some(_), _) => {
                bad("client_secret", "the token_endpoint_auth_method has none")
            }
            ("client_secret_basic" | "client_secret_post" | "client_secret_jwt", None, _) => {
                bad("client_secret", "the token_endpoint_auth_method needs it")
            }
            (_, _, _) => bad("token_endpoint_auth_method", "is none of this server's"),
        }
    }
}

/// `names`, if the server knows each.
fn known(member: &str, names: &[String], all: &[&str]) -> Result<Vec<String>, BadOption> {
    match names.iter().find(|name| !all.contains(&name.as_str())) {
        None => Ok(names.to_vec()),
        Some(name) => {
            let problem = format!("{name:?} is none of {}", all.join(", "));
            Err(BadOption::new(member, problem))
        }
    }
}
