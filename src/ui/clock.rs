//! The virtual clock: what time it is there, and time that the learner lets pass.

use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::icon::{Icon, icon};
use crate::ui::state::State;

/// The jumps on offer: what the button shows, what it is called, how many seconds.
const JUMPS: [(&str, &str, u64); 3] = [
    ("+1 min", "Let 1 minute pass after this step", 60),
    ("+10 min", "Let 10 minutes pass after this step", 600),
    ("+1 h", "Let 1 hour pass after this step", 3600),
];

/// The time at the current step, with the jumps.
#[component]
pub fn Clock() -> impl IntoView {
    let state = State::from_context();
    let time = move || {
        let index = state.index();
        state.run().steps.get(index).map(|step| step.at.to_string())
    };
    let jumps = JUMPS.map(|(text, name, seconds)| {
        view! {
            <button
                type="button"
                class="clock-jump"
                aria-label=name
                title=name
                on:click=move |_| state.let_time_pass(seconds)
            >
                {text}
            </button>
        }
    });
    view! {
        <div class="clock" role="group" aria-label="Virtual clock">
            <span class="clock-time">
                {icon(Icon::Clock)}
                <span class="visually-hidden">{"Time on the virtual clock: "}</span>
                <time>{time}</time>
            </span>
            {jumps}
        </div>
    }
}

/// The mark in the diagram where the learner let time pass, with a way to take it back.
pub fn time_passes(after_step: usize, duration: String) -> AnyView {
    let state = State::from_context();
    let name = format!("Take back the {duration} after step {after_step}");
    view! {
        <div class="time-passes">
            {icon(Icon::Clock)}
            <span>{format!("{duration} pass")}</span>
            <button
                type="button"
                class="button is-icon-only is-small"
                aria-label=name
                on:click=move |event| {
                    if let Some(button) = browser::listener_of(&event) {
                        browser::focus_current_step(&button);
                    }
                    state.take_time_back(after_step);
                }
            >
                {icon(Icon::Cross)}
            </button>
        </div>
    }
    .into_any()
}

/// Seconds in words, e.g. `1 h 10 min`.
pub fn duration(seconds: u64) -> String {
    let parts = [
        (seconds / 3600, "h"),
        (seconds / 60 % 60, "min"),
        (seconds % 60, "s"),
    ];
    let words: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, unit)| format!("{count} {unit}"))
        .collect();
    if words.is_empty() {
        "0 s".to_owned()
    } else {
        words.join(" ")
    }
}
