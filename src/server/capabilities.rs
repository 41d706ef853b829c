//! Capabilities of a server, as lists.
//!
//! A server finds everything that it can do in here, so a program that hands it [`FLOWS`] links
//! what the flows of the page reach, and nothing else: the page stays small however much the
//! whole server learns. Adding an endpoint or a grant is a line in [`ALL`].

use crate::protocol::jose::SigningKey;
use crate::server::check::ServerTable;
use crate::server::client_authentication::{Method, assertion, secret};
use crate::server::dpop::{self, DPOP, Dpop};
use crate::server::endpoint::authorization::{AuthorizationFacts, ResponseMode, ResponseType};
use crate::server::endpoint::metadata::Member;
use crate::server::endpoint::pushed_authorization_request::{PUSHED_REQUESTS, PushedRequests};
use crate::server::endpoint::{
    Endpoint, authorization, consent, device_authorization, end_session, introspection, jwks,
    metadata, openid_configuration, pushed_authorization_request, registration, revocation,
    sign_in, token, userinfo, verification,
};
use crate::server::grant::{
    GrantType, authorization_code, client_credentials, device_code, jwt_bearer, password,
    refresh_token, token_exchange,
};
use crate::server::keys;
use crate::server::limits::{self, Limits};
use crate::server::openid_connect::{self, OpenIdConnect};
use crate::server::order::{self, Place};
use crate::server::policy::Policy;

/// All that a server can do; its policy says what of that it does.
pub struct Capabilities {
    pub endpoints: &'static [Endpoint],
    pub grants: &'static [GrantType],
    /// The answers that an application may ask for; a policy without the implicit grant leaves out
    /// tokens.
    pub response_types: &'static [ResponseType],
    pub response_modes: &'static [ResponseMode],
    /// The ways in which a client can authenticate.
    pub client_authentication: &'static [Method],
    /// Whether requests can be pushed, and how they are found again.
    pub pushed_requests: Option<&'static PushedRequests>,
    /// The order in which an authorization request is judged.
    pub authorization_order: &'static [ServerTable<AuthorizationFacts>],
    /// The order in which a token request is judged.
    pub token_order: &'static [Place],
    /// Its work with proofs of possession, if it knows of them.
    pub dpop: Option<&'static Dpop>,
    /// Members of metadata beside those that every server has.
    pub metadata: &'static [Member],
    /// The keys with which it can sign, besides the one that every server has.
    pub further_signing_keys: &'static [fn() -> SigningKey],
    /// The limits that turn requests away before an endpoint sees them.
    pub limits: Option<&'static Limits>,
    pub openid_connect: Option<&'static OpenIdConnect>,
}

/// The capabilities that the flows of the page reach.
pub static FLOWS: Capabilities = Capabilities {
    endpoints: &[
        jwks::ENDPOINT,
        authorization::ENDPOINT,
        sign_in::AUTHORIZATION_SIGN_IN,
        consent::ENDPOINT,
        token::ENDPOINT,
        device_authorization::ENDPOINT,
        verification::ENDPOINT,
        sign_in::DEVICE_SIGN_IN,
        verification::CONSENT_ENDPOINT,
        introspection::ENDPOINT,
    ],
    grants: &[
        authorization_code::GRANT,
        refresh_token::GRANT,
        client_credentials::GRANT,
        device_code::GRANT,
    ],
    response_types: &[authorization::CODE, authorization::TOKEN],
    response_modes: &[authorization::QUERY, authorization::FRAGMENT],
    client_authentication: &[
        secret::CLIENT_SECRET_BASIC,
        secret::CLIENT_SECRET_POST,
        secret::NONE,
    ],
    pushed_requests: None,
    authorization_order: order::AUTHORIZATION_OF_FLOWS,
    token_order: order::TOKEN_OF_FLOWS,
    metadata: &[],
    further_signing_keys: &[],
    dpop: None,
    limits: None,
    openid_connect: None,
};

/// Everything.
pub static ALL: Capabilities = Capabilities {
    endpoints: &[
        metadata::ENDPOINT,
        openid_configuration::ENDPOINT,
        jwks::ENDPOINT,
        registration::ENDPOINT,
        pushed_authorization_request::ENDPOINT,
        authorization::ENDPOINT_WITH_FORM,
        sign_in::AUTHORIZATION_SIGN_IN,
        consent::ENDPOINT,
        token::ENDPOINT,
        device_authorization::ENDPOINT,
        verification::ENDPOINT,
        sign_in::DEVICE_SIGN_IN,
        verification::CONSENT_ENDPOINT,
        userinfo::ENDPOINT,
        end_session::ENDPOINT,
        end_session::CONFIRMATION_ENDPOINT,
        revocation::ENDPOINT,
        introspection::ENDPOINT,
    ],
    grants: &[
        authorization_code::GRANT,
        refresh_token::GRANT,
        client_credentials::GRANT,
        device_code::GRANT,
        jwt_bearer::GRANT,
        token_exchange::GRANT,
        password::GRANT,
    ],
    pushed_requests: Some(&PUSHED_REQUESTS),
    authorization_order: order::AUTHORIZATION,
    token_order: order::TOKEN,
    metadata: &[
        assertion::SIGNING_ALGORITHMS,
        assertion::REVOCATION_SIGNING_ALGORITHMS,
        assertion::INTROSPECTION_SIGNING_ALGORITHMS,
        dpop::SIGNING_ALGORITHMS,
        registration::METADATA,
        pushed_authorization_request::METADATA_ENDPOINT,
        pushed_authorization_request::METADATA_REQUIREMENT,
        revocation::ADDRESS,
        revocation::AUTHENTICATION_METHODS,
        introspection::ADDRESS,
        introspection::AUTHENTICATION_METHODS,
        openid_connect::metadata::USERINFO_ENDPOINT,
        openid_connect::metadata::END_SESSION_ENDPOINT,
        openid_connect::metadata::SUBJECT_TYPES,
        openid_connect::metadata::ID_TOKEN_ALGORITHMS,
        openid_connect::metadata::USERINFO_ALGORITHMS,
        openid_connect::metadata::CLAIMS,
        openid_connect::metadata::CLAIMS_PARAMETER,
        openid_connect::metadata::REQUEST_PARAMETER,
        openid_connect::metadata::REQUEST_URI_PARAMETER,
    ],
    response_types: &[
        authorization::CODE,
        authorization::TOKEN,
        openid_connect::ID_TOKEN,
        openid_connect::ID_TOKEN_TOKEN,
        openid_connect::CODE_ID_TOKEN,
        openid_connect::CODE_TOKEN,
        openid_connect::CODE_ID_TOKEN_TOKEN,
    ],
    response_modes: &[
        authorization::QUERY,
        authorization::FRAGMENT,
        openid_connect::FORM_POST,
    ],
    client_authentication: &[
        secret::CLIENT_SECRET_BASIC,
        secret::CLIENT_SECRET_POST,
        assertion::PRIVATE_KEY_JWT,
        assertion::CLIENT_SECRET_JWT,
        secret::NONE,
    ],
    further_signing_keys: &[keys::published_rsa_signing_key],
    dpop: Some(&DPOP),
    limits: Some(&limits::LIMITS),
    openid_connect: Some(&openid_connect::OPENID_CONNECT),
};

impl Capabilities {
    /// The grants that `policy` has.
    pub fn offered_grants(&self, policy: &Policy) -> impl Iterator<Item = &'static GrantType> {
        let is_offered = |grant: &&GrantType| (grant.is_offered)(policy);
        self.grants.iter().filter(is_offered)
    }
}
