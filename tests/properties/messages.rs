//! A message laid out for reading is the message as sent, and nothing is lost in between.

use std::fmt::Write as _;

use oauth_flow_simulator::protocol::message::{Message, StartLine, status_line};
use oauth_flow_simulator::protocol::message_kind::MessageKind;
use proptest::collection::vec;
use proptest::prelude::*;

/// The message as one text, put together without [`Message::layout`].
pub fn rendered(message: &Message) -> String {
    let mut text = match &message.start {
        StartLine::Request { method, url } => {
            let (_, rest) = url.split_once("//").expect("the address is absolute");
            let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
            let (host, target) = rest.split_at(end);
            let target = if target.is_empty() { "/" } else { target };
            format!("{method} {target} HTTP/1.1\nHost: {host}")
        }
        StartLine::Response { status } => format!("HTTP/1.1 {}", status_line(*status)),
        StartLine::Navigation { url } => url.clone(),
    };
    for (name, value) in &message.headers {
        let _ = write!(text, "\n{name}: {value}");
    }
    if !message.body.is_empty() {
        let _ = write!(text, "\n\n{}", message.body);
    }
    text
}

/// Compares both ways to read the message with [`rendered`].
pub fn is_laid_out_as_sent(message: &Message) {
    let expected = rendered(message);
    assert_eq!(message.raw(), expected, "the raw text of {message:?}");
    let layout = message.layout();
    let mut joined = String::new();
    for (index, line) in layout.lines.iter().enumerate() {
        if index > 0 && !line.continues {
            joined.push('\n');
        }
        for segment in &line.segments {
            joined.push_str(&segment.text);
            let field = segment.field.unwrap_or_default();
            assert!(
                segment.field.is_none() || field < layout.fields.len(),
                "{segment:?}"
            );
            assert!(!segment.text.is_empty(), "an empty segment in {message:?}");
        }
    }
    assert_eq!(joined, expected, "the layout of {message:?}");
}

/// Text made of what the layout looks for, and of anything else.
fn text() -> impl Strategy<Value = String> {
    let pieces = [
        "a", "=", "&", ", ", "; ", ":", " ", "\"", "\": ", "\",\n", "{", "}", "?", "#", "/", "%",
        "%zz", "%e9", "Basic ", "Bearer ", "realm=", "session", "\n", "\r\n", "é", "😀", ",",
    ];
    vec(proptest::sample::select(pieces.to_vec()), 0..12).prop_map(|pieces| pieces.concat())
}

fn message() -> impl Strategy<Value = Message> {
    let names = [
        "Location",
        "Authorization",
        "WWW-Authenticate",
        "Cookie",
        "Set-Cookie",
        "Content-Type",
        "Cache-Control",
        "X-Other",
    ];
    let content_types = [
        "application/x-www-form-urlencoded",
        "application/json",
        "text/html; charset=utf-8",
        "application/json; charset=utf-8",
        "",
    ];
    let start = prop_oneof![
        (text(), text()).prop_map(|(method, path)| StartLine::Request {
            method,
            url: format!("https://host/{path}"),
        }),
        Just(StartLine::Request {
            method: "GET".to_owned(),
            url: "https://host".to_owned(),
        }),
        (100_u16..=599).prop_map(|status| StartLine::Response { status }),
        text().prop_map(|path| StartLine::Navigation {
            url: format!("https://host/{path}"),
        }),
    ];
    let headers = vec((proptest::sample::select(names.to_vec()), text()), 0..4);
    let content_type = proptest::sample::select(content_types.to_vec());
    (start, content_type, headers, text()).prop_map(|(start, content_type, headers, body)| {
        let mut headers: Vec<(String, String)> = headers
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.replace(['\r', '\n'], "")))
            .collect();
        if !content_type.is_empty() {
            headers.insert(0, ("Content-Type".to_owned(), content_type.to_owned()));
        }
        Message {
            kind: MessageKind::PageResponse,
            start,
            headers,
            body,
        }
    })
}

proptest! {
    #![proptest_config(crate::cases(crate::requests() / 10))]

    #[test]
    fn every_message_is_laid_out_as_sent(message in message()) {
        is_laid_out_as_sent(&message);
    }
}
