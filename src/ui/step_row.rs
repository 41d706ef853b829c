//! One step: a row of the diagram and of the log.

use leptos::prelude::*;

use crate::player::command::Command;
use crate::protocol::message_kind::MessageKind;
use crate::protocol::value_kind::ValueKind;
use crate::simulation::message::{StartLine, split_origin};
use crate::simulation::trace::{Channel, Role, Step, Trace, Value};
use crate::ui::chip::chip;
use crate::ui::clock::{duration, time_passes};
use crate::ui::icon::{Icon, icon};
use crate::ui::prose::{prose_in_button, value_named, words};
use crate::ui::rail::{arrow, exposed_values, lifelines, rank};
use crate::ui::state::{Run, State};

/// More chips than this make a row hard to read; the inspector has them all.
const MOST_CHIPS: usize = 4;

/// The row of the step with this index.
#[component]
pub fn StepRow(run: Run, index: usize) -> AnyView {
    let state = State::from_context();
    let Some(step) = run.steps.get(index) else {
        return ().into_any();
    };
    let is_current = move || state.index() == index;
    let is_on_thread = move || {
        state
            .chosen()
            .is_some_and(|chosen| chosen.uses.iter().any(|(step, _)| *step == index))
    };
    let jump = run
        .scenario
        .clock_jumps
        .iter()
        .find(|jump| jump.after_step == index + 1);
    view! {
        <li
            class="step"
            class:is-current=is_current
            class:is-future=move || state.index() < index
            class:is-arriving=move || state.arriving.get() == Some(index)
            class:is-on-thread=is_on_thread
        >
            <div class="rail" aria-hidden="true">
                {lifelines(&run)}
                {arrow(&run, step)}
            </div>
            <div class="step-body">
                <button
                    type="button"
                    class="step-button"
                    aria-current=move || is_current().then_some("step")
                    on:click=move |_| state.perform(Command::Seek(index))
                >
                    <span class="step-number">{index + 1}</span>
                    <span class="step-title">{prose_in_button(&run, step, &step.title)}</span>
                    <span class="visually-hidden">{format!(" ({})", route(&run, step))}</span>
                </button>
                {meta(&run, step)}
            </div>
            {jump.map(|jump| time_passes(jump.after_step, duration(jump.seconds)))}
        </li>
    }
    .into_any()
}

/// What is sent and which values are at work, below the title.
fn meta(trace: &Trace, step: &Step) -> AnyView {
    let line = step
        .message
        .as_ref()
        .and_then(|message| start_line(&message.start));
    let values = values_to_show(trace, step);
    let exposed = !exposed_values(trace, step).is_empty();
    let decides = step.decision.is_some();
    if line.is_none() && values.is_empty() && !decides {
        return ().into_any();
    }
    let chips: Vec<AnyView> = values
        .into_iter()
        .filter_map(|value| chip(trace, value))
        .collect();
    let exposed = exposed.then(|| {
        view! {
            <span class="tag is-warning" title="Whatever runs in the browser, its history and its logs can see it">
                {icon(Icon::Exposed)}
                "secret in the browser"
            </span>
        }
    });
    let decides = decides.then(|| {
        view! { <span class="tag is-person">{icon(Icon::Person)} "your turn"</span> }
    });
    view! {
        <div class="step-meta">
            {line.map(|line| view! { <code class="start-line">{line}</code> })}
            {chips}
            {exposed}
            {decides}
        </div>
    }
    .into_any()
}

/// The values that the row has chips for: those in the message, or those at work where nothing is
/// sent. Not those that the title names already, nor those that ride along inside another value.
fn values_to_show(trace: &Trace, step: &Step) -> Vec<usize> {
    let fields = step.message.as_ref().map(|message| message.fields());
    let is_page = step.message.as_ref().is_some_and(|message| {
        matches!(
            message.kind,
            MessageKind::PageRequest | MessageKind::PageResponse
        )
    });
    let rides_along = |kind| is_page && matches!(kind, ValueKind::CodeChallenge | ValueKind::State);
    let is_at_work = |value: &Value| match &fields {
        Some(fields) => {
            !rides_along(value.kind) && fields.iter().any(|field| field.value == value.text)
        }
        None => true,
    };
    let named: Vec<usize> = words(&step.title)
        .filter_map(|word| value_named(trace, step, word))
        .collect();
    let mut values = Vec::new();
    for index in step.uses.iter().map(|one| one.value) {
        let is_shown = trace.values.get(index).is_some_and(is_at_work);
        if is_shown && !named.contains(&index) && !values.contains(&index) {
            values.push(index);
        }
    }
    values.sort_by_key(|index| trace.values.get(*index).map(|value| rank(value.kind)));
    values.truncate(MOST_CHIPS);
    values
}

/// The first line of a message without what the reader finds in the inspector.
fn start_line(start: &StartLine) -> Option<String> {
    match start {
        StartLine::Request { method, url } => {
            let (_, target) = split_origin(url);
            Some(format!(
                "{method} {}",
                target.split(['?', '#']).next().unwrap_or_default()
            ))
        }
        StartLine::Response { status } => {
            let reason = http::StatusCode::from_u16(*status)
                .ok()?
                .canonical_reason()?;
            Some(format!("{status} {reason}"))
        }
        StartLine::Navigation { .. } => None,
    }
}

/// Who sends to whom and how, in words.
pub fn route(trace: &Trace, step: &Step) -> String {
    let from = actor_name(trace, step.from);
    match channel_name(step.channel) {
        Some(channel) => format!("{from} to {}, {channel}", actor_name(trace, step.to)),
        None => format!("inside {from}"),
    }
}

/// The channel as it is called, unless the step stays inside one actor.
pub fn channel_name(channel: Channel) -> Option<&'static str> {
    match channel {
        Channel::Front => Some("front channel"),
        Channel::Back => Some("back channel"),
        Channel::Inside => None,
    }
}

/// The name on the lane of `role`.
pub fn actor_name(trace: &Trace, role: Role) -> String {
    let actor = trace.actors.iter().find(|actor| actor.role == role);
    actor.map(|actor| actor.name.clone()).unwrap_or_default()
}
