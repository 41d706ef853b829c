//! The diagram's part of a step: a lifeline for each actor, and the arrow or the node. It is drawn
//! by the style sheet, from classes alone: a strict Content Security Policy refuses `style`
//! attributes.

use crate::export::html::class::party_class;
use crate::export::html::element::{Element, element};
use crate::reading::rail::{Checks, Mark, Rail};
use crate::simulation::trace::{ActorProfile, Channel, Trace};

/// The names above the lifelines.
pub fn heads(trace: &Trace) -> Element {
    let heads = trace.actors.iter().map(head);
    element("div", "heads")
        .attribute("aria-hidden", "true")
        .children(heads)
}

/// The lifelines with what a step draws across them.
pub fn rail(rail: &Rail) -> Element {
    let lifelines = rail.lanes.iter().map(|kind| {
        let class = format!("lifeline {}", party_class(*kind));
        element("span", &class)
    });
    element("div", "rail")
        .attribute("aria-hidden", "true")
        .children(lifelines)
        .child(mark(rail))
}

fn head(actor: &ActorProfile) -> Element {
    let class = format!("head {}", party_class(actor.kind));
    element("span", &class).text(&actor.name)
}

fn mark(rail: &Rail) -> Element {
    let (left, right) = rail.span();
    let class = match &rail.mark {
        Mark::Node(checks) => {
            let class = rail.sender().map_or("", party_class);
            let is_failed = match checks {
                Checks::Failed => " is-failed",
                Checks::Passed | Checks::None => "",
            };
            format!("node {class} from-{left}{is_failed}")
        }
        Mark::Arrow { channel, .. } => {
            let channel = match channel {
                Channel::Front => " is-front",
                Channel::Leak => " is-leak",
                Channel::Back | Channel::Inside => "",
            };
            let direction = if rail.is_leftward() {
                " is-leftward"
            } else {
                ""
            };
            format!("arrow from-{left} to-{right}{channel}{direction}")
        }
    };
    element("span", &class)
}
