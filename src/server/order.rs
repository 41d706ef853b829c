//! The order in which each endpoint judges, as lists of tables.
//!
//! The endpoints run these lists; what is written here is what happens. `docs/checks.md` is made
//! from them. A list whose name ends in `_OF_FLOWS` is that of a server that can do no more than
//! the flows of the page ask for.

use crate::server::capabilities::Capabilities;
use crate::server::check::{Listed, ServerTable, listed};
use crate::server::client_authentication::Method;
use crate::server::dpop::bound_token::TokenChecks;
use crate::server::dpop::{self, proof::ProofChecks};
use crate::server::endpoint::authorization::{self, AuthorizationFacts};
use crate::server::endpoint::client_request::{self, ClientFacts};
use crate::server::endpoint::end_session::{self, LogoutFacts};
use crate::server::endpoint::registration::{self, RegistrationFacts};
use crate::server::endpoint::userinfo::{self, UserinfoFacts};
use crate::server::endpoint::web_page::{FORM_CHECKS, FormFacts};
use crate::server::endpoint::{
    Endpoint, consent, device_authorization, introspection, pushed_authorization_request,
    revocation, sign_in, token, verification,
};
use crate::server::grant::GrantType;
use crate::server::openid_connect::{authentication_request, session};
use crate::server::{limits, resource_indicator};

/// A place in the order of an endpoint that takes requests of clients.
pub enum Place {
    Table(ServerTable<ClientFacts>),
    /// The table of the method by which the client authenticates.
    AuthenticationMethod,
    /// The table of the grant that the request names.
    Grant,
}

use Place::{AuthenticationMethod, Grant, Table};

/// An authorization request, at the authorization endpoint and where it is pushed.
pub const AUTHORIZATION: &[ServerTable<AuthorizationFacts>] = &[
    authorization::ADDRESS_CHECKS,
    authentication_request::ADDRESS_CHECKS,
    pushed_authorization_request::REQUIREMENT_CHECKS,
    authorization::CHECKS,
    authentication_request::CHECKS,
    resource_indicator::AUTHORIZATION_CHECKS,
];
pub const AUTHORIZATION_OF_FLOWS: &[ServerTable<AuthorizationFacts>] =
    &[authorization::ADDRESS_CHECKS, authorization::CHECKS];

/// A pushed authorization request, before [`AUTHORIZATION`].
pub const PUSHED_AUTHORIZATION: &[Place] = &[
    Table(client_request::OF_PUSHED_REQUEST),
    AuthenticationMethod,
    Table(pushed_authorization_request::CHECKS),
    Table(dpop::PROOF_CHECKS),
    Table(dpop::REPLAY_CHECKS),
    Table(dpop::PUSH_CHECKS),
];

pub const TOKEN: &[Place] = &[
    Table(client_request::AT_TOKEN_ENDPOINT),
    AuthenticationMethod,
    Table(token::CHECKS),
    Table(dpop::NEED_CHECKS),
    Table(dpop::PROOF_CHECKS),
    Table(dpop::REPLAY_CHECKS),
    Table(dpop::BINDING_CHECKS),
    Grant,
    Table(resource_indicator::TOKEN_CHECKS),
];
pub const TOKEN_OF_FLOWS: &[Place] = &[
    Table(client_request::AT_TOKEN_ENDPOINT),
    AuthenticationMethod,
    Table(token::CHECKS),
    Grant,
];

pub const DEVICE_AUTHORIZATION: &[Place] = &[
    Table(client_request::AT_DEVICE_AUTHORIZATION),
    AuthenticationMethod,
    Table(device_authorization::CHECKS),
];

pub const REVOCATION: &[Place] = &[
    Table(client_request::AT_TOKEN_ENDPOINT),
    AuthenticationMethod,
    Table(revocation::CHECKS),
];

pub const INTROSPECTION: &[Place] = &[
    Table(client_request::AT_TOKEN_ENDPOINT),
    AuthenticationMethod,
    Table(introspection::CHECKS),
];
/// An introspection request whose caller brings an access token of its own.
pub const INTROSPECTION_BY_BEARER: &[Place] = &[
    Table(introspection::BEARER_CHECKS),
    Table(introspection::CHECKS),
];

/// The form of the sign-in page.
pub const SIGN_IN: &[ServerTable<FormFacts>] = &[FORM_CHECKS, sign_in::CHECKS];

/// The form of the consent page, before the decision is read.
pub const CONSENT: &[ServerTable<FormFacts>] = &[FORM_CHECKS, consent::SIGNED_IN_CHECKS];
pub const DECISION: &[ServerTable<FormFacts>] = &[consent::DECISION_CHECKS];

/// A user code that stands in the address, after the sign-in.
pub const USER_CODE: &[ServerTable<FormFacts>] =
    &[consent::SIGNED_IN_CHECKS, verification::USER_CODE_CHECKS];
/// A user code that comes with a form.
pub const USER_CODE_FORM: &[ServerTable<FormFacts>] = &[
    FORM_CHECKS,
    consent::SIGNED_IN_CHECKS,
    verification::USER_CODE_CHECKS,
];

pub const REGISTRATION: &[ServerTable<RegistrationFacts>] =
    &[registration::CHECKS, registration::openid_connect::CHECKS];

pub const USERINFO: &[ServerTable<UserinfoFacts>] = &[
    userinfo::CHECKS,
    TokenChecks::SCHEME,
    ProofChecks::TABLE,
    TokenChecks::KEY,
    userinfo::SCOPE_CHECKS,
];

pub const END_SESSION: &[ServerTable<LogoutFacts>] = &[end_session::CHECKS];
/// The form by which the person confirms to sign out, after [`END_SESSION`].
pub const END_SESSION_FORM: &[ServerTable<FormFacts>] = &[FORM_CHECKS];

/// All tables that an endpoint runs, in order.
pub struct EndpointOrder {
    pub path: &'static str,
    /// The case, where an endpoint judges in more than one way.
    pub case: &'static str,
    pub tables: Vec<Listed>,
}

/// The order of every endpoint of `capabilities` that judges anything.
pub fn endpoints(capabilities: &'static Capabilities) -> Vec<EndpointOrder> {
    let request_uri = || match capabilities.pushed_requests {
        Some(_) => listed(&[pushed_authorization_request::ADDRESS_CHECKS]),
        None => Vec::new(),
    };
    let session = || match capabilities.openid_connect {
        Some(_) => listed(&[session::CHECKS]),
        None => Vec::new(),
    };
    let authorization = || listed(capabilities.authorization_order);
    let of_client = |places| of_client(capabilities, places);
    let all = [
        (
            authorization::ENDPOINT,
            "",
            vec![request_uri(), authorization(), session()],
        ),
        (
            sign_in::AUTHORIZATION_SIGN_IN,
            "",
            vec![request_uri(), authorization(), listed(SIGN_IN), session()],
        ),
        (
            consent::ENDPOINT,
            "",
            vec![
                request_uri(),
                authorization(),
                listed(CONSENT),
                session(),
                listed(DECISION),
            ],
        ),
        (
            pushed_authorization_request::ENDPOINT,
            "",
            vec![of_client(PUSHED_AUTHORIZATION), authorization()],
        ),
        (
            token::ENDPOINT,
            "",
            vec![of_client(capabilities.token_order)],
        ),
        (
            device_authorization::ENDPOINT,
            "",
            vec![of_client(DEVICE_AUTHORIZATION)],
        ),
        (
            verification::ENDPOINT,
            "a code in the address",
            vec![listed(USER_CODE)],
        ),
        (
            verification::ENDPOINT,
            "a code in the form",
            vec![listed(USER_CODE_FORM)],
        ),
        (
            sign_in::DEVICE_SIGN_IN,
            "",
            vec![listed(SIGN_IN), listed(USER_CODE)],
        ),
        (
            verification::CONSENT_ENDPOINT,
            "",
            vec![listed(USER_CODE_FORM)],
        ),
        (revocation::ENDPOINT, "", vec![of_client(REVOCATION)]),
        (
            introspection::ENDPOINT,
            "a client asks",
            vec![of_client(INTROSPECTION)],
        ),
        (
            introspection::ENDPOINT,
            "a bearer asks",
            vec![of_client(INTROSPECTION_BY_BEARER)],
        ),
        (userinfo::ENDPOINT, "", vec![listed(USERINFO)]),
        (registration::ENDPOINT, "", vec![listed(REGISTRATION)]),
        (end_session::ENDPOINT, "", vec![listed(END_SESSION)]),
        (
            end_session::CONFIRMATION_ENDPOINT,
            "",
            vec![listed(END_SESSION), listed(END_SESSION_FORM)],
        ),
    ];
    let has = |endpoint: &Endpoint| {
        let mut endpoints = capabilities.endpoints.iter();
        endpoints.any(|known| known.path == endpoint.path)
    };
    let limits = || match capabilities.limits {
        Some(_) => listed(&[limits::CHECKS]),
        None => Vec::new(),
    };
    all.into_iter()
        .filter(|(endpoint, ..)| has(endpoint))
        .map(|(endpoint, case, tables)| EndpointOrder {
            path: endpoint.path,
            case,
            tables: limits().into_iter().chain(tables.concat()).collect(),
        })
        .collect()
}

/// The tables of a request of a client, in the order of `places`, with those of all methods and
/// grants.
pub fn of_client(capabilities: &Capabilities, places: &[Place]) -> Vec<Listed> {
    let methods = || capabilities.client_authentication.iter();
    let of_method = |method: &Method| method.checks.listed(Some(method.name));
    let of_grant = |grant: &GrantType| grant.checks.listed(Some(grant.name));
    places
        .iter()
        .flat_map(|place| match place {
            Table(table) => vec![table.listed(None)],
            AuthenticationMethod => methods().map(of_method).collect(),
            Grant => capabilities.grants.iter().map(of_grant).collect(),
        })
        .collect()
}
