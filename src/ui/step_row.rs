//! One step: a row of the diagram and of the log.

use leptos::prelude::*;

use crate::player::command::Command;
use crate::simulation::message::{StartLine, split_origin};
use crate::simulation::trace::{Channel, Role, Step, Trace};
use crate::ui::chip::chip;
use crate::ui::clock::{duration, time_passes};
use crate::ui::icon::{Icon, icon};
use crate::ui::prose::prose;
use crate::ui::rail::{arrow, exposed_values, lifelines};
use crate::ui::state::{Run, State};

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
                    <span class="step-title">{prose(&step.title)}</span>
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
    let mut values: Vec<usize> = step.uses.iter().map(|one| one.value).collect();
    let mut seen = Vec::new();
    values.retain(|value| {
        !seen.contains(value) && {
            seen.push(*value);
            true
        }
    });
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
