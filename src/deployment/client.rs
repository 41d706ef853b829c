//! A client as the owner of a deployment writes it down.

use serde::Deserialize;
use serde_json::Value;

use crate::deployment::setup::{BadOption, public_keys, scope};
use crate::protocol::redirect_uri;
use crate::server::capabilities::ALL;
use crate::server::client::{Client, ClientAuthentication, name_list};
use crate::server::openid_connect::{Registration, SubjectType, sector};
use crate::server::policy::SIGNING_ALGORITHMS;

/// A client, under the names of
/// [RFC 7591 section 2](https://www.rfc-editor.org/rfc/rfc7591.html#section-2).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientSetup {
    pub client_id: String,
    pub client_secret: Option<String>,
    /// The name that a person reads; the `client_id` unless set.
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
    /// Any that the method knows unless set.
    pub token_endpoint_auth_signing_alg: Option<String>,
    /// Seconds.
    pub default_max_age: Option<u64>,
    /// `public` unless set.
    pub subject_type: Option<String>,
    #[serde(default)]
    pub dpop_bound_access_tokens: bool,
    #[serde(default)]
    pub require_pushed_authorization_requests: bool,
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
        let client = Client {
            client_id: self.client_id.clone(),
            name: self.client_name.clone().unwrap_or(self.client_id.clone()),
            authentication: self.authentication()?,
            redirect_uris: self.redirect_uris.clone(),
            grant_types,
            response_types,
            scope,
            dpop_bound_access_tokens: self.dpop_bound_access_tokens,
            pushes_all_requests: self.require_pushed_authorization_requests,
            assertion_algorithm: one_of(
                "token_endpoint_auth_signing_alg",
                self.token_endpoint_auth_signing_alg.as_ref(),
                &["ES256", "PS256", "RS256", "HS256"],
            )?,
            openid_connect: Registration {
                id_token_signed_response_alg: one_of(
                    "id_token_signed_response_alg",
                    self.id_token_signed_response_alg.as_ref(),
                    SIGNING_ALGORITHMS,
                )?,
                userinfo_signed_response_alg: one_of(
                    "userinfo_signed_response_alg",
                    self.userinfo_signed_response_alg.as_ref(),
                    SIGNING_ALGORITHMS,
                )?,
                subject_type: self.subject_type()?,
                default_max_age_seconds: self.default_max_age,
                post_logout_redirect_uris: self.post_logout_redirect_uris.clone(),
            },
            ..Client::default()
        };
        let is_pairwise = client.openid_connect.subject_type == SubjectType::Pairwise;
        if is_pairwise && sector(&client).is_none() {
            let problem = "pairwise takes redirect_uris that all have the same host";
            return Err(BadOption::new("subject_type", problem));
        }
        Ok(client)
    }

    fn subject_type(&self) -> Result<SubjectType, BadOption> {
        let types = SubjectType::ALL.map(SubjectType::as_str);
        let name = one_of("subject_type", self.subject_type.as_ref(), &types)?;
        Ok(name
            .and_then(|name| SubjectType::parse(&name))
            .unwrap_or_default())
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
                let keys = public_keys(jwks).map_err(|problem| BadOption::new("jwks", problem))?;
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

/// `name`, if it is one of `all`.
fn one_of(member: &str, name: Option<&String>, all: &[&str]) -> Result<Option<String>, BadOption> {
    let names = known(member, name.cloned().as_slice(), all)?;
    Ok(names.into_iter().next())
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
