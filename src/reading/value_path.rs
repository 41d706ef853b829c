//! The thread of a value through a run, and who knows it when.

use crate::simulation::trace::{Party, Trace, Use};

/// Every place on the thread of the value with the index `value`: the step's index and what is
/// done with the value there, in order.
pub fn thread(trace: &Trace, value: usize) -> Vec<(usize, Use)> {
    let steps = trace.steps.iter().enumerate();
    steps
        .flat_map(|(index, step)| step.uses.iter().map(move |value_use| (index, value_use)))
        .filter(|(_, value_use)| value_use.value == value)
        .map(|(index, value_use)| (index, value_use.how))
        .collect()
}

/// The end of the value with the index `value` up to and including the step with the index `step`:
/// [`Use::Spent`] or [`Use::Revoked`]; nothing while it is good.
pub fn ended_by(trace: &Trace, step: usize, value: usize) -> Option<Use> {
    let steps = trace.steps.iter().take(step.saturating_add(1));
    let mut ends = steps.flat_map(|step| &step.uses).filter(|one| {
        let is_end = matches!(one.how, Use::Spent | Use::Revoked);
        is_end && one.value == value
    });
    ends.next_back().map(|one| one.how)
}

/// The values that `party` knows after the step with the index `step`.
pub fn known_by(trace: &Trace, step: usize, party: Party) -> &[usize] {
    trace
        .steps
        .get(step)
        .map_or(&[], |step| step.knowledge.of(party))
}

/// The values that `party` knows after the step with the index `step` and did not know before.
pub fn newly_known(trace: &Trace, step: usize, party: Party) -> Vec<usize> {
    let before = step
        .checked_sub(1)
        .map_or(&[][..], |before| known_by(trace, before, party));
    let known = known_by(trace, step, party).iter().copied();
    known.filter(|value| !before.contains(value)).collect()
}
