//! The diagram's part of a row: the lifelines, and the arrow or the node of this step.
//!
//! Nothing is measured. The style sheet places everything by three numbers: how many lanes there
//! are, and from which to which this step goes.

use crate::protocol::message::StartLine;
use crate::protocol::message_kind::MessageKind;
use crate::protocol::value_kind::ValueKind;
use crate::simulation::trace::{ActorProfile, Channel, Party, Step, Trace, Use};
use crate::ui::control::colours::{is_exposed_by_browser, kind_class, party_class};
use crate::ui::control::icon::{Icon, icon};
use crate::ui::dom::markup::{Markup, element};

/// The lane of `party`, counted from 0.
pub fn lane(trace: &Trace, party: Party) -> usize {
    trace
        .actors
        .iter()
        .position(|actor| actor.party == party)
        .unwrap_or_default()
}

/// The rail of a row with nothing on it but the lifelines.
pub fn rail(trace: &Trace) -> Markup {
    element("div", "rail")
        .attribute("aria-hidden", "true")
        .children(lifelines(trace))
}

/// The lifelines, one per actor.
pub fn lifelines(trace: &Trace) -> Vec<Markup> {
    let lifeline =
        |actor: &ActorProfile| element("span", "lifeline").class_if(party_class(actor.kind), true);
    trace.actors.iter().map(lifeline).collect()
}

/// What a step is marked with that shows a secret to others: in words, and why that is bad.
pub fn exposure(trace: &Trace, step: &Step) -> Option<(&'static str, &'static str)> {
    let words = match step.channel {
        Channel::Front => (
            "secret in the front channel",
            "Whatever runs in the browser, its history and its logs can see it",
        ),
        Channel::Leak => ("secret leaked", "It was not meant for who has it now"),
        Channel::Back | Channel::Inside => return None,
    };
    let is_secret = |value: usize| {
        let value = trace.values.get(value);
        value.is_some_and(|value| is_exposed_by_browser(value.kind))
    };
    carried(step).any(is_secret).then_some(words)
}

fn carried(step: &Step) -> impl Iterator<Item = usize> {
    step.uses
        .iter()
        .filter(|one| one.how == Use::Carried)
        .map(|one| one.value)
}

/// `row` with what the style sheet has to know of its lanes.
pub fn placed(row: Markup, trace: &Trace, step: &Step) -> Markup {
    let (from, to) = (lane(trace, step.from), lane(trace, step.to));
    row.style("--from", &from.min(to).to_string())
        .style("--to", &from.max(to).to_string())
}

/// The node or the arrow of `step`.
pub fn arrow(trace: &Trace, step: &Step) -> Markup {
    let (from, to) = (lane(trace, step.from), lane(trace, step.to));
    if from == to {
        node(trace, step)
    } else {
        line(trace, step, from, to)
    }
}

fn node(trace: &Trace, step: &Step) -> Markup {
    let failed = step.has_failed_check();
    let actor = trace.actor(step.from);
    let node = element("span", "node")
        .class_if(
            actor.map_or("", |actor| party_class(actor.kind)),
            actor.is_some(),
        )
        .class_if("is-failed", failed);
    if step.checks.is_empty() {
        return node;
    }
    node.child(icon(if failed { Icon::Cross } else { Icon::Check }))
}

fn line(trace: &Trace, step: &Step, from: usize, to: usize) -> Markup {
    let exposed = exposure(trace, step).is_some();
    let arrow = element("span", "arrow")
        .class_if("is-front", step.channel == Channel::Front)
        .class_if("is-leak", step.channel == Channel::Leak)
        .class_if("is-exposed", exposed)
        .class_if("is-leftward", to < from)
        .child(element("span", "arrow-window").child(element("span", "arrow-line")))
        .child(element("span", "arrow-courier").child(packet(trace, step)));
    if exposed {
        arrow.child(element("span", "arrow-mark").child(icon(Icon::Exposed)))
    } else {
        arrow
    }
}

/// What travels along the arrow: the value that matters most, or the message itself.
fn packet(trace: &Trace, step: &Step) -> Markup {
    let values = carried(step)
        .filter_map(|value| trace.values.get(value))
        .filter(|value| !rides_along(step, value.kind));
    let packet = element("span", "packet");
    match values.min_by_key(|value| rank(value.kind)) {
        Some(value) => packet
            .class_if(kind_class(value.kind), true)
            .text(&value.name),
        None => match &step.message {
            Some(message) => packet.text(&summary(&message.start)),
            None => packet,
        },
    }
}

/// Whether a value of this kind is only in the address that a page of the server keeps.
pub fn rides_along(step: &Step, kind: ValueKind) -> bool {
    let is_page = step.message.as_ref().is_some_and(|message| {
        matches!(
            message.kind,
            MessageKind::PageRequest | MessageKind::PageResponse
        )
    });
    is_page && matches!(kind, ValueKind::CodeChallenge | ValueKind::State)
}

/// Values that a reader follows come before those that travel along.
pub fn rank(kind: ValueKind) -> u8 {
    match kind {
        ValueKind::AccessToken => 0,
        ValueKind::CodeVerifier => 1,
        ValueKind::Code => 2,
        ValueKind::DeviceCode => 3,
        ValueKind::RefreshToken => 4,
        ValueKind::UserCode => 5,
        ValueKind::Password => 6,
        ValueKind::CodeChallenge => 7,
        ValueKind::State => 8,
        ValueKind::ClientSecret => 9,
        ValueKind::SessionCookie => 10,
        ValueKind::CsrfToken => 11,
    }
}

fn summary(start: &StartLine) -> String {
    match start {
        StartLine::Request { method, .. } => method.clone(),
        StartLine::Response { status } => status.to_string(),
        StartLine::Navigation { .. } => "opens".to_owned(),
    }
}
