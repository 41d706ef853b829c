//! The virtual clock: what time it is there, and time that the learner lets pass.

use leptos::prelude::*;

use crate::ui::control::icon::{Icon, IconView};
use crate::ui::dom::browser;
use crate::ui::session::Session;

/// The jumps on offer: what the button shows, what it is called, how many seconds.
const JUMPS: [(&str, &str, u64); 3] = [
    ("1 min", "Let 1 minute pass after this step", 60),
    ("10 min", "Let 10 minutes pass after this step", 600),
    ("1 h", "Let 1 hour pass after this step", 3600),
];

/// The time at the current step, with the jumps.
#[component]
pub fn Clock() -> impl IntoView {
    let session = Session::from_context();
    let time = Memo::new(move |_| {
        let run = session.run();
        let step = run.steps.get(session.index());
        step.map(|step| step.at.to_string()).unwrap_or_default()
    });
    // After the last step there is nobody left to whom it could make a difference.
    let is_over = Memo::new(move |_| session.is_at_end());
    let jumps = JUMPS.map(|(words, name, seconds)| {
        let let_time_pass = move |_| {
            if !is_over.get_untracked() {
                session.let_time_pass(seconds);
            }
        };
        view! {
            <button
                type="button"
                class="clock-jump"
                aria-label=name
                title=name
                aria-disabled=move || is_over.get().then_some("true")
                on:click=let_time_pass
            >
                {words}
            </button>
        }
    });
    view! {
        <div class="clock" role="group" aria-label="Virtual clock">
            <span class="clock-time">
                <IconView icon=Icon::Clock />
                <span class="visually-hidden">{"Time on the virtual clock: "}</span>
                <time>{time}</time>
            </span>
            <span class="clock-label" aria-hidden="true">
                {"Let pass after this step"}
            </span>
            {jumps}
        </div>
    }
}

/// The mark in the diagram where the learner let time pass, with a way to take it back.
#[component]
pub fn TimePasses(
    /// Step that the time passes after, counted from 1.
    after_step: usize,
    /// In words.
    duration: String,
) -> impl IntoView {
    let session = Session::from_context();
    view! {
        <div class="time-passes">
            <IconView icon=Icon::Clock />
            <span>{format!("{duration} pass")}</span>
            <button
                type="button"
                class="button is-icon-only is-small"
                part="button"
                aria-label=format!("Take back the {duration} after step {after_step}")
                on:click=move |event| {
                    browser::leave(&event);
                    session.take_time_back(after_step);
                }
            >
                <IconView icon=Icon::Cross />
            </button>
        </div>
    }
}
