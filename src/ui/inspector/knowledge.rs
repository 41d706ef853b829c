//! Who knows what after a step; what somebody has just learned, and what is of no use any more, is
//! marked.

use crate::reading::value_path::{ended_by, known_by, newly_known};
use crate::simulation::trace::{ActorProfile, Trace};
use crate::ui::control::chip::known_chip;
use crate::ui::control::colours::party_class;
use crate::ui::control::icon::{Icon, icon};
use crate::ui::dom::markup::{Markup, element};
use crate::ui::dom::tab_stop::one_stop;
use crate::ui::inspector::panel;

/// One card per actor.
pub fn knowledge(trace: &Trace, step: usize) -> Markup {
    let cards = trace.actors.iter().map(|actor| card(trace, step, actor));
    panel("Who knows what now").child(one_stop(element("ul", "knowledge").children(cards)))
}

fn card(trace: &Trace, step: usize, actor: &ActorProfile) -> Markup {
    let new = newly_known(trace, step, actor.party);
    let known = known_by(trace, step, actor.party);
    let chips = known.iter().filter_map(|value| {
        let (is_new, end) = (new.contains(value), ended_by(trace, step, *value));
        known_chip(trace, *value, is_new, end)
    });
    let name = element("span", "knower-name")
        .child(icon(Icon::from(actor.appearance)))
        .text(&actor.name);
    let mut values = element("div", "knower-values").children(chips);
    if known.is_empty() {
        values = values.child(element("span", "nothing").text("nothing"));
    }
    element("li", "knower")
        .class_if(party_class(actor.kind), true)
        .child(name)
        .child(values)
}
