//! The diagram's part of a row: the lifelines, and the arrow or the node of this step.
//!
//! Nothing is measured. The style sheet places everything by three numbers: how many lanes there
//! are, and from which to which this step goes.

use leptos::prelude::*;

use crate::protocol::value_kind::ValueKind;
use crate::simulation::message::StartLine;
use crate::simulation::trace::{Channel, Role, Step, Trace, Use};
use crate::ui::icon::{Icon, icon};
use crate::ui::kind::{is_exposed_by_browser, kind_class, role_class};

/// The lane of `role`, counted from 0.
pub fn lane(trace: &Trace, role: Role) -> usize {
    trace
        .actors
        .iter()
        .position(|actor| actor.role == role)
        .unwrap_or_default()
}

/// The lifelines, one per actor.
pub fn lifelines(trace: &Trace) -> Vec<AnyView> {
    trace
        .actors
        .iter()
        .map(|actor| {
            view! { <span class=format!("lifeline {}", role_class(actor.role))></span> }.into_any()
        })
        .collect()
}

/// The values that this step carries through the browser although the browser should not have them.
pub fn exposed_values(trace: &Trace, step: &Step) -> Vec<usize> {
    if step.channel != Channel::Front {
        return Vec::new();
    }
    let mut values: Vec<usize> = carried(step)
        .filter(|value| {
            trace
                .values
                .get(*value)
                .is_some_and(|value| is_exposed_by_browser(value.kind))
        })
        .collect();
    values.dedup();
    values
}

fn carried(step: &Step) -> impl Iterator<Item = usize> {
    step.uses
        .iter()
        .filter(|one| one.how == Use::Carried)
        .map(|one| one.value)
}

/// The line, the node or the arrow of `step`.
pub fn arrow(trace: &Trace, step: &Step) -> AnyView {
    let (from, to) = (lane(trace, step.from), lane(trace, step.to));
    if from == to {
        let failed = step.checks.iter().any(|check| !check.passed);
        let judged = !step.checks.is_empty();
        let mark = match (judged, failed) {
            (true, true) => Some(icon(Icon::Cross)),
            (true, false) => Some(icon(Icon::Check)),
            (false, _) => None,
        };
        return view! {
            <span
                class=format!("node {}", role_class(step.from))
                class:is-judged=judged
                class:is-failed=failed
                style:--from=from.to_string()
            >
                {mark}
            </span>
        }
        .into_any();
    }
    let exposed = !exposed_values(trace, step).is_empty();
    view! {
        <span
            class="arrow"
            class:is-front=step.channel == Channel::Front
            class:is-exposed=exposed
            class:is-leftward=to < from
            style:--from=from.min(to).to_string()
            style:--to=from.max(to).to_string()
        >
            <span class="arrow-window">
                <span class="arrow-line">{()}</span>
            </span>
            <span class="arrow-courier">{packet(trace, step)}</span>
            {exposed.then(|| view! { <span class="arrow-mark">{icon(Icon::Exposed)}</span> })}
        </span>
    }
    .into_any()
}

/// What travels along the arrow: the value that matters most, or the message itself.
fn packet(trace: &Trace, step: &Step) -> AnyView {
    let values = carried(step).filter_map(|value| trace.values.get(value));
    let (kind, label) = match values.min_by_key(|value| rank(value.kind)) {
        Some(value) => (kind_class(value.kind), value.name.clone()),
        None => (
            "",
            step.message
                .as_ref()
                .map_or_else(String::new, |message| summary(&message.start)),
        ),
    };
    view! { <span class=format!("packet {kind}")>{label}</span> }.into_any()
}

/// Values that a reader follows come before those that travel along.
pub fn rank(kind: ValueKind) -> u8 {
    match kind {
        ValueKind::AccessToken => 0,
        ValueKind::CodeVerifier => 1,
        ValueKind::Code => 2,
        ValueKind::DeviceCode => 3,
        ValueKind::RefreshToken => 4,
        ValueKind::UserCode => 5,
        ValueKind::Password => 6,
        ValueKind::CodeChallenge => 7,
        ValueKind::State => 8,
        ValueKind::ClientSecret => 9,
        ValueKind::SessionCookie => 10,
        ValueKind::CsrfToken => 11,
    }
}

fn summary(start: &StartLine) -> String {
    match start {
        StartLine::Request { method, .. } => method.clone(),
        StartLine::Response { status } => status.to_string(),
        StartLine::Navigation { .. } => "opens".to_owned(),
    }
}
