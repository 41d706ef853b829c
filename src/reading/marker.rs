//! Names of steps: they stay when steps before them come or go.

use crate::simulation::trace::{Step, Trace};

/// The name of the step with this index, e.g. `consent` or `token-request`. The second step of the
/// kind is `token-request-2`. Steps inside one actor and pages in between have none.
pub fn marker(trace: &Trace, index: usize) -> Option<String> {
    trace.steps.get(index).and_then(landmark).map(str::to_owned)
}

/// Whether the step with this index has a name.
pub fn is_named(trace: &Trace, index: usize) -> bool {
    trace.steps.get(index).and_then(landmark).is_some()
}

/// The index of the step with this name.
pub fn find(trace: &Trace, name: &str) -> Option<usize> {
    let mut steps = trace.steps.iter();
    steps.position(|step| step.name.as_deref() == Some(name))
}

fn landmark(step: &Step) -> Option<&str> {
    let is_between = step
        .message
        .as_ref()
        .is_some_and(|message| step.decision.is_none() && !message.kind.is_landmark());
    step.name.as_deref().filter(|_| !is_between)
}
