//! The step whose details are shown, and what is read of it.

use leptos::prelude::*;

use crate::simulation::trace::{Step, Trace};
use crate::ui::session::Run;

/// A step of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct StepAt {
    pub run: Run,
    /// The index of the step.
    pub index: usize,
}

/// The step that is shown; nothing before the first picture.
pub type ShownStep = Signal<Option<StepAt>>;

/// The result of `read` for the step that is shown. It changes only where that does.
pub fn reading<T>(
    shown: ShownStep,
    read: impl Fn(&Trace, &Step, usize) -> T + Send + Sync + 'static,
) -> Memo<T>
where
    T: Default + PartialEq + Send + Sync + 'static,
{
    Memo::new(move |_| {
        shown.with(|shown| {
            let at = shown.as_ref();
            let step = at.and_then(|at| Some((at, at.run.steps.get(at.index)?)));
            step.map_or_else(T::default, |(at, step)| read(&at.run, step, at.index))
        })
    })
}
