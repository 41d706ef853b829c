//! The flows, one file each: reading one is reading the story.
//!
//! Adding a flow is a new file here and a line in [`FLOWS`]; adding a story to a flow, a new file
//! in the flow's folder and a line in its [`Definition::stories`].

use std::ops::Deref;

use crate::protocol::alias::Aliases;
use crate::scenario::{Names, Scenario};
use crate::server::client::Client;
use crate::server::policy::Profile;
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::{ActorProfile, Appearance, Outcome, Role, Trace};
use crate::spec::{self, Section};

pub use story::Story;

mod authorization_code;
mod authorization_code_pkce;
mod authorization_leg;
mod client_credentials;
mod device;
mod implicit;
mod refresh;
mod resource_call;
pub mod story;
mod thief;

/// Every flow, in the order of the menu.
pub static FLOWS: &[Flow] = &[
    Flow(&authorization_code::DEFINITION),
    Flow(&authorization_code_pkce::DEFINITION),
    Flow(&client_credentials::DEFINITION),
    Flow(&device::DEFINITION),
    Flow(&refresh::DEFINITION),
    Flow(&implicit::DEFINITION),
];

/// Every story of every flow.
pub fn stories() -> impl Iterator<Item = (Flow, &'static Story)> {
    let flows = FLOWS.iter().copied();
    flows.flat_map(|flow| flow.stories.iter().map(move |story| (flow, *story)))
}

/// A flow of the list.
#[derive(Clone, Copy)]
pub struct Flow(&'static Definition);

/// What a flow is: its words, its client and its stories.
pub struct Definition {
    /// The name in an address, e.g. `authorization-code-pkce`.
    pub id: &'static str,
    pub title: &'static str,
    /// The name in the menu.
    pub short_title: &'static str,
    /// A word beside the name in the menu, e.g. `deprecated`.
    pub tag: Option<&'static str>,
    /// The name of the flow to use instead, if this one is deprecated.
    pub successor: Option<&'static str>,
    /// The profile under which a first visitor sees it.
    pub default_profile: Profile,
    pub default_names: fn() -> Names,
    /// How its client is registered.
    registration: fn(&Scenario) -> Client,
    /// The path that its client calls at the API.
    pub api_path: &'static str,
    /// The ways in which it can go, the usual one first.
    pub stories: &'static [&'static Story],
}

impl Definition {
    /// The story that a first visitor sees.
    pub fn usual_story(&self) -> &'static Story {
        self.stories[0]
    }

    /// The story called `id` in an address.
    pub fn story(&self, id: &str) -> Option<&'static Story> {
        let mut stories = self.stories.iter().copied();
        stories.find(|story| story.id == id)
    }
}

impl Flow {
    /// The flow called `id` in an address.
    pub fn parse(id: &str) -> Option<Flow> {
        FLOWS.iter().copied().find(|flow| flow.id == id)
    }

    /// Where the grant of this flow is told what `section` tells of the code grant.
    pub fn section(self, section: Section) -> Section {
        if self.id == implicit::DEFINITION.id {
            spec::in_the_implicit_grant(section)
        } else {
            section
        }
    }

    /// Plays the scenario's story on a fresh stage.
    pub fn run(self, scenario: &Scenario) -> Trace {
        // A scenario may come from another flow's, with a story that this one does not have.
        let story = self.story(scenario.story.id);
        let story = story.unwrap_or(self.usual_story());
        let actors = actors(story, &scenario.names);
        let runs_in_page = actors
            .iter()
            .any(|actor| actor.appearance == Appearance::SinglePageApplication);
        let registration = (self.registration)(scenario);
        let mut stage = Stage::new(scenario, registration, self.api_path, runs_in_page);
        let stopped = (story.script)(&mut stage).err();
        let (steps, ledger, ended) = stage.into_record();
        let outcome = match stopped {
            None => ended,
            Some(Stopped { role, reason }) => Outcome::Stopped { role, reason },
        };
        Trace {
            scenario: scenario.clone(),
            title: self.title_of(story),
            summary: story.summary,
            actors,
            steps,
            values: ledger.values,
            outcome,
        }
    }

    /// The heading of a run of `story`.
    fn title_of(self, story: &Story) -> String {
        if story == self.usual_story() {
            self.title.to_owned()
        } else {
            format!("{}: {}", self.title, story.title)
        }
    }
}

/// Who takes part in `story`, in the order of the lanes.
fn actors(story: &Story, names: &Names) -> Vec<ActorProfile> {
    let servers = [
        (Role::AuthorizationServer, Appearance::AuthorizationServer),
        (Role::Api, Appearance::Api),
    ];
    story
        .cast
        .iter()
        .copied()
        .chain(servers)
        .map(|(role, appearance)| {
            let (name, host) = match role {
                Role::Browser if appearance == Appearance::Phone => {
                    (format!("{}’s phone", names.person), None)
                }
                Role::Browser => (format!("{}’s browser", names.person), None),
                Role::Client => (names.client_name.clone(), Some(&names.client_host)),
                Role::Attacker => ("Thief".to_owned(), None),
                Role::AuthorizationServer => (
                    names.authorization_server_name.clone(),
                    Some(&names.authorization_server_host),
                ),
                Role::Api => (names.api_name.clone(), Some(&names.api_host)),
            };
            let origin = host.filter(|host| !host.is_empty());
            ActorProfile {
                role,
                appearance,
                name,
                origin: origin.map(|host| format!("https://{host}")),
            }
        })
        .collect()
}

impl Deref for Flow {
    type Target = Definition;

    fn deref(&self) -> &Definition {
        self.0
    }
}

impl PartialEq for Flow {
    fn eq(&self, other: &Flow) -> bool {
        self.id == other.id
    }
}

impl Eq for Flow {}

impl std::fmt::Debug for Flow {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.id)
    }
}

/// The simulated world's names, with the client's own. `client_host` is empty for a client that
/// nobody reaches.
fn names(client_name: &str, client_id: &str, client_host: &str) -> Names {
    Names {
        authorization_server_host: "auth.example.com".to_owned(),
        api_host: "api.example.com".to_owned(),
        client_host: client_host.to_owned(),
        client_name: client_name.to_owned(),
        client_id: client_id.to_owned(),
        person: "Alice".to_owned(),
        authorization_server_name: "Authorization server".to_owned(),
        api_name: "API".to_owned(),
        aliases: Aliases::default(),
        scopes: Vec::new(),
    }
}

/// The scopes that clients of the flows ask for, if no author has named others.
pub fn own_scopes() -> impl Iterator<Item = &'static str> {
    crate::party::api::scopes()
}

/// The secret that a confidential client was given when it was registered.
fn client_secret(scenario: &Scenario) -> String {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    crate::ground::random::Random::new(scenario.seed, "registration").characters(alphabet, 32)
}

/// Where the browser brings the answer to a client with a host.
fn redirect_uri(scenario: &Scenario) -> String {
    format!("https://{}/callback", scenario.names.client_host)
}
