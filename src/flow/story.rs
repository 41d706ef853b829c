//! A story of a flow: one way in which it can go, played from the first step to the last.

use crate::scenario::SwitchValue;
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
    pub script: fn(&mut Stage) -> Result<(), Stopped>,
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
