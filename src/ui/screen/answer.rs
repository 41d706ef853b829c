//! What the person can do on a screen: each answer changes the scenario, and the run goes on.

use crate::player::command::Command;
use crate::scenario::{Consent, PasswordEntry};
use crate::ui::dom::browser;
use crate::ui::dom::markup::{Markup, button, element};
use crate::ui::screen::television_at;
use crate::ui::state::{Run, State};

/// What is wrong with the code that was typed.
const HINT_ID: &str = "oauth-flow-code-hint";

const EMPTY_CODE: &str = "Type the code that the television shows.";

/// What is on a page that waits for nobody: the same buttons, for the eye only.
pub fn inert(labels: &[&str]) -> Markup {
    let buttons = labels.iter().enumerate().map(|(index, label)| {
        element("span", "page-button is-inert")
            .class_if("is-main", index == 0)
            .text(label)
    });
    element("div", "page-actions")
        .attribute("aria-hidden", "true")
        .children(buttons)
}

/// The buttons of the sign-in page. After a wrong password only the right one is left.
pub fn sign_in(is_second_attempt: bool) -> Markup {
    let state = State::from_context();
    let enter = move |password| {
        if is_second_attempt {
            state.perform(Command::Next);
        } else {
            state.answer(|person| person.password = password);
        }
    };
    let right = button("page-button is-main", move |_| enter(PasswordEntry::Right));
    let wrong = (!is_second_attempt).then(|| {
        button("page-button is-quiet", move |_| {
            enter(PasswordEntry::WrongFirst)
        })
        .text("Enter a wrong password")
    });
    element("div", "page-actions")
        .child(right.text("Sign in"))
        .children(wrong)
}

/// The buttons of a consent page.
pub fn consent() -> Markup {
    let state = State::from_context();
    let decide = move |consent| state.answer(|person| person.consent = consent);
    let approve = button("page-button is-main", move |_| decide(Consent::Approve));
    let deny = button("page-button", move |_| decide(Consent::Deny));
    element("div", "page-actions")
        .child(approve.text("Approve"))
        .child(deny.text("Deny"))
}

/// The field for the user code. What is typed is compared as the server compares it: letters in
/// either case, and no punctuation.
pub fn user_code(run: &Run, is_second_attempt: bool) -> Markup {
    let state = State::from_context();
    let shown = television_at(run, run.steps.len());
    let right = shown
        .map(|shown| shown.user_code.clone())
        .unwrap_or_default();
    let input = element("input", "page-input is-code")
        .attribute("type", "text")
        .attribute("autocomplete", "off")
        .attribute("autocapitalize", "characters")
        .attribute("spellcheck", "false")
        .attribute("maxlength", "32")
        .attribute("aria-describedby", HINT_ID)
        .attribute_if("value", is_second_attempt.then_some(&right));
    // What is announced is put there when it is to be said.
    let hint = element("div", "").attribute("id", HINT_ID);
    let (typed_in, said) = (input.clone(), hint.clone());
    let (edited, unsaid) = (input.clone(), hint.clone());
    let label = element("label", "page-field")
        .child(element("span", "").text("Code"))
        .child(input);
    element("form", "page-form")
        .on("submit", move |event| {
            event.prevent_default();
            let typed = browser::value_of(typed_in.element());
            if normalized(&typed).is_empty() {
                let words = element("p", "page-error")
                    .attribute("role", "alert")
                    .text(EMPTY_CODE);
                said.element().replace_children_with_node_1(words.node());
                let _ = typed_in.element().set_attribute("aria-invalid", "true");
                let _ = typed_in.element().focus();
            } else if is_second_attempt {
                state.perform(Command::Next);
            } else {
                let differs = normalized(&typed) != normalized(&right);
                state.answer(|person| person.user_code = differs.then_some(typed));
            }
        })
        .on("input", move |_| {
            unsaid.element().set_text_content(None);
            let _ = edited.element().remove_attribute("aria-invalid");
        })
        .child(label)
        .child(hint)
        .child(
            element("button", "page-button is-main")
                .attribute("type", "submit")
                .text("Continue"),
        )
}

fn normalized(code: &str) -> String {
    code.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|character| character.to_ascii_uppercase())
        .collect()
}
