//! The server's own pages: sign-in, consent, the device's code, and errors that stay here.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::protocol::redirect_uri;

/// A page as data; [`Page::html`] is what is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    rename_all = "kebab-case",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Page {
    SignIn {
        /// Who asks. On the way to connect a device nobody has said which one yet.
        client_name: Option<String>,
        username: String,
        /// Set when the attempt before this page failed.
        error: Option<String>,
    },
    Consent {
        client_name: String,
        username: String,
        scopes: Vec<ScopeLine>,
        /// For how long, as a sentence.
        lifetime: String,
        /// The host that the browser is sent back to.
        redirect_host: String,
    },
    /// Asks for the code that the device shows.
    UserCode {
        error: Option<String>,
    },
    DeviceConsent {
        client_name: String,
        username: String,
        user_code: String,
        scopes: Vec<ScopeLine>,
        /// For how long, as a sentence.
        lifetime: String,
    },
    DeviceDone {
        approved: bool,
    },
    /// Tells the person something, and perhaps asks with a button.
    Message {
        title: Cow<'static, str>,
        text: String,
        button: Option<Cow<'static, str>>,
    },
    /// The request is refused here: nothing is sent to the address that it names.
    Refused {
        error: Cow<'static, str>,
        description: String,
        /// Where the answer waits if the person goes there nevertheless.
        continue_at: Option<String>,
    },
}

/// What one scope lets the client do, in words for the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ScopeLine {
    pub scope: String,
    pub meaning: String,
}

/// Where the form of a page is sent, and what proves that it came from that page.
pub struct FormTarget<'a> {
    /// The path with the query that the form keeps.
    pub action: &'a str,
    pub csrf_token: &'a str,
}

/// What comes after signing in, as the end of a sentence.
pub fn sign_in_purpose(client_name: Option<&str>) -> String {
    match client_name {
        Some(name) => format!("to continue to {name}"),
        None => "to connect a device".to_owned(),
    }
}

impl Page {
    /// The page as HTML. Every text from outside is escaped.
    pub fn html(&self, form: Option<&FormTarget<'_>>) -> String {
        let (title, content) = self.content();
        let title = escape(title);
        let form = form.map(|form| {
            let action = escape(form.action);
            let csrf_token = escape(form.csrf_token);
            let fields = self.fields();
            format!(
                "\n<form method=\"post\" action=\"{action}\">\n\
                 <input type=\"hidden\" name=\"csrf_token\" value=\"{csrf_token}\">\n\
                 {fields}</form>"
            )
        });
        let form = form.unwrap_or_default();
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<title>{title}</title>\n<h1>{title}</h1>\n\
             {content}{form}\n</html>\n"
        )
    }

    fn content(&self) -> (&str, String) {
        match self {
            Page::SignIn {
                client_name, error, ..
            } => {
                let purpose = escape(&sign_in_purpose(client_name.as_deref()));
                let error = paragraph(error.as_deref());
                ("Sign in", format!("<p>{purpose}</p>{error}"))
            }
            Page::Consent {
                client_name,
                username,
                scopes,
                lifetime,
                redirect_host,
            } => {
                let asks = consent_text(client_name, username, scopes, lifetime);
                let host = escape(redirect_host);
                (
                    "Allow access?",
                    format!("{asks}<p>You will be sent to {host}.</p>"),
                )
            }
            Page::UserCode { error } => {
                let error = paragraph(error.as_deref());
                (
                    "Connect a device",
                    format!("<p>Enter the code that your device shows.</p>{error}"),
                )
            }
            Page::DeviceConsent {
                client_name,
                username,
                user_code,
                scopes,
                lifetime,
            } => {
                let asks = consent_text(client_name, username, scopes, lifetime);
                let user_code = escape(user_code);
                let compare = format!("<p>Does your device show {user_code}?</p>");
                ("Allow access?", format!("{compare}{asks}"))
            }
            Page::DeviceDone { approved: true } => (
                "Device connected",
                "<p>You can go back to your device.</p>".to_owned(),
            ),
            Page::DeviceDone { approved: false } => (
                "Access denied",
                "<p>The device gets nothing.</p>".to_owned(),
            ),
            Page::Message { title, text, .. } => (title, format!("<p>{}</p>", escape(text))),
            Page::Refused {
                error,
                description,
                continue_at,
            } => {
                let text = format!("{error}: {description}");
                let link = continue_at.as_deref().map(|address| {
                    let (address, host) = (escape(address), escape(redirect_uri::host(address)));
                    format!("<p><a href=\"{address}\">Continue to {host}</a></p>")
                });
                let link = link.unwrap_or_default();
                (
                    "This request is refused",
                    format!("<p>{}</p>{link}", escape(&text)),
                )
            }
        }
    }

    /// The form's own fields, with the line break after each.
    fn fields(&self) -> String {
        match self {
            Page::SignIn { username, .. } => {
                let username = escape(username);
                format!(
                    "<input name=\"username\" value=\"{username}\" autocomplete=\"username\">\n\
                     <input name=\"password\" type=\"password\" \
                     autocomplete=\"current-password\">\n<button>Sign in</button>\n"
                )
            }
            Page::UserCode { .. } => {
                "<input name=\"user_code\" autocomplete=\"off\">\n<button>Continue</button>\n"
                    .to_owned()
            }
            Page::Consent { .. } => DECISION_BUTTONS.to_owned(),
            Page::DeviceConsent { user_code, .. } => {
                let user_code = escape(user_code);
                format!(
                    "<input type=\"hidden\" name=\"user_code\" value=\"{user_code}\">\n\
                     {DECISION_BUTTONS}"
                )
            }
            Page::Message {
                button: Some(button),
                ..
            } => format!("<button>{button}</button>\n"),
            Page::Message { .. } | Page::DeviceDone { .. } | Page::Refused { .. } => String::new(),
        }
    }
}

const DECISION_BUTTONS: &str = "<button name=\"decision\" value=\"approve\">Approve</button>\n\
                                <button name=\"decision\" value=\"deny\">Deny</button>\n";

/// "information about the client and the requested authorization scope and lifetime"
/// ([RFC 6749 section 10.2](https://www.rfc-editor.org/rfc/rfc6749.html#section-10.2)).
fn consent_text(client_name: &str, username: &str, scopes: &[ScopeLine], lifetime: &str) -> String {
    let client_name = escape(client_name);
    let username = escape(username);
    let lines: String = scopes
        .iter()
        .map(|line| format!("<li>{}</li>", escape(&line.meaning)))
        .collect();
    format!("<p>{username}, {client_name} wants to:</p><ul>{lines}</ul><p>{lifetime}</p>")
}

fn paragraph(text: Option<&str>) -> String {
    text.map(|text| format!("<p>{}</p>", escape(text)))
        .unwrap_or_default()
}

/// `text` as it may stand in HTML, between tags or quotes.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
