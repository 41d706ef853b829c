//! The cast of a story: who takes part, as what, and under which name and address.

use crate::ground::clock::Timestamp;
use crate::scenario::{Names, Scenario};
use crate::server::client::Client;
use crate::server::{Handled, Request};
use crate::simulation::trace::{ActorProfile, Appearance, Party, PartyKind};
use crate::words::lines::cast as words;
use crate::words::{Line, argument};

/// The person's user agent.
pub const BROWSER: Party = Party(0);
/// The application for which the flow is there.
pub const CLIENT: Party = Party(1);
/// The thief, in stories that have one.
pub const ATTACKER: Party = Party(2);
/// The authorization server at which the application is registered.
pub const AUTHORIZATION_SERVER: Party = Party(3);
/// The API that the application calls.
pub const API: Party = Party(4);

/// One entry of a story's cast.
///
/// A story with more parties gives them numbers of their own, from 5 on.
#[derive(Clone, Copy)]
pub struct Member {
    pub party: Party,
    pub kind: PartyKind,
    pub appearance: Appearance,
    /// The name on the lane.
    pub name: fn(&Names) -> String,
    /// The host at which it is reached, e.g. `auth.example.com`; empty for one that nobody reaches.
    pub host: fn(&Names) -> &str,
    /// The authorization server that an application asks and an API trusts.
    pub server: Party,
    /// How an application is registered, if not as the flow's own.
    pub registration: Option<fn(&Scenario) -> Client>,
    /// The site that answers to requests, if it is none of those that every run has.
    pub site: Option<Site>,
    /// Whether it is drawn: a party that acts only before the first step has no lane.
    pub has_lane: bool,
}

/// A server of a story's own: it answers from the request alone.
#[derive(Clone, Copy)]
pub struct Site(pub fn(&Request, Timestamp) -> Handled);

impl Member {
    /// The member, not drawn.
    #[must_use]
    pub const fn without_lane(self) -> Member {
        Member {
            has_lane: false,
            ..self
        }
    }

    /// The member as it takes part in a run with `names`.
    pub fn profile(&self, names: &Names) -> ActorProfile {
        let host = (self.host)(names);
        ActorProfile {
            party: self.party,
            kind: self.kind,
            appearance: self.appearance,
            name: (self.name)(names),
            origin: (!host.is_empty()).then(|| format!("https://{host}")),
        }
    }
}

/// The traits that most members have in common.
pub const MEMBER: Member = Member {
    party: BROWSER,
    kind: PartyKind::Browser,
    appearance: Appearance::Browser,
    name: |_| String::new(),
    host: |_| "",
    server: AUTHORIZATION_SERVER,
    registration: None,
    site: None,
    has_lane: true,
};

/// The person's browser on a desk.
pub const PERSONS_BROWSER: Member = Member {
    party: BROWSER,
    kind: PartyKind::Browser,
    appearance: Appearance::Browser,
    name: |names| {
        words::BROWSER
            .with(argument::PERSON, &names.person)
            .to_string()
    },
    host: |_| "",
    ..MEMBER
};

/// The person's browser on a phone.
pub const PERSONS_PHONE: Member = Member {
    appearance: Appearance::Phone,
    name: |names| {
        words::PHONE
            .with(argument::PERSON, &names.person)
            .to_string()
    },
    ..PERSONS_BROWSER
};

/// The application, which looks like `appearance`.
pub const fn application(appearance: Appearance) -> Member {
    Member {
        party: CLIENT,
        kind: PartyKind::Client,
        appearance,
        name: |names| names.client_name.clone(),
        host: |names| &names.client_host,
        ..MEMBER
    }
}

/// A thief, whom nobody reaches.
pub const THIEF: Member = Member {
    party: ATTACKER,
    kind: PartyKind::Attacker,
    appearance: Appearance::Thief,
    name: |_| Line::from(words::THIEF).to_string(),
    host: |_| "",
    ..MEMBER
};

/// The authorization server of the scenario's names.
pub const SERVER: Member = Member {
    party: AUTHORIZATION_SERVER,
    kind: PartyKind::AuthorizationServer,
    appearance: Appearance::AuthorizationServer,
    name: |names| names.authorization_server_name.clone(),
    host: |names| &names.authorization_server_host,
    ..MEMBER
};

/// The API of the scenario's names.
pub const RESOURCE_SERVER: Member = Member {
    party: API,
    kind: PartyKind::Api,
    appearance: Appearance::Api,
    name: |names| names.api_name.clone(),
    host: |names| &names.api_host,
    ..MEMBER
};
