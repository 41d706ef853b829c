//! Edits of messages: what a change of the scenario does to the bytes.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::header::{HeaderName, HeaderValue};

use crate::protocol::edit::Edit;
use crate::protocol::form;
use crate::protocol::message::{Field, Message, Place, StartLine};
use crate::scenario::Change;
use crate::simulation::json_members::Members;

/// A change that would leave no HTTP message behind, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadChange(pub String);

/// Checks that what `change` leaves behind is an HTTP message.
///
/// # Errors
/// A header field could not be sent, or a replacement cannot be read.
pub fn check(change: &Change) -> Result<(), BadChange> {
    let of = &change.message;
    match &change.edit {
        Edit::Set(field) | Edit::Add(field) => {
            let name = &field.name;
            let is_header = matches!(
                field.place,
                Place::Header | Place::Cookie | Place::Credentials
            );
            if field.place == Place::Header && HeaderName::try_from(name).is_err() {
                return Err(BadChange(format!(
                    "“{of}”: `{name}` cannot be the name of a header field."
                )));
            }
            if is_header && HeaderValue::try_from(&format!("{name}={}", field.value)).is_err() {
                return Err(BadChange(format!(
                    "“{of}”: the value for `{name}` cannot stand in a header field, which has no \
                     line breaks and no control characters."
                )));
            }
            Ok(())
        }
        Edit::Replace(text) => match parse(text) {
            Some(_) => Ok(()),
            None => Err(BadChange(format!(
                "“{of}”: what should be sent instead is no HTTP message."
            ))),
        },
        Edit::Remove { .. }
        | Edit::Repeat { .. }
        | Edit::Lose
        | Edit::HoldBack { .. }
        | Edit::SendTwice => Ok(()),
    }
}

/// Changes the bytes of `message`. Returns whether the edit fits it.
pub fn apply(edit: &Edit, message: &mut Message) -> bool {
    match edit {
        Edit::Set(field) | Edit::Add(field) => change_field(message, field.place, edit),
        Edit::Remove { place, .. } | Edit::Repeat { place, .. } => {
            change_field(message, *place, edit)
        }
        Edit::Replace(text) => replace(message, text),
        Edit::Lose | Edit::HoldBack { .. } | Edit::SendTwice => true,
    }
}

fn replace(message: &mut Message, text: &str) -> bool {
    let Some((start, headers, body)) = parse(text) else {
        return false;
    };
    let is_same_sort = matches!(
        (&message.start, &start),
        (StartLine::Request { .. }, StartLine::Request { .. })
            | (StartLine::Response { .. }, StartLine::Response { .. })
            | (StartLine::Navigation { .. }, StartLine::Navigation { .. })
    );
    if is_same_sort {
        (message.start, message.headers, message.body) = (start, headers, body);
    }
    is_same_sort
}

type Parts = (StartLine, Vec<(String, String)>, String);

/// Reads a message as [`Message::raw`] writes it.
fn parse(text: &str) -> Option<Parts> {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.trim_end().lines();
    let first = lines.next()?;
    let mut headers = Vec::new();
    for line in lines {
        let (name, value) = line.split_once(':')?;
        let (name, value) = (name.trim(), value.trim());
        HeaderName::try_from(name).ok()?;
        HeaderValue::try_from(value).ok()?;
        headers.push((name.to_owned(), value.to_owned()));
    }
    let words: Vec<&str> = first.split(' ').collect();
    let start = match words.as_slice() {
        ["HTTP/1.1", status, ..] => {
            let status = http::StatusCode::try_from(*status).ok()?.as_u16();
            StartLine::Response { status }
        }
        [method, target, "HTTP/1.1"] => {
            let is_host = |(name, _): &(String, String)| name.eq_ignore_ascii_case("host");
            let (_, host) = headers.remove(headers.iter().position(is_host)?);
            let url = format!("https://{host}{target}");
            http::Uri::try_from(&url).ok()?;
            http::Method::try_from(*method).ok()?;
            StartLine::Request {
                method: (*method).to_owned(),
                url,
            }
        }
        [url] if url.contains("://") && headers.is_empty() && body.is_empty() => {
            StartLine::Navigation {
                url: (*url).to_owned(),
            }
        }
        _ => return None,
    };
    Some((start, headers, body.to_owned()))
}

fn change_field(message: &mut Message, place: Place, edit: &Edit) -> bool {
    match place {
        Place::Query | Place::Fragment => change_address(message, place, edit),
        Place::Form => {
            let changed = changed_pairs(&message.body, edit);
            put(&mut message.body, changed)
        }
        Place::Json => {
            let members = Members::parse(&message.body);
            let changed = members.and_then(|members| members.changed(edit));
            put(&mut message.body, changed.map(|members| members.to_text()))
        }
        Place::Header => change_header(message, edit),
        Place::Cookie => change_cookie(message, edit),
        Place::Credentials => change_credentials(message, edit),
    }
}

fn put(place: &mut String, changed: Option<String>) -> bool {
    let fits = changed.is_some();
    changed.into_iter().for_each(|text| *place = text);
    fits
}

/// The items after the edit, each with its name; `None` where the edit does not fit them.
pub(super) fn changed_items<T: Clone>(
    mut items: Vec<(String, T)>,
    edit: &Edit,
    is_same: fn(&str, &str) -> bool,
    made: impl Fn(&Field, Option<&T>) -> T,
) -> Option<Vec<(String, T)>> {
    let place_of = |items: &[(String, T)], wanted: &str| {
        let mut names = items.iter();
        names.position(|(name, _)| is_same(name, wanted))
    };
    match edit {
        Edit::Set(field) => match place_of(&items, &field.name) {
            None => items.push((field.name.clone(), made(field, None))),
            Some(first) => {
                items[first].1 = made(field, Some(&items[first].1));
                let mut index = 0;
                items.retain(|(name, _)| {
                    index += 1;
                    index <= first + 1 || !is_same(name, &field.name)
                });
            }
        },
        Edit::Add(field) => items.push((field.name.clone(), made(field, None))),
        Edit::Remove { name: wanted, .. } => {
            place_of(&items, wanted)?;
            items.retain(|(name, _)| !is_same(name, wanted));
        }
        Edit::Repeat { name, .. } => {
            let first = place_of(&items, name)?;
            items.insert(first + 1, items[first].clone());
        }
        _ => return None,
    }
    Some(items)
}

/// `name=value&name=value` after the edit; what it does not speak of keeps its bytes.
fn changed_pairs(text: &str, edit: &Edit) -> Option<String> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let items = pairs.map(|pair| {
        let name = pair.split('=').next().unwrap_or(pair);
        (form::decode(name), pair.to_owned())
    });
    let made = |field: &Field, _: Option<&String>| {
        form::encode([(field.name.as_str(), field.value.as_str())])
    };
    let items = changed_items(items.collect(), edit, str::eq, made)?;
    let pairs: Vec<String> = items.into_iter().map(|(_, pair)| pair).collect();
    Some(pairs.join("&"))
}

/// Changes the address that is asked for, or to which a response sends.
fn change_address(message: &mut Message, place: Place, edit: &Edit) -> bool {
    let url = match &mut message.start {
        StartLine::Request { url, .. } | StartLine::Navigation { url } => url,
        StartLine::Response { .. } => {
            let mut headers = message.headers.iter_mut();
            match headers.find(|(name, _)| name.eq_ignore_ascii_case("location")) {
                Some((_, url)) => url,
                None => return false,
            }
        }
    };
    let (before, fragment) = url.split_once('#').unwrap_or((url, ""));
    let (path, query) = before.split_once('?').unwrap_or((before, ""));
    let (mut query, mut fragment) = (query.to_owned(), fragment.to_owned());
    let part = match place {
        Place::Fragment => &mut fragment,
        _ => &mut query,
    };
    let changed = changed_pairs(part, edit);
    let fits = put(part, changed);
    let mut changed = path.to_owned();
    for (mark, part) in [('?', query), ('#', fragment)] {
        if !part.is_empty() {
            changed.push(mark);
            changed.push_str(&part);
        }
    }
    *url = changed;
    fits
}

fn change_header(message: &mut Message, edit: &Edit) -> bool {
    let headers = message.headers.clone();
    let changed = changed_items(headers, edit, str::eq_ignore_ascii_case, |field, _| {
        field.value.clone()
    });
    let fits = changed.is_some();
    changed
        .into_iter()
        .for_each(|headers| message.headers = headers);
    fits
}

fn change_cookie(message: &mut Message, edit: &Edit) -> bool {
    let header = match message.start {
        StartLine::Response { .. } => "Set-Cookie",
        _ => "Cookie",
    };
    let made = |field: &Field, _: Option<&String>| format!("{}={}", field.name, field.value);
    let named = |(name, _): &&mut (String, String)| name.eq_ignore_ascii_case(header);
    for (_, value) in message.headers.iter_mut().filter(named) {
        let items = value.split("; ").map(|pair| {
            let name = pair.split('=').next().unwrap_or(pair);
            (name.to_owned(), pair.to_owned())
        });
        if let Some(items) = changed_items(items.collect(), edit, str::eq, made) {
            let pairs: Vec<String> = items.into_iter().map(|(_, pair)| pair).collect();
            *value = pairs.join("; ");
            return true;
        }
    }
    match edit {
        Edit::Set(field) | Edit::Add(field) => {
            let cookie = made(field, None);
            message.headers.push((header.to_owned(), cookie));
            true
        }
        _ => false,
    }
}

/// Changes the credentials that the header field `Authorization` carries, or a parameter of a
/// challenge.
fn change_credentials(message: &mut Message, edit: &Edit) -> bool {
    let is_one_of = |(name, _): &&mut (String, String)| {
        let name = name.to_ascii_lowercase();
        name == "authorization" || name == "www-authenticate"
    };
    let Some((name, value)) = message.headers.iter_mut().find(is_one_of) else {
        return false;
    };
    let Some((scheme, rest)) = value.split_once(' ') else {
        return false;
    };
    let changed = if name.eq_ignore_ascii_case("www-authenticate") {
        changed_challenge(rest, edit)
    } else if scheme.eq_ignore_ascii_case("basic") {
        changed_basic(rest, edit)
    } else {
        match edit {
            Edit::Set(field) if field.name == "access_token" => Some(field.value.clone()),
            _ => None,
        }
    };
    let changed = changed.map(|rest| format!("{scheme} {rest}"));
    put(value, changed)
}

fn changed_challenge(parameters: &str, edit: &Edit) -> Option<String> {
    let items = parameters.split(", ").map(|parameter| {
        let name = parameter.split('=').next().unwrap_or(parameter);
        (name.to_owned(), parameter.to_owned())
    });
    let made = |field: &Field, _: Option<&String>| format!("{}=\"{}\"", field.name, field.value);
    let items = changed_items(items.collect(), edit, str::eq, made)?;
    let parameters: Vec<String> = items.into_iter().map(|(_, parameter)| parameter).collect();
    Some(parameters.join(", "))
}

/// The user and password of RFC 7617, with another one in its place.
fn changed_basic(credentials: &str, edit: &Edit) -> Option<String> {
    let Edit::Set(field) = edit else {
        return None;
    };
    let decoded = BASE64_STANDARD.decode(credentials).ok()?;
    let decoded = String::from_utf8(decoded).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    let value = form::encode_component(&field.value);
    let changed = match field.name.as_str() {
        "client_id" => format!("{value}:{secret}"),
        "client_secret" => format!("{id}:{value}"),
        _ => return None,
    };
    Some(BASE64_STANDARD.encode(changed))
}
