//! The API: a resource server that checks the access token on every call.
//!
//! [RFC 6750](https://www.rfc-editor.org/rfc/rfc6750.html),
//! [RFC 9068 section 4](https://www.rfc-editor.org/rfc/rfc9068.html#section-4)

pub mod dpop;

use http::header::{self, HeaderValue};
use http::{Method, StatusCode};
use serde::Serialize;
use serde_json::Value;

use crate::ground::clock::Timestamp;
use crate::party::api::dpop::DpopAtApi;
use crate::protocol::alias::Aliases;
use crate::protocol::error::ErrorCode;
use crate::protocol::form::Parameters;
use crate::protocol::jose::{self, Algorithm, DecodedJwt, JwkSet, JwsError};
use crate::protocol::message::split_origin;
use crate::protocol::message_kind::MessageKind;
use crate::protocol::scope::Scope;
use crate::server::check::{Holds, Judge, Listed, Table, checks, listed};
use crate::server::comparison::{Comparison, claim_text};
use crate::server::dpop::proof::Call;
use crate::server::refusal::Refusal;
use crate::server::store::Store;
use crate::server::{EXPOSED_FIELDS, Handled, Request, Response, allow_any_origin};

/// An API that accepts the tokens of one authorization server.
pub struct Api {
    /// Its identifier, the audience of tokens for it, below which its addresses are.
    pub resource: String,
    /// The authorization server that it trusts.
    pub issuer: String,
    /// That server's keys.
    pub keys: JwkSet,
    /// What it takes as signatures of that server.
    pub algorithms: &'static [Algorithm],
    /// Whether it takes a token from the query, as RFC 6750 section 2.3 still allows.
    pub query_token_is_accepted: bool,
    /// How it asks about a token that is no JWT; without, it takes none.
    pub ask_about_opaque_token: Option<AskAboutToken>,
    /// How it takes tokens that are bound to a key; without, it knows nothing of keys.
    pub dpop: Option<DpopAtApi>,
    /// What its paths and scopes are called instead.
    pub aliases: Aliases,
    /// The identifiers of the checks that it does not make.
    pub skipped_checks: Vec<String>,
}

impl Judge for Api {
    fn skipped_checks(&self) -> &[String] {
        &self.skipped_checks
    }
}

/// Asks the authorization server what a token is good for. `None` if it does not know the token.
pub type AskAboutToken = fn(&Api, &Store, &str) -> Option<Value>;

/// Something that the API has to offer, and the scope that it takes.
struct Offer {
    path: &'static str,
    scope: &'static str,
    content: fn(subject: &str) -> Content,
}

/// What the API answers with.
#[derive(Serialize)]
#[serde(untagged)]
enum Content {
    Photos {
        owner: String,
        photos: [&'static str; 2],
    },
    Reports {
        reader: String,
        reports: [&'static str; 2],
    },
    Missing {
        error: &'static str,
    },
}

static OFFERS: &[Offer] = &[
    Offer {
        path: "/photos",
        scope: "photos.read",
        content: |owner| Content::Photos {
            owner: owner.to_owned(),
            photos: ["harbour.jpg", "first snow.jpg"],
        },
    },
    Offer {
        path: "/reports",
        scope: "reports.read",
        content: |reader| Content::Reports {
            reader: reader.to_owned(),
            reports: ["2025-12", "2026-01"],
        },
    },
];

/// The scopes that its calls take.
pub fn scopes() -> impl Iterator<Item = &'static str> {
    OFFERS.iter().map(|offer| offer.scope)
}

/// The facts of a call, as the checks find them.
pub struct CallFacts {
    now: Timestamp,
    offer: &'static Offer,
    /// Every one that is sent, wherever it stands.
    tokens: Vec<String>,
    jwt: Option<DecodedJwt>,
    /// What the authorization server says of an opaque token.
    told: Option<Value>,
    /// Whether the authorization server says so of the first token.
    is_active: bool,
    /// What of the call has to do with proofs of possession, where the API knows of them.
    call: Option<Call>,
    /// Whether the token is sent as one that is bound to a key.
    is_sent_as_bound: bool,
}

/// The order in which a call is judged.
pub const CHECKS: Table<Api, CallFacts> = checks! { "api_call":
    token_is_sent_in_one_way("access_token") RFC_6750_2: "The call carries one access token";
    token_is_signed_by_the_authorization_server("access_token") RFC_9068_4:
        "The authorization server has signed the token", skipped: takes_any_signature;
    token_is_an_access_token("access_token") RFC_9068_4:
        "The token is an access token and nothing else";
    issuer_is_trusted("access_token") RFC_9068_4:
        "The token comes from the server that this API trusts";
    token_is_for_this_api("access_token") RFC_9068_4: "The token is for this API";
    token_has_not_expired("access_token") RFC_9068_4: "The token has not expired";
    token_is_not_revoked("access_token") RFC_6750_3_1:
        "The authorization server has not revoked the token";
    scope_is_sufficient(_) RFC_6750_3_1: "The token’s scope covers this call";
};

/// The order of a call, of an API that takes tokens that are bound to a key.
pub fn order() -> Vec<Listed> {
    let further = listed(&dpop::DPOP.checks);
    std::iter::once(CHECKS.listed(None))
        .chain(further)
        .collect()
}

fn token_is_an_access_token(_: &Api, facts: &mut CallFacts) -> Result<Holds, Refusal> {
    if facts.told.is_some() {
        return Ok(Holds::NotApplicable);
    }
    let typ = facts
        .jwt
        .as_ref()
        .and_then(|jwt| jwt.header["typ"].as_str());
    let typ = typ.unwrap_or_default().to_ascii_lowercase();
    if typ == "at+jwt" || typ == "application/at+jwt" {
        Ok(Holds::Because(format!("typ is {typ}.")))
    } else {
        invalid_token("The type of the token is not at+jwt.")
    }
}

fn issuer_is_trusted(api: &Api, facts: &mut CallFacts) -> Result<Holds, Refusal> {
    if facts.claim("iss") == api.issuer {
        Ok(Holds::Because(format!("iss is {}.", api.issuer)))
    } else {
        let comparison = Comparison::new(facts.claim("iss"), [&*api.issuer]);
        let wire = "The token comes from another issuer.";
        Err(Refusal::new(ErrorCode::InvalidToken, wire).with_comparison(comparison))
    }
}

fn token_is_for_this_api(api: &Api, facts: &mut CallFacts) -> Result<Holds, Refusal> {
    let is_named = |audience: &Value| *audience == api.resource;
    let audience = facts.claims().map(|claims| &claims["aud"]);
    if audience.is_some_and(|audience| {
        is_named(audience)
            || audience
                .as_array()
                .is_some_and(|all| all.iter().any(is_named))
    }) {
        Ok(Holds::Because(format!("aud is {}.", api.resource)))
    } else {
        let sent = audience.map(claim_text).unwrap_or_default();
        let comparison = Comparison::new(sent, [&*api.resource]);
        let wire = "The token is for another audience.";
        Err(Refusal::new(ErrorCode::InvalidToken, wire).with_comparison(comparison))
    }
}

fn token_has_not_expired(_: &Api, facts: &mut CallFacts) -> Result<Holds, Refusal> {
    let expires_at = facts.claims().and_then(|claims| claims["exp"].as_u64());
    let expires_at = Timestamp(expires_at.unwrap_or_default());
    if facts.now < expires_at {
        let left = expires_at.since(facts.now);
        Ok(Holds::Because(format!("It is good for another {left} s.")))
    } else {
        let over = facts.now.since(expires_at);
        let ago = match over / 86_400 {
            0 => format!("{over} s"),
            1 => "1 day".to_owned(),
            days => format!("{days} days"),
        };
        Err(
            Refusal::new(ErrorCode::InvalidToken, "The access token has expired.")
                .with_detail(format!("It expired {ago} ago, at {expires_at}.")),
        )
    }
}

fn token_is_not_revoked(_: &Api, facts: &mut CallFacts) -> Result<Holds, Refusal> {
    if facts.is_active {
        Ok(Holds::Because(
            "The server says that it has not revoked it. Here the API asks in the same \
                     process; between machines it could ask by introspection (RFC 7662)."
                .to_owned(),
        ))
    } else {
        invalid_token("The access token has been revoked.")
    }
}

fn scope_is_sufficient(api: &Api, facts: &mut CallFacts) -> Result<Holds, Refusal> {
    let scope = Scope::parse(&facts.claim("scope")).unwrap_or_default();
    let needed = api.aliases.of(facts.offer.scope);
    if scope.contains(&needed) {
        Ok(Holds::Because(format!("The call needs {needed}.")))
    } else {
        Err(Refusal::new(
            ErrorCode::InsufficientScope,
            format!("This call needs {needed}."),
        ))
    }
}

fn invalid_token<T>(description: &str) -> Result<T, Refusal> {
    Err(Refusal::new(ErrorCode::InvalidToken, description))
}

/// Every token in `request`, and whether the query has one.
fn sent_tokens(api: &Api, request: &Request) -> (Vec<String>, bool) {
    let in_header: Vec<String> = request
        .headers()
        .get_all(header::AUTHORIZATION)
        .iter()
        .filter_map(|value| value.to_str().ok()?.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim().to_owned())
        .collect();
    let media_type = request.headers().get(header::CONTENT_TYPE);
    let media_type = media_type.and_then(|value| value.to_str().ok()?.split(';').next());
    let is_form = request.method() != Method::GET
        && media_type.is_some_and(|name| {
            let form = "application/x-www-form-urlencoded";
            name.trim().eq_ignore_ascii_case(form)
        });
    let body: &[u8] = if is_form { request.body() } else { &[] };
    let query = request
        .uri()
        .query()
        .filter(|_| api.query_token_is_accepted)
        .unwrap_or_default();
    // Every one counts: a token that is repeated in one place is as ambiguous as one in two.
    let tokens_in = |encoded: &[u8]| -> Vec<String> {
        let parameters = Parameters::parse(encoded);
        let named = parameters
            .iter()
            .filter(|(name, _)| *name == "access_token");
        named.map(|(_, token)| token.to_owned()).collect()
    };
    let (in_body, in_query) = (tokens_in(body), tokens_in(query.as_bytes()));
    let is_in_query = !in_query.is_empty();
    let tokens = in_header.into_iter().chain(in_body).chain(in_query);
    (tokens.collect(), is_in_query)
}

fn token_is_sent_in_one_way(_: &Api, facts: &mut CallFacts) -> Result<Holds, Refusal> {
    match facts.tokens.len() {
        1 => Ok(Holds::Because("There is one.".to_owned())),
        0 => invalid_token("There is no access token."),
        _ => Err(Refusal::new(
            ErrorCode::InvalidRequest,
            "The access token is sent more than once.",
        )),
    }
}

fn token_is_signed_by_the_authorization_server(
    api: &Api,
    facts: &mut CallFacts,
) -> Result<Holds, Refusal> {
    if facts.told.is_some() {
        return Ok(Holds::NotApplicable);
    }
    let refuse = |detail: &str| {
        let wire = "The access token is not one of the authorization server.";
        Err(Refusal::new(ErrorCode::InvalidToken, wire).with_detail(detail))
    };
    match jose::verify(facts.token(), &api.keys, api.algorithms) {
        Ok(jwt) => {
            let algorithm = jwt.header["alg"].as_str().unwrap_or_default().to_owned();
            facts.jwt = Some(jwt);
            Ok(Holds::Because(format!(
                "The {algorithm} signature fits the key in the server's JWKS."
            )))
        }
        Err(JwsError::Malformed) => refuse("It is not a signed token at all."),
        Err(JwsError::Algorithm) => {
            refuse("Its header names an algorithm that this API does not take.")
        }
        Err(JwsError::Critical) => refuse("Its header has extensions that this API does not know."),
        Err(JwsError::UnknownKey) => refuse("Its key is not in the server's JWKS."),
        Err(JwsError::Signature) => refuse("The signature does not fit the content."),
    }
}

/// What the token says, whoever has signed it.
fn takes_any_signature(_: &Api, facts: &mut CallFacts) {
    facts.jwt = jose::decode(facts.token());
}

impl CallFacts {
    fn token(&self) -> &str {
        self.tokens.first().map(String::as_str).unwrap_or_default()
    }

    fn claims(&self) -> Option<&Value> {
        let of_jwt = self.jwt.as_ref().map(|jwt| &jwt.claims);
        of_jwt.or(self.told.as_ref())
    }

    fn claim(&self, name: &str) -> String {
        let claim = self.claims().and_then(|claims| claims[name].as_str());
        claim.unwrap_or_default().to_owned()
    }
}

impl Api {
    /// Answers a call at the time `now`. The authorization server's `store` is asked in process
    /// whether it has revoked a token; between machines that is RFC 7662.
    pub fn handle(&self, request: &Request, now: Timestamp, store: &Store) -> Handled {
        if request.method() == Method::OPTIONS {
            return self.preflight();
        }
        let (_, base) = split_origin(&self.resource);
        let path = request.uri().path();
        let path = path
            .strip_prefix(base.trim_end_matches('/'))
            .unwrap_or(path);
        let mut offers = OFFERS.iter();
        let Some(offer) = offers.find(|offer| self.aliases.of(offer.path) == path) else {
            let missing = Content::Missing { error: "not_found" };
            return self.answer(StatusCode::NOT_FOUND, &missing);
        };
        let (tokens, is_from_query) = sent_tokens(self, request);
        let mut facts = CallFacts {
            now,
            offer,
            tokens,
            jwt: None,
            told: None,
            is_active: false,
            call: None,
            is_sent_as_bound: false,
        };
        let rules = self.dpop.map(|dpop| dpop.rules);
        if let Some(rules) = rules {
            let (call, bound) = (rules.read)(request, now);
            facts.is_sent_as_bound = !bound.is_empty();
            facts.tokens.extend(bound);
            facts.call = Some(call);
        }
        facts.told = self
            .ask_about_opaque_token
            .and_then(|ask| ask(self, store, facts.token()));
        facts.is_active = store
            .access_token(facts.token())
            .is_some_and(|(_, token)| !store.is_withdrawn(token));
        let mut checks = Vec::new();
        let further = rules.map_or(&[][..], |rules| &rules.checks);
        let verdict = std::iter::once(&CHECKS)
            .chain(further)
            .try_for_each(|table| table.run(self, &mut facts, &mut checks));
        let mut handled = match &verdict {
            Ok(()) => {
                let content = (offer.content)(&facts.claim("sub"));
                self.answer(StatusCode::OK, &content)
            }
            Err(refusal) => self.refuse(refusal, facts.tokens.len() == 1, offer),
        };
        if let Some(rules) = rules {
            (rules.complete)(self, &facts, verdict.err().as_ref(), &mut handled.response);
        }
        if is_from_query {
            handled
                .response
                .headers_mut()
                .insert(header::CACHE_CONTROL, HeaderValue::from_static("private"));
        }
        Handled { checks, ..handled }
    }

    /// Tells the browser of a page of another origin that such a call is welcome.
    fn preflight(&self) -> Handled {
        let fields = self
            .dpop
            .map_or("Authorization", |dpop| dpop.rules.allowed_fields);
        let mut response = Response::new(Vec::new());
        *response.status_mut() = StatusCode::NO_CONTENT;
        let headers = response.headers_mut();
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_METHODS,
            HeaderValue::from_static("GET, POST"),
        );
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static(fields),
        );
        Handled::new(self.allow_scripts(response), MessageKind::ResourceResponse)
    }

    fn refuse(&self, refusal: &Refusal, has_token: bool, offer: &Offer) -> Handled {
        let error = refusal.error.as_str();
        let (status, challenge) = match refusal.error {
            // A call without a token is told how to send one, and of no error.
            ErrorCode::InvalidToken if !has_token => {
                (StatusCode::UNAUTHORIZED, "Bearer realm=\"api\"".to_owned())
            }
            ErrorCode::InsufficientScope => (
                StatusCode::FORBIDDEN,
                format!(
                    "Bearer realm=\"api\", error=\"{error}\", error_description=\"{}\", \
                     scope=\"{}\"",
                    refusal.description,
                    self.aliases.of(offer.scope)
                ),
            ),
            other => (
                if other == ErrorCode::InvalidRequest {
                    StatusCode::BAD_REQUEST
                } else {
                    StatusCode::UNAUTHORIZED
                },
                format!(
                    "Bearer realm=\"api\", error=\"{error}\", error_description=\"{}\"",
                    refusal.description
                ),
            ),
        };
        let mut response = Response::new(Vec::new());
        *response.status_mut() = status;
        if let Ok(challenge) = HeaderValue::try_from(challenge) {
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, challenge);
        }
        Handled::new(
            self.allow_scripts(response),
            MessageKind::ResourceErrorResponse,
        )
    }

    fn answer(&self, status: StatusCode, content: &Content) -> Handled {
        let text = serde_json::to_string_pretty(content).unwrap_or_default();
        let mut response = Response::new(text.into_bytes());
        *response.status_mut() = status;
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        Handled::new(self.allow_scripts(response), MessageKind::ResourceResponse)
    }

    /// Scripts of other origins may read the answer: the token, not a cookie, lets them in.
    fn allow_scripts(&self, mut response: Response) -> Response {
        let dpop = self.dpop.map(|dpop| dpop.rules.exposed_fields);
        allow_any_origin(&mut response, dpop.unwrap_or(EXPOSED_FIELDS));
        response
    }
}
