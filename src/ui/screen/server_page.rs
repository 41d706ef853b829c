//! The authorization server's own pages, as the person sees them.

use leptos::prelude::*;

use crate::scenario::PASSWORD;
use crate::server::page::{Page, ScopeLine};
use crate::ui::icon::{Icon, icon};
use crate::ui::screen::answer;
use crate::ui::state::Run;

/// `page` as it looks; with controls where the person has to act now.
pub fn server_page(run: &Run, page: &Page, active: bool) -> AnyView {
    match page {
        Page::SignIn {
            client_name,
            username,
            error,
        } => {
            let heading = format!("Sign in to continue to {client_name}");
            let actions = if active {
                answer::sign_in(error.is_some())
            } else {
                answer::inert(&["Sign in"])
            };
            view! {
                <div class="page">
                    <p class="page-heading">{heading}</p>
                    {error.clone().map(error_line)}
                    {field("Username", username.clone())}
                    {field("Password", "•".repeat(PASSWORD.len()))}
                    <p class="page-remark">{"For show: no real password belongs here."}</p>
                    {actions}
                </div>
            }
            .into_any()
        }
        Page::Consent {
            client_name,
            username,
            scopes,
            redirect_host,
        } => {
            let heading = format!("{client_name} asks for access");
            let remark = format!("Signed in as {username}. You go back to {redirect_host}.");
            consent(heading, None, scopes, remark, active)
        }
        Page::DeviceConsent {
            client_name,
            username,
            user_code,
            scopes,
        } => {
            let heading = format!("{client_name} asks for access");
            let remark =
                format!("Signed in as {username}. Approve only if this code is on your screen.");
            consent(heading, Some(user_code.clone()), scopes, remark, active)
        }
        Page::UserCode { error } => {
            let form = if active {
                answer::user_code(run, error.is_some())
            } else {
                answer::inert(&["Continue"])
            };
            view! {
                <div class="page">
                    <p class="page-heading">{"Connect a device"}</p>
                    <p>{"Enter the code that your device shows."}</p>
                    {error.clone().map(error_line)}
                    {form}
                </div>
            }
            .into_any()
        }
        Page::DeviceDone { approved } => {
            let (picture, heading, text) = if *approved {
                (
                    Icon::Check,
                    "Device connected",
                    "You can go back to your television.",
                )
            } else {
                (
                    Icon::Cross,
                    "Access denied",
                    "Your television was not connected.",
                )
            };
            view! {
                <div class="page is-done" class:is-denied=!*approved>
                    {icon(picture)}
                    <p class="page-heading">{heading}</p>
                    <p>{text}</p>
                </div>
            }
            .into_any()
        }
        Page::Refused { error, description } => view! {
            <div class="page is-done is-denied">
                {icon(Icon::Stop)}
                <p class="page-heading">{"This request is refused"}</p>
                <p>{description.clone()}</p>
                <code class="word">{*error}</code>
            </div>
        }
        .into_any(),
    }
}

fn consent(
    heading: String,
    user_code: Option<String>,
    scopes: &[ScopeLine],
    remark: String,
    active: bool,
) -> AnyView {
    let lines: Vec<AnyView> = scopes
        .iter()
        .map(|line| {
            view! {
                <li>
                    {icon(Icon::Check)}
                    <span>{format!("{} ", line.meaning)}<code class="page-scope">{line.scope.clone()}</code></span>
                </li>
            }
            .into_any()
        })
        .collect();
    let code = user_code.map(|code| view! { <p class="page-code kind-device">{code}</p> });
    view! {
        <div class="page">
            <p class="page-heading">{heading}</p>
            {code}
            <ul class="page-scopes">{lines}</ul>
            <p class="page-remark">{remark}</p>
            {if active { answer::consent() } else { answer::inert(&["Approve", "Deny"]) }}
        </div>
    }
    .into_any()
}

/// A field that is filled in already. Not even the password's is a password field: browsers would
/// offer to remember what it holds.
fn field(label: &'static str, value: String) -> AnyView {
    view! {
        <label class="page-field">
            <span>{label}</span>
            <input type="text" class="page-input" readonly=true autocomplete="off" prop:value=value/>
        </label>
    }
    .into_any()
}

fn error_line(error: String) -> AnyView {
    view! { <p class="page-error">{error}</p> }.into_any()
}
