//! The ordered list of steps: who sends what to whom and why, what is sent, and what is checked.

use crate::export::html::element::{Element, element};
use crate::export::html::message::message;
use crate::export::html::rail::rail;
use crate::server::check::{CheckOutcome, Verdict};
use crate::simulation::trace::{Outcome, Step, Trace};
use crate::spec::Section;

/// Where the list stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// On a page of its own, below headings, with our style sheet.
    Page,
    /// Between the tags of an element, on somebody's page.
    Fragment,
}

/// All steps of the run.
pub fn steps(trace: &Trace, setting: Setting) -> Element {
    let steps = trace.steps.iter().enumerate();
    let items = steps.map(|(index, one)| step(trace, one, index + 1, setting));
    element("ol", "steps").children(items)
}

/// How the run ended.
pub fn outcome(trace: &Trace) -> Element {
    match &trace.outcome {
        Outcome::Finished => element("p", "outcome is-finished")
            .child(element("strong", "").text("The flow is complete.")),
        Outcome::Judged { is_good, verdict } => {
            let class = match is_good {
                true => "outcome is-finished",
                false => "outcome is-stopped",
            };
            element("p", class).child(element("strong", "").text(verdict))
        }
        Outcome::Stopped { party, reason } => {
            let who = format!("{} stopped here.", trace.actor_name(*party));
            element("p", "outcome is-stopped")
                .child(element("strong", "").text(&who))
                .prose(&format!(" {reason}"))
        }
    }
}

fn step(trace: &Trace, step: &Step, number: usize, setting: Setting) -> Element {
    let title = match setting {
        Setting::Page => element("h3", "step-title").prose(&step.title()),
        Setting::Fragment => {
            element("p", "step-title").child(element("strong", "").prose(&step.title()))
        }
    };
    let sent = step.message.as_ref();
    let parts = [
        title,
        route(trace, step),
        element("p", "").prose(&step.why()),
    ]
    .into_iter()
    .chain(sent.map(|sent| message(trace, sent, setting)))
    .chain(checks(trace, step, setting))
    .chain(references(&step.references));
    match setting {
        Setting::Page => element("li", "step")
            .attribute("id", &format!("step-{number}"))
            .child(rail(trace, step))
            .child(element("div", "step-body").children(parts)),
        Setting::Fragment => element("li", "").children(parts),
    }
}

/// From whom to whom, how and when.
fn route(trace: &Trace, step: &Step) -> Element {
    let from = trace.actor_name(step.from);
    let words = match step.channel.name() {
        Some(channel) => format!(
            "From {from} to {}, {channel}, at ",
            trace.actor_name(step.to)
        ),
        None => format!("Inside {from}, at "),
    };
    element("p", "route")
        .text(&words)
        .child(element("time", "").text(&step.at.to_string()))
}

/// The checks in the order in which they were made, folded where there is nothing to mend.
fn checks(trace: &Trace, step: &Step, setting: Setting) -> Option<Element> {
    let judge = trace.actor_name(step.checked_by());
    let passed = step
        .checks
        .iter()
        .filter(|check| check.has_passed())
        .count();
    let is_open = setting == Setting::Page && passed < step.checks.len();
    let verdict = match step.checks.len() {
        0 => return None,
        1 if passed == 1 => "the one check passes".to_owned(),
        count if passed == count => format!("all {count} checks pass"),
        _ if step.checks.iter().any(CheckOutcome::has_failed) => "the last check fails".to_owned(),
        count => format!("{passed} of {count} checks pass, the others are skipped"),
    };
    let list = element("ol", "checks").children(step.checks.iter().map(check));
    let details = element("details", "checked").flag("open", is_open);
    let summary = element("summary", "").text(&format!("{judge}: {verdict}"));
    Some(details.child(summary).child(list))
}

fn check(check: &CheckOutcome) -> Element {
    let (class, word) = match check.verdict {
        Verdict::Passed => ("verdict is-passed", "Passed:"),
        Verdict::Failed => ("verdict is-failed", "Failed:"),
        Verdict::Skipped => ("verdict", "Skipped:"),
    };
    let item = element("li", "")
        .child(element("span", class).text(word))
        .prose(&format!(" {} ", check.statement));
    let item = match check.detail.as_str() {
        "" => item,
        detail => item
            .child(element("span", "detail").prose(detail))
            .text(" "),
    };
    item.child(section_link(check.section))
}

/// Where to read more.
fn references(sections: &[Section]) -> Option<Element> {
    let mut line = element("p", "references").text("Read more:");
    for (index, section) in sections.iter().enumerate() {
        line = line
            .text(if index == 0 { " " } else { ", " })
            .child(section_link(*section))
            .text(&format!(" ({})", section.title));
    }
    (!sections.is_empty()).then_some(line)
}

fn section_link(section: Section) -> Element {
    element("a", "")
        .attribute("href", &section.url())
        .text(&section.to_string())
}
