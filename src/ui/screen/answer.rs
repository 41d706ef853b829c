//! What the person can do on a screen: each answer changes the scenario, and the run goes on.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

use crate::player::command::Command;
use crate::scenario::{Consent, PasswordEntry};
use crate::ui::screen::television_at;
use crate::ui::state::{Run, State};

/// What is on a page that waits for nobody: the same buttons, for the eye only.
pub fn inert(labels: &[&'static str]) -> AnyView {
    let buttons: Vec<AnyView> = labels
        .iter()
        .enumerate()
        .map(|(index, label)| {
            let class = if index == 0 {
                "page-button is-inert is-main"
            } else {
                "page-button is-inert"
            };
            view! { <span class=class>{*label}</span> }.into_any()
        })
        .collect();
    view! { <div class="page-actions" aria-hidden="true">{buttons}</div> }.into_any()
}

/// The buttons of the sign-in page. After a wrong password only the right one is left.
pub fn sign_in(is_second_attempt: bool) -> AnyView {
    let state = State::from_context();
    let enter = move |password| {
        if is_second_attempt {
            state.perform(Command::Next);
        } else {
            state.answer(|person| person.password = password);
        }
    };
    let wrong = (!is_second_attempt).then(|| {
        view! {
            <button
                type="button"
                class="page-button is-quiet"
                on:click=move |_| enter(PasswordEntry::WrongFirst)
            >
                "Enter a wrong password"
            </button>
        }
    });
    view! {
        <div class="page-actions">
            <button
                type="button"
                class="page-button is-main"
                on:click=move |_| enter(PasswordEntry::Right)
            >
                "Sign in"
            </button>
            {wrong}
        </div>
    }
    .into_any()
}

/// The buttons of a consent page.
pub fn consent() -> AnyView {
    let state = State::from_context();
    let decide = move |consent| state.answer(|person| person.consent = consent);
    view! {
        <div class="page-actions">
            <button
                type="button"
                class="page-button is-main"
                on:click=move |_| decide(Consent::Approve)
            >
                "Approve"
            </button>
            <button type="button" class="page-button" on:click=move |_| decide(Consent::Deny)>
                "Deny"
            </button>
        </div>
    }
    .into_any()
}

/// The field for the user code. What is typed is compared as the server compares it: letters in
/// either case, and no punctuation.
pub fn user_code(run: &Run, is_second_attempt: bool) -> AnyView {
    let state = State::from_context();
    let input = NodeRef::<html::Input>::new();
    let is_empty = RwSignal::new(false);
    let index = run.steps.len().saturating_sub(1);
    let right = television_at(run, index)
        .map(|shown| shown.user_code.clone())
        .unwrap_or_default();
    let prefilled = if is_second_attempt {
        right.clone()
    } else {
        String::new()
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(input) = input.get_untracked() else {
            return;
        };
        let typed = input.value();
        if normalized(&typed).is_empty() {
            is_empty.set(true);
            let _ = input.focus();
        } else if is_second_attempt {
            state.perform(Command::Next);
        } else {
            let differs = normalized(&typed) != normalized(&right);
            state.answer(|person| person.user_code = differs.then_some(typed));
        }
    };
    view! {
        <form class="page-form" on:submit=submit novalidate=true>
            <label class="page-field">
                <span>{"Code"}</span>
                <input
                    type="text"
                    class="page-input is-code"
                    autocomplete="off"
                    autocapitalize="characters"
                    spellcheck="false"
                    maxlength="32"
                    aria-invalid=move || is_empty.get().then_some("true")
                    prop:value=prefilled
                    node_ref=input
                    on:input=move |_| is_empty.set(false)
                />
            </label>
            {move || is_empty.get().then(|| view! {
                <p class="page-error" role="alert">{"Type the code that the television shows."}</p>
            })}
            <button type="submit" class="page-button is-main">{"Continue"}</button>
        </form>
    }
    .into_any()
}

fn normalized(code: &str) -> String {
    code.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|character| character.to_ascii_uppercase())
        .collect()
}
