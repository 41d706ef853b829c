//! Checks of a client that introduces itself, in order.

use http::header;
use serde_json::{Map, Value, json};
use subtle::ConstantTimeEq;

use crate::ground::clock::Timestamp;
use crate::protocol::error::ErrorCode;
use crate::protocol::jose::{Jwk, JwkSet};
use crate::protocol::message::Place;
use crate::protocol::message_kind::MessageKind;
use crate::protocol::metadata::Metadata;
use crate::protocol::redirect_uri::{self, Receiver};
use crate::protocol::scope::Scope;
use crate::server::check::{Holds, ServerTable, checks};
use crate::server::client::{Client, name_list};
use crate::server::endpoint::registration::credentials::{
    assertion_algorithm_is_taken, authentication_method_fits_the_grant_types,
    authentication_method_is_offered, keys_are_public,
};
use crate::server::endpoint::registration::software_statement;
use crate::server::mend::{Helper, Mend};
use crate::server::policy::Registrants;
use crate::server::refusal::Refusal;
use crate::server::{AuthorizationServer, Request};

/// The facts of a registration, as the checks find them.
pub struct RegistrationFacts {
    content_type: String,
    body: Vec<u8>,
    pub(super) now: Timestamp,
    /// The token in the header, if there is one.
    pub(super) initial_access_token: Option<String>,
    /// The metadata of the server: nothing that it does not offer can be registered.
    pub(super) offered: Metadata,
    /// The client's own metadata, and over that what its publisher says.
    pub(super) metadata: Map<String, Value>,
    /// The names of what its publisher says.
    pub(super) stated: Vec<String>,
    pub(super) authentication_method: String,
    /// The client as far as it has been judged.
    pub(super) client: Client,
}

/// Checks of a registration, before those that OpenID Connect adds.
pub const CHECKS: ServerTable<RegistrationFacts> = checks! { "registration":
    caller_may_register_clients("Authorization") RFC_7591_3:
        "The caller has a token for registering";
    body_is_a_json_object("Content-Type") RFC_7591_3_1: "The body is a JSON object";
    software_statement_is_by_a_known_publisher("software_statement") RFC_7591_2_3:
        "A publisher whom this server knows has signed the software statement"
        => software_statement::is_by_a_known_publisher;
    members_have_their_types(_) RFC_7591_3_2_2:
        "Each member has the type that its definition gives it";
    grant_types_are_offered("grant_types") RFC_7591_2: "The server offers each of the grant_types";
    response_types_are_offered("response_types") RFC_7591_2:
        "The server offers each of the response_types";
    response_types_fit_the_grant_types("response_types") RFC_7591_2_1:
        "The response_types are those of the grant_types";
    redirect_uris_are_sent("redirect_uris") RFC_7591_2:
        "A client to which the browser comes back says where it is";
    redirect_uris_are_well_formed("redirect_uris") RFC_6749_3_1_2:
        "Each redirect URI is absolute and has no fragment";
    redirect_uris_are_protected("redirect_uris") RFC_9700_2_6:
        "What is sent to a redirect URI reaches nobody on the way";
    private_schemes_are_domain_names("redirect_uris") RFC_8252_8_4:
        "A scheme of an application’s own is a domain name in reverse order";
    authentication_method_is_offered("token_endpoint_auth_method") RFC_7591_2:
        "The server offers the token_endpoint_auth_method";
    authentication_method_fits_the_grant_types("token_endpoint_auth_method") RFC_6749_4_4:
        "A client on its own behalf authenticates";
    keys_come_in_one_way("jwks") RFC_7591_2: "There are not both jwks and jwks_uri";
    keys_are_public("jwks") RFC_7591_2:
        "A client that signs with a private key sends the public half alone";
    assertion_algorithm_is_taken("token_endpoint_auth_signing_alg") OPENID_CONNECT_REGISTRATION_2:
        "The server takes assertions that are signed with the named algorithm";
    scope_is_offered("scope") RFC_7591_2: "Each name in scope is for everybody";
};

fn keys_come_in_one_way(
    _: &AuthorizationServer,
    facts: &mut RegistrationFacts,
) -> Result<Holds, Refusal> {
    match (facts.metadata.get("jwks"), facts.text("jwks_uri")) {
        (Some(_), Some(_)) => Err(refusal(
            "jwks and jwks_uri must not both be there.",
            Mend::remove(Place::Json, "jwks_uri"),
        )),
        _ => Ok(Holds::NotApplicable),
    }
}

/// The type of a member of the metadata.
enum Type {
    Text,
    Texts,
    Object,
    Flag,
    /// Whole seconds, not below 0.
    Seconds,
}

/// The members that this server acts on; others are ignored, as section 2 demands.
const MEMBERS: &[(&str, Type)] = &[
    ("redirect_uris", Type::Texts),
    ("grant_types", Type::Texts),
    ("response_types", Type::Texts),
    ("token_endpoint_auth_method", Type::Text),
    ("client_name", Type::Text),
    ("scope", Type::Text),
    ("jwks", Type::Object),
    ("jwks_uri", Type::Text),
    ("token_endpoint_auth_signing_alg", Type::Text),
    ("id_token_signed_response_alg", Type::Text),
    ("userinfo_signed_response_alg", Type::Text),
    ("subject_type", Type::Text),
    ("sector_identifier_uri", Type::Text),
    ("default_max_age", Type::Seconds),
    ("require_auth_time", Type::Flag),
    ("post_logout_redirect_uris", Type::Texts),
    ("require_pushed_authorization_requests", Type::Flag),
    ("software_statement", Type::Text),
    ("dpop_bound_access_tokens", Type::Flag),
];

impl RegistrationFacts {
    /// Reads the registration in `request`; nothing is judged yet.
    pub fn new(
        server: &AuthorizationServer,
        request: &Request,
        now: Timestamp,
    ) -> RegistrationFacts {
        let field = |name| {
            let value = request.headers().get(name)?;
            value.to_str().ok()
        };
        let authorization = field(header::AUTHORIZATION).unwrap_or_default();
        let (scheme, token) = authorization.split_once(' ').unwrap_or_default();
        RegistrationFacts {
            content_type: field(header::CONTENT_TYPE).unwrap_or_default().to_owned(),
            body: request.body().clone(),
            now,
            initial_access_token: scheme
                .eq_ignore_ascii_case("Bearer")
                .then(|| token.to_owned()),
            offered: server.metadata(),
            metadata: Map::new(),
            stated: Vec::new(),
            authentication_method: String::new(),
            client: Client::default(),
        }
    }

    pub(super) fn member(&self, name: &str) -> Option<&Value> {
        self.metadata.get(name)
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.metadata.get(name)?.as_str()
    }

    /// The keys that it sends, as far as they can be read.
    pub(super) fn keys(&self) -> JwkSet {
        let keys = self.sent_keys().filter_map(Jwk::parse);
        JwkSet {
            keys: keys.collect(),
        }
    }

    pub(super) fn sent_keys(&self) -> impl Iterator<Item = &Value> {
        let keys = self
            .metadata
            .get("jwks")
            .and_then(|jwks| jwks["keys"].as_array());
        keys.into_iter().flatten()
    }

    /// Whether `name` is there and true.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.metadata.get(name) == Some(&Value::Bool(true))
    }

    pub(super) fn texts(&self, name: &str) -> Option<Vec<String>> {
        let values = self.metadata.get(name)?.as_array()?;
        let texts = values.iter().filter_map(Value::as_str);
        Some(texts.map(str::to_owned).collect())
    }
}

pub(super) fn refusal(description: impl Into<String>, mend: Mend) -> Refusal {
    Refusal::new(ErrorCode::InvalidClientMetadata, description, mend)
}

/// The mend that leaves of a list what is in `offered`; where nothing is, the server chooses.
fn offered_alone(name: &str, wanted: &[String], offered: &[String]) -> Mend {
    let kept: Vec<&String> = wanted
        .iter()
        .filter(|name| offered.contains(name))
        .collect();
    match kept.is_empty() {
        true => Mend::remove(Place::Json, name),
        false => Mend::set(Place::Json, name, &json!(kept).to_string()),
    }
}

fn caller_may_register_clients(
    server: &AuthorizationServer,
    facts: &mut RegistrationFacts,
) -> Result<Holds, Refusal> {
    if server.policy.registrants != Registrants::HoldersOfAnInitialAccessToken {
        return Ok(Holds::NotApplicable);
    }
    let refuse = |description: &str| {
        let mend = match server.initial_access_tokens.is_empty() {
            true => Mend::NotByTheSender(Helper::Operator),
            false => Mend::own(Place::Header, "Authorization"),
        };
        Err(Refusal::new(ErrorCode::InvalidToken, description, mend))
    };
    let Some(sent) = &facts.initial_access_token else {
        return refuse("Registering takes an initial access token.");
    };
    let mut known = server.initial_access_tokens.iter();
    if known.any(|known| known.as_bytes().ct_eq(sent.as_bytes()).into()) {
        Ok(Holds::Because(
            "The server's operator gave out this token.".to_owned(),
        ))
    } else {
        refuse("The initial access token is not one of this server's.")
    }
}

fn body_is_a_json_object(
    _: &AuthorizationServer,
    facts: &mut RegistrationFacts,
) -> Result<Holds, Refusal> {
    let media_type = facts.content_type.split(';').next().unwrap_or_default();
    let is_json = media_type.trim().eq_ignore_ascii_case("application/json");
    let (true, Ok(Value::Object(mut members))) = (is_json, serde_json::from_slice(&facts.body))
    else {
        let wire = match is_json {
            false => "The body must be application/json.",
            true => "The body must be one JSON object.",
        };
        let is_object = serde_json::from_slice::<Map<_, _>>(&facts.body).is_ok();
        let mend = match is_object {
            true => Mend::set(Place::Header, "Content-Type", "application/json"),
            false => Mend::StartOver(MessageKind::RegistrationRequest),
        };
        return Err(refusal(wire, mend));
    };
    members.retain(|_, value| !value.is_null());
    let count = members.len();
    facts.metadata = members;
    Ok(Holds::Because(format!("It has {count} members.")))
}

fn members_have_their_types(
    _: &AuthorizationServer,
    facts: &mut RegistrationFacts,
) -> Result<Holds, Refusal> {
    for (name, expected) in MEMBERS {
        let Some(value) = facts.metadata.get(*name) else {
            continue;
        };
        let (is_so, what) = match expected {
            Type::Text => (value.is_string(), "a string"),
            Type::Texts => {
                let values = value.as_array();
                let are_texts = values.is_some_and(|values| values.iter().all(Value::is_string));
                (are_texts, "a list of strings")
            }
            Type::Object => (value.is_object(), "an object"),
            Type::Flag => (value.is_boolean(), "true or false"),
            Type::Seconds => (value.is_u64(), "a number of seconds"),
        };
        if !is_so {
            let mend = Mend::remove(Place::Json, name);
            return Err(refusal(format!("{name} must be {what}."), mend));
        }
    }
    Ok(Holds::NotApplicable)
}

/// The first of `wanted` that is not in `offered`.
fn beyond<'a>(wanted: &'a [String], offered: &[String]) -> Option<&'a String> {
    wanted.iter().find(|name| !offered.contains(name))
}

fn grant_types_are_offered(
    _: &AuthorizationServer,
    facts: &mut RegistrationFacts,
) -> Result<Holds, Refusal> {
    let default = || name_list(&["authorization_code"]);
    let wanted = facts.texts("grant_types").unwrap_or_else(default);
    if let Some(name) = beyond(&wanted, &facts.offered.grant_types_supported) {
        let description = format!("This server does not offer the grant_type {name}.");
        let offered = &facts.offered.grant_types_supported;
        return Err(refusal(
            description,
            offered_alone("grant_types", &wanted, offered),
        ));
    }
    let detail = format!("They are {}.", wanted.join(" "));
    facts.client.grant_types = wanted;
    Ok(Holds::Because(detail))
}

fn response_types_are_offered(
    _: &AuthorizationServer,
    facts: &mut RegistrationFacts,
) -> Result<Holds, Refusal> {
    // "The client will use only the code response type", if it uses any.
    let default = if facts.client.may_use_grant("authorization_code") {
        name_list(&["code"])
    } else {
        Vec::new()
    };
    let wanted = facts.texts("response_types").unwrap_or(default);
    if let Some(name) = beyond(&wanted, &facts.offered.response_types_supported) {
        let description = format!("This server does not offer the response_type {name}.");
        let offered = &facts.offered.response_types_supported;
        let mend = offered_alone("response_types", &wanted, offered);
        return Err(refusal(description, mend));
    }
    facts.client.response_types = wanted;
    Ok(Holds::NotApplicable)
}

fn response_types_fit_the_grant_types(
    _: &AuthorizationServer,
    facts: &mut RegistrationFacts,
) -> Result<Holds, Refusal> {
    let client = &facts.client;
    let has = |part: &str| {
        let mut names = client.response_types.iter();
        names.any(|name| name.split(' ').any(|known| known == part))
    };
    let (code, implicit) = ("authorization_code", "implicit");
    let of_browser = [(code, has("code")), (implicit, has("token"))];
    let others = client.grant_types.iter().map(String::as_str);
    let others = others.filter(|name| ![code, implicit].contains(name));
    let needed = of_browser
        .into_iter()
        .filter_map(|(name, is_needed)| is_needed.then_some(name));
    let fitting: Vec<&str> = needed.chain(others).collect();
    let mend = Mend::set(Place::Json, "grant_types", &json!(fitting).to_string());
    if client.may_use_grant(code) != has("code") {
        return Err(refusal(
            "The grant_type authorization_code and a response_type with code go together.",
            mend,
        ));
    }
    if has("token") && !client.may_use_grant(implicit) {
        return Err(refusal(
            "A response_type with token takes the grant_type implicit.",
            mend,
        ));
    }
    if client.may_use_grant(implicit) && !has("token") && !has("id_token") {
        return Err(refusal(
            "The grant_type implicit takes a response_type with token.",
            mend,
        ));
    }
    Ok(Holds::Because(
        "Each grant has its answer, and each answer its grant.".to_owned(),
    ))
}

fn redirect_uri_refusal(description: impl Into<String>) -> Refusal {
    let mend = Mend::own(Place::Json, "redirect_uris");
    Refusal::new(ErrorCode::InvalidRedirectUri, description, mend)
}

fn redirect_uris_are_sent(
    _: &AuthorizationServer,
    facts: &mut RegistrationFacts,
) -> Result<Holds, Refusal> {
    let sent = facts.texts("redirect_uris").unwrap_or_default();
    let count = sent.len();
    if count == 0 && !facts.client.response_types.is_empty() {
        return Err(redirect_uri_refusal("redirect_uris is missing."));
    }
    facts.client.redirect_uris = sent;
    Ok(Holds::Because(format!("There are {count}.")))
}

/// Refuses the first redirect URI that `is_right` denies, with `complaint` about it.
fn demand_of_each(
    facts: &RegistrationFacts,
    is_right: impl Fn(&str) -> bool,
    complaint: &str,
) -> Result<Holds, Refusal> {
    let uris = &facts.client.redirect_uris;
    match uris.iter().find(|uri| !is_right(uri)) {
        Some(uri) => Err(redirect_uri_refusal(format!("{uri} {complaint}"))),
        None if uris.is_empty() => Ok(Holds::NotApplicable),
        None => Ok(Holds::Because("Each one is.".to_owned())),
    }
}

fn redirect_uris_are_well_formed(
    _: &AuthorizationServer,
    facts: &mut RegistrationFacts,
) -> Result<Holds, Refusal> {
    let complaint = "is not an absolute URI without a fragment.";
    demand_of_each(facts, redirect_uri::is_well_formed, complaint)
}

fn redirect_uris_are_protected(
    _: &AuthorizationServer,
    facts: &mut RegistrationFacts,
) -> Result<Holds, Refusal> {
    let is_protected = |uri: &str| redirect_uri::receiver(uri) != Receiver::Anybody;
    let complaint = "can be received by others: use https, the own machine or a private scheme.";
    demand_of_each(facts, is_protected, complaint)
}

fn private_schemes_are_domain_names(
    server: &AuthorizationServer,
    facts: &mut RegistrationFacts,
) -> Result<Holds, Refusal> {
    if !server.policy.private_schemes_are_domain_names {
        return Ok(Holds::NotApplicable);
    }
    let is_right = |uri: &str| match redirect_uri::receiver(uri) {
        Receiver::PrivateScheme(scheme) => scheme.contains('.'),
        _ => true,
    };
    let complaint = "has a scheme that is no domain name in reverse order.";
    demand_of_each(facts, is_right, complaint)
}

fn scope_is_offered(
    server: &AuthorizationServer,
    facts: &mut RegistrationFacts,
) -> Result<Holds, Refusal> {
    let offered = &server.scopes_for_registration;
    let Some(text) = facts.text("scope") else {
        facts.client.scope = offered.clone();
        return Ok(Holds::Because("None is named: it may use all.".to_owned()));
    };
    match Scope::parse(text) {
        Some(scope) if scope.is_within(offered) => {
            facts.client.scope = scope;
            Ok(Holds::Because(
                "Everybody may have each of them.".to_owned(),
            ))
        }
        Some(scope) => {
            let beyond = scope.beyond(offered).join(" ");
            let wire = format!("This server does not give everybody {beyond}.");
            Err(refusal(wire, Mend::remove(Place::Json, "scope")))
        }
        None => {
            let mend = Mend::remove(Place::Json, "scope");
            Err(refusal("scope is not well formed.", mend))
        }
    }
}
