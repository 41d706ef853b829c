//! A client as the owner of a deployment writes it down.

use serde::Deserialize;

use crate::deployment::setup::{BadOption, scope};
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
        let method = self.token_endpoint_auth_method.as_deref();
        match (method, self.client_secret.clone()) {
            (None | Some("none"), None) => Ok(ClientAuthentication::None),
            (None | Some("client_secret_basic"), Some(client_secret)) => {
                Ok(ClientAuthentication::ClientSecretBasic { client_secret })
            }
            (Some("client_secret_post"), Some(client_secret)) => {
                Ok(ClientAuthentication::ClientSecretPost { client_secret })
            }
            (Some("none"), Some(_)) => Err(BadOption::new(
                "client_secret",
                "a client that does not authenticate has none",
            )),
            (Some(method), secret) => {
                let problem = match secret {
                    None => format!("{method} needs a client_secret"),
                    Some(_) => format!("{method} is no method of this server"),
                };
                Err(BadOption::new("token_endpoint_auth_method", problem))
            }
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
