//! A value of a run by its name and kind: all that a chip shows.

use crate::protocol::value_kind::ValueKind;
use crate::simulation::trace::{Step, Trace};

/// A value as it is spoken of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NamedValue {
    /// Index into [`Trace::values`].
    pub index: usize,
    pub kind: ValueKind,
    /// The name for a reader, e.g. `access_token 2`.
    pub name: String,
}

impl NamedValue {
    /// The value with the index `index`.
    pub fn of(trace: &Trace, index: usize) -> Option<NamedValue> {
        let value = trace.values.get(index)?;
        Some(NamedValue {
            index,
            kind: value.kind,
            name: value.name.clone(),
        })
    }

    /// The value of a kind that reads `text`.
    pub fn of_text(trace: &Trace, kind: ValueKind, text: &str) -> Option<NamedValue> {
        let mut values = trace.values.iter();
        let index = values.position(|value| value.kind == kind && value.text == text)?;
        NamedValue::of(trace, index)
    }

    /// The values that `step` deals with, each once, in order.
    pub fn at(trace: &Trace, step: &Step) -> Vec<NamedValue> {
        let mut values: Vec<NamedValue> = Vec::new();
        for one in &step.uses {
            if values.iter().all(|value| value.index != one.value) {
                values.extend(NamedValue::of(trace, one.value));
            }
        }
        values
    }

    /// Whether `word` names the value: by its name, or by its kind's.
    pub fn is_called(&self, word: &str) -> bool {
        self.name == word || self.kind.as_str() == word
    }
}
