//! `response_mode=form_post`: the answer comes in the body of a form that submits itself.
//!
//! [OAuth 2.0 Form Post Response Mode section 2](https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html#FormPostResponseMode)

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::StatusCode;
use http::header::{self, HeaderValue};
use sha2::{Digest, Sha256};

use crate::server::endpoint::authorization::{Delivery, ResponseMode};
use crate::server::page::escape;
use crate::server::{AuthorizationServer, Response, response};

/// `response_mode=form_post`
pub const FORM_POST: ResponseMode = ResponseMode {
    name: "form_post",
    delivery: Delivery::Page(page),
};

/// The only script on the page. Without scripts there is a button.
const SCRIPT: &str = "document.forms[0].submit()";

fn page(_: &AuthorizationServer, redirect_uri: &str, pairs: &[(&str, &str)]) -> Response {
    let action = escape(redirect_uri);
    let fields: String = pairs
        .iter()
        .map(|(name, value)| {
            let value = escape(value);
            format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">\n")
        })
        .collect();
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<title>Back to the application</title>\n\
         <form method=\"post\" action=\"{action}\">\n{fields}<button>Continue</button>\n</form>\n\
         <script>{SCRIPT}</script>\n</html>\n"
    );
    let mut response = response(StatusCode::OK, "text/html; charset=utf-8", html);
    // The page runs this script and no other, whatever stands in the parameters.
    let hash = BASE64_STANDARD.encode(Sha256::digest(SCRIPT));
    let policy = format!("default-src 'none'; script-src 'sha256-{hash}'; frame-ancestors 'none'");
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    response
}
