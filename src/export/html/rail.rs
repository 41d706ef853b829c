//! The diagram's part of a step: a lifeline for each actor, and the arrow or the node. It is drawn
//! by the style sheet, from classes alone: a strict Content Security Policy refuses `style`
//! attributes.

use crate::export::html::class::party_class;
use crate::export::html::element::{Element, element};
use crate::simulation::trace::{ActorProfile, Channel, Party, Step, Trace};

/// The names above the lifelines.
pub fn heads(trace: &Trace) -> Element {
    let heads = trace.actors.iter().map(head);
    element("div", "heads")
        .attribute("aria-hidden", "true")
        .children(heads)
}

/// The lifelines with this step's arrow.
pub fn rail(trace: &Trace, step: &Step) -> Element {
    let lifelines = trace.actors.iter().map(|actor| {
        let class = format!("lifeline {}", party_class(actor.kind));
        element("span", &class)
    });
    element("div", "rail")
        .attribute("aria-hidden", "true")
        .children(lifelines)
        .child(mark(trace, step))
}

fn head(actor: &ActorProfile) -> Element {
    let class = format!("head {}", party_class(actor.kind));
    element("span", &class).text(&actor.name)
}

fn mark(trace: &Trace, step: &Step) -> Element {
    let lane = |party: Party| {
        let mut actors = trace.actors.iter();
        actors
            .position(|actor| actor.party == party)
            .unwrap_or_default()
    };
    let (from, to) = (lane(step.from), lane(step.to));
    let class = if from == to {
        let failed = step.checks.iter().any(|check| check.has_failed());
        let is_failed = if failed { " is-failed" } else { "" };
        let class = trace
            .actor(step.from)
            .map_or("", |actor| party_class(actor.kind));
        format!("node {class} from-{from}{is_failed}")
    } else {
        let channel = match step.channel {
            Channel::Front => " is-front",
            Channel::Leak => " is-leak",
            Channel::Back | Channel::Inside => "",
        };
        let direction = if to < from { " is-leftward" } else { "" };
        let (left, right) = (from.min(to), from.max(to));
        format!("arrow from-{left} to-{right}{channel}{direction}")
    };
    element("span", &class)
}
