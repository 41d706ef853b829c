//! The fields of the server's own forms, and the cookie that ties them to a browser.
//!
//! How a server signs its users in is its own affair (RFC 6749 section 3.1), so the names here
//! are this server's. The sections say what such a field is needed for.

use super::{Parameter, optional, required_if};
use crate::protocol::message_kind::MessageKind::{
    ApplicationRequest, ApplicationResponse, AuthorizationErrorResponse, AuthorizationRequest,
    AuthorizationResponse, PageRequest, PageResponse,
};
use crate::protocol::value_kind::ValueKind;
use crate::spec;

const PASSWORD_SIGN_IN: &str = "the server signs its users in with a password";

pub(super) static PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "username",
        meaning: "The name that the user has at the authorization server, entered on the \
                  server's own page. How a server signs its users in is left to it.",
        value_kind: None,
        usages: &[required_if(
            PASSWORD_SIGN_IN,
            PageRequest,
            spec::RFC_6749_3_1,
        )],
    },
    Parameter {
        name: "password",
        meaning: "The user's password. It goes to the authorization server only; the client \
                  never sees it and gets a token in its place.",
        value_kind: Some(ValueKind::Password),
        usages: &[required_if(
            PASSWORD_SIGN_IN,
            PageRequest,
            spec::RFC_6749_3_1,
        )],
    },
    Parameter {
        name: "csrf_token",
        meaning: "A value that stands only in the form that the server gave to this browser. \
                  Another site cannot read it, so it cannot send the form in the user's name and \
                  have access granted without the user.",
        value_kind: Some(ValueKind::CsrfToken),
        usages: &[required_if(
            "the server guards its forms with it against CSRF",
            PageRequest,
            spec::RFC_6749_10_12,
        )],
    },
    Parameter {
        name: "decision",
        meaning: "The user's answer: approve or deny. The server gives the client nothing before \
                  it.",
        value_kind: None,
        usages: &[required_if(
            "the server asks the user for consent",
            PageRequest,
            spec::RFC_6749_4_1_1,
        )],
    },
    Parameter {
        name: "session",
        meaning: "The server's session cookie: by it the server knows which user is signed in at \
                  this browser. Whoever copies it acts as that user.",
        value_kind: Some(ValueKind::SessionCookie),
        usages: &[
            optional(PageRequest, spec::RFC_6749_3_1),
            optional(PageResponse, spec::RFC_6749_3_1),
        ],
    },
    Parameter {
        name: "session",
        meaning: "The application's session cookie. The application keeps state in that session, \
                  so that it accepts an answer only from the browser that began the flow.",
        value_kind: Some(ValueKind::SessionCookie),
        usages: &[
            optional(ApplicationRequest, spec::RFC_6749_10_12),
            optional(ApplicationResponse, spec::RFC_6749_10_12),
            optional(AuthorizationResponse, spec::RFC_6749_10_12),
            optional(AuthorizationErrorResponse, spec::RFC_6749_10_12),
        ],
    },
    Parameter {
        name: "session",
        meaning: "A session cookie of the host in this message: the application ties state to \
                  it; the authorization server knows by it a user who is already signed in.",
        value_kind: Some(ValueKind::SessionCookie),
        usages: &[optional(AuthorizationRequest, spec::RFC_6749_10_12)],
    },
];
