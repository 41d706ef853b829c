//! An HTTP message as it was sent, and its parts: which bytes are which parameter.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::HeaderMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::protocol::form;
use crate::protocol::message_kind::MessageKind;

/// An HTTP message or an address that is opened, as it went over the wire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Message {
    pub kind: MessageKind,
    pub start: StartLine,
    /// Header fields in order, with their names as they are usually written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body: String,
}

/// The first line of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum StartLine {
    Request {
        method: String,
        /// The absolute address.
        url: String,
    },
    Response {
        status: u16,
    },
    /// An application opens an address in the browser; no HTTP message carries that.
    Navigation {
        url: String,
    },
}

/// One named value in a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Field {
    pub place: Place,
    pub name: String,
    /// The value after decoding.
    pub value: String,
}

/// Where in a message a field stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    Query,
    Fragment,
    Header,
    Cookie,
    /// Inside an `Authorization` or `WWW-Authenticate` header field.
    Credentials,
    Form,
    Json,
}

/// A message laid out for reading. The texts of all segments in order are the bytes as sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    pub fields: Vec<Field>,
    pub lines: Vec<Line>,
}

/// One line of a [`Layout`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Whether the line goes on with the one before it: a break for the eye, not a byte.
    pub continues: bool,
    pub segments: Vec<Segment>,
}

/// A run of bytes with one meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    pub text: String,
    pub role: SegmentRole,
    /// Index into [`Layout::fields`] for a name or a value.
    pub field: Option<usize>,
}

/// The role of a [`Segment`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SegmentRole {
    /// The method or the status: what a reader looks for first.
    Strong,
    /// Text that the transport needs and the protocol does not speak of.
    Faint,
    Name,
    Value,
    Plain,
}

impl Message {
    /// The request as it is sent by a client whose stack speaks HTTP/1.1.
    pub fn from_request(kind: MessageKind, request: &http::Request<Vec<u8>>) -> Message {
        Message {
            kind,
            start: StartLine::Request {
                method: request.method().to_string(),
                url: request.uri().to_string(),
            },
            headers: header_list(request.headers()),
            body: String::from_utf8_lossy(request.body()).into_owned(),
        }
    }

    /// The response as it is sent.
    pub fn from_response(kind: MessageKind, response: &http::Response<Vec<u8>>) -> Message {
        Message {
            kind,
            start: StartLine::Response {
                status: response.status().as_u16(),
            },
            headers: header_list(response.headers()),
            body: String::from_utf8_lossy(response.body()).into_owned(),
        }
    }

    /// The address that is asked for or opened; empty for a response.
    pub fn url(&self) -> &str {
        match &self.start {
            StartLine::Request { url, .. } | StartLine::Navigation { url } => url,
            StartLine::Response { .. } => "",
        }
    }

    /// The value of the first header field called `name`.
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self
            .headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        Some(value)
    }

    /// The message as one text, as it would stand on the wire (with line feeds alone).
    pub fn raw(&self) -> String {
        let layout = self.layout();
        let mut raw = String::new();
        for (index, line) in layout.lines.iter().enumerate() {
            if index > 0 && !line.continues {
                raw.push('\n');
            }
            line.segments
                .iter()
                .for_each(|segment| raw.push_str(&segment.text));
        }
        raw
    }

    /// The message laid out for reading, each parameter on a line of its own.
    pub fn layout(&self) -> Layout {
        let mut typesetter = Typesetter::default();
        match &self.start {
            StartLine::Request { method, url } => {
                let (origin, target) = split_origin(url);
                typesetter.plain(SegmentRole::Strong, method);
                typesetter.plain(SegmentRole::Plain, " ");
                typesetter.url(target);
                typesetter.plain(SegmentRole::Faint, " HTTP/1.1");
                typesetter.new_line();
                typesetter.plain(SegmentRole::Faint, "Host: ");
                let host = origin.split_once("//").map_or(origin, |(_, host)| host);
                typesetter.plain(SegmentRole::Faint, host);
            }
            StartLine::Response { status } => {
                typesetter.plain(SegmentRole::Faint, "HTTP/1.1 ");
                typesetter.plain(SegmentRole::Strong, &status_line(*status));
            }
            StartLine::Navigation { url } => typesetter.url(url),
        }
        for (name, value) in &self.headers {
            typesetter.new_line();
            typesetter.header(name, value);
        }
        if !self.body.is_empty() {
            typesetter.new_line();
            typesetter.new_line();
            match self
                .header("content-type")
                .unwrap_or_default()
                .split(';')
                .next()
            {
                Some("application/x-www-form-urlencoded") => {
                    typesetter.pairs(Place::Form, &self.body);
                }
                Some("application/json") => typesetter.json(&self.body),
                _ => typesetter.text(&self.body),
            }
        }
        typesetter.layout
    }

    /// Every named value in the message, decoded.
    pub fn fields(&self) -> Vec<Field> {
        self.layout().fields
    }
}

/// The header fields with the capitals that readers know; HTTP itself does not distinguish case.
fn header_list(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            let words: Vec<_> = name.as_str().split('-').map(capitalized).collect();
            (
                words.join("-"),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect()
}

fn capitalized(word: &str) -> String {
    match word {
        "dpop" => return "DPoP".to_owned(),
        "www" => return "WWW".to_owned(),
        _ => {}
    }
    let mut characters = word.chars();
    characters
        .next()
        .map(|first| first.to_ascii_uppercase().to_string() + characters.as_str())
        .unwrap_or_default()
}

/// A status with the phrase that the specification has for it, e.g. `404 Not Found`.
///
/// These are the statuses of the server and the API; another one has an empty phrase, which
/// [RFC 9112 section 4](https://www.rfc-editor.org/rfc/rfc9112.html#section-4) allows. The list of
/// the `http` crate has sixty, which the page would load.
pub fn status_line(status: u16) -> String {
    let phrase = match status {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        303 => "See Other",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        413 => "Payload Too Large",
        414 => "URI Too Long",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        _ => "",
    };
    format!("{status} {phrase}")
}

/// Splits `https://host/path?query` into `https://host` and `/path?query`.
pub fn split_origin(url: &str) -> (&str, &str) {
    let host_start = url.find("//").map_or(0, |position| position + 2);
    match url[host_start..].find(['/', '?', '#']) {
        Some(end) => url.split_at(host_start + end),
        None => (url, "/"),
    }
}

/// Puts segments on lines and collects the fields.
#[derive(Default)]
struct Typesetter {
    layout: Layout,
}

impl Typesetter {
    fn line(&mut self) -> &mut Line {
        if self.layout.lines.is_empty() {
            self.layout.lines.push(Line::default());
        }
        let last = self.layout.lines.len() - 1;
        &mut self.layout.lines[last]
    }

    fn new_line(&mut self) {
        self.layout.lines.push(Line::default());
    }

    fn soft_break(&mut self) {
        self.layout.lines.push(Line {
            continues: true,
            segments: Vec::new(),
        });
    }

    fn push(&mut self, role: SegmentRole, text: &str, field: Option<usize>) {
        if !text.is_empty() {
            self.line().segments.push(Segment {
                text: text.to_owned(),
                role,
                field,
            });
        }
    }

    fn plain(&mut self, role: SegmentRole, text: &str) {
        self.push(role, text, None);
    }

    fn field(&mut self, place: Place, name: &str, value: &str) -> usize {
        self.layout.fields.push(Field {
            place,
            name: name.to_owned(),
            value: value.to_owned(),
        });
        self.layout.fields.len() - 1
    }

    /// Text in which nothing is named, with its own line breaks.
    fn text(&mut self, text: &str) {
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.new_line();
            }
            self.plain(SegmentRole::Plain, line);
        }
    }

    /// `name=value&name=value`, percent-encoded, one pair on a line.
    fn pairs(&mut self, place: Place, text: &str) {
        for (index, pair) in text.split('&').enumerate() {
            if index > 0 {
                self.soft_break();
                self.plain(SegmentRole::Faint, "&");
            }
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let field = self.field(place, &form::decode(name), &form::decode(value));
            self.push(SegmentRole::Name, name, Some(field));
            if pair.contains('=') {
                self.plain(SegmentRole::Faint, "=");
            }
            self.push(SegmentRole::Value, value, Some(field));
        }
    }

    /// An address, its query and fragment broken into pairs.
    fn url(&mut self, url: &str) {
        let (before_fragment, fragment) = match url.split_once('#') {
            Some((before, fragment)) => (before, Some(fragment)),
            None => (url, None),
        };
        let (path, query) = match before_fragment.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (before_fragment, None),
        };
        self.plain(SegmentRole::Plain, path);
        for (mark, place, part) in [("?", Place::Query, query), ("#", Place::Fragment, fragment)] {
            if let Some(part) = part {
                self.soft_break();
                self.plain(SegmentRole::Faint, mark);
                self.pairs(place, part);
            }
        }
    }

    fn header(&mut self, name: &str, value: &str) {
        let field = self.field(Place::Header, name, value);
        self.push(SegmentRole::Name, name, Some(field));
        self.plain(SegmentRole::Faint, ": ");
        match name.to_ascii_lowercase().as_str() {
            "location" => self.url(value),
            "authorization" => self.authorization(value),
            "www-authenticate" => self.challenge(value),
            "cookie" | "set-cookie" => self.cookies(value),
            _ => self.push(SegmentRole::Value, value, Some(field)),
        }
    }

    fn authorization(&mut self, value: &str) {
        let Some((scheme, credentials)) = value.split_once(' ') else {
            return self.plain(SegmentRole::Plain, value);
        };
        self.plain(SegmentRole::Plain, scheme);
        self.plain(SegmentRole::Plain, " ");
        if credentials.is_empty() {
            return;
        }
        let field = if scheme.eq_ignore_ascii_case("basic") {
            let decoded = BASE64_STANDARD.decode(credentials).unwrap_or_default();
            let decoded = String::from_utf8_lossy(&decoded).into_owned();
            let (id, secret) = decoded.split_once(':').unwrap_or((&decoded, ""));
            self.field(Place::Credentials, "client_id", &form::decode(id));
            self.field(Place::Credentials, "client_secret", &form::decode(secret))
        } else {
            self.field(Place::Credentials, "access_token", credentials)
        };
        self.push(SegmentRole::Value, credentials, Some(field));
    }

    /// `Bearer realm="…", error="…"`, one parameter on a line.
    fn challenge(&mut self, value: &str) {
        let Some((scheme, parameters)) = value.split_once(' ') else {
            return self.plain(SegmentRole::Plain, value);
        };
        self.plain(SegmentRole::Plain, scheme);
        self.plain(SegmentRole::Faint, " ");
        for (index, parameter) in parameters.split(", ").enumerate() {
            if index > 0 {
                self.plain(SegmentRole::Faint, ", ");
                self.soft_break();
            }
            if parameter.is_empty() {
                continue;
            }
            let (name, quoted) = parameter.split_once('=').unwrap_or((parameter, ""));
            let field = self.field(Place::Credentials, name, quoted.trim_matches('"'));
            self.push(SegmentRole::Name, name, Some(field));
            if parameter.contains('=') {
                self.plain(SegmentRole::Faint, "=");
            }
            self.push(SegmentRole::Value, quoted, Some(field));
        }
    }

    fn cookies(&mut self, value: &str) {
        for (index, pair) in value.split("; ").enumerate() {
            if index > 0 {
                self.plain(SegmentRole::Faint, "; ");
            }
            match pair.split_once('=') {
                Some((name, value)) => {
                    let field = self.field(Place::Cookie, name, value);
                    self.push(SegmentRole::Name, name, Some(field));
                    self.plain(SegmentRole::Faint, "=");
                    self.push(SegmentRole::Value, value, Some(field));
                }
                None => self.plain(SegmentRole::Faint, pair),
            }
        }
    }

    /// A JSON body whose object has one member on a line, as the server writes it.
    fn json(&mut self, body: &str) {
        for (index, line) in body.split('\n').enumerate() {
            if index > 0 {
                self.new_line();
            }
            let member = line.trim_start();
            let Some((name, rest)) = member
                .strip_prefix('"')
                .and_then(|rest| rest.split_once("\": "))
            else {
                self.plain(SegmentRole::Plain, line);
                continue;
            };
            let (value, comma) = rest
                .strip_suffix(',')
                .map_or((rest, ""), |value| (value, ","));
            let decoded = match serde_json::from_slice(value.as_bytes()) {
                Ok(Value::String(text)) => text,
                _ => value.to_owned(),
            };
            let field = self.field(Place::Json, name, &decoded);
            self.plain(SegmentRole::Faint, &line[..line.len() - member.len()]);
            self.plain(SegmentRole::Faint, "\"");
            self.push(SegmentRole::Name, name, Some(field));
            self.plain(SegmentRole::Faint, "\": ");
            let inner = value
                .strip_prefix('"')
                .and_then(|value| value.strip_suffix('"'));
            if let Some(inner) = inner {
                self.plain(SegmentRole::Faint, "\"");
                self.push(SegmentRole::Value, inner, Some(field));
                self.plain(SegmentRole::Faint, "\"");
            } else {
                self.push(SegmentRole::Value, value, Some(field));
            }
            self.plain(SegmentRole::Faint, comma);
        }
    }
}
