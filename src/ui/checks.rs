//! The checks of a step, in the order in which they were made, and what changed at the server.

use leptos::prelude::*;

use crate::protocol::value_kind::ValueKind;
use crate::server::check::CheckOutcome;
use crate::server::effect::{Change, Effect};
use crate::simulation::message::StartLine;
use crate::simulation::trace::{Step, Trace};
use crate::ui::chip::chip;
use crate::ui::icon::{Icon, icon};
use crate::ui::prose::prose;
use crate::ui::section_link::section_link;
use crate::ui::step_row::actor_name;

/// The checks and the effects of `step`, if there are any.
pub fn checks(trace: &Trace, step: &Step) -> AnyView {
    if step.checks.is_empty() && step.effects.is_empty() {
        return ().into_any();
    }
    view! {
        {(!step.checks.is_empty()).then(|| check_list(trace, step))}
        {(!step.effects.is_empty()).then(|| effect_list(trace, step))}
    }
    .into_any()
}

fn check_list(trace: &Trace, step: &Step) -> AnyView {
    let failed = step.checks.iter().filter(|check| !check.passed).count();
    let count = step.checks.len();
    let summary = if failed == 0 {
        format!("{count} passed")
    } else {
        "failed".to_owned()
    };
    // A response shows the checks that led to it; a request those of whoever gets it.
    let is_response = step
        .message
        .as_ref()
        .is_some_and(|message| matches!(message.start, StartLine::Response { .. }));
    let judge = if is_response { step.from } else { step.to };
    let checks: Vec<AnyView> = step.checks.iter().map(check).collect();
    view! {
        <section class="panel">
            <h3>
                {format!("{} checks", actor_name(trace, judge))}
                <span class="tag" class:is-bad=failed != 0 class:is-good=failed == 0>{summary}</span>
            </h3>
            <ol class="checks">{checks}</ol>
        </section>
    }
    .into_any()
}

fn check(check: &CheckOutcome) -> AnyView {
    let (picture, word) = if check.passed {
        (Icon::Check, "Passed: ")
    } else {
        (Icon::Cross, "Failed: ")
    };
    view! {
        <li class="check" class:is-failed=!check.passed>
            {icon(picture)}
            <div class="check-text">
                <span class="visually-hidden">{word}</span>
                {prose(check.statement)}
                {(!check.detail.is_empty()).then(|| view! { <p class="check-detail">{prose(&check.detail)}</p> })}
            </div>
            {section_link(check.section)}
        </li>
    }
    .into_any()
}

fn effect_list(trace: &Trace, step: &Step) -> AnyView {
    let effects: Vec<AnyView> = step.effects.iter().map(|one| effect(trace, one)).collect();
    view! {
        <section class="panel">
            <h3>{"What changes at the server"}</h3>
            <ul class="effects">{effects}</ul>
        </section>
    }
    .into_any()
}

fn effect(trace: &Trace, effect: &Effect) -> AnyView {
    let word = match effect.change {
        Change::Issued => "Issued",
        Change::Stored => "Stored",
        Change::Spent => "Spent",
        Change::Revoked => "Revoked",
    };
    let replaced = effect.replaces.as_deref().map(|text| {
        view! { <span class="effect-note">"replaces " {value(trace, effect.kind, text)}</span> }
    });
    view! {
        <li>
            <span class="effect-word">{word}</span>
            {value(trace, effect.kind, &effect.text)}
            {replaced}
        </li>
    }
    .into_any()
}

/// The chip of a value, or its kind's name where the value has no thread.
fn value(trace: &Trace, kind: ValueKind, text: &str) -> AnyView {
    let index = trace
        .values
        .iter()
        .position(|value| value.kind == kind && value.text == text);
    match index.and_then(|index| chip(trace, index)) {
        Some(chip) => chip,
        None => view! { <code class="word">{kind.as_str()}</code> }.into_any(),
    }
}
