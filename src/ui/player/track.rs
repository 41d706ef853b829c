//! The track: where the player stands among all steps, as a native slider with a mark per step.

use crate::player::command::Command;
use crate::ui::control::prose::plain;
use crate::ui::dom::browser::{self, History};
use crate::ui::dom::markup::{Markup, element, react, set_style};
use crate::ui::state::{Run, State};

/// The slider. The browser's own keys and gestures work on it.
pub fn track() -> Markup {
    let state = State::from_context();
    let value_text = move || {
        let (run, index) = (state.run(), state.index());
        let title = run
            .steps
            .get(index)
            .map(|step| plain(&step.title))
            .unwrap_or_default();
        Some(format!(
            "Step {} of {}: {title}",
            index + 1,
            run.steps.len()
        ))
    };
    let slider = element("input", "")
        .attribute("type", "range")
        .attribute("min", "1")
        .attribute("step", "1")
        .attribute("aria-label", "Step")
        .bind("max", move || Some(state.run().steps.len().to_string()))
        .bind("aria-valuetext", value_text)
        .bind_property("value", move || ((state.index() + 1) as u32).into())
        .on("input", move |event| {
            let number = browser::listener_of(&event).map(|slider| browser::value_of(&slider));
            if let Some(number) = number.and_then(|number| number.parse::<usize>().ok()) {
                state.perform_with(Command::Seek(number.saturating_sub(1)), History::Replace);
            }
        });
    let marks = element("div", "track-marks")
        .attribute("aria-hidden", "true")
        .content(move || marks(&state.run()));
    // An element of its own: what the track itself says, every mark would take over.
    let done = element("i", "track-done");
    let place = done.clone();
    react(move || set_style(place.element(), "--at", &state.index().to_string()));
    let track = element("div", "track")
        .child(marks)
        .child(done)
        .child(slider);
    let place = track.clone();
    react(move || {
        let last = state.run().steps.len().saturating_sub(1).max(1);
        set_style(place.element(), "--last", &last.to_string());
    });
    track
}

/// A mark per step; where a person decides and where a check fails it looks different.
fn marks(run: &Run) -> Vec<Markup> {
    let mark = |(index, step): (usize, &crate::simulation::trace::Step)| {
        element("i", "track-mark")
            .class_if("is-decision", step.decision.is_some())
            .class_if("is-failed", step.has_failed_check())
            .style("--at", &index.to_string())
    };
    run.steps.iter().enumerate().map(mark).collect()
}
