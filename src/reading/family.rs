//! The family of refresh tokens that one authorization has led to, as far as a run has come.
//!
//! [RFC 9700 section 4.14.2](https://www.rfc-editor.org/rfc/rfc9700.html#section-4.14.2)

use crate::protocol::value_kind::ValueKind;
use crate::server::effect::{Change, Effect};
use crate::simulation::trace::{Step, Trace};

/// A refresh token of the family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Index into [`Trace::values`].
    pub value: usize,
    /// The value that it replaces, as an index into [`Trace::values`].
    pub parent: Option<usize>,
    pub state: State,
    /// The access tokens that were issued with it, or for it later without a new refresh token.
    pub access_tokens: Vec<AccessToken>,
}

/// An access token that belongs to a [`Member`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessToken {
    /// Index into [`Trace::values`].
    pub value: usize,
    pub state: State,
}

/// Whether the server still accepts a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Active,
    /// Used up.
    Spent,
    /// Withdrawn.
    Revoked,
}

/// The refresh tokens that were issued up to and including the step with the index `step`, in
/// order, each as it stands after that step.
pub fn family_at(trace: &Trace, step: usize) -> Vec<Member> {
    let mut members = Vec::new();
    for step in trace.steps.iter().take(step.saturating_add(1)) {
        step.effects
            .iter()
            .for_each(|effect| apply(trace, effect, &mut members));
        adopt_access_tokens(trace, step, &mut members);
    }
    members
}

fn apply(trace: &Trace, effect: &Effect, members: &mut Vec<Member>) {
    let Some(value) = value_index(trace, effect.kind, &effect.text) else {
        return;
    };
    let is_refresh_token = effect.kind == ValueKind::RefreshToken;
    match effect.change {
        Change::Issued if is_refresh_token => members.push(Member {
            value,
            parent: effect
                .replaces
                .as_deref()
                .and_then(|replaced| value_index(trace, ValueKind::RefreshToken, replaced)),
            state: State::Active,
            access_tokens: Vec::new(),
        }),
        Change::Issued | Change::Stored => {}
        Change::Spent => set_state(members, value, State::Spent),
        Change::Revoked => set_state(members, value, State::Revoked),
    }
}

/// Sets the state of a refresh token or an access token, whichever `value` is.
fn set_state(members: &mut [Member], value: usize, state: State) {
    for member in members {
        if member.value == value {
            member.state = state;
        }
        let access_tokens = member.access_tokens.iter_mut();
        access_tokens
            .filter(|token| token.value == value)
            .for_each(|token| token.state = state);
    }
}

/// Gives the access tokens that `step` issued to the refresh token that came with them, or else
/// to the one that they were made from.
fn adopt_access_tokens(trace: &Trace, step: &Step, members: &mut [Member]) {
    let issued = |kind: ValueKind| {
        let effects = step.effects.iter();
        effects
            .filter(move |effect| effect.change == Change::Issued && effect.kind == kind)
            .filter_map(|effect| value_index(trace, effect.kind, &effect.text))
    };
    let companion = issued(ValueKind::RefreshToken).next_back();
    for value in issued(ValueKind::AccessToken) {
        let parent = trace.values.get(value).and_then(|value| value.parent);
        let owner = companion.or(parent);
        if let Some(member) = members
            .iter_mut()
            .find(|member| Some(member.value) == owner)
        {
            member.access_tokens.push(AccessToken {
                value,
                state: State::Active,
            });
        }
    }
}

fn value_index(trace: &Trace, kind: ValueKind, text: &str) -> Option<usize> {
    trace
        .values
        .iter()
        .position(|value| value.kind == kind && value.text == text)
}
