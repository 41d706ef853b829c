//! The API: a resource server that checks the access token on every call.
//!
//! [RFC 6750](https://www.rfc-editor.org/rfc/rfc6750.html),
//! [RFC 9068 section 4](https://www.rfc-editor.org/rfc/rfc9068.html#section-4)

pub mod checks;
pub mod dpop;
mod sent_tokens;

use http::header::{self, HeaderValue};
use http::{Method, StatusCode};
use serde::Serialize;

use crate::ground::clock::Timestamp;
use crate::party::api::checks::{CHECKS, CallFacts, INTROSPECTION_CHECKS, SCOPE_CHECKS};
use crate::party::api::dpop::{DpopAtApi, Rules};
use crate::party::api::sent_tokens::sent_tokens;
use crate::party::introspection::{Ask, Introspection};
use crate::protocol::alias::Aliases;
use crate::protocol::error::ErrorCode;
use crate::protocol::jose::{self, Algorithm, JwkSet};
use crate::protocol::message::{Place, split_origin};
use crate::protocol::message_kind::MessageKind;
use crate::server::check::{CheckOutcome, Judge, Listed, listed};
use crate::server::refusal::Refusal;
use crate::server::{EXPOSED_FIELDS, Handled, Request, Response, allow_any_origin};

/// An API that accepts the tokens of one authorization server.
pub struct Api {
    /// Its identifier, the audience of tokens for it, below which its addresses are.
    pub resource: String,
    /// The authorization server that it trusts.
    pub issuer: String,
    /// That server's keys.
    pub keys: JwkSet,
    /// The algorithms that it takes as signatures of that server.
    pub algorithms: &'static [Algorithm],
    /// Whether it takes a token from the query, as RFC 6750 section 2.3 still allows.
    pub query_token_is_accepted: bool,
    /// How it asks the authorization server what a token is good for now.
    pub introspection: Introspection,
    /// Whether it takes tokens that say nothing by themselves, and reads them by asking.
    pub takes_opaque_tokens: bool,
    /// How it takes tokens that are bound to a key; without, it knows nothing of keys.
    pub dpop: Option<DpopAtApi>,
    /// Other names of its paths and scopes.
    pub aliases: Aliases,
    /// The identifiers of the checks that it does not make.
    pub skipped_checks: Vec<String>,
}

impl Judge for Api {
    fn skipped_checks(&self) -> &[String] {
        &self.skipped_checks
    }
}

/// Something that the API has to offer, and the scope that it takes.
struct Offer {
    path: &'static str,
    scope: &'static str,
    content: fn(subject: &str) -> Content,
}

/// The content of an answer of the API.
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

/// The order of a call, of an API that takes tokens that are bound to a key by `bound_tokens`, or
/// of one that knows nothing of keys.
pub fn order(bound_tokens: Option<&Rules>) -> Vec<Listed> {
    let further = bound_tokens.map_or(&[][..], |rules| &rules.checks);
    listed(&[CHECKS, INTROSPECTION_CHECKS])
        .into_iter()
        .chain(listed(further))
        .chain(listed(&[SCOPE_CHECKS]))
        .collect()
}

impl Api {
    /// Answers a call at the time `now`. What it wants to know of the authorization server, it
    /// asks by `ask`: of an opaque token everything, of a JWT whether it is still good.
    pub fn handle(&mut self, request: &Request, now: Timestamp, ask: Ask<'_>) -> Handled {
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
        let (tokens, places) = sent_tokens(self, request);
        let is_from_query = places.contains(&Place::Query);
        let mut facts = CallFacts {
            now,
            offer,
            tokens,
            places,
            jwt: None,
            is_opaque: false,
            answer: None,
            call: None,
            is_sent_as_bound: false,
        };
        let rules = self.dpop.map(|dpop| dpop.rules);
        if let Some(rules) = rules {
            let (call, bound) = (rules.read)(request, now);
            facts.is_sent_as_bound = !bound.is_empty();
            facts
                .places
                .extend(bound.iter().map(|_| Place::Credentials));
            facts.tokens.extend(bound);
            facts.call = Some(call);
        }
        let mut checks = Vec::new();
        let verdict = self.accept(&mut facts, &mut checks, ask);
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

    fn accept(
        &mut self,
        facts: &mut CallFacts,
        checks: &mut Vec<CheckOutcome>,
        ask: Ask<'_>,
    ) -> Result<(), Refusal> {
        if let [token] = &facts.tokens[..]
            && self.takes_opaque_tokens
            && jose::decode(token).is_none()
        {
            facts.is_opaque = true;
            facts.answer = Some(self.introspection.ask(token, facts.now, ask));
        }
        CHECKS.run(self, facts, checks)?;
        if facts.answer.is_none() {
            let answer = self.introspection.ask(facts.token(), facts.now, ask);
            facts.answer = Some(answer);
        }
        INTROSPECTION_CHECKS.run(self, facts, checks)?;
        let further = self.dpop.map_or(&[][..], |dpop| &dpop.rules.checks);
        let mut further = further.iter();
        further.try_for_each(|table| table.run(self, facts, checks))?;
        // A caller without the key does not learn what the token is good for.
        SCOPE_CHECKS.run(self, facts, checks)
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
            // Another token would not help.
            ErrorCode::TemporarilyUnavailable => (StatusCode::SERVICE_UNAVAILABLE, String::new()),
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
        if let Ok(challenge) = HeaderValue::try_from(challenge)
            && !challenge.is_empty()
        {
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
