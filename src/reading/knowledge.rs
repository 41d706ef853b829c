//! The values that each party knows after a step.

use crate::reading::named_value::NamedValue;
use crate::reading::value_path::{ended_by, known_by, newly_known};
use crate::simulation::trace::{ActorProfile, Trace, Use};

/// An actor with what it knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knower {
    pub actor: ActorProfile,
    pub values: Vec<KnownValue>,
}

/// A value that somebody knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownValue {
    pub value: NamedValue,
    /// Whether it has been learned in this very step.
    pub is_new: bool,
    /// The end of the value: [`Use::Spent`] or [`Use::Revoked`]; nothing while it is good.
    pub ended_by: Option<Use>,
}

/// Every actor after the step with the index `step`, in the order of the lanes.
pub fn knowledge(trace: &Trace, step: usize) -> Vec<Knower> {
    let knowers = trace.actors.iter().map(|actor| Knower {
        actor: actor.clone(),
        values: known_values(trace, step, actor),
    });
    knowers.collect()
}

fn known_values(trace: &Trace, step: usize, actor: &ActorProfile) -> Vec<KnownValue> {
    let new = newly_known(trace, step, actor.party);
    let known = known_by(trace, step, actor.party).iter();
    let known = known.filter_map(|index| {
        Some(KnownValue {
            value: NamedValue::of(trace, *index)?,
            is_new: new.contains(index),
            ended_by: ended_by(trace, step, *index),
        })
    });
    known.collect()
}
