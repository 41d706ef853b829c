//! The details of the first step, as far as nothing random is in them.

use crate::export::html::element::{Element, element};
use crate::export::html::icon::{Icon, icon};
use crate::export::html::poster::diagram::prose;
use crate::export::html::poster::{Frame, button, part};
use crate::reading::named_value::NamedValue;
use crate::simulation::trace::{Step, Trace};

/// The heading of the first step, and why it is done.
pub fn inspector(trace: &Trace, frame: Frame) -> Element {
    let inspector = match frame {
        Frame::Page => part("aside", "inspector", "inspector"),
        Frame::Widget => part("div", "inspector", "inspector").attribute("role", "group"),
    };
    let handle = button("inspector-handle")
        .attribute("aria-expanded", "false")
        .child(icon(Icon::Expand))
        .text("Details");
    let details = trace.steps.first().map(|step| details(trace, step));
    inspector
        .attribute("aria-label", "Step details")
        .child(handle)
        .child(element("div", "inspector-scroller").children(details.into_iter().flatten()))
}

fn details(trace: &Trace, step: &Step) -> [Element; 2] {
    let channel = step.channel.name();
    let kicker = element("p", "kicker")
        .child(element("span", "").text(&format!("Step 1 of {}", trace.steps.len())))
        .children(channel.map(|name| part("span", "tag", "badge").text(name)))
        .child(element("span", "kicker-route").text(&route(trace, step)))
        .child(element("time", "kicker-time").text(&step.at.to_string()));
    let values = NamedValue::at(trace, step);
    let title = element("h2", "")
        .attribute("tabindex", "-1")
        .content(prose(&step.title(), &values));
    let why = element("p", "why").content(prose(&step.why(), &values));
    [
        element("div", "inspector-head").child(kicker).child(title),
        element("div", "inspector-details").child(why),
    ]
}

fn route(trace: &Trace, step: &Step) -> String {
    let from = trace.actor_name(step.from);
    match step.from == step.to {
        true => from.to_owned(),
        false => format!("{from} → {}", trace.actor_name(step.to)),
    }
}
