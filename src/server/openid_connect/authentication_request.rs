//! Checks of an authorization request that asks for authentication.
//!
//! [OpenID Connect Core section 3.1.2.2](https://openid.net/specs/openid-connect-core-1_0.html#AuthRequestValidation)

use crate::protocol::error::ErrorCode;
use crate::protocol::form::Parameters;
use crate::protocol::scope::Scope;
use crate::server::AuthorizationServer;
use crate::server::check::{Holds, ServerTable, checks};
use crate::server::client::Client;
use crate::server::endpoint::authorization::{AuthorizationFacts, Delivery, QUERY, ResponseType};
use crate::server::fault::Alteration;
use crate::server::mend::{Helper, Mend};
use crate::server::openid_connect::claims::RequestedClaims;
use crate::server::openid_connect::{AuthenticationRequest, Prompt, id_token};
use crate::server::refusal::{Refusal, sent_once};

/// The parameters that OpenID Connect adds.
const DEFINED: &[&str] = &[
    "nonce",
    "response_mode",
    "prompt",
    "max_age",
    "display",
    "ui_locales",
    "claims_locales",
    "id_token_hint",
    "login_hint",
    "acr_values",
    "claims",
    "request",
    "request_uri",
    "registration",
];

/// The checks that say where an answer goes, and how.
pub const ADDRESS_CHECKS: ServerTable<AuthorizationFacts> = checks! { "authentication_address":
    redirect_uri_is_sent_for_authentication("redirect_uri") OPENID_CONNECT_3_1_2_1:
        "A request for authentication names its redirect_uri";
    response_mode_is_supported("response_mode") OPENID_CONNECT_3_1_2_6:
        "The server can answer in this response_mode";
    response_mode_fits_response_type("response_mode") MULTIPLE_RESPONSE_TYPES_5:
        "No token is asked for in the query";
    parameters_are_sent_once(_) RFC_6749_3_1: "No parameter is sent twice";
    request_is_not_an_object("request") OPENID_CONNECT_3_1_2_6:
        "The request is in the parameters themselves";
    unknown_scope_is_ignored("scope") OPENID_CONNECT_3_1_2_1:
        "What the server does not know of the scope is ignored";
};

fn parameters_are_sent_once(
    _: &AuthorizationServer,
    facts: &mut AuthorizationFacts,
) -> Result<Holds, Refusal> {
    sent_once(&facts.parameters, DEFINED, facts.source.place())?;
    Ok(Holds::NotApplicable)
}

/// The checks that come after those of OAuth, in order.
pub const CHECKS: ServerTable<AuthorizationFacts> = checks! { "authentication_request":
    scope_has_openid_for_an_id_token("scope") OPENID_CONNECT_3_1_2_1:
        "Who asks for an ID Token asks for openid";
    nonce_is_sent_for_an_id_token("nonce") OPENID_CONNECT_3_2_2_1:
        "Who asks for an ID Token through the browser sends a nonce";
    prompt_is_well_formed("prompt") OPENID_CONNECT_3_1_2_1: "prompt asks for nothing beside none";
    max_age_is_a_number("max_age") OPENID_CONNECT_3_1_2_1: "max_age is a number of seconds";
    claims_are_well_formed("claims") OPENID_CONNECT_5_5:
        "claims is a JSON object of the defined form";
    id_token_hint_is_an_id_token_of_this_server("id_token_hint") OPENID_CONNECT_3_1_2_2:
        "id_token_hint is an ID Token that this server signed";
    offline_access_comes_with_consent("scope") OPENID_CONNECT_11:
        "Access without the person takes a code and the person’s consent";
    server_is_able_to_answer(_) RFC_6749_4_1_2_1: "Nothing is wrong with the server";
};

fn invalid<T>(description: &str, mend: Mend) -> Result<T, Refusal> {
    Err(Refusal::new(ErrorCode::InvalidRequest, description, mend))
}

/// Whether the request is one for authentication.
fn asks_for_openid(parameters: &Parameters) -> bool {
    let scope = parameters.get("scope").and_then(Scope::parse);
    scope.is_some_and(|scope| scope.contains("openid"))
}

fn redirect_uri_is_sent_for_authentication(
    _: &AuthorizationServer,
    facts: &mut AuthorizationFacts,
) -> Result<Holds, Refusal> {
    if !asks_for_openid(&facts.parameters) {
        return Ok(Holds::NotApplicable);
    }
    if facts.parameters.get("redirect_uri").is_some() {
        return Ok(Holds::Because("It does.".to_owned()));
    }
    // The one that is registered is not meant as long as nobody says so.
    facts.redirect_uri = None;
    invalid(
        "redirect_uri is missing: a request with the scope openid has to name it.",
        facts.registered_redirect_uri(),
    )
}

fn response_mode_is_supported(
    server: &AuthorizationServer,
    facts: &mut AuthorizationFacts,
) -> Result<Holds, Refusal> {
    let Some(name) = facts.parameters.get("response_mode") else {
        return Ok(Holds::NotApplicable);
    };
    if !facts.parameters.repeated(&["response_mode"]).is_empty() {
        return Ok(Holds::NotApplicable);
    }
    let place = facts.source.place();
    let modes = server.capabilities.response_modes;
    let mode = modes.iter().find(|mode| mode.name == name).copied();
    match (mode, &mut facts.redirect_uri) {
        (Some(mode), Some(redirect_uri)) => {
            redirect_uri.mode = mode;
            Ok(Holds::Because(format!("The answer will come by {name}.")))
        }
        (_, redirect_uri) => {
            // "The Authorization Server does not know how to return the error": a page it is.
            *redirect_uri = None;
            let mend = Mend::remove(place, "response_mode");
            invalid("This server does not answer in this response_mode.", mend)
        }
    }
}

fn response_mode_fits_response_type(
    _: &AuthorizationServer,
    facts: &mut AuthorizationFacts,
) -> Result<Holds, Refusal> {
    let names = facts.parameters.get("response_type").unwrap_or_default();
    let default = ResponseType::default_mode(names);
    match &mut facts.redirect_uri {
        Some(redirect_uri) if redirect_uri.mode.name == QUERY.name => {
            if default.name == QUERY.name {
                return Ok(Holds::NotApplicable);
            }
            redirect_uri.mode = default;
            let mend = Mend::remove(facts.source.place(), "response_mode");
            invalid(
                "A token must not stand in the query, which ends up in logs.",
                mend,
            )
        }
        Some(redirect_uri) => match redirect_uri.mode.delivery {
            Delivery::Address(_) => Ok(Holds::Because("The query stays empty.".to_owned())),
            Delivery::Page(_) => Ok(Holds::Because("The address stays as it is.".to_owned())),
        },
        None => Ok(Holds::NotApplicable),
    }
}

fn request_is_not_an_object(
    _: &AuthorizationServer,
    facts: &mut AuthorizationFacts,
) -> Result<Holds, Refusal> {
    let refused = [
        ("request", ErrorCode::RequestNotSupported),
        ("request_uri", ErrorCode::RequestUriNotSupported),
        ("registration", ErrorCode::RegistrationNotSupported),
    ];
    let is_sent = |(name, _): &&(&str, ErrorCode)| facts.parameters.get(name).is_some();
    let mut sent = refused.iter().filter(is_sent);
    let Some((name, error)) = sent.next() else {
        return Ok(Holds::NotApplicable);
    };
    let place = facts.source.place();
    let mend = sent.fold(Mend::remove(place, name), |mend, (name, _)| {
        mend.and(Mend::remove(place, name))
    });
    let wire = format!("This server does not take the parameter {name}.");
    Err(Refusal::new(*error, wire, mend))
}

fn unknown_scope_is_ignored(
    server: &AuthorizationServer,
    facts: &mut AuthorizationFacts,
) -> Result<Holds, Refusal> {
    let asked = facts.parameters.get("scope").and_then(Scope::parse);
    let Some(asked) = asked.filter(|_| asks_for_openid(&facts.parameters)) else {
        return Ok(Holds::NotApplicable);
    };
    let unknown = asked.beyond(&server.known_scope()).join(" ");
    if unknown.is_empty() {
        return Ok(Holds::Because("The server knows all of it.".to_owned()));
    }
    let mut known = asked.clone();
    unknown.split(' ').for_each(|name| known.remove(name));
    facts.requested_scope = Some(known.to_string());
    Ok(Holds::Because(format!("It does not know {unknown}.")))
}

fn scope_has_openid_for_an_id_token(
    _: &AuthorizationServer,
    facts: &mut AuthorizationFacts,
) -> Result<Holds, Refusal> {
    let wants_id_token = facts
        .response_type
        .is_some_and(|known| known.includes("id_token"));
    if asks_for_openid(&facts.parameters) {
        facts.authentication = Some(AuthenticationRequest {
            nonce: facts.parameters.get("nonce").map(str::to_owned),
            login_hint: facts.parameters.get("login_hint").map(str::to_owned),
            ..AuthenticationRequest::default()
        });
        return Ok(Holds::Because(
            "This is a request for authentication.".to_owned(),
        ));
    }
    // Nobody is authenticated for an application that does not ask for it.
    facts.scope.remove("openid");
    if wants_id_token {
        let may_ask = |client: &Client| client.scope.contains("openid");
        let mend = match facts.parameters.get("scope") {
            _ if !facts.client.as_ref().is_some_and(may_ask) => {
                Mend::NotByTheSender(Helper::Operator)
            }
            Some(scope) => Mend::set(facts.source.place(), "scope", &format!("openid {scope}")),
            None => Mend::set(facts.source.place(), "scope", "openid"),
        };
        invalid(
            "An ID Token is asked for, and the scope lacks openid.",
            mend,
        )
    } else {
        Ok(Holds::NotApplicable)
    }
}

fn nonce_is_sent_for_an_id_token(
    _: &AuthorizationServer,
    facts: &mut AuthorizationFacts,
) -> Result<Holds, Refusal> {
    let is_needed = facts
        .response_type
        .is_some_and(|known| known.includes("id_token"));
    match facts.parameters.get("nonce") {
        Some(_) if facts.authentication.is_some() => {
            Ok(Holds::Because("The ID Token will carry it.".to_owned()))
        }
        None if is_needed => invalid(
            "nonce is missing: it binds an ID Token to a browser.",
            Mend::own(facts.source.place(), "nonce"),
        ),
        _ => Ok(Holds::NotApplicable),
    }
}

fn prompt_is_well_formed(
    _: &AuthorizationServer,
    facts: &mut AuthorizationFacts,
) -> Result<Holds, Refusal> {
    let (Some(request), Some(text)) = (&mut facts.authentication, facts.parameters.get("prompt"))
    else {
        return Ok(Holds::NotApplicable);
    };
    let mut prompt = Prompt::default();
    for name in text.split(' ').filter(|name| !name.is_empty()) {
        match name {
            "none" => prompt.none = true,
            "login" => prompt.login = true,
            "consent" => prompt.consent = true,
            "select_account" => prompt.select_account = true,
            _ => {
                let mend = Mend::remove(facts.source.place(), "prompt");
                return invalid("This server does not know this prompt.", mend);
            }
        }
    }
    if prompt.none && (prompt.login || prompt.consent || prompt.select_account) {
        let mend = Mend::remove(facts.source.place(), "prompt");
        return invalid("prompt has none together with something else.", mend);
    }
    request.prompt = prompt;
    Ok(Holds::Because(format!("It is {text}.")))
}

fn max_age_is_a_number(
    _: &AuthorizationServer,
    facts: &mut AuthorizationFacts,
) -> Result<Holds, Refusal> {
    let Some(request) = &mut facts.authentication else {
        return Ok(Holds::NotApplicable);
    };
    let registered = facts
        .client
        .as_ref()
        .and_then(|client| client.openid_connect.default_max_age_seconds);
    match facts.parameters.get("max_age").map(str::parse) {
        None => {
            request.max_age_seconds = registered;
            Ok(Holds::NotApplicable)
        }
        Some(Ok(seconds)) => {
            request.max_age_seconds = Some(seconds);
            Ok(Holds::Because(format!("It is {seconds} s.")))
        }
        Some(Err(_)) => invalid(
            "max_age is not a number of seconds.",
            Mend::remove(facts.source.place(), "max_age"),
        ),
    }
}

fn claims_are_well_formed(
    server: &AuthorizationServer,
    facts: &mut AuthorizationFacts,
) -> Result<Holds, Refusal> {
    let (Some(request), Some(text)) = (&mut facts.authentication, facts.parameters.get("claims"))
    else {
        return Ok(Holds::NotApplicable);
    };
    let Some((claims, subject)) = RequestedClaims::parse(text) else {
        let mend = Mend::remove(facts.source.place(), "claims");
        let wire = "claims is not a JSON object with members for userinfo or id_token.";
        return invalid(wire, mend);
    };
    request.claims = claims;
    let client_id = facts.parameters.get("client_id").unwrap_or_default();
    // A name by which the client knows nobody is the name of nobody.
    request.subject = subject.map(|told| {
        let behind = server.subject_behind(client_id, &told);
        behind.unwrap_or_default()
    });
    Ok(Holds::Because("It is.".to_owned()))
}

fn id_token_hint_is_an_id_token_of_this_server(
    server: &AuthorizationServer,
    facts: &mut AuthorizationFacts,
) -> Result<Holds, Refusal> {
    let (Some(request), Some(token)) = (
        &mut facts.authentication,
        facts.parameters.get("id_token_hint"),
    ) else {
        return Ok(Holds::NotApplicable);
    };
    match id_token::read(server, token) {
        Ok(hint) => {
            let because = format!("It is about {}.", hint.subject);
            request.subject = Some(hint.subject);
            Ok(Holds::Because(because))
        }
        Err(why) => invalid(why, Mend::remove(facts.source.place(), "id_token_hint")),
    }
}

fn server_is_able_to_answer(
    server: &AuthorizationServer,
    _: &mut AuthorizationFacts,
) -> Result<Holds, Refusal> {
    let error = server
        .alterations()
        .find_map(|alteration| match alteration {
            Alteration::AuthorizationError(error) => Some(*error),
            _ => None,
        });
    match error {
        Some(error) => Err(Refusal::new(
            error,
            "This server is told to fail.",
            Mend::NotByTheSender(Helper::Server),
        )),
        None => Ok(Holds::NotApplicable),
    }
}

/// Otherwise `offline_access` is ignored, as section 11 demands.
fn offline_access_comes_with_consent(
    _: &AuthorizationServer,
    facts: &mut AuthorizationFacts,
) -> Result<Holds, Refusal> {
    if !facts.scope.contains("offline_access") {
        return Ok(Holds::NotApplicable);
    }
    let consents = facts
        .authentication
        .as_ref()
        .is_some_and(|request| request.prompt.consent);
    let has_code = facts
        .response_type
        .is_some_and(|known| known.includes("code"));
    if consents && has_code {
        return Ok(Holds::Because("The person will be asked.".to_owned()));
    }
    facts.scope.remove("offline_access");
    Ok(Holds::Because(
        "offline_access is ignored: it takes a code and prompt=consent.".to_owned(),
    ))
}
