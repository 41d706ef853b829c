//! The virtual clock: what time it is there, and time that the learner lets pass.

use leptos::prelude::untrack;

use crate::scenario::ClockJump;
use crate::ui::control::icon::{Icon, icon};
use crate::ui::dom::browser;
use crate::ui::dom::markup::{Markup, button, element, spoken};
use crate::ui::state::State;

/// The jumps on offer: what the button shows, what it is called, how many seconds.
const JUMPS: [(&str, &str, u64); 3] = [
    ("1 min", "Let 1 minute pass after this step", 60),
    ("10 min", "Let 10 minutes pass after this step", 600),
    ("1 h", "Let 1 hour pass after this step", 3600),
];

/// The time at the current step, with the jumps.
pub fn clock() -> Markup {
    let state = State::from_context();
    let time = move || {
        let at = state
            .run()
            .steps
            .get(state.index())
            .map(|step| step.at.to_string());
        at.unwrap_or_default()
    };
    let at_last = move || state.index() + 1 == state.run().steps.len();
    let jumps = JUMPS.map(|(words, name, seconds)| {
        // After the last step there is nobody left to whom it could make a difference.
        button("clock-jump", move |_| {
            if !untrack(at_last) {
                state.let_time_pass(seconds);
            }
        })
        .attribute("aria-label", name)
        .attribute("title", name)
        .bind("aria-disabled", move || {
            at_last().then(|| "true".to_owned())
        })
        .text(words)
    });
    let label = element("span", "clock-label")
        .attribute("aria-hidden", "true")
        .text("Let pass after this step");
    let shown = element("span", "clock-time")
        .child(icon(Icon::Clock))
        .child(spoken("Time on the virtual clock: "))
        .child(element("time", "").bind_text(time));
    element("div", "clock")
        .attribute("role", "group")
        .attribute("aria-label", "Virtual clock")
        .child(shown)
        .child(label)
        .children(jumps)
}

/// The mark in the diagram where the learner let time pass, with a way to take it back.
pub fn time_passes(jump: &ClockJump) -> Markup {
    let state = State::from_context();
    let after_step = jump.after_step;
    let duration = duration(jump.seconds);
    let take_back = button("button is-icon-only is-small", move |event| {
        browser::leave(&event);
        state.take_time_back(after_step);
    })
    .attribute(
        "aria-label",
        &format!("Take back the {duration} after step {after_step}"),
    )
    .child(icon(Icon::Cross));
    element("div", "time-passes")
        .child(icon(Icon::Clock))
        .child(element("span", "").text(&format!("{duration} pass")))
        .child(take_back)
}

/// Seconds in words, e.g. `1 h 10 min`.
fn duration(seconds: u64) -> String {
    let parts = [
        (seconds / 3600, "h"),
        (seconds / 60 % 60, "min"),
        (seconds % 60, "s"),
    ];
    let mut words = String::new();
    for (count, unit) in parts.into_iter().filter(|(count, _)| *count > 0) {
        words.push_str(&format!("{count} {unit} "));
    }
    words.truncate(words.trim_end().len());
    words
}
