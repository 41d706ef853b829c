//! The family of refresh tokens that one authorization has led to, as far as a run has come.
//!
//! [RFC 9700 section 4.14.2](https://www.rfc-editor.org/rfc/rfc9700.html#section-4.14.2)

use crate::protocol::value_kind::ValueKind;
use crate::reading::named_value::NamedValue;
use crate::server::effect::{Change, Effect};
use crate::simulation::trace::{Step, Trace};

/// A refresh token of the family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Index into [`Trace::values`].
    pub value: usize,
    /// The value that it replaces, as an index into [`Trace::values`].
    pub parent: Option<usize>,
    pub status: TokenStatus,
    /// The access tokens that were issued with it, or for it later without a new refresh token.
    pub access_tokens: Vec<AccessToken>,
}

/// An access token that belongs to a [`Member`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessToken {
    /// Index into [`Trace::values`].
    pub value: usize,
    pub status: TokenStatus,
}

/// Whether the server still accepts a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenStatus {
    Active,
    /// Used up.
    Spent,
    /// Withdrawn.
    Revoked,
}

/// A refresh token as a row of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyRow {
    pub value: NamedValue,
    pub status: TokenStatus,
    /// How many tokens came before this one.
    pub depth: usize,
    pub access_tokens: Vec<(NamedValue, TokenStatus)>,
}

/// The tree after the step with the index `step`; empty while there is no more to see than one
/// token in use.
pub fn family_tree(trace: &Trace, step: usize) -> Vec<FamilyRow> {
    let members = family_at(trace, step);
    let mut all = members.iter();
    if members.len() < 2 && !all.any(|member| member.status == TokenStatus::Revoked) {
        return Vec::new();
    }
    let named = |token: &AccessToken| Some((NamedValue::of(trace, token.value)?, token.status));
    let rows = members.iter().filter_map(|member| {
        Some(FamilyRow {
            value: NamedValue::of(trace, member.value)?,
            status: member.status,
            depth: depth(&members, member),
            access_tokens: member.access_tokens.iter().filter_map(named).collect(),
        })
    });
    rows.collect()
}

/// How many tokens came before this one. Bounded by the members: data with a loop ends too.
fn depth(members: &[Member], member: &Member) -> usize {
    let mut parent = member.parent;
    for depth in 0..members.len() {
        let before = parent.and_then(|value| members.iter().find(|one| one.value == value));
        let Some(before) = before else { return depth };
        parent = before.parent;
    }
    members.len()
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
            status: TokenStatus::Active,
            access_tokens: Vec::new(),
        }),
        Change::Issued | Change::Stored => {}
        Change::Spent => set_status(members, value, TokenStatus::Spent),
        Change::Revoked => set_status(members, value, TokenStatus::Revoked),
    }
}

/// Sets the status of a refresh token or an access token, whichever `value` is.
fn set_status(members: &mut [Member], value: usize, status: TokenStatus) {
    for member in members {
        if member.value == value {
            member.status = status;
        }
        let access_tokens = member.access_tokens.iter_mut();
        access_tokens
            .filter(|token| token.value == value)
            .for_each(|token| token.status = status);
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
                status: TokenStatus::Active,
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
