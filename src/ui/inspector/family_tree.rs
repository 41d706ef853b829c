//! The refresh tokens that one authorization has led to, each below the one that it replaces.

use crate::reading::family::{Member, State as TokenState, family_at};
use crate::simulation::trace::Trace;
use crate::ui::control::chip::chip;
use crate::ui::dom::markup::{Markup, element};
use crate::ui::dom::tab_stop::one_stop;
use crate::ui::inspector::panel;

/// The tree; nothing while there is no more to see than one token in use.
pub fn family_tree(trace: &Trace, step: usize) -> Option<Markup> {
    let members = family_at(trace, step);
    let is_telling = members.len() > 1
        || members
            .iter()
            .any(|member| member.state == TokenState::Revoked);
    let items = members.iter().map(|member| show(trace, &members, member));
    let list = || one_stop(element("ul", "family").children(items));
    is_telling.then(|| panel("Refresh token family").child(list()))
}

fn show(trace: &Trace, members: &[Member], member: &Member) -> Markup {
    let depth = depth(members, member);
    let access_tokens = member.access_tokens.iter().map(|token| {
        let chip = chip(trace, token.value);
        element("span", "family-access")
            .children(chip)
            .child(state_tag(token.state))
    });
    element("li", "family-member")
        .class_if("is-child", depth != 0)
        .style("--depth", &depth.to_string())
        .children(chip(trace, member.value))
        .child(state_tag(member.state))
        .children(access_tokens)
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

fn state_tag(state: TokenState) -> Markup {
    let (class, word) = match state {
        TokenState::Active => ("tag is-good", "active"),
        TokenState::Spent => ("tag", "spent"),
        TokenState::Revoked => ("tag is-bad", "revoked"),
    };
    element("span", class).text(word)
}
