//! The server's own pages: sign-in, consent, the device's code, and errors that stay here.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::protocol::redirect_uri;

/// A page as data: [`Page::view`] is what it shows, [`Page::html`] what is sent.
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

/// The power that one scope gives to the client, in words for the person.
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

/// The view of a page: its HTML is written from it, and the screen of the person is drawn from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageView {
    pub mood: Mood,
    pub heading: String,
    pub parts: Vec<Part>,
    /// The fields that the person fills in.
    pub fields: Vec<Field>,
    /// The buttons that the person presses, the usual answer first.
    pub buttons: Vec<Button>,
}

/// The frame of mind of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// It waits for an answer.
    Asks,
    /// All is done.
    Done,
    /// The person has said no.
    Denied,
    /// The server has said no.
    Refused,
}

/// A piece of text on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Paragraph(String),
    /// Small print.
    Remark(String),
    /// The mistake of the attempt before.
    Complaint(String),
    /// The user code, to be compared with the one on the device.
    UserCode(String),
    /// The scopes that the client asks for.
    Scopes(Vec<ScopeLine>),
    /// The error as the specifications name it.
    ErrorCode(String),
    Link {
        address: String,
        text: String,
    },
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub name: &'static str,
    pub label: &'static str,
    /// The value that is filled in already.
    pub value: String,
    pub is_password: bool,
    /// The token of HTML for what the browser may fill in.
    autocomplete: &'static str,
}

/// A button that sends the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    pub label: String,
    /// The parameter that it adds, with its value.
    pub sends: Option<(&'static str, &'static str)>,
}

impl PageView {
    /// Whether the attempt before failed.
    pub fn has_complaint(&self) -> bool {
        let mut parts = self.parts.iter();
        parts.any(|part| matches!(part, Part::Complaint(_)))
    }
}

impl Page {
    /// The view of the page.
    pub fn view(&self) -> PageView {
        match self {
            Page::SignIn {
                client_name,
                username,
                error,
            } => sign_in(client_name.as_deref(), username, error.as_deref()),
            Page::Consent {
                client_name,
                username,
                scopes,
                lifetime,
                redirect_host,
            } => consent(
                client_name,
                vec![
                    Part::Scopes(scopes.clone()),
                    Part::Remark(lifetime.clone()),
                    Part::Remark(format!(
                        "Signed in as {username}. You go back to {redirect_host}."
                    )),
                ],
            ),
            Page::UserCode { error } => user_code(error.as_deref()),
            Page::DeviceConsent {
                client_name,
                username,
                user_code,
                scopes,
                lifetime,
            } => consent(
                client_name,
                vec![
                    Part::UserCode(user_code.clone()),
                    Part::Scopes(scopes.clone()),
                    Part::Remark(lifetime.clone()),
                    Part::Remark(format!(
                        "Signed in as {username}. Approve only if the device in front of you \
                         shows this code."
                    )),
                ],
            ),
            Page::DeviceDone { approved: true } => told(
                Mood::Done,
                "Device connected",
                "You can go back to your device.",
            ),
            Page::DeviceDone { approved: false } => told(
                Mood::Denied,
                "Access denied",
                "Your device was not connected.",
            ),
            Page::Message {
                title,
                text,
                button,
            } => PageView {
                buttons: button.iter().map(|label| submit(label)).collect(),
                ..told(Mood::Done, title, text)
            },
            Page::Refused {
                error,
                description,
                continue_at,
            } => refused(error, description, continue_at.as_deref()),
        }
    }

    /// The page as HTML. Every text from outside is escaped.
    pub fn html(&self, form: Option<&FormTarget<'_>>) -> String {
        let view = self.view();
        let title = escape(&view.heading);
        let parts: String = view.parts.iter().map(Part::html).collect();
        let form = form.map(|form| self.form(&view, form)).unwrap_or_default();
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<title>{title}</title>\n<h1>{title}</h1>\n\
             {parts}{form}</html>\n"
        )
    }

    fn form(&self, view: &PageView, form: &FormTarget<'_>) -> String {
        let action = escape(form.action);
        // The code is kept from the page before, so that the person need not type it again.
        let kept = match self {
            Page::DeviceConsent { user_code, .. } => hidden("user_code", user_code),
            _ => String::new(),
        };
        let csrf_token = hidden("csrf_token", form.csrf_token);
        let fields: String = view.fields.iter().map(Field::html).collect();
        let buttons: String = view.buttons.iter().map(Button::html).collect();
        format!(
            "<form method=\"post\" action=\"{action}\">\n{csrf_token}{kept}{fields}{buttons}\
             </form>\n"
        )
    }
}

fn sign_in(client_name: Option<&str>, username: &str, error: Option<&str>) -> PageView {
    let purpose = match client_name {
        Some(name) => format!("continue to {name}"),
        None => "connect a device".to_owned(),
    };
    PageView {
        mood: Mood::Asks,
        heading: format!("Sign in to {purpose}"),
        parts: complaint(error).collect(),
        fields: vec![
            Field {
                name: "username",
                label: "Username",
                value: username.to_owned(),
                is_password: false,
                autocomplete: "username",
            },
            Field {
                name: "password",
                label: "Password",
                value: String::new(),
                is_password: true,
                autocomplete: "current-password",
            },
        ],
        buttons: vec![submit("Sign in")],
    }
}

/// "information about the client and the requested authorization scope and lifetime"
/// ([RFC 6749 section 10.2](https://www.rfc-editor.org/rfc/rfc6749.html#section-10.2)).
fn consent(client_name: &str, parts: Vec<Part>) -> PageView {
    PageView {
        mood: Mood::Asks,
        heading: format!("{client_name} asks for access"),
        parts,
        fields: Vec::new(),
        buttons: vec![decision("Approve", "approve"), decision("Deny", "deny")],
    }
}

fn user_code(error: Option<&str>) -> PageView {
    let instruction = Part::Paragraph("Enter the code that your device shows.".to_owned());
    PageView {
        mood: Mood::Asks,
        heading: "Connect a device".to_owned(),
        parts: std::iter::once(instruction)
            .chain(complaint(error))
            .collect(),
        fields: vec![Field {
            name: "user_code",
            label: "Code",
            value: String::new(),
            is_password: false,
            autocomplete: "off",
        }],
        buttons: vec![submit("Continue")],
    }
}

fn told(mood: Mood, heading: &str, text: &str) -> PageView {
    PageView {
        mood,
        heading: heading.to_owned(),
        parts: vec![Part::Paragraph(text.to_owned())],
        fields: Vec::new(),
        buttons: Vec::new(),
    }
}

fn refused(error: &str, description: &str, continue_at: Option<&str>) -> PageView {
    let mut view = told(Mood::Refused, "This request is refused", description);
    view.parts.push(Part::ErrorCode(error.to_owned()));
    view.parts.extend(continue_at.map(|address| Part::Link {
        address: address.to_owned(),
        text: format!("Continue to {}", redirect_uri::host(address)),
    }));
    view
}

fn complaint(error: Option<&str>) -> impl Iterator<Item = Part> {
    error
        .map(|error| Part::Complaint(error.to_owned()))
        .into_iter()
}

fn decision(label: &str, value: &'static str) -> Button {
    Button {
        sends: Some(("decision", value)),
        ..submit(label)
    }
}

fn submit(label: &str) -> Button {
    Button {
        label: label.to_owned(),
        sends: None,
    }
}

impl Part {
    fn html(&self) -> String {
        match self {
            Part::Paragraph(text) | Part::Remark(text) | Part::Complaint(text) => {
                format!("<p>{}</p>\n", escape(text))
            }
            Part::UserCode(code) => format!("<p><strong>{}</strong></p>\n", escape(code)),
            Part::Scopes(scopes) => {
                let lines: String = scopes.iter().map(ScopeLine::html).collect();
                format!("<ul>\n{lines}</ul>\n")
            }
            Part::ErrorCode(error) => format!("<p><code>{}</code></p>\n", escape(error)),
            Part::Link { address, text } => {
                let (address, text) = (escape(address), escape(text));
                format!("<p><a href=\"{address}\">{text}</a></p>\n")
            }
        }
    }
}

impl ScopeLine {
    fn html(&self) -> String {
        let (meaning, scope) = (escape(&self.meaning), escape(&self.scope));
        format!("<li>{meaning} <code>{scope}</code></li>\n")
    }
}

impl Field {
    fn html(&self) -> String {
        let Field {
            name,
            label,
            autocomplete,
            ..
        } = self;
        let kind = if self.is_password {
            " type=\"password\""
        } else {
            ""
        };
        let value = match self.value.as_str() {
            "" => String::new(),
            value => format!(" value=\"{}\"", escape(value)),
        };
        format!(
            "<label>{label} <input name=\"{name}\"{kind}{value} autocomplete=\"{autocomplete}\">\
             </label>\n"
        )
    }
}

impl Button {
    fn html(&self) -> String {
        let label = escape(&self.label);
        match self.sends {
            Some((name, value)) => {
                format!("<button name=\"{name}\" value=\"{value}\">{label}</button>\n")
            }
            None => format!("<button>{label}</button>\n"),
        }
    }
}

fn hidden(name: &str, value: &str) -> String {
    let value = escape(value);
    format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">\n")
}

/// `text` as it may stand in HTML, between tags or quotes.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
