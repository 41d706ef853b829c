//! OpenID Connect: who the person is, told on top of OAuth.
//!
//! [OpenID Connect Core 1.0](https://openid.net/specs/openid-connect-core-1_0.html)
//!
//! An extension of the authorization and the token endpoint, which reach it through
//! [`Capabilities::openid_connect`](crate::server::capabilities::Capabilities) alone: a server
//! without it links none of it. It touches only requests whose scope has `openid`.

pub mod authentication_request;
pub mod claims;
mod form_post;
pub mod id_token;
pub mod metadata;
pub mod session;
mod subject;

pub use form_post::FORM_POST;
pub use subject::{SubjectType, sector};

use crate::ground::clock::Timestamp;
use crate::protocol::scope::Scope;
use crate::server::AuthorizationServer;
use crate::server::check::CheckOutcome;
use crate::server::endpoint::authorization::{
    AuthorizationRequest, NextAction, ResponseType, Visit,
};
use crate::server::openid_connect::claims::RequestedClaims;
use crate::server::refusal::Refusal;
use crate::server::store::{Grant, Session};

/// Work of a server that speaks OpenID Connect at the endpoints of OAuth.
pub struct OpenIdConnect {
    /// Finds the next thing that the person has to do before the application gets its answer.
    pub next_step:
        fn(&AuthorizationServer, &Visit<'_>, &mut Vec<CheckOutcome>) -> Result<NextAction, Refusal>,
    /// Notes in a new session when and for what the person signed in.
    pub note_sign_in: fn(&mut Session, &SignIn<'_>),
    /// Notes in a session that the person has approved a request.
    pub note_consent: fn(&mut Session, &AuthorizationRequest),
    /// The ID Token of an authorization response.
    pub front_channel_id_token: fn(&AuthorizationServer, &FrontChannel<'_>) -> String,
    /// The ID Token of a token response, if the grant has one.
    pub id_token: fn(&AuthorizationServer, &Issued<'_>) -> Option<String>,
}

/// Everything.
pub static OPENID_CONNECT: OpenIdConnect = OpenIdConnect {
    next_step: session::next_step,
    note_sign_in: session::note_sign_in,
    note_consent: session::note_consent,
    front_channel_id_token: id_token::for_front_channel,
    id_token: id_token::for_token_response,
};

/// `response_type=id_token`
pub const ID_TOKEN: ResponseType = ResponseType::of("id_token");
/// `response_type=id_token token`
pub const ID_TOKEN_TOKEN: ResponseType = ResponseType::of("id_token token");
/// `response_type=code id_token`
pub const CODE_ID_TOKEN: ResponseType = ResponseType::of("code id_token");
/// `response_type=code token`
pub const CODE_TOKEN: ResponseType = ResponseType::of("code token");
/// `response_type=code id_token token`
pub const CODE_ID_TOKEN_TOKEN: ResponseType = ResponseType::of("code id_token token");

/// The part of an authorization request beyond OAuth when it asks for authentication.
/// [OpenID Connect Core section 3.1.2.1](https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest)
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthenticationRequest {
    /// To be found again in the ID Token.
    pub nonce: Option<String>,
    pub prompt: Prompt,
    /// Seconds since the person has signed in, at most.
    pub max_age_seconds: Option<u64>,
    /// Who the person has to be, by `User::subject`.
    pub subject: Option<String>,
    /// Whom the application expects, by `User::username`.
    pub login_hint: Option<String>,
    pub claims: RequestedClaims,
}

/// The question that the person is to be asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prompt {
    /// Nothing: whoever would have to be asked is refused.
    pub none: bool,
    /// To sign in again.
    pub login: bool,
    /// To consent again.
    pub consent: bool,
    /// To choose an account.
    pub select_account: bool,
}

/// How somebody was authenticated, and what the application wants to be told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authentication {
    pub nonce: Option<String>,
    pub authenticated_at: Timestamp,
    pub claims: RequestedClaims,
}

/// Facts of a session about the person, beyond the name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionRecord {
    pub authenticated_at: Option<Timestamp>,
    /// The request for which the person signed in, until it is answered.
    pub authenticated_for: Option<String>,
    /// The scopes that the person has approved, by `client_id`.
    pub consents: Vec<(String, Scope)>,
}

/// A person who has just signed in.
pub struct SignIn<'a> {
    /// The session in which the form was.
    pub before: Option<&'a Session>,
    /// The request that led to the form; empty if none did.
    pub query: &'a str,
    pub now: Timestamp,
}

/// The answer that an ID Token in an authorization response goes with.
pub struct FrontChannel<'a> {
    pub authorization: &'a AuthorizationRequest,
    pub subject: &'a str,
    pub authentication: &'a Authentication,
    pub code: Option<&'a str>,
    pub access_token: Option<&'a str>,
    pub now: Timestamp,
}

/// The tokens that an ID Token in a token response goes with.
pub struct Issued<'a> {
    pub grant: &'a Grant,
    pub scope: &'a Scope,
    pub access_token: &'a str,
    /// Whether it comes of a refresh token.
    pub is_refreshed: bool,
    pub now: Timestamp,
}

/// The registration of a client for OpenID Connect.
/// [OpenID Connect Dynamic Client Registration section 2](https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata)
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registration {
    /// The algorithm of its ID Tokens; RS256 unless it says otherwise.
    pub id_token_signed_response_alg: Option<String>,
    /// The algorithm of UserInfo responses, which are JSON unless it names one.
    pub userinfo_signed_response_alg: Option<String>,
    /// Seconds since the person has signed in, at most, where the request does not say.
    pub default_max_age_seconds: Option<u64>,
    /// By which names it knows people.
    pub subject_type: SubjectType,
    /// Where the browser may be sent after signing out.
    pub post_logout_redirect_uris: Vec<String>,
}

impl AuthenticationRequest {
    /// The authentication that an answer to it tells, if it is given in `session`.
    pub(super) fn answered_in(&self, session: &Session) -> Authentication {
        Authentication {
            nonce: self.nonce.clone(),
            authenticated_at: session
                .openid_connect
                .authenticated_at
                .unwrap_or(Timestamp(0)),
            claims: self.claims.clone(),
        }
    }
}
