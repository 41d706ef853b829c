//! The ordered list of steps: who sends what to whom and why, what is sent, and what is checked.

use crate::export::html::element::{Element, element};
use crate::export::html::message::message;
use crate::export::html::rail::rail;
use crate::reading::checks::Checks;
use crate::reading::comparison::{ComparisonView, comparison_view};
use crate::reading::ending::ending;
use crate::reading::inquiry::inquiries;
use crate::reading::mend::{label, sentences};
use crate::reading::message::message_view;
use crate::reading::panel::{Medium, Panel, panels};
use crate::reading::rail::Rail;
use crate::reading::row::route;
use crate::server::check::{CheckOutcome, Verdict};
use crate::server::comparison::Comparison;
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
    let panels = panels(step, Medium::StaticForm).into_iter();
    let parts = [title, caption(trace, step)]
        .into_iter()
        .chain(panels.filter_map(|one| panel(one, trace, step, setting)));
    match setting {
        Setting::Page => element("li", "step")
            .attribute("id", &format!("step-{number}"))
            .child(rail(&Rail::of(trace, step)))
            .child(element("div", "step-body").children(parts)),
        Setting::Fragment => element("li", "").children(parts),
    }
}

/// A part of the details; nothing where the step has nothing of it.
fn panel(panel: Panel, trace: &Trace, step: &Step, setting: Setting) -> Option<Element> {
    match panel {
        Panel::Why => Some(element("p", "").prose(&step.why())),
        Panel::Sent => {
            let sent = step.message.as_ref()?;
            Some(message(&message_view(trace, sent), setting))
        }
        Panel::Inquiries => asked(trace, step, setting),
        Panel::Checks => Checks::at(trace, step).map(|made| checks(&made, setting)),
        Panel::References => references(&step.references),
        Panel::Screens
        | Panel::NewValues
        | Panel::Changes
        | Panel::Effects
        | Panel::Tokens
        | Panel::Knowledge
        | Panel::Family => None,
    }
}

/// The inquiries before the checks were made, if there were any.
fn asked(trace: &Trace, step: &Step, setting: Setting) -> Option<Element> {
    let asked = inquiries(trace, step).into_iter().map(|inquiry| {
        let messages = inquiry.messages.iter();
        element("details", "inquiry")
            .child(element("summary", "").text(&inquiry.heading))
            .children(messages.map(|inner| message(&inner.message, setting)))
    });
    let asked: Vec<Element> = asked.collect();
    (!asked.is_empty()).then(|| element("div", "inquiries").children(asked))
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
fn checks(made: &Checks, setting: Setting) -> Element {
    let is_open = setting == Setting::Page && made.passed() < made.outcomes.len();
    let list = element("ol", "checks").children(made.outcomes.iter().map(check));
    let summary = format!("{}: {}", made.checked_by, made.verdict());
    element("details", "checked")
        .flag("open", is_open)
        .child(element("summary", "").text(&summary))
        .child(list)
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
    let comparison = check.comparison.as_ref().map(comparison_box);
    let mend = check.mend.as_ref().map(|mend| {
        element("p", "mend")
            .child(element("strong", "").text(label()))
            .prose(&format!(" {}", sentences(mend)))
    });
    item.child(section_link(check.section))
        .children(comparison)
        .children(mend)
}

/// Both sides of a comparison that failed, and what differs.
fn comparison_box(comparison: &Comparison) -> Element {
    let ComparisonView { sides, difference } = comparison_view(comparison);
    let sides = sides.into_iter().flat_map(|side| {
        let mark = side.differing.as_deref();
        let text = element("dd", "")
            .text(&side.before)
            .children(mark.map(|text| element("mark", "").text(text)))
            .text(&side.after);
        [element("dt", "").text(side.label), text]
    });
    element("div", "comparison")
        .child(element("dl", "").children(sides))
        .child(element("p", "detail").text(&difference))
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
