//! The server as one thing that answers requests: with its API, and with a browser before it.
//!
//! Code that speaks HTTP to real clients, a script's `fetch` or a socket, holds a [`Deployment`]
//! and knows nothing else of the engine.

mod client;
mod person;
pub mod setup;

use http::Method;

use crate::ground::clock::Timestamp;
use crate::party::api::Api;
use crate::party::api::dpop::{DPOP, DpopAtApi};
use crate::party::introspection::Introspection;
use crate::protocol::alias::Aliases;
use crate::protocol::jose::JwkSet;
use crate::protocol::jose::es256::ES256;
use crate::protocol::jose::rsassa::RS256;
use crate::protocol::message::split_origin;
use crate::server::capabilities::ALL;
use crate::server::endpoint::{introspection, jwks};
use crate::server::{AuthorizationServer, Handled, Request};

use self::person::Person;
use self::setup::{BadOption, Setup, issuers, scope};

/// An authorization server and an API that accepts its tokens.
pub struct Deployment {
    pub server: AuthorizationServer,
    pub api: Api,
    /// Whose browser comes before the server's pages.
    person: Person,
}

impl Deployment {
    /// The deployment that `setup` describes. All its random values come from `seed`.
    ///
    /// # Errors
    /// The first option that cannot be met.
    pub fn new(setup: &Setup, seed: u64) -> Result<Deployment, BadOption> {
        let policy = setup.policy()?;
        let issuer = setup.issuer()?;
        let mut server = AuthorizationServer::new(&ALL, issuer, &setup.resource, policy, seed);
        server.users = setup.users();
        server.faults = setup.faults()?;
        server.clients = setup.clients()?;
        server.scopes_for_registration = scope("registrationScope", &setup.registration_scope)?;
        server.resource_servers = setup.resource_servers()?;
        server.delegations = setup.delegations();
        server.trusted_issuers = issuers("trustedIssuers", &setup.trusted_issuers)?;
        server.software_publishers = issuers("softwarePublishers", &setup.software_publishers)?;
        server.initial_access_tokens = setup.initial_access_tokens.clone();
        let person = Person::new(setup, &server)?;
        let resource = setup.resource()?;
        let endpoint = server.url(introspection::ENDPOINT.path);
        let introspection = match server.policy.clients_sign_with_private_keys {
            true => Introspection::with_key(issuer, endpoint, resource, seed),
            false => Introspection::with_secret(issuer, endpoint, resource, seed),
        };
        server.add_resource_server(resource, introspection.registration());
        let api = Api {
            skipped_checks: Vec::new(),
            resource: resource.to_owned(),
            issuer: issuer.to_owned(),
            keys: published_keys(&mut server),
            algorithms: &[ES256, RS256],
            dpop: Some(DpopAtApi {
                rules: &DPOP,
                nonce_seed: server.policy.dpop_nonce_is_required.then_some(seed),
                refused_algorithms: if server.policy.rs256_is_used {
                    &[]
                } else {
                    &[RS256.name]
                },
            }),
            query_token_is_accepted: server.policy.query_token_is_accepted,
            introspection,
            takes_opaque_tokens: server.policy.access_tokens_are_opaque,
            aliases: Aliases::default(),
        };
        Ok(Deployment {
            server,
            api,
            person,
        })
    }

    /// Answers `request`, whose address is absolute, at the time `now`. `None` if the address is
    /// neither of the server nor of the API.
    pub fn handle(&mut self, request: &Request, now: Timestamp) -> Option<Handled> {
        let url = request.uri().to_string();
        if is_below(&url, &self.api.resource) {
            let server = &mut self.server;
            let ask = &mut |question: &Request| Some(server.handle(question, now).response);
            Some(self.api.handle(request, now, ask))
        } else if split_origin(&url).0 == split_origin(&self.server.issuer).0 {
            Some(self.ask_server(request, now))
        } else {
            None
        }
    }

    /// Publishes another signing key, or signs with the one that is published: see
    /// [`AuthorizationServer::rotate_signing_key`].
    pub fn rotate_signing_key(&mut self, now: Timestamp) {
        self.server.rotate_signing_key(now);
        self.api.keys = published_keys(&mut self.server);
    }

    /// Gives a user a new password: see [`AuthorizationServer::change_password`]. Whether there is
    /// such a user.
    pub fn change_password(&mut self, username: &str, password: &str) -> bool {
        let mut users = self.server.users.iter();
        let is_known = users.any(|user| user.username == username);
        self.server.change_password(username, password);
        is_known
    }

    fn ask_server(&mut self, request: &Request, now: Timestamp) -> Handled {
        let path = request.uri().path();
        let endpoint = self.server.endpoint(path);
        let is_page = endpoint.is_some_and(|endpoint| !endpoint.is_for_scripts);
        if is_page && self.person.takes(request) {
            self.person.send(&mut self.server, request, now)
        } else {
            self.server.handle(request, now)
        }
    }
}

/// Whether `url` is `base` or something below it.
fn is_below(url: &str, base: &str) -> bool {
    let rest = url.strip_prefix(base);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

/// The keys at the server's `jwks_uri`, fetched as any API fetches them.
fn published_keys(server: &mut AuthorizationServer) -> JwkSet {
    let mut request = Request::new(Vec::new());
    *request.method_mut() = Method::GET;
    *request.uri_mut() = server.url(jwks::ENDPOINT.path).parse().unwrap_or_default();
    let handled = server.handle(&request, Timestamp(0));
    JwkSet::parse(handled.response.body())
}
