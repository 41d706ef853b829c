//! The authorization server's own pages, as the person sees them.

use crate::scenario::PASSWORD;
use crate::server::page::{Page, ScopeLine, sign_in_purpose};
use crate::ui::control::icon::{Icon, icon};
use crate::ui::dom::markup::{Markup, element};
use crate::ui::screen::answer;
use crate::ui::state::Run;

/// `page` as it looks; with controls where the person has to act now.
pub fn server_page(run: &Run, page: &Page, active: bool) -> Markup {
    match page {
        Page::SignIn {
            client_name, error, ..
        } => page_with(&format!(
            "Sign in {}",
            sign_in_purpose(client_name.as_deref())
        ))
        .children(error.as_deref().map(error_line))
        .child(field("Username", &run.scenario.names.username()))
        .child(field("Password", &"•".repeat(PASSWORD.len())))
        .child(remark(
            "Both are filled in for you. No real password belongs here.",
        ))
        .child(if active {
            answer::sign_in(error.is_some())
        } else {
            answer::inert(&["Sign in"])
        }),
        Page::Consent {
            client_name,
            username,
            scopes,
            lifetime,
            redirect_host,
        } => {
            let remark = format!("Signed in as {username}. You go back to {redirect_host}.");
            consent(client_name, None, scopes, [lifetime, &remark], active)
        }
        Page::DeviceConsent {
            client_name,
            username,
            user_code,
            scopes,
            lifetime,
        } => {
            let remark =
                format!("Signed in as {username}. Approve only if this code is on your screen.");
            consent(
                client_name,
                Some(user_code),
                scopes,
                [lifetime, &remark],
                active,
            )
        }
        Page::UserCode { error } => page_with("Connect a device")
            .child(element("p", "").text("Enter the code that your device shows."))
            .children(error.as_deref().map(error_line))
            .child(if active {
                answer::user_code(run, error.is_some())
            } else {
                answer::inert(&["Continue"])
            }),
        Page::DeviceDone { approved: true } => end(
            Icon::Check,
            "Device connected",
            "You can go back to your television.",
        ),
        Page::DeviceDone { approved: false } => end(
            Icon::Cross,
            "Access denied",
            "Your television was not connected.",
        )
        .class_if("is-denied", true),
        Page::Message { title, text, .. } => end(Icon::Check, title, text),
        Page::Refused {
            error, description, ..
        } => end(Icon::Stop, "This request is refused", description)
            .class_if("is-denied", true)
            .child(element("code", "word").text(error)),
    }
}

fn page_with(heading: &str) -> Markup {
    element("div", "page").child(element("p", "page-heading").text(heading))
}

/// A page on which nothing is left to do.
fn end(picture: Icon, heading: &str, words: &str) -> Markup {
    element("div", "page is-done")
        .child(icon(picture))
        .child(element("p", "page-heading").text(heading))
        .child(element("p", "").text(words))
}

fn consent(
    client_name: &str,
    user_code: Option<&str>,
    scopes: &[ScopeLine],
    remarks: [&str; 2],
    active: bool,
) -> Markup {
    let lines = scopes.iter().map(|line| {
        let words = element("span", "")
            .text(&line.meaning)
            .text(" ")
            .child(element("code", "page-scope").text(&line.scope));
        element("li", "").child(icon(Icon::Check)).child(words)
    });
    page_with(&format!("{client_name} asks for access"))
        .children(user_code.map(|code| element("p", "page-code kind-device").text(code)))
        .child(element("ul", "page-scopes").children(lines))
        .children(remarks.map(remark))
        .child(if active {
            answer::consent()
        } else {
            answer::inert(&["Approve", "Deny"])
        })
}

/// A field that is filled in already. Not even the password's is a password field: browsers would
/// offer to remember what it holds.
fn field(label: &str, value: &str) -> Markup {
    let input = element("input", "page-input")
        .attribute("type", "text")
        .attribute("readonly", "")
        .attribute("autocomplete", "off")
        .attribute("value", value);
    element("label", "page-field")
        .child(element("span", "").text(label))
        .child(input)
}

fn remark(words: &str) -> Markup {
    element("p", "page-remark").text(words)
}

fn error_line(error: &str) -> Markup {
    element("p", "page-error").text(error)
}
