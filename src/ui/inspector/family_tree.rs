//! The refresh tokens that one authorization has led to, each below the one that it replaces.

use leptos::prelude::*;

use crate::reading::family::{FamilyRow, TokenStatus, family_tree};
use crate::ui::control::chip::Chip;
use crate::ui::inspector::shown_step::{ShownStep, reading};

/// The tree; nothing while there is no more to see than one token in use.
#[component]
pub fn FamilyPanel(shown: ShownStep) -> impl IntoView {
    let rows = reading(shown, |trace, _, index| family_tree(trace, index));
    view! {
        {move || {
            let rows = rows.get();
            (!rows.is_empty()).then(|| view! { <Family rows/> }.into_any())
        }}
    }
}

#[component]
fn Family(rows: Vec<FamilyRow>) -> impl IntoView {
    let items = rows.into_iter().enumerate();
    let items = items.map(|(index, row)| view! { <Member row is_passed=index != 0/> });
    let items = items.collect_view();
    view! {
        <section class="panel">
            <h3>{"Refresh token family"}</h3>
            <ul class="family">{items}</ul>
        </section>
    }
}

#[component]
fn Member(row: FamilyRow, is_passed: bool) -> impl IntoView {
    let access_tokens = row.access_tokens.into_iter().map(|(value, status)| {
        view! {
            <span class="family-access"><Chip value is_passed/> <StatusTag status/></span>
        }
    });
    let access_tokens = access_tokens.collect_view();
    view! {
        <li
            class="family-member"
            class=("is-child", row.depth != 0)
            style=("--depth", row.depth.to_string())
        >
            <Chip value=row.value is_passed/>
            <StatusTag status=row.status/>
            {access_tokens}
        </li>
    }
}

#[component]
fn StatusTag(status: TokenStatus) -> impl IntoView {
    let (class, word) = match status {
        TokenStatus::Active => ("tag is-good", "active"),
        TokenStatus::Spent => ("tag", "spent"),
        TokenStatus::Revoked => ("tag is-bad", "revoked"),
    };
    view! { <span class=class part="badge">{word}</span> }
}
