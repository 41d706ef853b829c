//! Requests, built from parameters.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::header::{self, HeaderValue};
use http::{Method, Uri};

use oauth_flow_simulator::protocol::form;
use oauth_flow_simulator::server::Request;
use oauth_flow_simulator::server::grant::DEVICE_CODE;

use super::{API, ISSUER};

/// The parameters that poll for `device_code`.
pub fn poll(device_code: &str) -> Pairs {
    Pairs::of(&[("grant_type", DEVICE_CODE), ("device_code", device_code)])
}

/// The parameters that use `refresh_token`.
pub fn refresh(refresh_token: &str) -> Pairs {
    Pairs::of(&[
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh_token),
    ])
}

/// A form post to the server.
pub fn post(path: &str, pairs: &Pairs) -> Request {
    let mut request = request(Method::POST, &format!("{ISSUER}{path}"));
    *request.body_mut() = pairs.encoded().into_bytes();
    with_header(
        request,
        header::CONTENT_TYPE,
        "application/x-www-form-urlencoded",
    )
}

/// A request without body.
pub fn request(method: Method, url: &str) -> Request {
    let mut request = Request::new(Vec::new());
    *request.method_mut() = method;
    *request.uri_mut() = Uri::try_from(url).expect("the test's address is one");
    request
}

/// `request` with one header field more.
pub fn with_header(mut request: Request, name: header::HeaderName, value: &str) -> Request {
    let value = HeaderValue::try_from(value).expect("the test's header value is one");
    request.headers_mut().append(name, value);
    request
}

/// `request` with HTTP Basic credentials, encoded as RFC 6749 section 2.3.1 demands.
pub fn with_basic(request: Request, client_id: &str, secret: &str) -> Request {
    let id = form::encode_component(client_id);
    let secret = form::encode_component(secret);
    let encoded = BASE64_STANDARD.encode(format!("{id}:{secret}"));
    with_header(request, header::AUTHORIZATION, &format!("Basic {encoded}"))
}

/// Parameters of a request that a test builds up.
#[derive(Clone, Debug, Default)]
pub struct Pairs(Vec<(String, String)>);

impl Pairs {
    pub fn of(pairs: &[(&str, &str)]) -> Pairs {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Pairs(pairs.iter().map(owned).collect())
    }

    /// With `name` set to `value`, whatever it was.
    #[must_use]
    pub fn with(self, name: &str, value: &str) -> Pairs {
        self.without(name).and(name, value)
    }

    #[must_use]
    pub fn without(mut self, name: &str) -> Pairs {
        self.0.retain(|(key, _)| key != name);
        self
    }

    /// With one more `name`, even if there is one.
    #[must_use]
    pub fn and(mut self, name: &str, value: &str) -> Pairs {
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With all of `more` behind.
    #[must_use]
    pub fn extended(mut self, more: &Pairs) -> Pairs {
        self.0.extend(more.0.iter().cloned());
        self
    }

    pub fn encoded(&self) -> String {
        let pairs = self
            .0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        form::encode(pairs)
    }
}

/// A call for the photos with a token in the header.
pub fn photos(access_token: &str) -> Request {
    request_for(API, access_token)
}

/// A call for the photos at the API `resource`.
pub fn request_for(resource: &str, access_token: &str) -> Request {
    let call = request(Method::GET, &format!("{resource}/photos"));
    with_header(
        call,
        header::AUTHORIZATION,
        &format!("Bearer {access_token}"),
    )
}

/// The address of the authorization request `pairs`.
pub fn authorization_url(pairs: &Pairs) -> String {
    format!("{ISSUER}/authorize?{}", pairs.encoded())
}

/// The request that opening [`authorization_url`] makes in a browser without cookies.
pub fn authorization(pairs: &Pairs) -> Request {
    request(Method::GET, &authorization_url(pairs))
}
