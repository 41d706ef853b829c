//! The grants of the token endpoint, one file each.
//!
//! Adding a grant is a new file here and a line in
//! [`capabilities::ALL`](crate::server::capabilities::ALL).

pub mod authorization_code;
pub mod client_credentials;
pub mod device_code;
pub mod jwt_bearer;
pub mod password;
pub mod refresh_token;
pub mod token_exchange;

pub use device_code::NAME as DEVICE_CODE;

use crate::ground::clock::Timestamp;
use crate::protocol::error::ErrorCode;
use crate::protocol::jose::DecodedJwt;
use crate::protocol::message::Place;
use crate::protocol::scope::Scope;
use crate::server::AuthorizationServer;
use crate::server::check::ServerTable;
use crate::server::effect::Effect;
use crate::server::endpoint::client_request::ClientFacts;
use crate::server::grant::token_exchange::Exchange;
use crate::server::mend::Mend;
use crate::server::openid_connect::Issued;
use crate::server::policy::Policy;
use crate::server::refusal::Refusal;
use crate::server::store::{AuthorizationCode, Device, GrantId, RefreshToken};
use crate::server::token::TokenResponse;

/// A way to get tokens: judged first, and only then issued.
pub struct GrantType {
    /// The `grant_type`.
    pub name: &'static str,
    /// Whether the policy has it.
    pub is_offered: fn(&Policy) -> bool,
    /// The checks, in order.
    pub checks: ServerTable<ClientFacts>,
    /// Issues the tokens, after all checks have passed. `None` if the facts that the checks
    /// gather are not there.
    pub issue: fn(&mut AuthorizationServer, Approved<'_>) -> Option<TokenResponse>,
}

/// Facts that the checks of a grant have found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GrantFacts {
    pub code: Option<(String, AuthorizationCode)>,
    pub refresh_token: Option<(String, RefreshToken)>,
    pub device: Option<(String, Device)>,
    /// The assertion that a trusted issuer has signed.
    pub assertion: Option<DecodedJwt>,
    pub exchange: Option<Exchange>,
    /// The thumbprints of the keys that the tokens are to be bound to.
    pub access_token_jkt: Option<String>,
    pub refresh_token_jkt: Option<String>,
    /// The user whose password was sent.
    pub subject: Option<String>,
    /// The scope of the access token.
    pub scope: Scope,
    /// The resources that the access token is for, if the request names any.
    pub resources: Vec<String>,
}

/// A token request that passed every check.
pub struct Approved<'a> {
    pub client_id: &'a str,
    /// Whether the client may refresh.
    pub may_refresh: bool,
    pub facts: GrantFacts,
    pub now: Timestamp,
    pub effects: &'a mut Vec<Effect>,
}

/// Whether what `scope` grants comes with a refresh token for a client that may refresh. A client
/// that asks who the person is asks for access without the person, too, if it wants that
/// ([OpenID Connect Core section 11](https://openid.net/specs/openid-connect-core-1_0.html#OfflineAccess)).
pub(super) fn grants_refresh(authenticates: bool, scope: &Scope) -> bool {
    !authenticates || scope.contains("offline_access")
}

/// The refusal of a request that lacks `name`.
fn missing(name: &str) -> Refusal {
    Refusal::new(
        ErrorCode::InvalidRequest,
        format!("{name} is missing."),
        Mend::own(Place::Form, name),
    )
}

/// The refusal of a request whose `name` is not there, or is one that the server does not know.
fn unknown(facts: &ClientFacts, name: &str) -> Refusal {
    if facts.parameters.get(name).is_none() {
        return missing(name);
    }
    invalid_grant(
        format!("This server knows no such {name}."),
        Mend::renew(Place::Form, name, &[]),
    )
}

/// The refusal of what should entitle the client to tokens.
fn invalid_grant(description: impl Into<String>, mend: Mend) -> Refusal {
    Refusal::new(ErrorCode::InvalidGrant, description, mend)
}

impl AuthorizationServer {
    /// An access token for the grant `id`, and a refresh token where the client may refresh.
    fn issue_tokens(
        &mut self,
        id: GrantId,
        scope: &Scope,
        approved: Approved<'_>,
    ) -> TokenResponse {
        let tokens = self.issue_access_token(
            id,
            scope,
            &approved.facts.resources,
            approved.facts.access_token_jkt.as_deref(),
            approved.now,
            approved.effects,
        );
        let id_token = self.id_token(id, scope, &tokens.access_token, false, approved.now);
        let may_refresh = approved.may_refresh && grants_refresh(id_token.is_some(), scope);
        let refresh_token = may_refresh.then(|| {
            let jkt = approved.facts.refresh_token_jkt;
            self.issue_refresh_token(id, None, jkt, approved.now, approved.effects)
        });
        TokenResponse {
            refresh_token,
            id_token,
            ..tokens
        }
    }

    /// The ID Token that goes with `access_token`, if the person was authenticated for the grant.
    fn id_token(
        &self,
        grant: GrantId,
        scope: &Scope,
        access_token: &str,
        is_refreshed: bool,
        now: Timestamp,
    ) -> Option<String> {
        let openid = self.capabilities.openid_connect?;
        let issued = Issued {
            grant: self.store.grant(grant)?,
            scope,
            access_token,
            is_refreshed,
            now,
        };
        (openid.id_token)(self, &issued)
    }
}
