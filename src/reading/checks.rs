//! The checks of a step in the order in which they were made, and what changed at the server.

use crate::protocol::value_kind::ValueKind;
use crate::reading::named_value::NamedValue;
use crate::server::check::CheckOutcome;
use crate::server::effect::Change;
use crate::simulation::trace::{Step, Trace};

/// The checks that an actor made, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checks {
    /// The name of the actor.
    pub checked_by: String,
    pub outcomes: Vec<CheckOutcome>,
}

impl Checks {
    /// The checks of `step`, if there are any.
    pub fn at(trace: &Trace, step: &Step) -> Option<Checks> {
        (!step.checks.is_empty()).then(|| Checks {
            checked_by: trace.actor_name(step.checked_by()).to_owned(),
            outcomes: step.checks.clone(),
        })
    }

    /// The check that decided: the one that failed.
    pub fn failed(&self) -> Option<&CheckOutcome> {
        self.outcomes.iter().find(|check| check.has_failed())
    }

    /// How many hold.
    pub fn passed(&self) -> usize {
        let passed = self.outcomes.iter().filter(|check| check.has_passed());
        passed.count()
    }

    /// Their outcome, e.g. `all 9 checks pass`.
    pub fn verdict(&self) -> String {
        let (passed, count) = (self.passed(), self.outcomes.len());
        match self.failed() {
            Some(_) => "the last check fails".to_owned(),
            None if passed < count => {
                format!("{passed} of {count} checks pass, the others are skipped")
            }
            None if count == 1 => "the one check passes".to_owned(),
            None => format!("all {count} checks pass"),
        }
    }
}

/// A change in the server's store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectView {
    /// The change in a word, e.g. `Issued`.
    pub word: &'static str,
    pub value: ChangedValue,
    /// The value that this one replaces.
    pub replaces: Option<ChangedValue>,
}

/// A value in the server's store: one of the run, or one that only its kind is known of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangedValue {
    Named(NamedValue),
    Unnamed(ValueKind),
}

impl ChangedValue {
    fn of(trace: &Trace, kind: ValueKind, text: &str) -> ChangedValue {
        NamedValue::of_text(trace, kind, text)
            .map_or(ChangedValue::Unnamed(kind), ChangedValue::Named)
    }
}

/// The changes that `step` made at the server.
pub fn effects(trace: &Trace, step: &Step) -> Vec<EffectView> {
    let effects = step.effects.iter().map(|effect| EffectView {
        word: match effect.change {
            Change::Issued => "Issued",
            Change::Stored => "Stored",
            Change::Spent => "Spent",
            Change::Revoked => "Revoked",
        },
        value: ChangedValue::of(trace, effect.kind, &effect.text),
        replaces: (effect.replaces.as_deref())
            .map(|text| ChangedValue::of(trace, effect.kind, text)),
    });
    effects.collect()
}
