//! A story of a flow: one way in which it can go, played from the first step to the last.

use crate::party::api::dpop::{DPOP, Rules};
use crate::scenario::SwitchValue;
use crate::server::capabilities::{self, Capabilities};
use crate::simulation::cast::Member;
use crate::simulation::stage::{Stage, Stopped};
use crate::words::{Language, LineId};

/// A story: its words, its cast and its script.
pub struct Story {
    /// The name in an address, e.g. `two-tabs`. The first story of every flow is [`USUAL`].
    pub id: &'static str,
    /// The name in the choice of stories, and what the story shows.
    pub line: LineId,
    /// Who takes part, in the order of the lanes.
    pub cast: &'static [Member],
    /// Switches of the server's policy, by their names, that differ from the profile's.
    pub switches: &'static [(&'static str, SwitchValue)],
    /// How it goes; nothing in a module that leaves it to the [whole](Play::in_the_whole) one.
    pub play: Option<Play>,
}

/// The way a story goes, and what its servers have to know for it.
#[derive(Clone, Copy)]
pub struct Play {
    pub script: fn(&mut Stage) -> Result<(), Stopped>,
    pub capabilities: &'static Capabilities,
    /// Rules of its APIs for tokens that are bound to a key, if they know of them.
    pub bound_tokens_at_api: Option<&'static Rules>,
}

impl Play {
    /// A story for servers that know what most flows need.
    pub const fn usual(script: fn(&mut Stage) -> Result<(), Stopped>) -> Option<Play> {
        Some(Play {
            script,
            capabilities: &capabilities::FLOWS,
            bound_tokens_at_api: None,
        })
    }

    /// A story for servers that know everything. The module that a page loads first is without it,
    /// and without all that only it needs.
    pub const fn in_the_whole(script: fn(&mut Stage) -> Result<(), Stopped>) -> Option<Play> {
        if !cfg!(whole) {
            return None;
        }
        Some(Play {
            script,
            capabilities: &capabilities::ALL,
            bound_tokens_at_api: Some(&DPOP),
        })
    }
}

impl Story {
    /// The name in the choice of stories, in the first language.
    pub fn title(&self) -> &'static str {
        self.line.title(Language::first())
    }

    /// The point of the story, in a sentence or two of the first language.
    pub fn summary(&self) -> &'static str {
        self.line.why(Language::first())
    }
}

/// The name of the story that a first visitor of a flow sees.
pub const USUAL: &str = "usual";

impl PartialEq for Story {
    fn eq(&self, other: &Story) -> bool {
        self.id == other.id
    }
}

impl Eq for Story {}

impl std::fmt::Debug for Story {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.id)
    }
}
