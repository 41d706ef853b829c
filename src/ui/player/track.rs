//! The track: where the player stands among all steps, as a native slider with a mark per step.

use leptos::prelude::*;

use crate::player::command::Command;
use crate::reading::prose::plain;
use crate::simulation::trace::Trace;
use crate::ui::dom::browser::History;
use crate::ui::session::Session;

/// Mark on the track. Where a person decides and where a check fails it looks different.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Mark {
    index: usize,
    is_decision: bool,
    is_failed: bool,
}

/// The slider. The browser's own keys and gestures work on it.
#[component]
pub fn Track() -> impl IntoView {
    let session = Session::from_context();
    let seek = move |event| {
        if let Ok(number) = event_target_value(&event).parse::<usize>() {
            let command = Command::Seek(number.saturating_sub(1));
            session.perform_with(command, History::Replace);
        }
    };
    let marks = Memo::new(move |_| marks(&session.run()));
    view! {
        <div
            class="track"
            part="scrubber"
            style:--last=move || session.run().steps.len().saturating_sub(1).max(1).to_string()
        >
            <div class="track-marks" aria-hidden="true">
                <For each=move || marks.get() key=|mark| *mark let(mark)>
                    <i
                        class="track-mark"
                        class:is-decision=mark.is_decision
                        class:is-failed=mark.is_failed
                        style:--at=mark.index.to_string()
                    ></i>
                </For>
            </div>
            // An element of its own: what the track itself says, every mark would take over.
            <i class="track-done" style:--at=move || session.index().to_string()></i>
            <input
                type="range"
                min="1"
                step="1"
                aria-label="Step"
                max=move || session.run().steps.len().to_string()
                aria-valuetext=move || place(&session.run(), session.index())
                prop:value=move || (session.index() + 1).to_string()
                on:input=seek
            />
        </div>
    }
}

/// The place on the track in words.
fn place(trace: &Trace, index: usize) -> String {
    let step = trace.steps.get(index);
    let title = step.map(|step| plain(&step.title())).unwrap_or_default();
    format!("Step {} of {}: {title}", index + 1, trace.steps.len())
}

fn marks(trace: &Trace) -> Vec<Mark> {
    let steps = trace.steps.iter().enumerate();
    let marks = steps.map(|(index, step)| Mark {
        index,
        is_decision: step.decision.is_some(),
        is_failed: step.has_failed_check(),
    });
    marks.collect()
}
