//! The setup of a deployment, as its owner writes it down: in JavaScript or in a JSON file.

use std::fmt;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::deployment::client::ClientSetup;
use crate::protocol::jose::{Jwk, JwkError, JwkSet};
use crate::protocol::redirect_uri;
use crate::protocol::scope::Scope;
use crate::server::client::{Client, Delegation, ResourceServer, User};
use crate::server::fault::{FAULTS, Fault};
use crate::server::grant::jwt_bearer::TrustedIssuer;
use crate::server::openid_connect::claims;
use crate::server::policy::{Policy, Profile};

/// The options, each with the name that it has in JavaScript and JSON, in camel case.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Setup {
    /// A profile by its name, e.g. `oauth-2.1`.
    pub profile: String,
    /// Switches of [`Policy`] that differ from the profile's.
    pub policy: Map<String, Value>,
    /// The server's identifier: an https address, or an http one of this machine.
    pub issuer: String,
    /// The API's identifier, and the address below which it answers.
    pub resource: String,
    pub clients: Vec<ClientSetup>,
    pub users: Vec<UserSetup>,
    /// The APIs for which clients may ask by name, and the clients as which they ask about tokens.
    pub resource_servers: Vec<ResourceServerSetup>,
    /// Others whose assertions about the users are believed.
    pub trusted_issuers: Vec<IssuerSetup>,
    /// Others whose statements about their software are believed when a client registers itself.
    pub software_publishers: Vec<IssuerSetup>,
    /// Who alone may act for whom, by the subjects of their tokens.
    pub delegations: Vec<DelegationSetup>,
    /// Scope names with spaces between them: all that a client may register itself for.
    pub registration_scope: String,
    /// With one of these, a client may register itself where the policy demands one.
    pub initial_access_tokens: Vec<String>,
    /// The user who signs in and approves at once, without being asked.
    pub auto_approve: Option<String>,
    /// Faults of the server, by the names in [`FAULTS`].
    pub faults: Vec<String>,
    /// Where all random values come from; at most 2^53 - 1, the largest number of a script.
    pub seed: Option<u64>,
    /// Whether a browser of the deployment's own keeps the cookies of the server's pages.
    #[serde(skip)]
    pub keeps_cookies: bool,
}

/// The password of everybody who is given none. It opens nothing.
const PASSWORD: &str = "looking-glass";

/// Somebody who can sign in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserSetup {
    pub username: String,
    /// `looking-glass` unless set.
    pub password: Option<String>,
    /// The identifier in tokens; the username unless set.
    pub subject: Option<String>,
    /// Their claims, by the names of the standard claims; made up unless set.
    pub claims: Option<Map<String, Value>>,
}

/// An API.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResourceServerSetup {
    /// Its identifier: an absolute URI without fragment.
    pub resource: String,
    /// The client as which it asks about tokens and trades them in, if it does.
    pub client_id: Option<String>,
}

/// Somebody whose signed statements are believed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuerSetup {
    /// Its `iss`.
    pub issuer: String,
    /// Its public keys, as a JWK Set.
    pub jwks: Value,
}

/// That somebody may act for somebody else, and nobody else may.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DelegationSetup {
    pub subject: String,
    pub actor: String,
}

/// An option that cannot be met: which one, and what it has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadOption {
    /// The path of the option, e.g. `clients[0].redirect_uris`.
    pub option: String,
    /// The mistake in it.
    pub problem: String,
}

impl BadOption {
    pub fn new(option: impl Into<String>, problem: impl Into<String>) -> BadOption {
        BadOption {
            option: option.into(),
            problem: problem.into(),
        }
    }
}

impl fmt::Display for BadOption {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.option, self.problem)
    }
}

impl std::error::Error for BadOption {}

impl Default for Setup {
    fn default() -> Setup {
        Setup {
            profile: Profile::OAuth21.id().to_owned(),
            policy: Map::new(),
            issuer: "https://auth.example.com".to_owned(),
            resource: "https://api.example.com".to_owned(),
            clients: Vec::new(),
            users: vec![UserSetup {
                username: "alice".to_owned(),
                password: None,
                subject: None,
                claims: None,
            }],
            resource_servers: Vec::new(),
            trusted_issuers: Vec::new(),
            software_publishers: Vec::new(),
            delegations: Vec::new(),
            registration_scope: "openid profile email photos.read photos.write reports.read"
                .to_owned(),
            initial_access_tokens: Vec::new(),
            auto_approve: None,
            faults: Vec::new(),
            seed: None,
            keeps_cookies: false,
        }
    }
}

/// Reads scope names with spaces between them, of which there may be none.
///
/// # Errors
/// A name has a character that no scope name may have.
pub fn scope(option: &str, text: &str) -> Result<Scope, BadOption> {
    match text {
        "" => Ok(Scope::default()),
        text => Scope::parse(text)
            .ok_or_else(|| BadOption::new(option, "has a character that no scope name may have")),
    }
}

/// The largest integer that a script can hold: 2^53 - 1.
pub const LARGEST_SEED: u64 = (1 << 53) - 1;

impl Setup {
    /// Reads options from JSON.
    ///
    /// # Errors
    /// The first option that is unknown or of the wrong type.
    pub fn parse(json: &str) -> Result<Setup, BadOption> {
        let options: Map<String, Value> = serde_json::from_str(json)
            .map_err(|error| BadOption::new("options", format!("must be an object: {error}")))?;
        let setup: Setup = read("options", Value::Object(options))?;
        match setup.seed {
            Some(seed) if seed > LARGEST_SEED => {
                Err(BadOption::new("seed", "must be at most 2^53 - 1"))
            }
            _ => Ok(setup),
        }
    }

    /// The switches of the profile with those that are set beside it.
    ///
    /// # Errors
    /// A profile or a switch that does not exist, or a value that a switch cannot have.
    pub fn policy(&self) -> Result<Policy, BadOption> {
        let profile = Profile::parse(&self.profile).ok_or_else(|| {
            let names = Profile::ALL.map(Profile::id).join(", ");
            BadOption::new("profile", format!("must be one of {names}"))
        })?;
        let mut policy = serde_json::to_value(profile.policy()).unwrap_or_default();
        for (name, value) in &self.policy {
            policy[name.as_str()] = value.clone();
        }
        let policy: Policy = read("policy", policy)?;
        Ok(policy.held_to(profile))
    }

    /// The issuer.
    ///
    /// # Errors
    /// It is not an https address, or an http one of this machine, without query and fragment.
    pub fn issuer(&self) -> Result<&str, BadOption> {
        identifier("issuer", &self.issuer)
    }

    /// The API's identifier.
    ///
    /// # Errors
    /// As for the issuer.
    pub fn resource(&self) -> Result<&str, BadOption> {
        identifier("resource", &self.resource)
    }

    /// The faults of the server.
    ///
    /// # Errors
    /// There is no fault of such a name.
    pub fn faults(&self) -> Result<Vec<&'static Fault>, BadOption> {
        let names = self.faults.iter();
        let found = names.map(|name| {
            let fault = FAULTS.iter().find(|fault| fault.name == name);
            fault.ok_or_else(|| BadOption::new("faults", format!("{name:?} is none")))
        });
        found.collect()
    }

    /// The APIs.
    ///
    /// # Errors
    /// The first whose identifier cannot be one, or whose client is not registered.
    pub fn resource_servers(&self) -> Result<Vec<ResourceServer>, BadOption> {
        let apis = self.resource_servers.iter().enumerate();
        let found = apis.map(|(index, api)| {
            let bad = |member: &str, problem: &str| {
                BadOption::new(format!("resourceServers[{index}].{member}"), problem)
            };
            if !redirect_uri::is_well_formed(&api.resource) {
                return Err(bad("resource", "must be an absolute URI without fragment"));
            }
            let mut clients = self.clients.iter();
            if let Some(client_id) = &api.client_id
                && !clients.any(|client| client.client_id == *client_id)
            {
                return Err(bad("client_id", "must be that of one of the clients"));
            }
            Ok(ResourceServer {
                resource: api.resource.clone(),
                client_id: api.client_id.clone(),
            })
        });
        found.collect()
    }

    /// Who may act for whom.
    pub fn delegations(&self) -> Vec<Delegation> {
        let delegations = self.delegations.iter().map(|delegation| Delegation {
            subject: delegation.subject.clone(),
            actor: delegation.actor.clone(),
        });
        delegations.collect()
    }

    /// Everybody who can sign in.
    pub fn users(&self) -> Vec<User> {
        let users = self.users.iter().map(|user| User {
            username: user.username.clone(),
            password: user.password.clone().unwrap_or(PASSWORD.to_owned()),
            subject: user.subject.clone().unwrap_or(user.username.clone()),
            claims: match &user.claims {
                Some(claims) => claims.clone(),
                None => claims::example(&user.username),
            },
        });
        users.collect()
    }

    /// The registered clients.
    ///
    /// # Errors
    /// The first member of a client that cannot be registered.
    pub fn clients(&self) -> Result<Vec<Client>, BadOption> {
        let clients = self.clients.iter().enumerate();
        clients
            .map(|(index, client)| {
                client.registration().map_err(|error| {
                    let option = format!("clients[{index}].{}", error.option);
                    BadOption { option, ..error }
                })
            })
            .collect()
    }
}

/// The issuers of the option `name`.
///
/// # Errors
/// The first without a key that the server can use, or with one that it must not know.
pub fn issuers(name: &str, setups: &[IssuerSetup]) -> Result<Vec<TrustedIssuer>, BadOption> {
    let issuers = setups.iter().enumerate().map(|(index, setup)| {
        let keys = public_keys(&setup.jwks)
            .map_err(|problem| BadOption::new(format!("{name}[{index}].jwks"), problem))?;
        Ok(TrustedIssuer {
            issuer: setup.issuer.clone(),
            keys,
        })
    });
    issuers.collect()
}

/// The keys in a JWK Set.
///
/// # Errors
/// There is none that the server can use, or a private one.
pub fn public_keys(jwks: &Value) -> Result<JwkSet, &'static str> {
    let keys = jwks["keys"].as_array().into_iter().flatten();
    let mut keys: Vec<_> = keys.map(Jwk::parse_public).collect();
    if keys.contains(&Err(JwkError::Private)) {
        return Err("has a private key");
    }
    let keys: Vec<Jwk> = keys.drain(..).flatten().collect();
    if keys.is_empty() {
        return Err("has no key that the server can use");
    }
    Ok(JwkSet { keys })
}

/// `value` as what the options under `name` have to be.
fn read<T: DeserializeOwned>(name: &str, value: Value) -> Result<T, BadOption> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        let option = match (name, path.as_str()) {
            (name, ".") => name.to_owned(),
            ("options", path) => path.to_owned(),
            (name, path) => format!("{name}.{path}"),
        };
        BadOption::new(option, format!("{}", error.inner()))
    })
}

/// The option `name`, if it is an address as a server may have it: https, or http on this machine,
/// without query and fragment ([RFC 8414 section 2](https://www.rfc-editor.org/rfc/rfc8414.html#section-2)).
fn identifier<'a>(name: &str, url: &'a str) -> Result<&'a str, BadOption> {
    let host = redirect_uri::host(url);
    let without_port = host.trim_end_matches(|last: char| last.is_ascii_digit());
    let name_alone = without_port.strip_suffix(':').unwrap_or(host);
    let is_local = ["127.0.0.1", "[::1]", "localhost"].contains(&name_alone);
    let has_scheme = url.starts_with("https://") || url.starts_with("http://") && is_local;
    let is_plain = redirect_uri::is_well_formed(url) && !url.contains('?') && !url.ends_with('/');
    if has_scheme && is_plain && !host.is_empty() {
        Ok(url)
    } else {
        Err(BadOption::new(
            name,
            "must be an https address without query, fragment and slash at the end, \
             or an http one of this machine",
        ))
    }
}
