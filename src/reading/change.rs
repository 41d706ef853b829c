//! Changes that the learner makes to a message on its way, in words.

use crate::protocol::edit::Edit;
use crate::reading::prose::unmarked;
use crate::reading::row::duration;
use crate::scenario::Change;
use crate::simulation::trace::{Step, Trace};

/// Change to the message of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeView {
    /// The fate of the message in a word or two, e.g. `lost`.
    pub mark: &'static str,
    /// The result, in a sentence in which `` `backticks` `` mark protocol words.
    pub text: String,
}

/// The changes to the message of `step`, in the order in which they are made.
pub fn changes(trace: &Trace, step: &Step) -> Vec<ChangeView> {
    let changes = step.changes.iter();
    let changes = changes.filter_map(|index| trace.scenario.changes.get(*index));
    changes.map(change_view).collect()
}

/// The marks of the changes, each once.
pub fn marks(trace: &Trace, step: &Step) -> Vec<&'static str> {
    let mut marks = Vec::new();
    for change in changes(trace, step) {
        if !marks.contains(&change.mark) {
            marks.push(change.mark);
        }
    }
    marks
}

fn change_view(change: &Change) -> ChangeView {
    let (mark, text) = match &change.edit {
        Edit::Set(field) if field.value.is_empty() => (
            "changed",
            format!("`{}` arrives empty.", unmarked(&field.name)),
        ),
        Edit::Set(field) => (
            "changed",
            format!(
                "`{}` arrives as `{}`.",
                unmarked(&field.name),
                unmarked(&field.value)
            ),
        ),
        Edit::Add(field) => (
            "changed",
            format!(
                "One more `{}` arrives: `{}`.",
                unmarked(&field.name),
                unmarked(&field.value)
            ),
        ),
        Edit::Remove { name, .. } => ("changed", format!("`{}` does not arrive.", unmarked(name))),
        Edit::Repeat { name, .. } => ("changed", format!("`{}` arrives twice.", unmarked(name))),
        Edit::Lose => ("lost", "Nothing arrives.".to_owned()),
        Edit::HoldBack { seconds } => (
            "held back",
            format!("It arrives {} later.", duration(*seconds)),
        ),
        Edit::SendTwice => ("repeated", "It arrives twice.".to_owned()),
        Edit::Replace(_) => (
            "changed",
            "Another message arrives in its place.".to_owned(),
        ),
    };
    ChangeView { mark, text }
}
