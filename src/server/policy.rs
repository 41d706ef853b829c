//! Demands of the server: switches, and the profiles that are named sets of them.

use crate::server::client::Client;
use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A named set of switches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Profile {
    /// RFC 6749 as published in 2012, with what it leaves open left open.
    #[serde(rename = "oauth-2.0")]
    OAuth20,
    /// RFC 9700, the best current practice of 2025.
    #[serde(rename = "rfc-9700")]
    Rfc9700,
    /// The draft of OAuth 2.1, revision 16.
    #[serde(rename = "oauth-2.1")]
    OAuth21,
    /// The security profile for banks and others with much to lose. Clients need keys of their
    /// own for it, so that no flow of the page runs under it.
    #[serde(rename = "fapi-2.0")]
    Fapi20,
}

impl Profile {
    /// Every profile, oldest first.
    pub const ALL: [Profile; 4] = [
        Profile::OAuth20,
        Profile::Rfc9700,
        Profile::OAuth21,
        Profile::Fapi20,
    ];

    /// Those under which the flows of the page can run.
    pub const FLOWS: [Profile; 3] = [Profile::OAuth20, Profile::Rfc9700, Profile::OAuth21];

    /// The profile called `id`.
    pub fn parse(id: &str) -> Option<Profile> {
        Profile::ALL.into_iter().find(|profile| profile.id() == id)
    }

    /// The name in an address, e.g. `oauth-2.1`.
    pub fn id(self) -> &'static str {
        match self {
            Profile::OAuth20 => "oauth-2.0",
            Profile::Rfc9700 => "rfc-9700",
            Profile::OAuth21 => "oauth-2.1",
            Profile::Fapi20 => "fapi-2.0",
        }
    }

    /// The name for a reader, e.g. `OAuth 2.1`.
    pub fn name(self) -> &'static str {
        match self {
            Profile::OAuth20 => "OAuth 2.0",
            Profile::Rfc9700 => "RFC 9700",
            Profile::OAuth21 => "OAuth 2.1",
            Profile::Fapi20 => "FAPI 2.0",
        }
    }

    /// The profile in a sentence.
    pub fn summary(self) -> &'static str {
        match self {
            Profile::OAuth20 => {
                "RFC 6749 and 6750 of 2012, with PKCE (RFC 7636, 2015) as the client’s choice. \
                 A token may still stand in an address."
            }
            Profile::Rfc9700 => "OAuth 2.0 with the best current practice for security of 2025.",
            Profile::OAuth21 => {
                "The draft that is to replace OAuth 2.0: PKCE for all but some OpenID Connect \
                 clients, no implicit grant."
            }
            Profile::Fapi20 => {
                "The security profile for banks: requests are pushed, and clients have keys."
            }
        }
    }
}

/// Demands of the server. Each switch says what holds when it is on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Policy {
    pub pkce: PkceRequirement,
    /// A challenge that is the verifier itself is accepted.
    pub plain_challenge_is_accepted: bool,
    /// A verifier without a challenge before it is refused
    /// ([RFC 9700 section 4.8.2](https://www.rfc-editor.org/rfc/rfc9700.html#section-4.8.2)).
    pub verifier_without_challenge_is_refused: bool,
    /// `response_type=token` is answered with a token. RFC 9700 section 2.1.2 says that clients
    /// SHOULD NOT use it; this server goes further and refuses.
    pub implicit_grant_is_enabled: bool,
    /// The token request has to repeat a `redirect_uri` that the authorization request had.
    pub redirect_uri_is_repeated_at_token_endpoint: bool,
    /// `response_type=code` is the only one that is answered.
    pub code_is_the_only_answer: bool,
    /// An authorization request names its `redirect_uri`, even the only one registered.
    pub redirect_uri_is_always_sent: bool,
    /// Every client signs with a private key to prove who it is: there is no shared secret, and no
    /// public client.
    pub clients_sign_with_private_keys: bool,
    /// Every authorization request has to be pushed
    /// ([RFC 9126 section 5](https://www.rfc-editor.org/rfc/rfc9126.html#section-5)).
    pub pushed_requests_are_required: bool,
    /// A confidential client may push a `redirect_uri` that it has not registered
    /// ([RFC 9126 section 2.4](https://www.rfc-editor.org/rfc/rfc9126.html#section-2.4)).
    pub pushed_redirect_uris_need_no_registration: bool,
    /// Who may register a client over the network
    /// ([RFC 7591 section 3](https://www.rfc-editor.org/rfc/rfc7591.html#section-3)).
    pub registrants: Registrants,
    /// A scheme of an application's own has to be a domain name in reverse order
    /// ([RFC 8252 section 8.4](https://www.rfc-editor.org/rfc/rfc8252.html#section-8.4)).
    pub private_schemes_are_domain_names: bool,
    /// Every authorization response carries `iss`
    /// ([RFC 9207](https://www.rfc-editor.org/rfc/rfc9207.html)).
    pub issuer_is_in_authorization_response: bool,
    /// An error for a client that registered itself is shown on a page, from which the person may
    /// go on to it: the server is no open redirector
    /// ([RFC 9700 section 4.11.2](https://www.rfc-editor.org/rfc/rfc9700.html#section-4.11.2)).
    pub errors_for_untrusted_clients_stay_on_a_page: bool,
    /// A redirect with a query ends in `#_`, so that no browser attaches the fragment of the
    /// address before it
    /// ([RFC 9700 section 4.1.3](https://www.rfc-editor.org/rfc/rfc9700.html#section-4.1.3)).
    pub redirects_end_in_an_empty_fragment: bool,
    /// A refresh token is replaced whenever it is used. Using a replaced one revokes its family.
    pub refresh_tokens_rotate: bool,
    /// A second use of a code revokes tokens only if the request is valid in every other way
    /// ([OAuth 2.1 section 7.5.2](https://datatracker.ietf.org/doc/html/draft-ietf-oauth-v2-1-16#section-7.5.2)).
    pub only_valid_code_replay_revokes: bool,
    /// The API takes an access token from the query.
    pub query_token_is_accepted: bool,
    /// An access token is a random name that says nothing by itself: APIs ask the server about it
    /// ([RFC 7662](https://www.rfc-editor.org/rfc/rfc7662.html)). Otherwise it is a signed JWT.
    pub access_tokens_are_opaque: bool,
    /// The effect when a client revokes an access token.
    pub access_token_revocation: AccessTokenRevocation,
    /// Responses with secrets carry `Pragma: no-cache`, as
    /// [RFC 6749 section 5.1](https://www.rfc-editor.org/rfc/rfc6749.html#section-5.1) asks and
    /// OAuth 2.1 no longer does.
    pub pragma_is_sent: bool,
    /// The algorithm that signs access tokens, if the server has a key for it; otherwise ES256.
    /// The servers and APIs of RFC 9068 all know RS256
    /// ([section 2.1](https://www.rfc-editor.org/rfc/rfc9068.html#section-2.1)).
    #[serde(deserialize_with = "signing_algorithm")]
    pub access_token_algorithm: AlgorithmName,
    /// The audience of a client's assertion is the issuer and nobody else
    /// ([the update of RFC 7523, section 4](https://datatracker.ietf.org/doc/html/draft-ietf-oauth-rfc7523bis-10#section-4)).
    /// Otherwise the address of an endpoint will do, and one of several.
    pub assertion_audience_is_the_issuer_alone: bool,
    /// RS256 is among the algorithms: for what the server signs, and for the assertions and proofs
    /// that it takes. FAPI 2.0 leaves PS256 and ES256.
    pub rs256_is_used: bool,
    /// An assertion has a `jti` and is accepted once.
    pub assertions_are_good_once: bool,
    /// Every token request comes with a DPoP proof, so that what the token endpoint issues is
    /// bound to a key of the client. What comes through the browser never is
    /// ([RFC 9449](https://www.rfc-editor.org/rfc/rfc9449.html)).
    pub dpop_is_required: bool,
    /// A DPoP proof has to have a nonce that the server has handed out
    /// ([RFC 9449 section 8](https://www.rfc-editor.org/rfc/rfc9449.html#section-8)).
    pub dpop_nonce_is_required: bool,
    /// A DPoP proof is accepted once.
    pub dpop_proofs_are_good_once: bool,
    /// Seconds for which a DPoP proof is good.
    pub dpop_proof_lifetime_seconds: u64,
    /// Seconds by which the clock of a client may be ahead.
    pub clock_skew_seconds: u64,
    /// Seconds in which a code can be redeemed.
    pub code_lifetime_seconds: u64,
    /// Seconds for which an ID Token is good.
    pub id_token_lifetime_seconds: u64,
    /// Seconds in which the browser can come with a request that was pushed.
    pub pushed_request_lifetime_seconds: u64,
    /// Seconds for which an access token is good.
    pub access_token_lifetime_seconds: u64,
    /// Seconds without use after which a refresh token is dead.
    pub refresh_token_idle_lifetime_seconds: u64,
    /// Seconds after the person's consent at which every refresh token of it is dead.
    pub refresh_token_absolute_lifetime_seconds: u64,
    /// Seconds in which a device can be approved.
    pub device_code_lifetime_seconds: u64,
    /// Seconds that a device has to wait between two polls.
    pub device_poll_interval_seconds: u64,
    /// Wrong passwords or user codes in one session, after which it has to start again.
    pub failed_entries_allowed: u32,
    /// Failed proofs of one client or user, whatever the session, after which all of its attempts
    /// are turned away for a minute. Without a number there is no limit, and nobody can lock
    /// anybody else out
    /// ([RFC 6749 section 2.3.1](https://www.rfc-editor.org/rfc/rfc6749.html#section-2.3.1)).
    pub failed_authentications_allowed: Option<u32>,
    /// Requests of one client that the server lets it push in a minute. Without a number there is
    /// no limit ([RFC 9126 section 2.3](https://www.rfc-editor.org/rfc/rfc9126.html#section-2.3)).
    pub pushed_requests_per_minute_max: Option<u32>,
    /// The most records of one kind that the server remembers: codes, tokens, grants, sessions,
    /// devices, registered clients.
    pub records_kept_max: usize,
    /// A wrong `code_verifier` uses the code up.
    pub failed_verifier_burns_code: bool,
    /// A client may send a user's password (`grant_type=password`). RFC 9700 section 2.4 says that
    /// this grant MUST NOT be used, so no profile has it.
    pub password_grant_is_enabled: bool,
    /// Seconds in which a replaced refresh token gets the same successor once more, as a client
    /// may have lost the answer. With 0 a second use is a theft.
    pub refresh_grace_seconds: u64,
    /// A person who signs out or gets a new password takes the refresh tokens of all clients away.
    /// Those for access without the person survive a sign-out, and nothing survives a new password
    /// ([RFC 9700 section 4.14.2](https://www.rfc-editor.org/rfc/rfc9700.html#section-4.14.2)).
    pub security_events_revoke_refresh_tokens: bool,
    /// The profile below which the switches cannot go.
    #[serde(skip)]
    floor: Floor,
}

/// The least that a policy keeps to, however its switches are set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Floor {
    #[default]
    None,
    /// "Refresh tokens for public clients MUST be sender-constrained or use refresh token
    /// rotation" ([RFC 9700 section 2.2.2](https://www.rfc-editor.org/rfc/rfc9700.html#section-2.2.2)).
    PublicClientsRotate,
}

impl Policy {
    /// The same switches but for `changed`, each by its name.
    ///
    /// # Errors
    /// There is no such switch, or it cannot have that value: in a sentence.
    pub fn with_switches(self, changed: &[(&str, Value)]) -> Result<Policy, String> {
        if changed.is_empty() {
            return Ok(self);
        }
        let mut switches = serde_json::to_value(&self).unwrap_or_default();
        for (name, value) in changed {
            switches[*name] = value.clone();
        }
        serde_path_to_error::deserialize(switches).map_err(|error| match error.path().to_string() {
            path if path == "." => error.into_inner().to_string(),
            path => format!("{path}: {}", error.into_inner()),
        })
    }

    /// The names of all switches.
    pub fn switches() -> Vec<String> {
        let switches = serde_json::to_value(Profile::OAuth20.policy()).unwrap_or_default();
        let switches = switches.as_object().into_iter().flatten();
        switches.map(|(name, _)| name.clone()).collect()
    }

    /// The same switches, held to what `profile` does not let anybody switch off.
    #[must_use]
    pub fn held_to(self, profile: Profile) -> Policy {
        let Policy { floor, .. } = profile.policy();
        Policy { floor, ..self }
    }

    /// Whether a refresh token of `client` is replaced when it is used.
    pub fn rotates_for(&self, client: &Client) -> bool {
        let is_forced = self.floor == Floor::PublicClientsRotate && !client.is_confidential();
        self.refresh_tokens_rotate || is_forced
    }
}

/// Who may register a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Registrants {
    /// Only the server's operator does.
    Nobody,
    HoldersOfAnInitialAccessToken,
    Everybody,
}

/// The name of an algorithm of the list below. An alias, as serde borrows what it sees as a
/// reference.
pub type AlgorithmName = &'static str;

/// The algorithms for which the server has a key.
pub const SIGNING_ALGORITHMS: &[&str] = &["ES256", "RS256"];

fn signing_algorithm<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<AlgorithmName, D::Error> {
    let name = String::deserialize(deserializer)?;
    let mut known = SIGNING_ALGORITHMS.iter().copied();
    known
        .find(|known| *known == name)
        .ok_or_else(|| Error::unknown_variant(&name, SIGNING_ALGORITHMS))
}

/// Who has to use PKCE.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PkceRequirement {
    Nobody,
    PublicClients,
    Everybody,
}

/// The effect when a client revokes an access token
/// ([RFC 7009 section 2.1](https://www.rfc-editor.org/rfc/rfc7009.html#section-2.1)). A refresh
/// token always takes all tokens of its grant with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AccessTokenRevocation {
    /// The server says that it does not do so: the token is good until it expires.
    Unsupported,
    /// That token is withdrawn.
    TokenAlone,
    /// The refresh token and the other access tokens of its grant are withdrawn as well, as the
    /// specification allows.
    WholeGrant,
}

impl Profile {
    /// The switches of this profile.
    pub fn policy(self) -> Policy {
        let is_original = self == Profile::OAuth20;
        let is_2_1 = self == Profile::OAuth21;
        // FAPI 2.0 Security Profile, sections 5.3.2.1, 5.3.2.2 and 5.4.1.
        let is_fapi = self == Profile::Fapi20;
        Policy {
            pkce: match self {
                Profile::OAuth20 => PkceRequirement::Nobody,
                Profile::Rfc9700 => PkceRequirement::PublicClients,
                Profile::OAuth21 | Profile::Fapi20 => PkceRequirement::Everybody,
            },
            plain_challenge_is_accepted: is_original,
            verifier_without_challenge_is_refused: !is_original,
            implicit_grant_is_enabled: is_original,
            redirect_uri_is_repeated_at_token_endpoint: !is_2_1,
            code_is_the_only_answer: is_fapi,
            redirect_uri_is_always_sent: is_fapi,
            clients_sign_with_private_keys: is_fapi,
            pushed_requests_are_required: is_fapi,
            pushed_redirect_uris_need_no_registration: false,
            registrants: Registrants::Nobody,
            private_schemes_are_domain_names: !is_original,
            issuer_is_in_authorization_response: !is_original,
            errors_for_untrusted_clients_stay_on_a_page: !is_original,
            redirects_end_in_an_empty_fragment: false,
            refresh_tokens_rotate: !is_original && !is_fapi,
            only_valid_code_replay_revokes: is_2_1,
            query_token_is_accepted: is_original,
            access_tokens_are_opaque: false,
            access_token_revocation: AccessTokenRevocation::TokenAlone,
            pragma_is_sent: !is_2_1,
            access_token_algorithm: "ES256",
            assertion_audience_is_the_issuer_alone: !is_original,
            rs256_is_used: !is_fapi,
            assertions_are_good_once: !is_original,
            dpop_is_required: is_fapi,
            dpop_nonce_is_required: false,
            dpop_proofs_are_good_once: true,
            dpop_proof_lifetime_seconds: 60,
            clock_skew_seconds: 10,
            code_lifetime_seconds: 60,
            id_token_lifetime_seconds: 3600,
            pushed_request_lifetime_seconds: 60,
            access_token_lifetime_seconds: 3600,
            refresh_token_idle_lifetime_seconds: 14 * 86_400,
            refresh_token_absolute_lifetime_seconds: 90 * 86_400,
            device_code_lifetime_seconds: 600,
            device_poll_interval_seconds: 5,
            failed_entries_allowed: 5,
            failed_authentications_allowed: None,
            pushed_requests_per_minute_max: None,
            records_kept_max: 250_000,
            failed_verifier_burns_code: false,
            password_grant_is_enabled: false,
            refresh_grace_seconds: 0,
            security_events_revoke_refresh_tokens: false,
            floor: if is_original {
                Floor::None
            } else {
                Floor::PublicClientsRotate
            },
        }
    }
}
