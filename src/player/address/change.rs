//! Changes in an address: to messages on their way, to the server's switches, to its checks.
//!
//! Each key has a list with commas between its items; a comma inside an item is written twice.

use super::complaint::{on_one_line, quoted};
use super::key::{is_marker, whole_number};
use super::{Address, MAXIMUM_WAIT_SECONDS};
use crate::flow::{UnknownName, checks};
use crate::protocol::edit::Edit;
use crate::protocol::form;
use crate::protocol::message::{Field, Place};
use crate::scenario::{Change, Switch, SwitchValue};
use crate::server::policy::Policy;
use crate::simulation::edit;

/// Characters of a name that there is not that are told, and more than a name has.
const MAXIMUM_NAME_LENGTH: usize = 80;

const PLACES: [(Place, &str); 7] = [
    (Place::Query, "query"),
    (Place::Fragment, "fragment"),
    (Place::Header, "header"),
    (Place::Cookie, "cookie"),
    (Place::Credentials, "credentials"),
    (Place::Form, "form"),
    (Place::Json, "json"),
];

fn items(list: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    let mut pieces = list.split(',');
    while let Some(piece) = pieces.next() {
        match items.last_mut().filter(|_| piece.is_empty()) {
            // A single comma at the end separates nothing.
            Some(last) => {
                if let Some(rest) = pieces.next() {
                    last.push(',');
                    last.push_str(rest);
                }
            }
            None => items.push(piece.trim_start().to_owned()),
        }
    }
    items.retain(|item| !item.is_empty());
    items
}

/// A text of an item, so that no comma in it ends the item.
fn encoded(text: &str) -> String {
    form::encode_component(&text.replace(',', ",,"))
}

/// A name that another text follows: no mark in it ends the name.
fn encoded_name(name: &str) -> String {
    form::encode_component(&form::encode_component(name))
}

pub(super) fn read_changes(value: &str, address: &mut Address, complaints: &mut Vec<String>) {
    address.scenario.changes.clear();
    for text in items(value) {
        let text_quoted = quoted(&text);
        match change(&text) {
            None => complaints.push(format!(
                "{text_quoted} is not a change, which is the name of a message and what happens \
                 to it, as in token-request:lose; it is left out."
            )),
            Some(change) if holds_back_too_long(&change.edit) => complaints.push(format!(
                "The change {text_quoted} takes longer than ten years; it is left out."
            )),
            Some(change) if edit::check(&change).is_err() => complaints.push(format!(
                "The change {text_quoted} would leave no HTTP message behind; it is left out."
            )),
            Some(change) => address.scenario.changes.push(change),
        }
    }
}

fn holds_back_too_long(edit: &Edit) -> bool {
    matches!(edit, Edit::HoldBack { seconds } if *seconds > MAXIMUM_WAIT_SECONDS)
}

/// Reads `token-request:lose`, `token-request:set:form:code=abc`, and so on.
fn change(text: &str) -> Option<Change> {
    let (message, edit) = text.split_once(':').filter(|(name, _)| is_marker(name))?;
    let (verb, rest) = edit.split_once(':').unwrap_or((edit, ""));
    let place_and_rest = || {
        let (place, rest) = rest.split_once(':')?;
        let (place, _) = PLACES.iter().find(|(_, name)| *name == place)?;
        Some((*place, rest))
    };
    let field = || {
        let (place, (name, value)) =
            place_and_rest().and_then(|(place, rest)| Some((place, rest.split_once('=')?)))?;
        let (name, value) = (form::decode(name), value.to_owned());
        Some(Field { place, name, value })
    };
    let name = || place_and_rest().map(|(place, name)| (place, form::decode(name)));
    let edit = match verb {
        "set" => Edit::Set(field()?),
        "add" => Edit::Add(field()?),
        "remove" => name().map(|(place, name)| Edit::Remove { place, name })?,
        "repeat" => name().map(|(place, name)| Edit::Repeat { place, name })?,
        "hold-back" => Edit::HoldBack {
            seconds: whole_number(rest)?,
        },
        "replace" => Edit::Replace(rest.to_owned()),
        "lose" if edit == verb => Edit::Lose,
        "send-twice" if edit == verb => Edit::SendTwice,
        _ => return None,
    };
    Some(Change {
        message: message.to_owned(),
        edit,
    })
}

pub(super) fn write_changes(address: &Address) -> Option<String> {
    let changes = address.scenario.changes.iter();
    Some(changes.map(written).collect::<Vec<_>>().join(","))
}

/// `change` as it stands in an address.
pub(super) fn written(change: &Change) -> String {
    let name = |verb: &str, place: Place, name: &str| {
        let mut places = PLACES.iter();
        let place = places.find(|(one, _)| *one == place);
        let place = place.map_or("", |(_, place)| place);
        format!("{verb}:{place}:{}", encoded_name(name))
    };
    let field = |verb: &str, field: &Field| {
        let name = name(verb, field.place, &field.name);
        format!("{name}={}", encoded(&field.value))
    };
    let edit = match &change.edit {
        Edit::Set(set) => field("set", set),
        Edit::Add(added) => field("add", added),
        Edit::Remove {
            place,
            name: removed,
        } => name("remove", *place, removed),
        Edit::Repeat {
            place,
            name: repeated,
        } => name("repeat", *place, repeated),
        Edit::Lose => "lose".to_owned(),
        Edit::HoldBack { seconds } => format!("hold-back:{seconds}"),
        Edit::SendTwice => "send-twice".to_owned(),
        Edit::Replace(text) => format!("replace:{}", encoded(text)),
    };
    format!("{}:{edit}", encoded(&change.message))
}

pub(super) fn read_switches(value: &str, address: &mut Address, complaints: &mut Vec<String>) {
    address.scenario.switches.clear();
    for text in items(value) {
        let Some((name, value)) = text.split_once(':') else {
            complaints.push(format!(
                "{} is not a switch, which is its name and its value, as in \
                 refreshTokensRotate:false; it is left out.",
                quoted(&text)
            ));
            continue;
        };
        if !is_known("switch", name, &Policy::switches(), complaints) {
            continue;
        }
        let value = match value {
            "true" => SwitchValue::Is(true),
            "false" => SwitchValue::Is(false),
            _ => whole_number(value)
                .map_or_else(|| SwitchValue::Name(value.to_owned()), SwitchValue::Number),
        };
        let policy = address.scenario.profile.policy();
        match policy.with_switches(&[(name, value.clone().into())]) {
            Ok(_) => address.scenario.switches.push(Switch {
                name: name.to_owned(),
                value,
            }),
            Err(_) => complaints.push(format!(
                "The server cannot be switched to {}; it is left out.",
                quoted(&text)
            )),
        }
    }
}

pub(super) fn write_switches(address: &Address) -> Option<String> {
    let switches = address.scenario.switches.iter().map(|switch| {
        let value = match &switch.value {
            SwitchValue::Is(is) => is.to_string(),
            SwitchValue::Number(number) => number.to_string(),
            SwitchValue::Name(name) => encoded(name),
        };
        format!("{}:{value}", encoded(&switch.name))
    });
    Some(switches.collect::<Vec<_>>().join(","))
}

pub(super) fn read_skipped_checks(
    value: &str,
    address: &mut Address,
    complaints: &mut Vec<String>,
) {
    address.scenario.skipped_checks.clear();
    for id in items(value) {
        if is_known("check", &id, &checks::identifiers(), complaints) {
            address.scenario.skipped_checks.push(id);
        }
    }
}

/// Whether `name` is one of those that there are of its kind; complains if it is not.
fn is_known(
    what: &'static str,
    name: &str,
    known: &[String],
    complaints: &mut Vec<String>,
) -> bool {
    let told: String = on_one_line(name).take(MAXIMUM_NAME_LENGTH).collect();
    let unknown = UnknownName::unless_known(what, &told, known).err();
    complaints.extend(unknown.as_ref().map(ToString::to_string));
    unknown.is_none()
}

pub(super) fn write_skipped_checks(address: &Address) -> Option<String> {
    let ids = address.scenario.skipped_checks.iter();
    Some(ids.map(|id| encoded(id)).collect::<Vec<_>>().join(","))
}
