//! A request as JavaScript that sends it with `fetch`.

use crate::export::Export;
use crate::protocol::form;
use crate::protocol::message::{Message, StartLine};

/// The format.
pub static EXPORT: Export = Export {
    id: "code",
    name: "Code",
    copy_label: "Copy code",
    write: javascript,
};

const FORM: &str = "application/x-www-form-urlencoded";

/// Header fields that `fetch` sets by itself and does not let a page set.
const SET_BY_FETCH: [&str; 6] = [
    "content-length",
    "cookie",
    "host",
    "origin",
    "referer",
    "user-agent",
];

/// The request as a call of `fetch`; `None` for what is not a request, or not one that `fetch`
/// can send: a body with GET or HEAD.
///
/// A cookie is not written down: the browser adds it where `credentials` says so.
pub fn javascript(message: &Message) -> Option<String> {
    let StartLine::Request { method, url } = &message.start else {
        return None;
    };
    if matches!(method.as_str(), "GET" | "HEAD") && !message.body.is_empty() {
        return None;
    }
    let form = form_pairs(message);
    let mut options = Vec::new();
    if method != "GET" {
        options.push(format!("  method: {},\n", string(method)));
    }
    if message.header("cookie").is_some() {
        options.push("  credentials: \"include\",\n".to_owned());
    }
    let headers = headers(message, form.is_some());
    if !headers.is_empty() {
        options.push(format!("  headers: {},\n", record(&headers)));
    }
    match &form {
        Some(pairs) => options.push(format!("  body: new URLSearchParams({}),\n", record(pairs))),
        None if message.body.is_empty() => {}
        None => options.push(format!("  body: {},\n", string(&message.body))),
    }
    let url = string(url);
    Some(match options.concat() {
        options if options.is_empty() => format!("const response = await fetch({url});"),
        options => format!("const response = await fetch({url}, {{\n{options}}});"),
    })
}

/// The pairs of a form body, if `URLSearchParams` makes the same bytes of them.
fn form_pairs(message: &Message) -> Option<Vec<(String, String)>> {
    let media_type = message.header("content-type")?.split(';').next()?.trim();
    if message.body.is_empty() || !media_type.eq_ignore_ascii_case(FORM) {
        return None;
    }
    let pairs: Vec<(String, String)> = form_urlencoded::parse(message.body.as_bytes())
        .into_owned()
        .collect();
    let encoded = form::encode(
        pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str())),
    );
    (encoded == message.body).then_some(pairs)
}

/// The header fields that have to be written down. `URLSearchParams` brings its own content type.
fn headers(message: &Message, has_form: bool) -> Vec<(String, String)> {
    let is_left_out = |name: &str| {
        let name = name.to_ascii_lowercase();
        SET_BY_FETCH.contains(&name.as_str())
            || name.starts_with("sec-")
            || (has_form && name == "content-type")
    };
    message
        .headers
        .iter()
        .filter(|(name, _)| !is_left_out(name))
        .cloned()
        .collect()
}

/// Pairs as an object, or as a list where an object would lose some or put them in another order.
fn record(pairs: &[(String, String)]) -> String {
    let is_first = |index: usize, name: &str| pairs[..index].iter().all(|(other, _)| other != name);
    let mut names = pairs.iter().map(|(name, _)| name.as_str()).enumerate();
    let is_object = names.all(|(index, name)| keeps_its_place(name) && is_first(index, name));
    let lines: String = pairs
        .iter()
        .map(|(name, value)| match is_object {
            true => format!("    {}: {},\n", key(name), string(value)),
            false => format!("    [{}, {}],\n", string(name), string(value)),
        })
        .collect();
    if is_object {
        format!("{{\n{lines}  }}")
    } else {
        format!("[\n{lines}  ]")
    }
}

/// Whether a key stays where it stands in an object: a number moves to the front, and
/// `__proto__` is no key.
fn keeps_its_place(name: &str) -> bool {
    name != "__proto__" && !name.bytes().all(|byte| byte.is_ascii_digit())
}

/// A key of an object, in quotes only where it needs them.
fn key(name: &str) -> String {
    let is_identifier = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if is_identifier {
        name.to_owned()
    } else {
        string(name)
    }
}

/// A string literal: what JSON writes is one.
fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
