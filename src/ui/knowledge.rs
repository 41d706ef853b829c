//! Who knows what after a step; what somebody has just learned is marked.

use crate::player::thread::{known_by, newly_known};
use crate::simulation::trace::{ActorProfile, Trace};
use crate::ui::chip::{chip, new_chip};
use crate::ui::icon::{Icon, icon};
use crate::ui::inspector::panel;
use crate::ui::kind::role_class;
use crate::ui::markup::{Markup, element};

/// One card per actor.
pub fn knowledge(trace: &Trace, step: usize) -> Markup {
    let cards = trace.actors.iter().map(|actor| card(trace, step, actor));
    panel("Who knows what now").child(element("ul", "knowledge").children(cards))
}

fn card(trace: &Trace, step: usize, actor: &ActorProfile) -> Markup {
    let new = newly_known(trace, step, actor.role);
    let known = known_by(trace, step, actor.role);
    let chips = known.iter().filter_map(|value| {
        if new.contains(value) {
            new_chip(trace, *value)
        } else {
            chip(trace, *value)
        }
    });
    let name = element("span", "knower-name")
        .child(icon(Icon::from(actor.appearance)))
        .text(&actor.name);
    let mut values = element("div", "knower-values").children(chips);
    if known.is_empty() {
        values = values.child(element("span", "nothing").text("nothing yet"));
    }
    element("li", "knower")
        .class_if(role_class(actor.role), true)
        .child(name)
        .child(values)
}
