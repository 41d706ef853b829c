//! A trace as JSON: written, and read back with nothing in it that a view could stumble over.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};

use crate::simulation::trace::{Outcome, Party, Step, Trace, Version};

/// The version that is written, and the only one that is read.
pub const VERSION: u32 = 1;

/// A trace that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The member that is wrong, e.g. `steps[3].roundTrip.request`; `.` for the whole.
    pub place: String,
    /// The mistake in it.
    pub reason: String,
}

impl Trace {
    /// The trace as JSON, which [`Trace::from_json`] reads.
    pub fn to_json(&self) -> String {
        // Numbers, texts and lists can always be written.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads a trace that was written as JSON.
    ///
    /// # Errors
    /// The text is no JSON; a member is missing, unknown or of another kind; the version is another
    /// one; a section, a step, a value or a party does not exist.
    pub fn from_json(json: &str) -> Result<Trace, Unreadable> {
        let mut reader = serde_json::Deserializer::from_str(json);
        let trace: Trace =
            serde_path_to_error::deserialize(&mut reader).map_err(|error| Unreadable {
                place: error.path().to_string(),
                reason: error.inner().to_string(),
            })?;
        reader.end().map_err(|error| Unreadable {
            place: ".".to_owned(),
            reason: error.to_string(),
        })?;
        trace.references_hold()?;
        Ok(trace)
    }

    /// Whether everything that is named by an index is there.
    fn references_hold(&self) -> Result<(), Unreadable> {
        let (steps, values) = (self.steps.len(), self.values.len());
        if steps == 0 {
            return Err(wrong("steps", "there is none"));
        }
        for (index, value) in self.values.iter().enumerate() {
            let place = || format!("values[{index}].parent");
            exists(place, "value", value.parent, values)?;
        }
        for (index, step) in self.steps.iter().enumerate() {
            self.step_holds(step)
                .map_err(|Unreadable { place, reason }| Unreadable {
                    place: format!("steps[{index}].{place}"),
                    reason,
                })?;
        }
        let changes = self.scenario.changes.len();
        for (index, change) in self.unfitting_changes.iter().enumerate() {
            let place = || format!("unfittingChanges[{index}]");
            exists(place, "change", Some(*change), changes)?;
        }
        if let Outcome::Stopped { party, .. } = &self.outcome {
            self.takes_part("outcome.stopped.party", *party)?;
        }
        Ok(())
    }

    fn step_holds(&self, step: &Step) -> Result<(), Unreadable> {
        self.takes_part("from", step.from)?;
        self.takes_part("to", step.to)?;
        for (index, inquiry) in step.inquiries.iter().enumerate() {
            self.takes_part(&format!("inquiries[{index}].to"), inquiry.to)?;
        }
        let round_trip = step.round_trip.iter();
        let parts = round_trip.flat_map(|round_trip| {
            [
                ("request", round_trip.request),
                ("judgement", round_trip.judgement),
                ("response", round_trip.response),
            ]
        });
        for (name, part) in parts {
            let place = || format!("roundTrip.{name}");
            exists(place, "step", Some(part), self.steps.len())?;
        }
        for (index, value_use) in step.uses.iter().enumerate() {
            let place = || format!("uses[{index}].value");
            exists(place, "value", Some(value_use.value), self.values.len())?;
        }
        for (index, (party, known)) in step.knowledge.iter().enumerate() {
            self.takes_part(&format!("knowledge[{index}][0]"), party)?;
            for (position, value) in known.iter().enumerate() {
                let place = || format!("knowledge[{index}][1][{position}]");
                exists(place, "value", Some(*value), self.values.len())?;
            }
        }
        Ok(())
    }

    fn takes_part(&self, place: &str, party: Party) -> Result<(), Unreadable> {
        if self.actors.iter().any(|actor| actor.party == party) {
            Ok(())
        } else {
            Err(wrong(place, "nobody with this number takes part"))
        }
    }
}

fn exists(
    place: impl Fn() -> String,
    what: &str,
    index: Option<usize>,
    count: usize,
) -> Result<(), Unreadable> {
    match index {
        Some(index) if index >= count => Err(wrong(
            &place(),
            &format!("there is no {what} {index}, counted from 0: there are {count}"),
        )),
        _ => Ok(()),
    }
}

fn wrong(place: &str, reason: &str) -> Unreadable {
    Unreadable {
        place: place.to_owned(),
        reason: reason.to_owned(),
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place.as_str() {
            "." => write!(formatter, "This is no trace: {}.", self.reason),
            place => write!(formatter, "This is no trace: at {place}, {}.", self.reason),
        }
    }
}

impl std::error::Error for Unreadable {}

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(VERSION)
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Version, D::Error> {
        match u32::deserialize(deserializer)? {
            VERSION => Ok(Version),
            other => Err(D::Error::custom(format_args!(
                "version {other} cannot be read, only {VERSION}"
            ))),
        }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Version {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Version".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "const": VERSION })
    }
}
