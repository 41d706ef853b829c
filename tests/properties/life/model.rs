//! What an authorization server may answer, said a second time: small, slow, and without a line of
//! the server's code. It reads the switches of a policy as data and keeps its own books.
//!
//! A rule answers with the errors that a request may be refused with, in no order. With none it has
//! to be granted; with some it has to be refused with one of them.

use std::collections::BTreeSet;

use oauth_flow_simulator::server::policy::{AccessTokenRevocation, PkceRequirement, Policy};

use super::cast::{Names, Player, Proof, names};

/// Seconds for which a server has to remember what has expired, to tell it from what never was.
const KEPT_SECONDS: u64 = 3600;

/// The errors of which a refusal has one.
pub type Errors = Vec<&'static str>;

/// The name of somebody or something by its place in the model's lists.
pub type Place = usize;

/// One act of consent, and all that came of it.
pub struct Family {
    pub client: Place,
    pub subject: String,
    pub scope: Names,
    pub granted_at: u64,
    pub is_dead: bool,
}

pub struct Code {
    pub text: String,
    pub client: Place,
    pub subject: String,
    pub scope: Names,
    /// Whether the authorization request had the address, and so the token request has to.
    pub redirect_uri_was_sent: bool,
    pub challenge: Option<Challenge>,
    /// The key with which it has to be redeemed.
    pub key: Option<u8>,
    pub issued_at: u64,
    pub family: Option<Place>,
    pub is_burnt: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Challenge {
    Plain,
    S256,
}

pub struct AccessToken {
    pub text: String,
    pub family: Place,
    /// Whose it is: of a token that was traded in, not the one of the family.
    pub client: Place,
    pub scope: Names,
    pub key: Option<u8>,
    pub expires_at: u64,
    pub is_revoked: bool,
}

pub struct RefreshToken {
    pub text: String,
    pub family: Place,
    pub key: Option<u8>,
    pub last_used_at: u64,
    pub replaced: Option<(Place, u64)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    Pending,
    Approved(String),
    Denied,
    Redeemed,
}

pub struct Device {
    pub text: String,
    pub user_code: String,
    pub client: Place,
    pub scope: Names,
    pub expires_at: u64,
    pub interval: u64,
    pub polled_at: Option<u64>,
    pub decision: Decision,
}

/// A request that its client has sent itself.
pub struct Pushed {
    pub text: String,
    pub wish: Wish,
    pub expires_at: u64,
    pub is_answered: bool,
}

/// What an application asks for through the browser.
#[derive(Clone)]
pub struct Wish {
    pub client: Place,
    pub response_type: &'static str,
    pub redirect_uri: Option<String>,
    pub scope: Option<String>,
    pub challenge: Option<Challenge>,
    pub key: Option<u8>,
    pub has_nonce: bool,
    pub asks_for_consent: bool,
}

/// How a wish fares.
pub enum Fate {
    Granted,
    /// On a page of the server: nothing goes to the address that was named.
    StaysHere,
    Refused(Errors),
}

/// How a client shows who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    Properly,
    Wrongly,
    NotAtAll,
}

/// A proof of possession as it was sent: the key, and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Possession {
    pub text: String,
    pub key: u8,
    pub faults: Errors,
}

/// Whoever sends a token request.
#[derive(Clone, Debug)]
pub struct Sender {
    pub client: Place,
    pub shown: Shown,
    pub possession: Option<Possession>,
}

impl Sender {
    pub fn key(&self) -> Option<u8> {
        self.possession.as_ref().map(|possession| possession.key)
    }
}

/// How a code is redeemed.
#[derive(Clone, Copy, Debug)]
pub struct Redemption {
    pub code: Place,
    /// `None` without one, otherwise whether it is the right one.
    pub redirect_uri_is_right: Option<bool>,
    pub verifier_is_right: Option<bool>,
}

pub struct Model {
    pub policy: Policy,
    /// Whether public clients rotate whatever the switch says.
    pub public_clients_rotate: bool,
    pub now: u64,
    pub players: Vec<Player>,
    pub families: Vec<Family>,
    pub codes: Vec<Code>,
    pub access_tokens: Vec<AccessToken>,
    pub refresh_tokens: Vec<RefreshToken>,
    pub devices: Vec<Device>,
    pub pushed: Vec<Pushed>,
    /// All that was ever handed out: none of it may come again.
    pub handed_out: BTreeSet<String>,
}

fn when(is_wrong: bool, error: &'static str) -> Errors {
    if is_wrong { vec![error] } else { Vec::new() }
}

impl Model {
    /// Who comes without proof of who they are, or what they have to have, gets nothing.
    pub fn errors_of(&self, sender: &Sender, grant: &str) -> Errors {
        let player = &self.players[sender.client];
        let mut errors = self.errors_of_authentication(sender);
        errors.extend(when(!player.may(grant), "unauthorized_client"));
        match &sender.possession {
            Some(possession) => errors.extend(&possession.faults),
            None => {
                let is_needed = self.policy.dpop_is_required || player.is_bound;
                errors.extend(when(is_needed, "invalid_dpop_proof"));
            }
        }
        errors
    }

    pub fn errors_of_authentication(&self, sender: &Sender) -> Errors {
        let is_public = self.players[sender.client].proof == Proof::Nothing;
        let is_proved = match sender.shown {
            Shown::Properly => true,
            Shown::Wrongly => false,
            Shown::NotAtAll => is_public,
        };
        when(!is_proved, "invalid_client")
    }

    /// The first half stands before anything is looked up: who fails there changes nothing.
    pub fn errors_of_redemption(&self, sender: &Sender, how: &Redemption) -> (Errors, Errors) {
        let code = &self.codes[how.code];
        let mut first = self.errors_of(sender, "authorization_code");
        let is_foreign = code.client != sender.client;
        first.extend(when(is_foreign || code.is_burnt, "invalid_grant"));
        first.extend(when(
            !is_foreign && code.key.is_some() && code.key != sender.key(),
            "invalid_grant",
        ));
        let is_late = self.now >= code.issued_at + self.policy.code_lifetime_seconds;
        let mut second = when(is_late, "invalid_grant");
        second.extend(when(self.redirect_uri_is_wrong(code, how), "invalid_grant"));
        second.extend(self.errors_of_verifier(code, how));
        (first, second)
    }

    fn redirect_uri_is_wrong(&self, code: &Code, how: &Redemption) -> bool {
        let is_needed =
            self.policy.redirect_uri_is_repeated_at_token_endpoint && code.redirect_uri_was_sent;
        match how.redirect_uri_is_right {
            None => is_needed,
            Some(is_right) => !is_right,
        }
    }

    fn errors_of_verifier(&self, code: &Code, how: &Redemption) -> Errors {
        match (code.challenge, how.verifier_is_right) {
            (None, Some(_)) => when(
                self.policy.verifier_without_challenge_is_refused,
                "invalid_request",
            ),
            (None, None) => Vec::new(),
            (Some(_), is_right) => when(is_right != Some(true), "invalid_grant"),
        }
    }

    /// What follows from a refused redemption.
    pub fn note_refused_redemption(&mut self, sender: &Sender, how: &Redemption) {
        let (first, second) = self.errors_of_redemption(sender, how);
        let code = &self.codes[how.code];
        match code.family {
            Some(family)
                if first.is_empty()
                    && (second.is_empty() || !self.policy.only_valid_code_replay_revokes) =>
            {
                self.families[family].is_dead = true;
            }
            None if first.is_empty() && self.policy.failed_verifier_burns_code => {
                let is_late = self.now >= code.issued_at + self.policy.code_lifetime_seconds;
                let verifier_is_wrong =
                    code.challenge.is_some() && how.verifier_is_right != Some(true);
                let is_burnt =
                    verifier_is_wrong && !is_late && !self.redirect_uri_is_wrong(code, how);
                self.codes[how.code].is_burnt |= is_burnt;
            }
            _ => {}
        }
    }

    /// The same two halves: only the second half of the request of the token's own client counts.
    pub fn errors_of_refresh(
        &self,
        sender: &Sender,
        token: Place,
        scope: Option<&str>,
    ) -> (Errors, Errors) {
        let token = &self.refresh_tokens[token];
        let family = &self.families[token.family];
        let mut first = self.errors_of(sender, "refresh_token");
        let is_foreign = family.client != sender.client;
        first.extend(when(is_foreign, "invalid_grant"));
        first.extend(when(
            !is_foreign && token.key.is_some() && token.key != sender.key(),
            "invalid_grant",
        ));
        let mut second = when(family.is_dead, "invalid_grant");
        second.extend(when(self.is_replay(token), "invalid_grant"));
        second.extend(when(self.refresh_token_is_late(token), "invalid_grant"));
        let is_too_much = scope.is_some_and(|scope| !names(scope).is_subset(&family.scope));
        second.extend(when(is_too_much, "invalid_scope"));
        (first, second)
    }

    /// Whether a replaced token comes again, and not because an answer may have been lost.
    fn is_replay(&self, token: &RefreshToken) -> bool {
        token.replaced.is_some_and(|(successor, at)| {
            let is_forgiven = self.now - at < self.policy.refresh_grace_seconds
                && self.refresh_tokens[successor].replaced.is_none();
            !is_forgiven
        })
    }

    fn refresh_token_is_late(&self, token: &RefreshToken) -> bool {
        let granted_at = self.families[token.family].granted_at;
        self.now >= token.last_used_at + self.policy.refresh_token_idle_lifetime_seconds
            || self.now >= granted_at + self.policy.refresh_token_absolute_lifetime_seconds
    }

    pub fn note_refused_refresh(&mut self, sender: &Sender, token: Place, scope: Option<&str>) {
        let (first, _) = self.errors_of_refresh(sender, token, scope);
        let record = &self.refresh_tokens[token];
        if first.is_empty() && self.is_replay(record) {
            let family = record.family;
            self.families[family].is_dead = true;
        }
    }

    /// Whether a refresh token of `client` is replaced by its use.
    pub fn rotates_for(&self, client: Place) -> bool {
        let is_public = !self.players[client].is_confidential();
        self.policy.refresh_tokens_rotate || (self.public_clients_rotate && is_public)
    }

    pub fn errors_of_scope(&self, client: Place, scope: Option<&str>) -> Errors {
        let allowed = &self.players[client].scope;
        let is_too_much = scope.is_some_and(|scope| !names(scope).is_subset(allowed));
        when(is_too_much, "invalid_scope")
    }

    pub fn errors_of_poll(&self, sender: &Sender, device: Place) -> Errors {
        let device = &self.devices[device];
        let mut errors = self.errors_of(sender, super::DEVICE_CODE);
        let is_gone = device.client != sender.client || device.decision == Decision::Redeemed;
        errors.extend(when(is_gone, "invalid_grant"));
        errors.extend(when(self.now >= device.expires_at, "expired_token"));
        let may_be_forgotten = self.now > device.expires_at + KEPT_SECONDS;
        errors.extend(when(may_be_forgotten, "invalid_grant"));
        let waited = device.polled_at.map(|at| self.now - at);
        let is_early = waited.is_some_and(|waited| waited < device.interval);
        errors.extend(when(is_early, "slow_down"));
        errors.extend(match device.decision {
            Decision::Pending => vec!["authorization_pending"],
            Decision::Denied => vec!["access_denied"],
            _ => Vec::new(),
        });
        errors
    }

    pub fn note_refused_poll(&mut self, device: Place, error: &str) {
        let now = self.now;
        let device = &mut self.devices[device];
        if error == "slow_down" {
            device.interval += 5;
        }
        if error == "slow_down" || error == "authorization_pending" {
            device.polled_at = Some(now);
        }
    }

    /// Whether a person can still answer a device.
    pub fn device_waits(&self, device: Place) -> bool {
        let device = &self.devices[device];
        device.decision == Decision::Pending && self.now < device.expires_at
    }

    /// Whether what the sender proves to have is enough to trade a token in.
    pub fn may_bring(&self, sender: &Sender, token: &AccessToken) -> bool {
        match (token.key, sender.key()) {
            (Some(own), Some(sent)) => own == sent || token.client != sender.client,
            (own, _) => own.is_none(),
        }
    }

    pub fn is_alive(&self, token: &AccessToken) -> bool {
        let is_dead = self.families[token.family].is_dead || token.is_revoked;
        !is_dead && self.now < token.expires_at
    }

    pub fn refresh_is_alive(&self, token: &RefreshToken) -> bool {
        let is_dead = self.families[token.family].is_dead || token.replaced.is_some();
        !is_dead && !self.refresh_token_is_late(token)
    }

    /// A client sees its own tokens; the gateway speaks for the API, and sees all access tokens.
    pub fn may_see(&self, client: Place, token: &AccessToken) -> bool {
        token.client == client || self.players[client].id == "gateway"
    }

    pub fn revoke_access_token(&mut self, token: Place) {
        let token = &mut self.access_tokens[token];
        let family = &mut self.families[token.family];
        match self.policy.access_token_revocation {
            // Whoever traded a token in has no say over what it came of.
            AccessTokenRevocation::WholeGrant if family.client == token.client => {
                family.is_dead = true;
            }
            AccessTokenRevocation::Unsupported => {}
            _ => token.is_revoked = true,
        }
    }

    pub fn fate_of(&self, wish: &Wish, is_pushed: bool) -> Fate {
        let player = &self.players[wish.client];
        let asks_for_openid = names(wish.scope.as_deref().unwrap_or_default()).contains("openid");
        let is_registered = match &wish.redirect_uri {
            Some(uri) => *uri == player.redirect_uri,
            None => !self.policy.redirect_uri_is_always_sent && !asks_for_openid,
        };
        if !is_registered || player.redirect_uri.is_empty() {
            return Fate::StaysHere;
        }
        let has = |name: &str| wish.response_type.split(' ').any(|part| part == name);
        let is_offered = (self.policy.implicit_grant_is_enabled || !has("token"))
            && (!self.policy.code_is_the_only_answer || wish.response_type == "code");
        let may_ask = player.response_types.contains(&wish.response_type);
        let must_push = self.policy.pushed_requests_are_required && !is_pushed;
        let mut errors = when(must_push, "invalid_request");
        errors.extend(when(!is_offered, "unsupported_response_type"));
        errors.extend(when(!may_ask, "unauthorized_client"));
        errors.extend(self.errors_of_scope(wish.client, wish.scope.as_deref()));
        let needs_challenge = match self.policy.pkce {
            PkceRequirement::Nobody => false,
            PkceRequirement::PublicClients => !player.is_confidential(),
            PkceRequirement::Everybody => true,
        };
        let challenge_is_wrong = match wish.challenge {
            None => needs_challenge && has("code"),
            Some(Challenge::Plain) => !self.policy.plain_challenge_is_accepted,
            Some(Challenge::S256) => false,
        };
        errors.extend(when(challenge_is_wrong, "invalid_request"));
        let id_token_is_wrong = has("id_token") && (!asks_for_openid || !wish.has_nonce);
        errors.extend(when(id_token_is_wrong, "invalid_request"));
        match errors.is_empty() {
            true => Fate::Granted,
            false => Fate::Refused(errors),
        }
    }

    /// The scope that a granted wish comes to.
    pub fn scope_of(&self, wish: &Wish) -> Names {
        let asked = wish.scope.as_deref().map(names);
        let mut scope = asked.unwrap_or_else(|| self.players[wish.client].scope.clone());
        if wish.scope.is_none() {
            scope.remove("openid");
        }
        let has_code = wish.response_type.contains("code");
        if !(scope.contains("openid") && wish.asks_for_consent && has_code) {
            scope.remove("offline_access");
        }
        scope
    }
}
