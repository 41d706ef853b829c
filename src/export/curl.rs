//! A request as a `curl` command to paste into a shell.

use crate::export::Export;
use crate::protocol::message::{Message, StartLine};

/// The format.
pub static EXPORT: Export = Export {
    id: "curl",
    name: "curl",
    copy_label: "Copy command",
    write: curl,
};

/// The request as a command for a POSIX shell, one option on a line; `None` for what is not a
/// request.
///
/// The command sends the same method, address, body and header fields. `Host` and
/// `Content-Length` are left to curl, which derives them.
pub fn curl(message: &Message) -> Option<String> {
    let StartLine::Request { method, url } = &message.start else {
        return None;
    };
    let mut lines = vec![quoted(url)];
    // Without this, curl takes brackets and braces for patterns.
    if url.contains(['[', ']', '{', '}']) {
        lines.push("--globoff".to_owned());
    }
    lines.extend(method_option(method, &message.body));
    lines.extend(header_options(message));
    lines.extend(body_options(&message.body));
    Some(format!("curl {}", lines.join(" \\\n  ")))
}

/// The option that names the method, where curl would not use it by itself.
fn method_option(method: &str, body: &str) -> Option<String> {
    match (method, body.is_empty()) {
        ("GET", true) | ("POST", false) => None,
        ("HEAD", true) => Some("--head".to_owned()),
        _ => Some(format!("-X {}", argument(method))),
    }
}

fn header_options(message: &Message) -> Vec<String> {
    let sent = message.headers.iter().filter(|(name, _)| !is_derived(name));
    let mut options: Vec<String> = sent
        .map(|(name, value)| match value.as_str() {
            // How curl is told to send a field without a value.
            "" => format!("-H {}", quoted(&format!("{name};"))),
            value => format!("-H {}", quoted(&format!("{name}: {value}"))),
        })
        .collect();
    if !message.body.is_empty() && message.header("content-type").is_none() {
        // How curl is told not to add the field.
        options.push("-H 'Content-Type:'".to_owned());
    }
    options
}

/// Whether curl works the field out by itself.
fn is_derived(name: &str) -> bool {
    ["host", "content-length"]
        .iter()
        .any(|derived| name.eq_ignore_ascii_case(derived))
}

/// The body, one pair on a line where it is a form: curl puts `&` between them again.
fn body_options(body: &str) -> Vec<String> {
    if body.is_empty() {
        return Vec::new();
    }
    let pairs: Vec<&str> = body.split('&').collect();
    // Before an empty first part, curl puts no `&`.
    if pairs.contains(&"") {
        return vec![data_option(body)];
    }
    pairs.into_iter().map(data_option).collect()
}

fn data_option(text: &str) -> String {
    // `--data` takes what starts with @ for the name of a file.
    let option = if text.starts_with('@') {
        "--data-raw"
    } else {
        "--data"
    };
    format!("{option} {}", quoted(text))
}

/// `text` as it is where a shell takes it for itself, else in quotes.
fn argument(text: &str) -> String {
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_plain {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// `text` as one word of a POSIX shell: in single quotes, where nothing but they has a meaning.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
