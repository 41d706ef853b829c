//! Answers of the person on a screen: each changes the scenario, and the run goes on.

use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;

use crate::player::command::Command;
use crate::protocol::user_code;
use crate::reading::screen::Question;
use crate::scenario::{Consent, PASSWORD, PasswordEntry};
use crate::server::page::{Button, Field, PageView};
use crate::simulation::trace::Decision;
use crate::ui::session::Session;

/// The id of what is wrong with the code that was typed.
const HINT_ID: &str = "oauth-flow-code-hint";

const EMPTY_CODE: &str = "Type the code that the television shows.";

/// The fields and buttons of a page: to be used where it asks the person now, otherwise for the eye
/// alone.
#[component]
pub fn Answer(
    page: PageView,
    /// The name that the person signs in with.
    username: String,
    question: Option<Question>,
) -> impl IntoView {
    let is_second_attempt = page.has_complaint();
    let PageView {
        fields, buttons, ..
    } = page;
    let decision = question.as_ref().map(|question| question.decision);
    match (decision, question) {
        (Some(Decision::EnterUserCode), Some(question)) => {
            let right = question.user_code;
            view! { <UserCodeForm fields buttons right is_second_attempt/> }.into_any()
        }
        (Some(Decision::SignIn), _) => view! {
            <FilledIn fields username/>
            <SignIn buttons is_second_attempt/>
        }
        .into_any(),
        (Some(_), _) => view! { <Decide buttons/> }.into_any(),
        (None, _) => view! {
            <FilledIn fields username/>
            <Inert buttons/>
        }
        .into_any(),
    }
}

/// Fields that are filled in already. Not even the password's is a password field: browsers would
/// offer to remember what it holds.
#[component]
fn FilledIn(fields: Vec<Field>, username: String) -> impl IntoView {
    let fields = fields.into_iter().map(|field| {
        let value = match field.name {
            "username" => username.clone(),
            _ if field.is_password => "•".repeat(PASSWORD.len()),
            _ => field.value,
        };
        view! {
            <label class="page-field">
                <span>{field.label}</span>
                <input
                    class="page-input"
                    type="text"
                    readonly=true
                    autocomplete="off"
                    value=value
                />
            </label>
        }
    });
    fields.collect_view()
}

/// The buttons of a page that waits for nobody.
#[component]
fn Inert(buttons: Vec<Button>) -> impl IntoView {
    let is_empty = buttons.is_empty();
    let buttons = buttons.into_iter().enumerate().map(|(index, button)| {
        view! {
            <span class="page-button is-inert" class=("is-main", index == 0)>
                {button.label}
            </span>
        }
    });
    let buttons = buttons.collect_view();
    (!is_empty).then(|| {
        view! {
            <div class="page-actions" aria-hidden="true">
                {buttons}
            </div>
        }
    })
}

/// The button of the sign-in page, and one for a wrong password. After that only the right one is
/// left.
#[component]
fn SignIn(buttons: Vec<Button>, is_second_attempt: bool) -> impl IntoView {
    let session = Session::from_context();
    let enter = move |password| {
        if is_second_attempt {
            session.perform(Command::Next);
        } else {
            session.answer(|person| person.password = password);
        }
    };
    let buttons = buttons.into_iter().map(|button| {
        view! {
            <button
                type="button"
                class="page-button is-main"
                on:click=move |_| enter(PasswordEntry::Right)
            >
                {button.label}
            </button>
        }
    });
    let buttons = buttons.collect_view();
    let wrong = (!is_second_attempt).then(|| {
        view! {
            <button
                type="button"
                class="page-button is-quiet"
                on:click=move |_| enter(PasswordEntry::WrongFirst)
            >
                {"Enter a wrong password"}
            </button>
        }
    });
    view! { <div class="page-actions">{buttons} {wrong}</div> }
}

/// The buttons of a consent page.
#[component]
fn Decide(buttons: Vec<Button>) -> impl IntoView {
    let session = Session::from_context();
    let buttons = buttons.into_iter().map(|button| {
        let is_approval = button.sends == Some(("decision", "approve"));
        let consent = if is_approval {
            Consent::Approve
        } else {
            Consent::Deny
        };
        view! {
            <button
                type="button"
                class="page-button"
                class=("is-main", is_approval)
                on:click=move |_| session.answer(|person| person.consent = consent)
            >
                {button.label}
            </button>
        }
    });
    let buttons = buttons.collect_view();
    view! { <div class="page-actions">{buttons}</div> }
}

/// The form for the user code, of which `right` is the right one. What is typed is compared as the
/// server compares it.
#[component]
fn UserCodeForm(
    fields: Vec<Field>,
    buttons: Vec<Button>,
    right: String,
    is_second_attempt: bool,
) -> impl IntoView {
    let session = Session::from_context();
    let input = NodeRef::<Input>::new();
    let is_empty = RwSignal::new(false);
    let filled_in = is_second_attempt.then(|| right.clone());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(field) = input.get_untracked() else {
            return;
        };
        let typed = field.value();
        let normalized = user_code::normalized(&typed);
        if normalized.is_empty() {
            is_empty.set(true);
            let _ = field.focus();
        } else if is_second_attempt {
            session.perform(Command::Next);
        } else {
            let differs = normalized != user_code::normalized(&right);
            session.answer(|person| person.user_code = differs.then_some(typed));
        }
    };
    let fields = fields.into_iter().map(|field| {
        view! {
            <label class="page-field">
                <span>{field.label}</span>
                <input
                    class="page-input is-code"
                    type="text"
                    autocomplete="off"
                    autocapitalize="characters"
                    spellcheck="false"
                    maxlength="32"
                    aria-describedby=HINT_ID
                    aria-invalid=move || is_empty.get().then_some("true")
                    value=filled_in.clone()
                    node_ref=input
                    on:input=move |_| is_empty.set(false)
                />
            </label>
        }
    });
    let fields = fields.collect_view();
    let buttons = buttons.into_iter().map(|button| {
        view! {
            <button type="submit" class="page-button is-main">
                {button.label}
            </button>
        }
    });
    let buttons = buttons.collect_view();
    view! {
        <form class="page-form" on:submit=submit>
            {fields}
            // What is announced is put there when it is to be said.
            <div id=HINT_ID>
                {move || {
                    let is_said = is_empty.get();
                    is_said.then(|| {
                        view! { <p class="page-error" role="alert">{EMPTY_CODE}</p> }.into_any()
                    })
                }}
            </div>
            {buttons}
        </form>
    }
}
