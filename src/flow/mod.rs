//! The flows, one file each: reading one is reading the story.
//!
//! Adding a flow is a new file here and a line in [`FLOWS`]; adding a story to a flow, a new file
//! in the flow's folder and a line in its [`Flow::stories`].

use std::fmt;

use crate::protocol::alias::Aliases;
use crate::scenario::{DEFAULT_START, Names, Person, Scenario};
use crate::server::client::Client;
use crate::server::policy::Profile;
use crate::spec::{self, Section};
use crate::words::lines::cast;
use crate::words::{Language, LineId};

pub use story::Story;

mod authorization_code;
mod authorization_code_pkce;
mod authorization_leg;
pub mod checks;
mod client_credentials;
mod device;
mod implicit;
pub(crate) mod lines;
mod refresh;
mod resource_call;
pub mod story;

/// Every flow, in the order of the menu.
pub static FLOWS: &[&Flow] = &[
    &authorization_code::FLOW,
    &authorization_code_pkce::FLOW,
    &client_credentials::FLOW,
    &device::FLOW,
    &refresh::FLOW,
    &implicit::FLOW,
];

/// Every story of every flow.
pub fn stories() -> impl Iterator<Item = (&'static Flow, &'static Story)> {
    let flows = FLOWS.iter().copied();
    flows.flat_map(|flow| flow.stories.iter().map(move |story| (flow, *story)))
}

/// A flow: its words, its client and its stories.
pub struct Flow {
    /// The name in an address, e.g. `authorization-code-pkce`.
    pub id: &'static str,
    /// The name as a heading.
    pub title: LineId,
    /// The name in the menu.
    pub short_title: LineId,
    /// A word beside the name in the menu, e.g. `deprecated`.
    pub tag: Option<LineId>,
    /// The name of the flow to use instead, if this one is deprecated.
    pub successor: Option<&'static str>,
    /// The profile under which a first visitor sees it.
    pub default_profile: Profile,
    pub default_names: fn() -> Names,
    /// How its client is registered.
    pub registration: fn(&Scenario) -> Client,
    /// The path that its client calls at the API.
    pub api_path: &'static str,
    /// The ways in which it can go, the usual one first.
    pub stories: &'static [&'static Story],
}

/// A name of a scenario that is not in the list where it would have to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    /// The kind of thing that is named, e.g. `flow`.
    what: &'static str,
    name: String,
    /// The names that there are.
    known: Vec<String>,
}

/// The longest list of names that is told whole.
const NAMES_TOLD: usize = 12;
/// The names that are told of a longer list: those that are nearest to the one that is not there.
const NEAREST_TOLD: usize = 3;

impl UnknownName {
    /// Finds `name` among all that there are of its kind.
    ///
    /// # Errors
    /// There is none with this name.
    pub fn unless_known(
        what: &'static str,
        name: &str,
        known: &[String],
    ) -> Result<(), UnknownName> {
        match known.iter().any(|one| one == name) {
            true => Ok(()),
            false => Err(UnknownName {
                what,
                name: name.to_owned(),
                known: known.to_vec(),
            }),
        }
    }
}

impl Flow {
    /// The name as a heading, in the first language.
    pub fn title(&self) -> &'static str {
        self.title.title(Language::first())
    }

    /// The name in the menu, in the first language.
    pub fn short_title(&self) -> &'static str {
        self.short_title.title(Language::first())
    }

    /// The word beside the name in the menu, in the first language.
    pub fn tag(&self) -> Option<&'static str> {
        self.tag.map(|tag| tag.title(Language::first()))
    }

    /// The flow called `id` in an address.
    pub fn parse(id: &str) -> Option<&'static Flow> {
        FLOWS.iter().copied().find(|flow| flow.id == id)
    }

    /// The flow and the story that `scenario` names.
    ///
    /// # Errors
    /// There is no such flow, or the flow has no such story.
    pub fn of(scenario: &Scenario) -> Result<(&'static Flow, &'static Story), UnknownName> {
        let flow = Flow::parse(&scenario.flow).ok_or_else(|| UnknownName {
            what: "flow",
            name: scenario.flow.clone(),
            known: FLOWS.iter().map(|flow| flow.id.to_owned()).collect(),
        })?;
        let story = flow.story(&scenario.story).ok_or_else(|| UnknownName {
            what: "story of this flow",
            name: scenario.story.clone(),
            known: flow
                .stories
                .iter()
                .map(|story| story.id.to_owned())
                .collect(),
        })?;
        Ok((flow, story))
    }

    /// The scenario that a first visitor sees.
    pub fn scenario(&self) -> Scenario {
        Scenario {
            flow: self.id.to_owned(),
            story: self.usual_story().id.to_owned(),
            profile: self.default_profile,
            seed: 0x5eed,
            start: DEFAULT_START,
            person: Person::default(),
            clock_jumps: Vec::new(),
            changes: Vec::new(),
            switches: Vec::new(),
            skipped_checks: Vec::new(),
            names: (self.default_names)(),
        }
    }

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

/// The section that tells of the grant of the flow called `flow` what `section` tells of the code
/// grant.
pub fn section_in(flow: &str, section: Section) -> Section {
    if flow == implicit::FLOW.id {
        spec::in_the_implicit_grant(section)
    } else {
        section
    }
}

impl fmt::Display for UnknownName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let UnknownName { what, name, known } = self;
        write!(formatter, "There is no {what} called “{name}”. ")?;
        if known.len() <= NAMES_TOLD {
            return write!(formatter, "There are: {}.", known.join(", "));
        }
        let mut near: Vec<&str> = Vec::new();
        // To sort them all would link more than to look for the nearest three times.
        for _ in 0..NEAREST_TOLD {
            let others = known.iter().filter(|one| !near.contains(&one.as_str()));
            near.extend(
                others
                    .map(String::as_str)
                    .min_by_key(|one| strsim::osa_distance(one, name)),
            );
        }
        write!(formatter, "Near to it are: {}.", near.join(", "))
    }
}

impl std::error::Error for UnknownName {}

impl PartialEq for Flow {
    fn eq(&self, other: &Flow) -> bool {
        self.id == other.id
    }
}

impl Eq for Flow {}

impl fmt::Debug for Flow {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.id)
    }
}

/// The simulated world's names in the first language, with the client's own. `client_host` is empty
/// for a client that nobody reaches.
fn names(client_name: LineId, client_id: &str, client_host: &str) -> Names {
    let title = |name: LineId| name.title(Language::first()).to_owned();
    Names {
        authorization_server_host: "auth.example.com".to_owned(),
        api_host: "api.example.com".to_owned(),
        client_host: client_host.to_owned(),
        client_name: title(client_name),
        client_id: client_id.to_owned(),
        person: "Alice".to_owned(),
        authorization_server_name: title(cast::AUTHORIZATION_SERVER),
        api_name: title(cast::API),
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
