//! The authorization server: a function from a request and a time to a response and its reasons.

pub mod assertion;
pub mod capabilities;
pub mod check;
pub mod client;
pub mod client_authentication;
pub mod comparison;
pub mod dpop;
pub mod effect;
pub mod endpoint;
pub mod fault;
pub mod grant;
pub mod key_rotation;
pub mod keys;
pub mod limits;
pub mod mend;
pub mod openid_connect;
pub mod order;
pub mod page;
pub mod policy;
pub mod presented_token;
pub mod records;
pub mod refusal;
pub mod resource_indicator;
pub mod security_event;
pub mod store;
pub mod token;

use http::header::{self, HeaderValue};
use http::{Method, StatusCode};

use crate::ground::clock::Timestamp;
use crate::ground::random::Random;
use crate::protocol::alias::Aliases;
use crate::protocol::jose::{JwkSet, SigningKey};
use crate::protocol::message_kind::MessageKind;
use crate::protocol::scope::Scope;
use crate::server::capabilities::Capabilities;
use crate::server::check::{CheckOutcome, Judge};
use crate::server::client::{Client, Delegation, ResourceServer, User};
use crate::server::effect::Effect;
use crate::server::endpoint::{Endpoint, metadata};
use crate::server::fault::Fault;
use crate::server::grant::jwt_bearer::TrustedIssuer;
use crate::server::key_rotation::IdleKey;
use crate::server::keys::published_signing_key;
use crate::server::page::Page;
use crate::server::policy::Policy;
use crate::server::store::Store;

/// Header fields that scripts of other origins may read in an answer, and those that they may send.
pub(crate) const EXPOSED_FIELDS: &str = "WWW-Authenticate";
const ALLOWED_FIELDS: &str = "Authorization, Content-Type";

/// An HTTP request whose address is absolute.
pub type Request = http::Request<Vec<u8>>;
/// An HTTP response.
pub type Response = http::Response<Vec<u8>>;

/// The server with all that it knows.
pub struct AuthorizationServer {
    /// Its capabilities; the policy says which of them it uses.
    pub capabilities: &'static Capabilities,
    /// Its identifier: an https address without query or fragment.
    pub issuer: String,
    /// The API for which its access tokens are if no other one is named.
    pub resource: String,
    /// The records of that one and all others.
    pub resource_servers: Vec<ResourceServer>,
    /// Who may act for whom.
    pub delegations: Vec<Delegation>,
    pub policy: Policy,
    /// Those that the operator has registered.
    pub clients: Vec<Client>,
    /// With one of these, anybody may register a client where the policy demands one.
    pub initial_access_tokens: Vec<String>,
    /// All that a client may register itself for.
    pub scopes_for_registration: Scope,
    /// Others whose statements about their software are believed.
    pub software_publishers: Vec<TrustedIssuer>,
    /// Others whose assertions about the users are believed.
    pub trusted_issuers: Vec<TrustedIssuer>,
    pub users: Vec<User>,
    /// Other names of the paths of its endpoints.
    pub aliases: Aliases,
    /// Scopes of its operator’s own, each with what it lets a client do, in words for a person.
    pub scope_meanings: Vec<(String, String)>,
    pub store: Store,
    /// The identifiers of the checks that it does not make; none, unless an attack is to be shown.
    pub skipped_checks: Vec<String>,
    /// Its faults; none, unless a client is to be tested.
    pub faults: Vec<&'static Fault>,
    /// Where the random values come from.
    seed: u64,
    random: Random,
    signing_key: SigningKey,
    further_signing_keys: Vec<SigningKey>,
    /// Published, and not used: they have signed, or are going to.
    idle_keys: Vec<IdleKey>,
    keys_made: usize,
}

/// A response with what led to it.
#[derive(Clone, Debug)]
pub struct Handled {
    pub response: Response,
    /// Which defined message the response is.
    pub response_kind: MessageKind,
    /// The checks that were made, in order. Ends with the one that failed, if one did.
    pub checks: Vec<CheckOutcome>,
    /// The changes in the store.
    pub effects: Vec<Effect>,
    /// The page in the response, if there is one.
    pub page: Option<Page>,
}

impl AuthorizationServer {
    /// A server that has answered nothing yet. Its random values come from `seed`.
    pub fn new(
        capabilities: &'static Capabilities,
        issuer: &str,
        resource: &str,
        policy: Policy,
        seed: u64,
    ) -> AuthorizationServer {
        AuthorizationServer {
            capabilities,
            issuer: issuer.to_owned(),
            resource: resource.to_owned(),
            resource_servers: Vec::new(),
            delegations: Vec::new(),
            policy,
            clients: Vec::new(),
            initial_access_tokens: Vec::new(),
            scopes_for_registration: Scope::default(),
            software_publishers: Vec::new(),
            trusted_issuers: Vec::new(),
            users: Vec::new(),
            aliases: Aliases::default(),
            scope_meanings: Vec::new(),
            store: Store::default(),
            skipped_checks: Vec::new(),
            faults: Vec::new(),
            seed,
            random: Random::new(seed, "authorization server"),
            signing_key: published_signing_key(),
            further_signing_keys: capabilities
                .further_signing_keys
                .iter()
                .map(|make| make())
                .collect(),
            idle_keys: Vec::new(),
            keys_made: 0,
        }
    }

    /// Registers an API for `resource`, and the client as which it asks about tokens.
    pub fn add_resource_server(&mut self, resource: &str, client: Client) {
        self.resource_servers.push(ResourceServer {
            resource: resource.to_owned(),
            client_id: Some(client.client_id.clone()),
        });
        self.clients.push(client);
    }

    /// Answers `request` at the time `now`. Never panics; a refused request changes nothing but
    /// what its [`refusal::Consequence`] says.
    pub fn handle(&mut self, request: &Request, now: Timestamp) -> Handled {
        let Some(endpoint) = self.endpoint(request.uri().path()) else {
            return Handled::plain(StatusCode::NOT_FOUND, "There is nothing at this address.");
        };
        let limits = self.capabilities.limits;
        let refused = limits.and_then(|limits| (limits.refuse)(self, endpoint, request, now));
        let mut handled = if let Some(refused) = refused {
            refused
        } else if request.method() == Method::OPTIONS && endpoint.is_for_scripts {
            self.preflight(endpoint)
        } else if endpoint.methods.contains(request.method()) {
            (endpoint.handle)(self, request, now)
        } else {
            method_not_allowed(endpoint)
        };
        if let Some(limits) = limits {
            (limits.note)(self, request, &handled, now);
        }
        if endpoint.is_for_scripts {
            let dpop = self.capabilities.dpop;
            let exposed = dpop.map_or(EXPOSED_FIELDS, |dpop| dpop.exposed_fields);
            allow_any_origin(&mut handled.response, exposed);
        }
        handled
    }

    /// The endpoint to which the path of a request leads, if the policy has it. Where the issuer
    /// has a path, those of its endpoints begin with it; that of its metadata ends with it
    /// ([RFC 8414 section 3.1](https://www.rfc-editor.org/rfc/rfc8414.html#section-3.1)).
    pub fn endpoint(&self, path: &str) -> Option<&'static Endpoint> {
        self.capabilities.endpoints.iter().find(|endpoint| {
            let called = self.aliases.of(endpoint.path);
            let (first, second) = if endpoint.path == metadata::ENDPOINT.path {
                (called.as_str(), self.path())
            } else {
                (self.path(), called.as_str())
            };
            path.strip_prefix(first) == Some(second) && (endpoint.is_offered)(&self.policy)
        })
    }

    /// Tells the browser of a page of another origin that such a request is welcome.
    fn preflight(&self, endpoint: &Endpoint) -> Handled {
        let dpop = self.capabilities.dpop;
        let fields = dpop.map_or(ALLOWED_FIELDS, |dpop| dpop.allowed_fields);
        let mut handled = Handled::plain(StatusCode::NO_CONTENT, "");
        let headers = handled.response.headers_mut();
        headers.remove(header::CONTENT_TYPE);
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_METHODS,
            endpoint.allowed_methods(),
        );
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static(fields),
        );
        handled
    }

    /// The address of the endpoint whose own path is `path`.
    pub fn url(&self, path: &str) -> String {
        let path = self.aliases.of(path);
        format!("{}{path}", self.issuer.trim_end_matches('/'))
    }

    /// The address of `endpoint`, if the policy has it.
    fn offered_url(&self, endpoint: &Endpoint) -> Option<String> {
        (endpoint.is_offered)(&self.policy).then(|| self.url(endpoint.path))
    }

    /// The path of the issuer, without a slash at its end.
    fn path(&self) -> &str {
        let issuer = self.issuer.trim_end_matches('/');
        let rest = issuer.split_once("://").map_or("", |(_, rest)| rest);
        rest.find('/').map_or("", |start| &rest[start..])
    }

    /// All keys with which it signs; ES256 comes first.
    pub fn signing_keys(&self) -> impl Iterator<Item = &SigningKey> {
        let further = self.further_signing_keys.iter();
        std::iter::once(&self.signing_key).chain(further.filter(|_| self.policy.rs256_is_used))
    }

    /// The keys that verify its signatures, and those that are published beside them.
    pub fn published_keys(&self) -> JwkSet {
        let idle = self.idle_keys.iter().map(|idle| &idle.key);
        let keys = self.signing_keys().chain(idle);
        JwkSet {
            keys: keys.map(|key| key.verification_key.clone()).collect(),
        }
    }

    /// The key that signs with `algorithm`, or the one for ES256 if there is no such key.
    fn signing_key(&self, algorithm: &str) -> &SigningKey {
        self.signing_keys()
            .find(|key| key.algorithm.name == algorithm)
            .unwrap_or(&self.signing_key)
    }

    fn client(&self, client_id: &str) -> Option<&Client> {
        let mut clients = self.clients.iter();
        let known = clients.find(|client| client.client_id == client_id);
        known.or_else(|| self.store.clients.get(client_id))
    }

    fn may_act_for(&self, subject: &str) -> Option<String> {
        let mut delegations = self.delegations.iter();
        let found = delegations.find(|delegation| delegation.subject == subject)?;
        Some(found.actor.clone())
    }

    fn user(&self, username: &str) -> Option<&User> {
        self.users.iter().find(|user| user.username == username)
    }
}

impl Judge for AuthorizationServer {
    fn skipped_checks(&self) -> &[String] {
        &self.skipped_checks
    }
}

impl Handled {
    /// An answer outside the protocol.
    fn plain(status: StatusCode, text: &str) -> Handled {
        Handled::new(
            response(status, "text/plain; charset=utf-8", text.to_owned()),
            MessageKind::PageResponse,
        )
    }

    /// An answer that no checks led to.
    pub fn new(response: Response, response_kind: MessageKind) -> Handled {
        Handled {
            response,
            response_kind,
            checks: Vec::new(),
            effects: Vec::new(),
            page: None,
        }
    }

    /// The check at which the request failed, if it did.
    pub fn failed_check(&self) -> Option<&CheckOutcome> {
        self.checks.iter().find(|check| check.has_failed())
    }
}

/// A response with a body.
fn response(status: StatusCode, content_type: &'static str, body: String) -> Response {
    let mut response = Response::new(body.into_bytes());
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// A JSON response that no cache may keep, one member on a line.
fn json_response(status: StatusCode, body: &impl serde::Serialize, policy: &Policy) -> Response {
    let text = serde_json::to_string_pretty(body).unwrap_or_default();
    let mut response = response(status, "application/json", text);
    forbid_caching(&mut response, policy);
    response
}

/// "Cache-Control: no-store" on everything that carries a secret
/// ([RFC 6749 section 5.1](https://www.rfc-editor.org/rfc/rfc6749.html#section-5.1)).
fn forbid_caching(response: &mut Response, policy: &Policy) {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if policy.pragma_is_sent {
        headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    }
}

/// Scripts of any origin may call what they call without cookies. It is said in every answer, so
/// that a cache may give the same one to all.
/// [OAuth 2.1 section 3.2](https://datatracker.ietf.org/doc/html/draft-ietf-oauth-v2-1-16#section-3.2)
pub(crate) fn allow_any_origin(response: &mut Response, exposed_fields: &'static str) {
    let headers = response.headers_mut();
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static(exposed_fields),
    );
}

fn method_not_allowed(endpoint: &Endpoint) -> Handled {
    let mut handled = Handled::plain(
        StatusCode::METHOD_NOT_ALLOWED,
        "This endpoint takes another method.",
    );
    handled
        .response
        .headers_mut()
        .insert(header::ALLOW, endpoint.allowed_methods());
    handled
}
