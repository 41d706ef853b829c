//! The track: where the player stands among all steps, as a native slider with a mark per step.

use leptos::ev::Event;
use leptos::prelude::*;

use crate::player::command::Command;
use crate::ui::browser::History;
use crate::ui::prose::plain;
use crate::ui::state::{Run, State};

/// The slider. The browser's own keys and gestures work on it.
#[component]
pub fn Track() -> impl IntoView {
    let state = State::from_context();
    let last = move || state.run().steps.len().saturating_sub(1);
    let value_text = move || {
        let (run, index) = (state.run(), state.index());
        let title = run
            .steps
            .get(index)
            .map(|step| plain(&step.title))
            .unwrap_or_default();
        format!("Step {} of {}: {title}", index + 1, run.steps.len())
    };
    let share = move || format!("{}", state.index() as f64 / last().max(1) as f64);
    let seek = move |event: Event| {
        if let Ok(number) = event_target_value(&event).parse::<usize>() {
            state.perform_with(Command::Seek(number.saturating_sub(1)), History::Replace);
        }
    };
    view! {
        <div class="track" style:--share=share>
            <div class="track-marks" aria-hidden="true">{move || marks(&state.run())}</div>
            <input
                type="range"
                min="1"
                max=move || (last() + 1).to_string()
                step="1"
                aria-label="Step"
                aria-valuetext=value_text
                prop:value=move || (state.index() + 1).to_string()
                on:input=seek
            />
        </div>
    }
}

/// A mark per step; where a person decides and where a check fails it looks different.
fn marks(run: &Run) -> Vec<AnyView> {
    let last = run.steps.len().saturating_sub(1).max(1);
    run.steps
        .iter()
        .enumerate()
        .map(|(index, step)| {
            let failed = step.checks.iter().any(|check| !check.passed);
            view! {
                <i
                    class="track-mark"
                    class:is-decision=step.decision.is_some()
                    class:is-failed=failed
                    style:--at=format!("{}", index as f64 / last as f64)
                >
                    {()}
                </i>
            }
            .into_any()
        })
        .collect()
}
