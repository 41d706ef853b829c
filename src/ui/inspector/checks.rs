//! The checks of a step: the failed one first, then those of what the title names, then the others,
//! each in the order in which they were made; and what changed at the server.

use crate::protocol::value_kind::ValueKind;
use crate::server::check::{CheckOutcome, Verdict};
use crate::server::effect::{Change, Effect};
use crate::simulation::trace::{Step, Trace};
use crate::ui::control::chip::chip;
use crate::ui::control::icon::{Icon, icon};
use crate::ui::control::prose::{prose, words};
use crate::ui::control::section_link::section_link;
use crate::ui::dom::markup::{Markup, element, spoken};
use crate::ui::dom::tab_stop::one_stop;
use crate::ui::inspector::panel;

/// The checks and the effects of `step`, as far as there are any.
pub fn checks(trace: &Trace, step: &Step) -> Vec<Markup> {
    let mut panels = Vec::new();
    if !step.checks.is_empty() {
        panels.push(check_list(trace, step));
    }
    if !step.effects.is_empty() {
        let effects = step.effects.iter().map(|one| effect(trace, one));
        let list = element("ul", "effects").children(effects);
        panels.push(panel("What changes at the server").child(list));
    }
    panels
}

fn check_list(trace: &Trace, step: &Step) -> Markup {
    let judge = trace.actor_name(step.checked_by());
    let is_named = |check: &&CheckOutcome| {
        let parameter = check.parameter.as_deref().unwrap_or_default();
        words(&step.title()).any(|word| word == parameter)
    };
    let failed = step.checks.iter().filter(|check| check.has_failed());
    let passed = || step.checks.iter().filter(|check| check.has_passed());
    let named = passed().filter(is_named);
    let others = passed().filter(|check| !is_named(check));
    let skipped = step
        .checks
        .iter()
        .filter(|check| check.verdict == Verdict::Skipped);
    let tag = if !step.checks.iter().any(CheckOutcome::has_failed) {
        element("span", "tag is-good").text(&format!("{} passed", passed().count()))
    } else {
        element("span", "tag is-bad").text("failed")
    };
    let list = element("ol", "checks")
        .children(failed.chain(skipped).chain(named).chain(others).map(check));
    element("section", "panel")
        .child(
            element("h3", "")
                .text(&format!("{judge} checks"))
                .child(tag),
        )
        .child(one_stop(list))
}

fn check(check: &CheckOutcome) -> Markup {
    let (picture, word) = match check.verdict {
        Verdict::Passed => (Icon::Check, "Passed: "),
        Verdict::Failed => (Icon::Cross, "Failed: "),
        Verdict::Skipped => (Icon::Cross, "Skipped: "),
    };
    let mut words = element("div", "check-text")
        .child(spoken(word))
        .children(prose(&check.statement));
    if !check.detail.is_empty() {
        words = words.child(element("p", "check-detail").children(prose(&check.detail)));
    }
    element("li", "check")
        .class_if("is-failed", check.has_failed())
        .child(icon(picture))
        .child(words)
        .child(section_link(check.section))
}

fn effect(trace: &Trace, effect: &Effect) -> Markup {
    let word = match effect.change {
        Change::Issued => "Issued",
        Change::Stored => "Stored",
        Change::Spent => "Spent",
        Change::Revoked => "Revoked",
    };
    let replaced = effect.replaces.as_deref().map(|text| {
        element("span", "effect-note")
            .text("replaces ")
            .child(value(trace, effect.kind, text))
    });
    element("li", "")
        .child(element("span", "effect-word").text(word))
        .child(value(trace, effect.kind, &effect.text))
        .children(replaced)
}

/// The chip of a value, or its kind's name where the value has no thread.
fn value(trace: &Trace, kind: ValueKind, text: &str) -> Markup {
    let index = trace
        .values
        .iter()
        .position(|value| value.kind == kind && value.text == text);
    index
        .and_then(|index| chip(trace, index))
        .unwrap_or_else(|| element("code", "word").text(kind.as_str()))
}
