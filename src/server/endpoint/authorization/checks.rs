//! Checks of an authorization request, in order.

use crate::protocol::error::ErrorCode;
use crate::protocol::form::Parameters;
use crate::protocol::message::Place;
use crate::protocol::pkce::{self, Challenge, ChallengeMethod};
use crate::protocol::redirect_uri::{self, Receiver};
use crate::protocol::scope::Scope;
use crate::server::AuthorizationServer;
use crate::server::check::{Holds, ServerTable, checks};
use crate::server::client::Client;
use crate::server::comparison::Comparison;
use crate::server::endpoint::authorization::{ResponseType, Source, VerifiedRedirectUri};
use crate::server::mend::Mend;
use crate::server::openid_connect::AuthenticationRequest;
use crate::server::policy::PkceRequirement;
use crate::server::refusal::{Refusal, sent_once};

/// The parameters that this server knows here; others are ignored.
const DEFINED: &[&str] = &[
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
    "dpop_jkt",
];

/// The facts as the checks find them.
pub struct AuthorizationFacts {
    pub parameters: Parameters,
    pub source: Source,
    pub client: Option<Client>,
    /// Where a refusal goes; without one it stays on the server's own page.
    pub redirect_uri: Option<VerifiedRedirectUri>,
    pub response_type: Option<ResponseType>,
    /// The scope that counts as requested: an extension may ignore a part of it.
    pub requested_scope: Option<String>,
    pub scope: Scope,
    pub challenge: Option<Challenge>,
    /// The part of the request beyond OAuth, if it asks for authentication.
    pub authentication: Option<AuthenticationRequest>,
    /// The resources that it names.
    pub resources: Vec<String>,
}

impl AuthorizationFacts {
    /// Nothing is judged yet.
    pub(super) fn new(parameters: Parameters, source: Source) -> AuthorizationFacts {
        AuthorizationFacts {
            source,
            client: None,
            redirect_uri: None,
            response_type: None,
            requested_scope: parameters.get("scope").map(str::to_owned),
            scope: Scope::default(),
            challenge: None,
            resources: Vec::new(),
            authentication: None,
            parameters,
        }
    }

    /// Takes `uri` as the address to which the answer goes.
    fn answer_at(&mut self, uri: String, was_sent: bool) {
        let names = self.parameters.get("response_type").unwrap_or_default();
        let state_is_clear = self.parameters.repeated(&["state"]).is_empty();
        self.redirect_uri = Some(VerifiedRedirectUri {
            uri,
            was_sent,
            mode: ResponseType::default_mode(names),
            state: self
                .parameters
                .get("state")
                .filter(|_| state_is_clear)
                .map(str::to_owned),
            is_trusted: self
                .client
                .as_ref()
                .is_some_and(|client| !client.is_dynamically_registered),
        });
    }

    /// The mend that sets `name` to the first of `values`.
    fn set_to_first<'a>(&self, name: &str, values: impl IntoIterator<Item = &'a str>) -> Mend {
        Mend::set_to_first(self.source.place(), name, values)
    }

    /// The mend that sends `name` with a value of the client's own.
    fn own(&self, name: &str) -> Mend {
        Mend::own(self.source.place(), name)
    }

    /// The mend that names one of the addresses that the client has registered.
    pub(in crate::server) fn registered_redirect_uri(&self) -> Mend {
        let registered = self.client.iter().flat_map(|client| &client.redirect_uris);
        self.set_to_first("redirect_uri", registered.map(String::as_str))
    }

    /// The mend that asks for a response type which the client may use and the server offers.
    fn usable_response_type(&self, server: &AuthorizationServer) -> Mend {
        let is_usable = |known: &ResponseType| {
            let client = self.client.as_ref();
            client.is_some_and(|client| client.may_use_response_type(known.as_str()))
        };
        let usable = server.response_types().filter(is_usable);
        self.set_to_first("response_type", usable.map(|known| known.as_str()))
    }

    /// The mend that proves by PKCE who the client is, in the way that every server takes.
    fn challenge_by_s256(&self) -> Mend {
        let method = ChallengeMethod::S256.as_str();
        let place = self.source.place();
        self.own("code_challenge")
            .and(Mend::set(place, "code_challenge_method", method))
    }

    /// Whether the client has proved that the request is its own, and may name any address that
    /// nobody else receives
    /// ([RFC 9126 section 2.4](https://www.rfc-editor.org/rfc/rfc9126.html#section-2.4)).
    fn may_choose_redirect_uri(&self, server: &AuthorizationServer) -> bool {
        let sent = self.parameters.get("redirect_uri").unwrap_or_default();
        let client = self.client.as_ref();
        server.policy.pushed_redirect_uris_need_no_registration
            && self.source != Source::Address
            && client.is_some_and(Client::is_confidential)
            && redirect_uri::is_well_formed(sent)
            && redirect_uri::receiver(sent) != Receiver::Anybody
    }
}

/// The checks that come first: as long as the redirect URI is not verified, a refusal stays on the
/// server's own page.
pub const ADDRESS_CHECKS: ServerTable<AuthorizationFacts> = checks! { "authorization_address":
    client_id_is_sent_once("client_id") RFC_6749_4_1_2_1: "The request names its client";
    client_is_registered("client_id") RFC_6749_4_1_2_1: "The client is registered";
    redirect_uri_matches_exactly("redirect_uri") RFC_6749_3_1_2_3:
        "redirect_uri is one that this client may use", skipped: takes_the_address_sent;
};

/// The order in which the rest of a request is judged.
pub const CHECKS: ServerTable<AuthorizationFacts> = checks! { "authorization_request":
    parameters_are_sent_once(_) RFC_6749_3_1: "No parameter is sent twice";
    response_type_is_supported("response_type") RFC_6749_3_1_1:
        "The server answers this response_type";
    response_type_is_registered("response_type") RFC_6749_4_1_2_1:
        "The client may use this response_type";
    scope_is_allowed("scope") RFC_6749_3_3:
        "The client may ask for this scope", skipped: takes_the_scope_sent;
    code_challenge_is_sent("code_challenge") RFC_7636_4_4_1:
        "A client that has to use PKCE sends a code_challenge";
    code_challenge_method_has_a_challenge("code_challenge_method") RFC_7636_4_3:
        "A code_challenge_method comes only with a code_challenge";
    code_challenge_method_is_supported("code_challenge_method") RFC_7636_4_4_1:
        "The server accepts the code_challenge_method", skipped: takes_the_method_sent;
    code_challenge_is_well_formed("code_challenge") RFC_7636_4_2:
        "code_challenge has 43 to 128 characters of the allowed kind";
};

fn code_challenge_method_has_a_challenge(
    _: &AuthorizationServer,
    facts: &mut AuthorizationFacts,
) -> Result<Holds, Refusal> {
    let method = facts.parameters.get("code_challenge_method");
    match (method, facts.parameters.get("code_challenge")) {
        (Some(_), None) => invalid(
            "There is a code_challenge_method but no code_challenge.",
            facts.challenge_by_s256(),
        ),
        _ => Ok(Holds::NotApplicable),
    }
}

fn invalid<T>(description: &str, mend: Mend) -> Result<T, Refusal> {
    Err(Refusal::new(ErrorCode::InvalidRequest, description, mend))
}

fn client_id_is_sent_once(
    _: &AuthorizationServer,
    facts: &mut AuthorizationFacts,
) -> Result<Holds, Refusal> {
    match facts.parameters.get("client_id") {
        None => invalid("client_id is missing.", facts.own("client_id")),
        Some(client_id) if !facts.parameters.repeated(&["client_id"]).is_empty() => invalid(
            "client_id is sent more than once.",
            facts.set_to_first("client_id", [client_id]),
        ),
        Some(client_id) => Ok(Holds::Because(format!("client_id is {client_id}."))),
    }
}

fn client_is_registered(
    server: &AuthorizationServer,
    facts: &mut AuthorizationFacts,
) -> Result<Holds, Refusal> {
    let client_id = facts.parameters.get("client_id").unwrap_or_default();
    facts.client = server.client(client_id).cloned();
    match &facts.client {
        Some(client) => Ok(Holds::Because(format!(
            "It is registered as {}.",
            client.name
        ))),
        None => invalid(
            "No client is registered under this client_id.",
            facts.own("client_id"),
        ),
    }
}

fn redirect_uri_matches_exactly(
    server: &AuthorizationServer,
    facts: &mut AuthorizationFacts,
) -> Result<Holds, Refusal> {
    let registered = facts
        .client
        .as_ref()
        .map_or(&[][..], |client| &client.redirect_uris);
    if !facts.parameters.repeated(&["redirect_uri"]).is_empty() {
        let wire = "redirect_uri is sent more than once.";
        return invalid(wire, facts.registered_redirect_uri());
    }
    let (uri, was_sent, detail) = match (facts.parameters.get("redirect_uri"), registered) {
        (Some(sent), _)
            if registered
                .iter()
                .any(|known| redirect_uri::matches_exactly(known, sent)) =>
        {
            let detail = if registered.iter().any(|known| known == sent) {
                "It equals a registered one, character by character."
            } else {
                "It equals a registered one but for the port, which a native app learns only when \
                 it runs (RFC 9700 section 4.1.3)."
            };
            (sent.to_owned(), true, detail)
        }
        (Some(sent), _) if facts.may_choose_redirect_uri(server) => (
            sent.to_owned(),
            true,
            "It is not registered: a client that has proved who it is may push another (RFC 9126 \
             section 2.4).",
        ),
        (Some(sent), _) => {
            let wire = "redirect_uri is not one that this client has registered.";
            let comparison = Comparison::new(sent, registered);
            let mend = facts.set_to_first("redirect_uri", comparison.nearest());
            return invalid(wire, mend).map_err(|refusal| refusal.with_comparison(comparison));
        }
        (None, [only]) if !server.policy.redirect_uri_is_always_sent => {
            (only.clone(), false, "None is sent, and one is registered.")
        }
        (None, _) => {
            return invalid("redirect_uri is missing.", facts.registered_redirect_uri());
        }
    };
    facts.answer_at(uri, was_sent);
    Ok(Holds::Because(detail.to_owned()))
}

/// The attack for which the check exists: the answer goes wherever the request says.
fn takes_the_address_sent(_: &AuthorizationServer, facts: &mut AuthorizationFacts) {
    if let Some(sent) = facts.parameters.get("redirect_uri").map(str::to_owned) {
        facts.answer_at(sent, true);
    }
}

fn parameters_are_sent_once(
    _: &AuthorizationServer,
    facts: &mut AuthorizationFacts,
) -> Result<Holds, Refusal> {
    sent_once(&facts.parameters, DEFINED, facts.source.place())?;
    Ok(Holds::Because("Each one stands once.".to_owned()))
}

fn response_type_is_supported(
    server: &AuthorizationServer,
    facts: &mut AuthorizationFacts,
) -> Result<Holds, Refusal> {
    let Some(name) = facts.parameters.get("response_type") else {
        let mend = facts.usable_response_type(server);
        return invalid("response_type is missing.", mend);
    };
    facts.response_type = server.response_types().find(|known| known.is_called(name));
    match facts.response_type {
        Some(_) => Ok(Holds::Because(format!("response_type is {name}."))),
        None => {
            let wire = match name {
                "token" => "The implicit grant is not offered. Use response_type=code with PKCE."
                    .to_owned(),
                name => format!("This server does not answer response_type={name}."),
            };
            let mend = facts.usable_response_type(server);
            Err(Refusal::new(ErrorCode::UnsupportedResponseType, wire, mend))
        }
    }
}

fn response_type_is_registered(
    server: &AuthorizationServer,
    facts: &mut AuthorizationFacts,
) -> Result<Holds, Refusal> {
    let name = facts.response_type.map_or("", ResponseType::as_str);
    if facts
        .client
        .as_ref()
        .is_some_and(|client| client.may_use_response_type(name))
    {
        Ok(Holds::Because(format!("It is registered for {name}.")))
    } else {
        Err(Refusal::new(
            ErrorCode::UnauthorizedClient,
            format!("This client is not registered for response_type={name}."),
            facts.usable_response_type(server),
        ))
    }
}

fn scope_is_allowed(
    _: &AuthorizationServer,
    facts: &mut AuthorizationFacts,
) -> Result<Holds, Refusal> {
    let allowed = facts
        .client
        .as_ref()
        .map(|client| client.scope.clone())
        .unwrap_or_default();
    let requested = facts.requested_scope.as_deref();
    let place = facts.source.place();
    let (scope, detail) = scope_out_of(requested, &allowed, "is allowed", place)?;
    facts.scope = scope;
    Ok(Holds::Because(detail))
}

fn takes_the_scope_sent(_: &AuthorizationServer, facts: &mut AuthorizationFacts) {
    let requested = facts.requested_scope.as_deref().unwrap_or_default();
    facts.scope = Scope::parse(requested).unwrap_or_default();
}

/// The scope that a form asks for, out of what is `allowed`; all of that when it asks for none.
/// `what` says in words of the reader what that is, e.g. `was granted`.
///
/// # Errors
/// `invalid_scope` if it asks for more, or not in the form of section 3.3.
pub fn requested_scope(
    parameters: &Parameters,
    allowed: &Scope,
    what: &str,
) -> Result<(Scope, String), Refusal> {
    scope_out_of(parameters.get("scope"), allowed, what, Place::Form)
}

fn scope_out_of(
    requested: Option<&str>,
    allowed: &Scope,
    what: &str,
    place: Place,
) -> Result<(Scope, String), Refusal> {
    let Some(text) = requested else {
        return Ok((
            allowed.clone(),
            format!("None is sent, which means all that {what}: {allowed}."),
        ));
    };
    let Some(scope) = Scope::parse(text) else {
        return Err(Refusal::new(
            ErrorCode::InvalidScope,
            "scope has a character it must not have.",
            ask_for(allowed, place),
        ));
    };
    if scope.is_within(allowed) {
        let detail = format!("It asks for {scope}.");
        Ok((scope, detail))
    } else {
        let beyond = scope.beyond(allowed).join(" ");
        let wire = format!("The scope goes too far: {beyond}.");
        let comparison = Comparison::new(beyond, allowed.to_string().split_whitespace());
        let mut within = scope.clone();
        scope
            .beyond(allowed)
            .into_iter()
            .for_each(|name| within.remove(name));
        let mend = match within.is_empty() {
            true => ask_for(allowed, place),
            false => ask_for(&within, place),
        };
        Err(Refusal::new(ErrorCode::InvalidScope, wire, mend).with_comparison(comparison))
    }
}

/// The mend that asks for `scope`; where that is empty, for none.
fn ask_for(scope: &Scope, place: Place) -> Mend {
    match scope.is_empty() {
        true => Mend::remove(place, "scope"),
        false => Mend::set(place, "scope", &scope.to_string()),
    }
}

fn code_challenge_is_sent(
    server: &AuthorizationServer,
    facts: &mut AuthorizationFacts,
) -> Result<Holds, Refusal> {
    if !facts
        .response_type
        .is_some_and(|known| known.includes("code"))
    {
        return Ok(Holds::NotApplicable);
    }
    let is_public = facts
        .client
        .as_ref()
        .is_some_and(|client| !client.is_confidential());
    let is_required = match server.policy.pkce {
        PkceRequirement::Nobody => false,
        PkceRequirement::PublicClients => is_public,
        PkceRequirement::Everybody => true,
    };
    match facts.parameters.get("code_challenge") {
        Some(_) => Ok(Holds::Because("The code will be bound to it.".to_owned())),
        None if !is_required => Ok(Holds::NotApplicable),
        None => invalid(
            "code_challenge is missing: this client has to use PKCE.",
            facts.challenge_by_s256(),
        ),
    }
}

fn code_challenge_method_is_supported(
    server: &AuthorizationServer,
    facts: &mut AuthorizationFacts,
) -> Result<Holds, Refusal> {
    let Some(text) = facts.parameters.get("code_challenge") else {
        return Ok(Holds::NotApplicable);
    };
    let name = facts.parameters.get("code_challenge_method");
    // "Defaults to plain if not present": RFC 7636 section 4.3.
    let method = ChallengeMethod::parse(name.unwrap_or("plain"));
    let is_accepted = |method: &ChallengeMethod| {
        *method == ChallengeMethod::S256 || server.policy.plain_challenge_is_accepted
    };
    match method.filter(is_accepted) {
        Some(method) => {
            facts.challenge = Some(Challenge {
                method,
                text: text.to_owned(),
            });
            Ok(Holds::Because(format!(
                "The method is {}.",
                method.as_str()
            )))
        }
        None if name.is_none() => invalid(
            "code_challenge_method is missing, which means plain; this server accepts S256 only.",
            facts.challenge_by_s256(),
        ),
        None => invalid(
            "This server does not accept this code_challenge_method.",
            facts.challenge_by_s256(),
        ),
    }
}

/// A method that nobody knows binds the code to nothing.
fn takes_the_method_sent(_: &AuthorizationServer, facts: &mut AuthorizationFacts) {
    let name = facts.parameters.get("code_challenge_method");
    let method = ChallengeMethod::parse(name.unwrap_or("plain"));
    let challenge = facts.parameters.get("code_challenge").zip(method);
    facts.challenge = challenge.map(|(text, method)| Challenge {
        method,
        text: text.to_owned(),
    });
}

fn code_challenge_is_well_formed(
    _: &AuthorizationServer,
    facts: &mut AuthorizationFacts,
) -> Result<Holds, Refusal> {
    let Some(challenge) = &facts.challenge else {
        return Ok(Holds::NotApplicable);
    };
    if pkce::is_well_formed(&challenge.text) {
        Ok(Holds::Because(format!(
            "It has {} characters.",
            challenge.text.len()
        )))
    } else {
        invalid(
            "code_challenge must have 43 to 128 characters out of letters, digits, '-', '.', '_' \
             and '~'.",
            facts.own("code_challenge"),
        )
    }
}
