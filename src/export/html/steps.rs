//! The ordered list of steps: who sends what to whom and why, what is sent, and what is checked.

use crate::export::html::element::{Element, element};
use crate::export::html::message::message;
use crate::export::html::rail::rail;
use crate::reading::ending::ending;
use crate::reading::rail::Rail;
use crate::reading::row::route;
use crate::server::check::{CheckOutcome, Verdict};
use crate::simulation::trace::{Step, Trace};
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
    let ending = ending(trace);
    let class = match ending.is_good {
        true => "outcome is-finished",
        false => "outcome is-stopped",
    };
    let words = element("p", class).child(element("strong", "").text(&ending.verdict));
    match &ending.reason {
        Some(reason) => words.prose(&format!(" {reason}")),
        None => words,
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
        caption(trace, step),
        element("p", "").prose(&step.why()),
    ]
    .into_iter()
    .chain(sent.map(|sent| message(trace, sent, setting)))
    .chain(checks(trace, step, setting))
    .chain(references(&step.references));
    match setting {
        Setting::Page => element("li", "step")
            .attribute("id", &format!("step-{number}"))
            .child(rail(&Rail::of(trace, step)))
            .child(element("div", "step-body").children(parts)),
        Setting::Fragment => element("li", "").children(parts),
    }
}

/// From whom to whom, how and when.
fn caption(trace: &Trace, step: &Step) -> Element {
    let mut route = route(trace, step);
    if let Some(first) = route.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    element("p", "route")
        .text(&format!("{route}, at "))
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
