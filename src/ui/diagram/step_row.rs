//! One step: a row of the diagram and of the log.

use leptos::prelude::*;

use crate::player::command::Command;
use crate::protocol::message::{StartLine, split_origin, status_line};
use crate::simulation::trace::{Step, Trace, Value};
use crate::ui::control::chip::chip;
use crate::ui::control::css_parts::message_parts;
use crate::ui::control::icon::{Icon, icon};
use crate::ui::control::prose::{prose_in_button, value_named, words};
use crate::ui::diagram::lifelines::{arrow, exposure, placed, rank, rides_along};
use crate::ui::dom::bridge::as_markup;
use crate::ui::dom::markup::{Markup, button, element, set_class, spoken};
use crate::ui::dom::tab_stop::set_stop;
use crate::ui::player::clock::TimePasses;
use crate::ui::state::{Run, State};

/// More chips than this make a row hard to read; the inspector has them all.
const MOST_CHIPS: usize = 4;

/// The row of the step with this index, on `rail`.
pub fn step_row(run: &Run, rail: Markup, step: &Step, index: usize) -> Markup {
    let state = State::from_context();
    let title = element("span", "step-title").children(prose_in_button(run, step, &step.title()));
    let button = button("step-button", move |_| state.perform(Command::Seek(index)))
        .child(element("span", "step-number").text(&(index + 1).to_string()))
        .child(title)
        .child(spoken(&format!(" ({})", route(run, step))));
    let body = element("div", "step-body")
        .child(button)
        .children(meta(run, step));
    let jump = run
        .scenario
        .clock_jumps
        .iter()
        .find(|jump| jump.after_step == index + 1);
    let row = placed(element("li", "step"), run, step)
        .class_if("is-refused", step.is_refused())
        .child(rail.child(arrow(run, step)))
        .child(body)
        .children(jump.map(|jump| {
            let duration = duration(jump.seconds);
            as_markup(view! { <TimePasses after_step=jump.after_step duration=duration /> })
        }));
    set_stop(row.element(), false);
    row
}

/// Marks the row as the current one, or as one of the others. Tab passes those.
pub fn set_current(row: &Markup, is_current: bool) {
    set_class(row.element(), "is-current", is_current);
    if let Ok(Some(button)) = row.element().query_selector(".step-button") {
        let _ = match is_current {
            true => button.set_attribute("aria-current", "step"),
            false => button.remove_attribute("aria-current"),
        };
    }
    let has_focus = row.element().matches(":focus-within") == Ok(true);
    set_stop(row.element(), is_current || has_focus);
    if let Ok(Some(message)) = row.element().query_selector(".arrow, .node") {
        let _ = message.set_attribute("part", message_parts(is_current));
    }
}

/// What is sent and which values are at work, below the title.
fn meta(trace: &Trace, step: &Step) -> Option<Markup> {
    let line = step
        .message
        .as_ref()
        .and_then(|message| start_line(&message.start));
    let mut parts: Vec<Markup> = Vec::new();
    parts.extend(line.map(|line| element("code", "start-line").text(&line)));
    parts.extend(
        values_to_show(trace, step)
            .into_iter()
            .filter_map(|value| chip(trace, value)),
    );
    if let Some((words, hint)) = exposure(trace, step) {
        parts.push(
            element("span", "tag is-warning")
                .attribute("title", hint)
                .child(icon(Icon::Exposed))
                .text(words),
        );
    }
    if step.decision.is_some() {
        parts.push(
            element("span", "tag is-person")
                .child(icon(Icon::Person))
                .text("your turn"),
        );
    }
    (!parts.is_empty()).then(|| element("div", "step-meta").children(parts))
}

/// The values that the row has chips for: those in the message, or those at work where nothing is
/// sent. Not those that the title names already, nor those that ride along inside another value.
fn values_to_show(trace: &Trace, step: &Step) -> Vec<usize> {
    let fields = step.message.as_ref().map(|message| message.fields());
    let is_at_work = |value: &Value| match &fields {
        Some(fields) => {
            !rides_along(step, value.kind) && fields.iter().any(|field| field.value == value.text)
        }
        None => true,
    };
    let named: Vec<usize> = words(&step.title())
        .filter_map(|word| value_named(trace, step, word))
        .collect();
    let mut values = Vec::new();
    for index in step.uses.iter().map(|one| one.value) {
        let is_shown = trace.values.get(index).is_some_and(is_at_work);
        if is_shown && !named.contains(&index) && !values.contains(&index) {
            values.push(index);
        }
    }
    while values.len() > MOST_CHIPS {
        let rank_of = |at: &usize| trace.values.get(values[*at]).map(|value| rank(value.kind));
        let Some(least) = (0..values.len()).max_by_key(rank_of) else {
            break;
        };
        values.remove(least);
    }
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
        StartLine::Response { status } => Some(status_line(*status)),
        StartLine::Navigation { .. } => None,
    }
}

/// Who sends to whom and how, in words.
pub fn route(trace: &Trace, step: &Step) -> String {
    let from = trace.actor_name(step.from);
    match step.channel.name() {
        Some(channel) => format!("{from} to {}, {channel}", trace.actor_name(step.to)),
        None => format!("inside {from}"),
    }
}

/// Seconds in words, e.g. `1 h 10 min`.
fn duration(seconds: u64) -> String {
    let parts = [
        (seconds / 3600, "h"),
        (seconds / 60 % 60, "min"),
        (seconds % 60, "s"),
    ];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0);
    let words: Vec<String> = parts
        .map(|(count, unit)| format!("{count} {unit}"))
        .collect();
    words.join(" ")
}
