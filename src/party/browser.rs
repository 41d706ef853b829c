//! The person's browser: follows redirects, keeps cookies, remembers where it was.

use http::header::{self, HeaderValue};
use http::{Method, Uri};

use crate::protocol::form;
use crate::protocol::message::split_origin;
use crate::server::{Request, Response};

#[derive(Clone, Debug, PartialEq, Eq)]
struct Cookie {
    origin: String,
    name: String,
    value: String,
}

/// A browser with its memory.
#[derive(Clone, Debug, Default)]
pub struct Browser {
    cookies: Vec<Cookie>,
    /// Every address that was opened, fragments included.
    pub history: Vec<String>,
}

impl Browser {
    /// The request that opening `url` makes. The fragment stays in the browser
    /// ([RFC 6749 section 4.2](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.2)).
    pub fn open(&mut self, url: &str) -> Request {
        self.history.push(url.to_owned());
        let without_fragment = url.split('#').next().unwrap_or(url);
        self.request(Method::GET, without_fragment, Vec::new())
    }

    /// The request that submitting a form makes. `page_url` is the address of the form's page,
    /// whose origin comes in `Origin` with every POST, unless the page wants it kept back
    /// ([Fetch, append a request Origin header](https://fetch.spec.whatwg.org/#append-a-request-origin-header)).
    pub fn submit(&mut self, page_url: &str, form: &Form, entries: &[(&str, &str)]) -> Request {
        let hidden = form
            .hidden
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let body = form::encode(hidden.chain(entries.iter().copied()));
        let (origin, _) = split_origin(page_url);
        let url = format!("{origin}{}", form.action);
        self.history.push(url.clone());
        let mut request = self.request(Method::POST, &url, body.into_bytes());
        let headers = request.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/x-www-form-urlencoded"),
        );
        let origin = if form.hides_origin { "null" } else { origin };
        if let Ok(origin) = HeaderValue::try_from(origin) {
            headers.insert(header::ORIGIN, origin);
        }
        request
    }

    /// The request that submitting a form on the page that it shows makes.
    pub fn fill_in(&mut self, form: &Form, entries: &[(&str, &str)]) -> Request {
        let page_url = self.address().to_owned();
        self.submit(&page_url, form, entries)
    }

    /// The address that it shows: the last one that was opened, fragment included.
    pub fn address(&self) -> &str {
        self.history.last().map_or("", String::as_str)
    }

    /// Keeps the cookies that `response` from `url` sets.
    pub fn keep_cookies(&mut self, url: &str, response: &Response) {
        let (origin, _) = split_origin(url);
        for field in response.headers().get_all(header::SET_COOKIE) {
            let pair = field
                .to_str()
                .unwrap_or_default()
                .split(';')
                .next()
                .unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies
                    .retain(|cookie| cookie.origin != origin || cookie.name != name);
                let (origin, name, value) = (origin.to_owned(), name.to_owned(), value.to_owned());
                self.cookies.push(Cookie {
                    origin,
                    name,
                    value,
                });
            }
        }
    }

    /// The person closes it: no cookie here has a lifetime, so none outlives that
    /// ([RFC 6265 section 5.3](https://www.rfc-editor.org/rfc/rfc6265.html#section-5.3)).
    pub fn close(&mut self) {
        self.cookies.clear();
    }

    fn request(&self, method: Method, url: &str, body: Vec<u8>) -> Request {
        let mut request = Request::new(body);
        *request.method_mut() = method;
        *request.uri_mut() = Uri::try_from(url).unwrap_or_default();
        self.add_cookies(&mut request);
        request
    }

    /// Adds what this browser keeps for the address of `request`, in place of what is there.
    pub fn add_cookies(&self, request: &mut Request) {
        let url = request.uri().to_string();
        let (origin, _) = split_origin(&url);
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .filter(|cookie| cookie.origin == origin)
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect();
        request.headers_mut().remove(header::COOKIE);
        if let Some(value) = HeaderValue::try_from(cookies.join("; "))
            .ok()
            .filter(|value| !value.is_empty())
        {
            request.headers_mut().insert(header::COOKIE, value);
        }
    }
}

/// A form as it stands on a page that the browser got.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    pub action: String,
    pub hidden: Vec<(String, String)>,
    /// Whether its page came with `Referrer-Policy: no-referrer`.
    pub hides_origin: bool,
    /// Whether a person has to type a password into it.
    pub asks_for_password: bool,
}

/// The form in a page of the authorization server, read from its HTML. `None` if there is none.
pub fn form_in(response: &Response) -> Option<Form> {
    let html = std::str::from_utf8(response.body()).ok()?;
    let (_, form) = html.split_once("<form ")?;
    let action = attribute(form, "action")?;
    let hidden = form
        .split("<input type=\"hidden\" ")
        .skip(1)
        .filter_map(|input| Some((attribute(input, "name")?, attribute(input, "value")?)))
        .collect();
    let policy = response.headers().get(header::REFERRER_POLICY);
    Some(Form {
        action,
        hidden,
        hides_origin: policy.is_some_and(|policy| policy == "no-referrer"),
        asks_for_password: form.contains("type=\"password\""),
    })
}

fn attribute(html: &str, name: &str) -> Option<String> {
    let (_, rest) = html.split_once(&format!("{name}=\""))?;
    let (value, _) = rest.split_once('"')?;
    Some(
        value
            .replace("&quot;", "\"")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&"),
    )
}
