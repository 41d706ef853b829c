//! The UserInfo endpoint: what an access token lets the application know of the person.
//!
//! [OpenID Connect Core section 5.3](https://openid.net/specs/openid-connect-core-1_0.html#UserInfo)

use http::header::{self, HeaderValue};
use http::{Method, StatusCode};
use serde_json::{Map, Value};

use crate::ground::clock::Timestamp;
use crate::protocol::error::ErrorCode;
use crate::protocol::form::Parameters;
use crate::protocol::message::Place;
use crate::protocol::message_kind::MessageKind;
use crate::protocol::scope::Scope;
use crate::server::check::{self, Holds, ServerTable, checks};
use crate::server::dpop::bound_token::{PresentsToken, bound_tokens, challenge};
use crate::server::dpop::proof::{Call, Proved, Verifier};
use crate::server::endpoint::Endpoint;
use crate::server::fault::Alteration;
use crate::server::mend::Mend;
use crate::server::openid_connect::claims;
use crate::server::order;
use crate::server::refusal::Refusal;
use crate::server::store::Grant;
use crate::server::{
    AuthorizationServer, Handled, Request, Response, forbid_caching, json_response, response,
};

/// The address that metadata names as `userinfo_endpoint`.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/userinfo",
    methods: &[Method::GET, Method::POST],
    is_for_scripts: true,
    is_offered: |_| true,
    request_kind: MessageKind::ResourceRequest,
    handle,
};

/// The facts of a request, as the checks find them.
pub struct UserinfoFacts {
    request: Request,
    now: Timestamp,
    token: Option<String>,
    /// Where it stands.
    place: Place,
    /// Whether it is sent as one that is bound to a key.
    is_sent_as_bound: bool,
    /// The thumbprint of the key that it is bound to.
    dpop_jkt: Option<String>,
    /// The part of the request about proofs of possession, where the server knows of them.
    call: Option<Call>,
    /// The grant, and how much of it the token is good for.
    grant: Option<(Grant, Scope)>,
}

/// The order in which a request is judged.
pub const CHECKS: ServerTable<UserinfoFacts> = checks! { "userinfo":
    token_is_sent_in_one_way("access_token") OPENID_CONNECT_5_3_1:
        "The request carries one access token";
    token_is_active("access_token") OPENID_CONNECT_5_3_3:
        "The access token is one of this server, not expired and not revoked";
};

/// The last check, of a token that is good and sent by the party that may send it.
pub const SCOPE_CHECKS: ServerTable<UserinfoFacts> = checks! { "userinfo_scope":
    scope_has_openid(_) RFC_6750_3_1:
        "The access token was issued for a request with the scope openid";
};

fn scope_has_openid(_: &AuthorizationServer, facts: &mut UserinfoFacts) -> Result<Holds, Refusal> {
    let scope = facts.grant.as_ref().map(|(_, scope)| scope);
    if scope.is_some_and(|scope| scope.contains("openid")) {
        Ok(Holds::Because("It was.".to_owned()))
    } else {
        Err(Refusal::new(
            ErrorCode::InsufficientScope,
            "UserInfo takes the scope openid.",
            with_a_new_token(facts.place),
        ))
    }
}

fn token_is_sent_in_one_way(
    _: &AuthorizationServer,
    facts: &mut UserinfoFacts,
) -> Result<Holds, Refusal> {
    let request = &facts.request;
    let in_header = request
        .headers()
        .get_all(header::AUTHORIZATION)
        .iter()
        .filter_map(|value| value.to_str().ok()?.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim().to_owned());
    let media_type = request.headers().get(header::CONTENT_TYPE);
    let media_type = media_type.and_then(|value| value.to_str().ok()?.split(';').next());
    let is_form = request.method() == Method::POST
        && media_type.is_some_and(|name| {
            let form = "application/x-www-form-urlencoded";
            name.trim().eq_ignore_ascii_case(form)
        });
    let body = Parameters::parse(if is_form { request.body() } else { &[] });
    let in_body = body
        .iter()
        .filter(|(name, _)| *name == "access_token")
        .map(|(_, token)| token.to_owned());
    let is_in_body = body.get("access_token").is_some();
    let bound = bound_tokens(request);
    let is_sent_as_bound = !bound.is_empty();
    let mut tokens = in_header.chain(in_body).chain(bound);
    match (tokens.next(), tokens.next()) {
        (Some(token), None) => {
            facts.token = Some(token);
            if is_in_body {
                facts.place = Place::Form;
            }
            facts.is_sent_as_bound = is_sent_as_bound;
            Ok(Holds::Because("There is one.".to_owned()))
        }
        (None, _) => {
            let mend = Mend::own(Place::Header, "Authorization");
            invalid_token("There is no access token.", mend)
        }
        (Some(_), Some(_)) => {
            let mut mend = Mend::own(Place::Header, "Authorization");
            if is_in_body {
                mend = mend.and(Mend::remove(Place::Form, "access_token"));
            }
            let wire = "The access token is sent more than once.";
            Err(Refusal::new(ErrorCode::InvalidRequest, wire, mend))
        }
    }
}

/// The mend of a request with a token that is good for nothing here.
fn with_a_new_token(place: Place) -> Mend {
    Mend::renew(place, "access_token", &[("scope", "openid")])
}

fn token_is_active(
    server: &AuthorizationServer,
    facts: &mut UserinfoFacts,
) -> Result<Holds, Refusal> {
    let mend = with_a_new_token(facts.place);
    let text = facts.token.as_deref().unwrap_or_default();
    let found = server.store.access_token(text);
    let Some((_, record)) = found.filter(|(_, record)| record.token == text) else {
        return invalid_token("The access token is not one of this server.", mend);
    };
    if server.store.is_withdrawn(record) {
        return invalid_token("The access token has been revoked.", mend);
    }
    if facts.now >= record.expires_at {
        return invalid_token("The access token has expired.", mend);
    }
    let grant = server.store.grant(record.grant).cloned();
    facts.grant = grant.zip(Some(record.scope.clone()));
    facts.dpop_jkt = record.dpop_jkt.clone();
    Ok(Holds::Because("It is.".to_owned()))
}

fn invalid_token<T>(description: &str, mend: Mend) -> Result<T, Refusal> {
    Err(Refusal::new(ErrorCode::InvalidToken, description, mend))
}

fn handle(server: &mut AuthorizationServer, request: &Request, now: Timestamp) -> Handled {
    let dpop = server.capabilities.dpop;
    let mut facts = UserinfoFacts {
        request: request.clone(),
        now,
        token: None,
        place: Place::Credentials,
        is_sent_as_bound: false,
        dpop_jkt: None,
        call: dpop.map(|dpop| (dpop.read)(request, now)),
        grant: None,
    };
    let mut checks = Vec::new();
    let verdict = check::run(order::USERINFO, server, &mut facts, &mut checks);
    let refusal = verdict.as_ref().err().cloned();
    let is_bound = facts.is_sent_as_bound || facts.dpop_jkt.is_some();
    let mut handled = match (verdict, facts.grant) {
        (Ok(()), Some((grant, scope))) => Handled::new(
            server.userinfo(&grant, &scope),
            MessageKind::ResourceResponse,
        ),
        (Err(refusal), _) => refuse(&refusal, facts.token.is_some()),
        // The grant is set by a check of the table, or that check has failed.
        (Ok(()), None) => {
            let mend = with_a_new_token(facts.place);
            let refusal = Refusal::new(ErrorCode::InvalidToken, "No grant.", mend);
            refuse(&refusal, true)
        }
    };
    let challenge = |refusal| challenge("userinfo", Some(refusal), "openid", &server.algorithms());
    if let Some(refusal) = refusal.as_ref().filter(|_| is_bound)
        && let Ok(challenge) = HeaderValue::try_from(challenge(refusal))
    {
        let headers = handled.response.headers_mut();
        headers.insert(header::WWW_AUTHENTICATE, challenge);
    }
    if let Some(dpop) = dpop {
        let error = refusal.map(|refusal| refusal.error);
        (dpop.complete)(server, error, now, &mut handled.response);
    }
    Handled { checks, ..handled }
}

impl Proved for UserinfoFacts {
    fn call(&self) -> Option<&Call> {
        self.call.as_ref()
    }

    fn call_mut(&mut self) -> Option<&mut Call> {
        self.call.as_mut()
    }
}

impl PresentsToken for UserinfoFacts {
    fn token(&self) -> &str {
        self.token.as_deref().unwrap_or_default()
    }

    fn place(&self) -> Place {
        self.place
    }

    fn bound_to(&self) -> Option<&str> {
        self.dpop_jkt.as_deref()
    }

    fn is_sent_as_bound(&self) -> bool {
        self.is_sent_as_bound
    }
}

impl AuthorizationServer {
    fn userinfo(&self, grant: &Grant, scope: &Scope) -> Response {
        let authentication = grant.authentication.as_ref();
        let names = authentication.map_or(&[][..], |known| &known.claims.userinfo);
        let mut user = self.users.iter();
        let user = user.find(|user| user.subject == grant.subject);
        let mut claims = user
            .map(|user| claims::of(user, scope, names))
            .unwrap_or_default();
        let subject = self.subject_for(&grant.client_id, &grant.subject);
        claims.insert("sub".to_owned(), subject.into());
        for alteration in self.alterations() {
            if let Alteration::UserInfo(alter) = alteration {
                alter(&mut claims);
            }
        }
        let client = self.client(&grant.client_id);
        let algorithm = client.and_then(|client| {
            client
                .openid_connect
                .userinfo_signed_response_alg
                .as_deref()
        });
        match algorithm {
            None => json_response(StatusCode::OK, &claims, &self.policy),
            Some(algorithm) => self.signed_userinfo(claims, &grant.client_id, algorithm),
        }
    }

    /// Signed, the answer says who makes it and for whom, too.
    /// [Section 5.3.2](https://openid.net/specs/openid-connect-core-1_0.html#UserInfoResponse)
    fn signed_userinfo(
        &self,
        mut claims: Map<String, Value>,
        client_id: &str,
        algorithm: &str,
    ) -> Response {
        claims.insert("iss".to_owned(), self.issuer.as_str().into());
        claims.insert("aud".to_owned(), client_id.into());
        let token = self.signing_key(algorithm).sign("JWT", &claims);
        let mut response = response(StatusCode::OK, "application/jwt", token);
        forbid_caching(&mut response, &self.policy);
        response
    }
}

/// The answer to a refused request.
/// [RFC 6750 section 3](https://www.rfc-editor.org/rfc/rfc6750.html#section-3)
fn refuse(refusal: &Refusal, has_token: bool) -> Handled {
    let (status, scope) = match refusal.error {
        ErrorCode::InvalidRequest => (StatusCode::BAD_REQUEST, ""),
        ErrorCode::InsufficientScope => (StatusCode::FORBIDDEN, ", scope=\"openid\""),
        _ => (StatusCode::UNAUTHORIZED, ""),
    };
    // A request without a token is told how to send one, and of no error.
    let is_error = has_token || refusal.error == ErrorCode::InvalidRequest;
    let error = if is_error {
        format!(
            ", error=\"{}\", error_description=\"{}\"{scope}",
            refusal.error.as_str(),
            refusal.description
        )
    } else {
        String::new()
    };
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    if let Ok(challenge) = HeaderValue::try_from(format!("Bearer realm=\"userinfo\"{error}")) {
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, challenge);
    }
    Handled::new(response, MessageKind::ResourceErrorResponse)
}
