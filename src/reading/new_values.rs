//! The values that a step makes.

use crate::protocol::pkce::ChallengeMethod;
use crate::protocol::value_kind::ValueKind;
use crate::reading::named_value::NamedValue;
use crate::simulation::trace::{Step, Trace, Use, Value};

/// A value that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewValue {
    pub value: NamedValue,
    pub text: String,
    /// How it was computed from another value, e.g. `BASE64URL(SHA-256(code_verifier))`.
    pub formula: Option<&'static str>,
}

/// The values that `step` makes, in order.
pub fn new_values(trace: &Trace, step: &Step) -> Vec<NewValue> {
    let made = step.uses.iter().filter(|one| one.how == Use::Made);
    let values = made.filter_map(|one| {
        let value = trace.values.get(one.value)?;
        Some(NewValue {
            value: NamedValue::of(trace, one.value)?,
            text: value.text.clone(),
            formula: formula(trace, value),
        })
    });
    values.collect()
}

/// The formula of a challenge, found by computing it.
fn formula(trace: &Trace, value: &Value) -> Option<&'static str> {
    let parent = trace.values.get(value.parent?)?;
    let is_challenge = value.kind == ValueKind::CodeChallenge;
    let mut methods = ChallengeMethod::ALL.into_iter().filter(|_| is_challenge);
    let method = methods.find(|method| method.challenge(&parent.text) == value.text);
    method.and_then(ChallengeMethod::formula)
}
