//! Token exchange: an API trades the token that it was called with for one to call another API.
//!
//! [RFC 8693](https://www.rfc-editor.org/rfc/rfc8693.html)
//!
//! It does not say what becomes of a token that is bound to a key. Here the binding is not lost by
//! trading. Whoever brings a bound token has a key too, and the new token is bound to that one; the
//! client that the token was issued to brings the key that it is bound to. An API that was called
//! with the token cannot have that key: it has seen the proof, and answers for that with its own
//! credentials ([RFC 9449 section 7](https://www.rfc-editor.org/rfc/rfc9449.html#section-7)).

use crate::protocol::error::ErrorCode;
use crate::protocol::message::Place;
use crate::server::AuthorizationServer;
use crate::server::check::{Holds, ServerTable, checks};
use crate::server::comparison::Comparison;
use crate::server::dpop::proof::{Proved, another_of_key};
use crate::server::endpoint::authorization::requested_scope;
use crate::server::endpoint::client_request::ClientFacts;
use crate::server::grant::client_credentials::client_is_confidential;
use crate::server::grant::{Approved, GrantType, client_credentials, missing};
use crate::server::mend::{Helper, Mend};
use crate::server::openid_connect::id_token;
use crate::server::presented_token::PresentedToken;
use crate::server::refusal::{Refusal, sent_once};
use crate::server::store::{AccessToken, Actor};
use crate::server::token::TokenResponse;

/// The `grant_type`.
pub const NAME: &str = "urn:ietf:params:oauth:grant-type:token-exchange";

/// `grant_type=urn:ietf:params:oauth:grant-type:token-exchange`.
pub const GRANT: GrantType = GrantType {
    name: NAME,
    is_offered: |_| true,
    checks: CHECKS,
    issue,
};

/// Tokens that are traded in and those who do it, as the checks find them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    subject: AccessToken,
    actor: Option<AccessToken>,
    issued_token_type: &'static str,
}

/// The types of token that can be traded in and out: both name the same tokens here.
/// [Section 3](https://www.rfc-editor.org/rfc/rfc8693.html#section-3)
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
const JWT: &str = "urn:ietf:params:oauth:token-type:jwt";
/// A type that can be traded out only: a statement to the client about the person.
const ID_TOKEN: &str = "urn:ietf:params:oauth:token-type:id_token";

const CHECKS: ServerTable<ClientFacts> = checks! { "token_exchange":
    client_is_confidential("client_id") RFC_8693_2_1: "The client has credentials of its own";
    tokens_are_named_with_their_types("subject_token_type") RFC_8693_2_1:
        "Every token is sent once and with its type";
    requested_token_type_is_supported("requested_token_type") RFC_8693_2_1:
        "The server issues tokens of the requested type";
    subject_token_is_good("subject_token") RFC_8693_2_2_2:
        "The subject’s token is one that this client may trade in";
    actor_token_is_good("actor_token") RFC_8693_2_2_2:
        "The actor’s token is one that this client may bring";
    bound_tokens_come_with_a_proof("DPoP") RFC_8693_2_2_2:
        "A token that is bound to a key is brought by somebody who has one";
    actor_may_act("subject_token") RFC_8693_4_4:
        "The actor is the one that may act for the subject";
    audience_is_known("audience") RFC_8693_2_2_2:
        "Every audience is one that this server issues tokens for";
    subject_was_authenticated("requested_token_type") RFC_8693_3:
        "An ID Token is about a person who has signed in for the subject’s token";
    // It suggests scope as a limit of what is delegated; that it only shrinks is this server's
    // policy.
    scope_was_granted("scope") RFC_8693_5: "The scope is within that of the subject’s token";
};

fn scope_was_granted(_: &AuthorizationServer, facts: &mut ClientFacts) -> Result<Holds, Refusal> {
    let granted = &exchange(facts)?.subject.scope;
    let what = "the subject’s token has";
    let (scope, detail) = requested_scope(&facts.parameters, granted, what)?;
    facts.grant.scope = scope;
    Ok(Holds::Because(detail))
}

fn invalid<T>(description: impl Into<String>, mend: Mend) -> Result<T, Refusal> {
    Err(Refusal::new(ErrorCode::InvalidRequest, description, mend))
}

fn tokens_are_named_with_their_types(
    _: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let parameters = &facts.parameters;
    let names = [
        "subject_token",
        "subject_token_type",
        "actor_token",
        "actor_token_type",
        "requested_token_type",
    ];
    sent_once(parameters, &names, Place::Form)?;
    let [subject, subject_type, actor, actor_type, _] = names;
    for (token, token_type, is_needed) in
        [(subject, subject_type, true), (actor, actor_type, false)]
    {
        match (parameters.get(token), parameters.get(token_type)) {
            (None, None) if !is_needed => {}
            (None, _) => return Err(missing(token)),
            (_, None) => {
                let mend = Mend::set(Place::Form, token_type, ACCESS_TOKEN);
                return invalid(format!("{token_type} is missing."), mend);
            }
            (_, Some(ACCESS_TOKEN | JWT)) => {}
            _ => {
                let mend = Mend::set(Place::Form, token_type, ACCESS_TOKEN);
                let wire = format!("{token_type} is not one that this server knows.");
                return invalid(wire, mend);
            }
        }
    }
    Ok(Holds::Because("They are.".to_owned()))
}

fn requested_token_type_is_supported(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let is_opaque = server.policy.access_tokens_are_opaque;
    match facts.parameters.get("requested_token_type") {
        None => Ok(Holds::NotApplicable),
        Some(ACCESS_TOKEN) => Ok(Holds::Because("It is an access token.".to_owned())),
        Some(ID_TOKEN) => Ok(Holds::Because("It is an ID Token.".to_owned())),
        Some(JWT) if !is_opaque => Ok(Holds::Because("Access tokens are JWTs here.".to_owned())),
        Some(_) => invalid(
            "This server issues no tokens of the requested_token_type.",
            Mend::set(Place::Form, "requested_token_type", ACCESS_TOKEN),
        ),
    }
}

/// The access token in the parameter `name`, if it is alive and the client's own or for its API.
fn good_token<'a>(
    server: &'a AuthorizationServer,
    facts: &ClientFacts,
    name: &str,
) -> Option<&'a AccessToken> {
    let presented = server.presented_token(facts.parameters.get(name)?)?;
    let is_good =
        server.is_active(&presented, facts.now) && server.may_see(facts.client_id(), &presented);
    match presented {
        PresentedToken::Access { token, .. } if is_good => Some(token),
        _ => None,
    }
}

fn refuse_token(name: &str) -> Refusal {
    Refusal::new(
        ErrorCode::InvalidRequest,
        format!("{name} is not an access token that this client may use here."),
        Mend::renew(Place::Form, name, &[]),
    )
}

fn told(token: &AccessToken) -> Holds {
    let AccessToken {
        client_id, subject, ..
    } = token;
    Holds::Because(format!("It was issued to {client_id} for {subject}."))
}

fn subject_token_is_good(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let name = "subject_token";
    let subject = good_token(server, facts, name).ok_or_else(|| refuse_token(name))?;
    let issued_token_type = match facts.parameters.get("requested_token_type") {
        Some(JWT) => JWT,
        Some(ID_TOKEN) => ID_TOKEN,
        _ => ACCESS_TOKEN,
    };
    facts.grant.exchange = Some(Exchange {
        subject: subject.clone(),
        actor: None,
        issued_token_type,
    });
    Ok(told(subject))
}

fn actor_token_is_good(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let name = "actor_token";
    if facts.parameters.get(name).is_none() {
        return Ok(Holds::NotApplicable);
    }
    let actor = good_token(server, facts, name).ok_or_else(|| refuse_token(name))?;
    if let Some(exchange) = &mut facts.grant.exchange {
        exchange.actor = Some(actor.clone());
    }
    Ok(told(actor))
}

fn exchange(facts: &ClientFacts) -> Result<&Exchange, Refusal> {
    let found = facts.grant.exchange.as_ref();
    found.ok_or_else(|| missing("subject_token"))
}

fn bound_tokens_come_with_a_proof(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let Exchange { subject, actor, .. } = exchange(facts)?;
    let sent = facts.proof().map(|proof| proof.thumbprint());
    let mut is_bound = false;
    for token in std::iter::once(subject).chain(actor) {
        let Some(jkt) = &token.dpop_jkt else { continue };
        is_bound = true;
        let is_holder = token.client_id == facts.client_id();
        if sent.is_none() || (is_holder && sent.as_ref() != Some(jkt)) {
            let wire =
                "A token that is bound to a key takes a DPoP proof: by its client, of that key.";
            let thumbprint = is_holder.then_some(&**jkt);
            let refused = invalid(wire, another_of_key(server, facts, thumbprint, &[]));
            let comparison = Comparison::new(sent.unwrap_or_default(), [&**jkt]);
            return refused.map_err(|refusal| refusal.with_comparison(comparison));
        }
    }
    Ok(match sent {
        Some(jkt) if is_bound => Holds::Because(format!("The new token will be bound to {jkt}.")),
        _ => Holds::NotApplicable,
    })
}

/// Without an actor's token it is the client that acts.
fn actor_may_act(_: &AuthorizationServer, facts: &mut ClientFacts) -> Result<Holds, Refusal> {
    let Exchange { subject, actor, .. } = exchange(facts)?;
    let itself = client_credentials::subject(facts.client_id());
    let acting = actor.as_ref().map_or(&itself, |actor| &actor.subject);
    match &subject.may_act {
        None => Ok(Holds::NotApplicable),
        Some(named) if named == acting => Ok(Holds::Because(format!("It is {named}."))),
        Some(named) => {
            let refusal = Refusal::new(
                ErrorCode::InvalidRequest,
                "The subject's token names somebody else who may act for the subject.",
                Mend::NotByTheSender(Helper::Operator),
            );
            Err(refusal
                .with_detail(format!("{named} may act, and {acting} wants to."))
                .with_comparison(Comparison::new(acting, [&**named])))
        }
    }
}

/// An audience is the name of an API at this server: that of its client, or its identifier.
fn audience_is_known(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let parameters = facts.parameters.iter();
    let names = parameters.filter(|(name, _)| *name == "audience");
    let mut resources = Vec::new();
    for (_, audience) in names {
        let mut apis = server.resource_servers.iter();
        let api = apis.find(|api| api.client_id.as_deref() == Some(audience));
        match api {
            Some(api) => resources.push(api.resource.clone()),
            None if server.has_resource(audience) => resources.push(audience.to_owned()),
            None => {
                let names = server.resource_servers.iter();
                let names = names.filter_map(|api| api.client_id.as_deref());
                let comparison = Comparison::new(audience, names.chain(server.resources()));
                let wire = "This server issues no tokens for this audience.";
                let mend = Mend::set_to_first(Place::Form, "audience", comparison.nearest());
                let refusal = Refusal::new(ErrorCode::InvalidTarget, wire, mend);
                return Err(refusal.with_comparison(comparison));
            }
        }
    }
    if resources.is_empty() {
        return Ok(Holds::NotApplicable);
    }
    let detail = format!("The token is to be for {}.", resources.join(" and "));
    facts.grant.resources = resources;
    Ok(Holds::Because(detail))
}

fn subject_was_authenticated(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let exchange = exchange(facts)?;
    if exchange.issued_token_type != ID_TOKEN {
        return Ok(Holds::NotApplicable);
    }
    let grant = server.store.grant(exchange.subject.grant);
    let is_told = exchange.subject.scope.contains("openid");
    if is_told && grant.is_some_and(|grant| grant.authentication.is_some()) {
        Ok(Holds::Because("Its scope has openid.".to_owned()))
    } else {
        invalid(
            "subject_token is not one for which a person was authenticated.",
            Mend::set(Place::Form, "requested_token_type", ACCESS_TOKEN),
        )
    }
}

/// The new token is of the family of the subject's: it dies with it, and before it.
fn issue(server: &mut AuthorizationServer, approved: Approved<'_>) -> Option<TokenResponse> {
    let Approved {
        client_id,
        facts,
        now,
        effects,
        ..
    } = approved;
    let exchange = facts.exchange?;
    let subject = exchange.subject;
    if exchange.issued_token_type == ID_TOKEN {
        let grant = server.store.grant(subject.grant)?;
        return Some(TokenResponse {
            access_token: id_token::for_exchange(server, client_id, grant, now)?,
            issued_token_type: Some(ID_TOKEN),
            // "If the issued token is not an access token or usable as an access token, then the
            // token_type value N_A is used": section 2.2.1.
            token_type: "N_A",
            expires_in: server.policy.id_token_lifetime_seconds,
            refresh_token: None,
            id_token: None,
            scope: facts.scope.to_string(),
        });
    }
    let lifetime = server.policy.access_token_lifetime_seconds;
    let record = AccessToken {
        token: String::new(),
        client_id: client_id.to_owned(),
        scope: facts.scope,
        audience: if facts.resources.is_empty() {
            subject.audience
        } else {
            facts.resources
        },
        dpop_jkt: facts.access_token_jkt,
        issued_at: now,
        expires_at: now.plus(lifetime).min(subject.expires_at),
        // Whoever acted before stands inside: section 4.1.
        actor: match exchange.actor {
            Some(actor) => Some(Actor {
                subject: actor.subject,
                before: subject.actor.map(Box::new),
            }),
            None => subject.actor,
        },
        ..subject
    };
    let tokens = server.hand_out(record, effects);
    Some(TokenResponse {
        issued_token_type: Some(exchange.issued_token_type),
        ..tokens
    })
}
