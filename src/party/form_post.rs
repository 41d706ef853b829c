//! Forms that a client posts to the authorization server.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::header::{self, HeaderValue};
use http::{Method, Uri};

use crate::protocol::form;
use crate::server::Request;

/// A form with `pairs`, posted to `url`; with the name and the secret of a client in its header
/// ([RFC 6749 section 2.3.1](https://www.rfc-editor.org/rfc/rfc6749.html#section-2.3.1)), if it is
/// to have them there.
pub(super) fn form_post<'a>(
    url: &str,
    pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    credentials: Option<(&str, &str)>,
) -> Request {
    let mut request = Request::new(form::encode(pairs).into_bytes());
    *request.method_mut() = Method::POST;
    *request.uri_mut() = Uri::try_from(url).unwrap_or_default();
    let headers = request.headers_mut();
    if let Some((client_id, secret)) = credentials {
        let id = form::encode_component(client_id);
        let secret = form::encode_component(secret);
        let encoded = BASE64_STANDARD.encode(format!("{id}:{secret}"));
        if let Ok(basic) = HeaderValue::try_from(format!("Basic {encoded}")) {
            headers.insert(header::AUTHORIZATION, basic);
        }
    }
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/x-www-form-urlencoded"),
    );
    request
}
