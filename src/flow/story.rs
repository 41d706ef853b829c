//! A story of a flow: one way in which it can go, played from the first step to the last.

use crate::simulation::cast::Member;
use crate::simulation::stage::{Stage, Stopped};

/// What a story is: its words, its cast and its script.
pub struct Story {
    /// The name in an address, e.g. `two-tabs`. The first story of every flow is [`USUAL`].
    pub id: &'static str,
    /// The name in the choice of stories.
    pub title: &'static str,
    /// What it shows, in a sentence or two.
    pub summary: &'static str,
    /// Who takes part, in the order of the lanes.
    pub(crate) cast: &'static [Member],
    pub(crate) script: fn(&mut Stage) -> Result<(), Stopped>,
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
