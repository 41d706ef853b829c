//! The refresh tokens that one authorization has led to, each below the one that it replaces.

use leptos::prelude::*;

use crate::player::family::{Member, State as TokenState, family_at};
use crate::simulation::trace::Trace;
use crate::ui::chip::chip;

/// The tree; nothing while there is no more to see than one token in use.
pub fn family_tree(trace: &Trace, step: usize) -> AnyView {
    let members = family_at(trace, step);
    let is_telling = members.len() > 1
        || members
            .iter()
            .any(|member| member.state == TokenState::Revoked);
    if !is_telling {
        return ().into_any();
    }
    let items: Vec<AnyView> = members
        .iter()
        .map(|member| show(trace, &members, member))
        .collect();
    view! {
        <section class="panel">
            <h3>{"Refresh token family"}</h3>
            <ul class="family">{items}</ul>
        </section>
    }
    .into_any()
}

fn show(trace: &Trace, members: &[Member], member: &Member) -> AnyView {
    let depth = depth(members, member);
    let access_tokens: Vec<AnyView> = member
        .access_tokens
        .iter()
        .filter_map(|token| {
            let chip = chip(trace, token.value)?;
            Some(
                view! { <span class="family-access">{chip}{state_tag(token.state)}</span> }
                    .into_any(),
            )
        })
        .collect();
    view! {
        <li class="family-member" class:is-child=depth != 0 style:--depth=depth.to_string()>
            {chip(trace, member.value)}
            {state_tag(member.state)}
            {access_tokens}
        </li>
    }
    .into_any()
}

/// How many tokens came before this one. Bounded by the members: data with a loop ends too.
fn depth(members: &[Member], member: &Member) -> usize {
    let mut parent = member.parent;
    let mut depth = 0;
    while let Some(before) = parent.and_then(|value| members.iter().find(|one| one.value == value))
    {
        depth += 1;
        if depth > members.len() {
            break;
        }
        parent = before.parent;
    }
    depth
}

fn state_tag(state: TokenState) -> AnyView {
    let (class, word) = match state {
        TokenState::Active => ("tag is-good", "active"),
        TokenState::Spent => ("tag", "spent"),
        TokenState::Revoked => ("tag is-bad", "revoked"),
    };
    view! { <span class=class>{word}</span> }.into_any()
}
