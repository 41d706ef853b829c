//! The diagram's part of a row: whose lanes there are, and what goes from which to which.

use crate::protocol::message::StartLine;
use crate::protocol::value_kind::ValueKind;
use crate::reading::row::{exposure, rides_along};
use crate::simulation::trace::{Channel, Party, PartyKind, Step, Trace, Use, Value};

/// Lanes of a run with what one step draws across them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rail {
    /// The lanes from left to right.
    pub lanes: Vec<PartyKind>,
    /// Lane of the sender, counted from 0.
    pub from: usize,
    /// Lane of the receiver.
    pub to: usize,
    pub mark: Mark,
}

/// The mark that a step draws.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Something that happens inside one party.
    Node(Checks),
    Arrow {
        channel: Channel,
        /// Whether a secret is shown to others.
        is_exposed: bool,
        packet: Packet,
    },
}

/// The outcome of the checks of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Checks {
    /// There are none.
    None,
    Passed,
    Failed,
}

/// The pill that travels along an arrow: the value that matters most, or the message itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Packet {
    pub kind: Option<ValueKind>,
    pub label: String,
}

impl Rail {
    /// The rail of `step`.
    pub fn of(trace: &Trace, step: &Step) -> Rail {
        let (from, to) = (lane(trace, step.from), lane(trace, step.to));
        let mark = if from == to {
            Mark::Node(checks(step))
        } else {
            Mark::Arrow {
                channel: step.channel,
                is_exposed: exposure(trace, step).is_some(),
                packet: packet(trace, step),
            }
        };
        Rail {
            lanes: lanes(trace),
            from,
            to,
            mark,
        }
    }

    /// The kind of party that the step starts from.
    pub fn sender(&self) -> Option<PartyKind> {
        self.lanes.get(self.from).copied()
    }

    /// Whether the arrow points to the left.
    pub fn is_leftward(&self) -> bool {
        self.to < self.from
    }

    /// The outermost lanes that the step touches, the left one first.
    pub fn span(&self) -> (usize, usize) {
        (self.from.min(self.to), self.from.max(self.to))
    }
}

/// The lanes of a run from left to right.
pub fn lanes(trace: &Trace) -> Vec<PartyKind> {
    trace.actors.iter().map(|actor| actor.kind).collect()
}

/// The values that `step` carries.
pub fn carried<'a>(trace: &'a Trace, step: &'a Step) -> impl Iterator<Item = &'a Value> {
    let carried = step.uses.iter().filter(|one| one.how == Use::Carried);
    carried.filter_map(|one| trace.values.get(one.value))
}

fn lane(trace: &Trace, party: Party) -> usize {
    let mut actors = trace.actors.iter();
    let lane = actors.position(|actor| actor.party == party);
    lane.unwrap_or_default()
}

fn checks(step: &Step) -> Checks {
    if step.checks.is_empty() {
        Checks::None
    } else if step.has_failed_check() {
        Checks::Failed
    } else {
        Checks::Passed
    }
}

fn packet(trace: &Trace, step: &Step) -> Packet {
    let values = carried(trace, step).filter(|value| !rides_along(step, value.kind));
    match values.min_by_key(|value| value.kind.rank()) {
        Some(value) => Packet {
            kind: Some(value.kind),
            label: value.name.clone(),
        },
        None => Packet {
            kind: None,
            label: step
                .message
                .as_ref()
                .map(|message| summary(&message.start))
                .unwrap_or_default(),
        },
    }
}

fn summary(start: &StartLine) -> String {
    match start {
        StartLine::Request { method, .. } => method.clone(),
        StartLine::Response { status } => status.to_string(),
        StartLine::Navigation { .. } => "opens".to_owned(),
    }
}
