//! A trace as JSON: what is read is what was written, and what cannot be read is named.

use std::panic::{AssertUnwindSafe, catch_unwind};

use oauth_flow_simulator::export::curl::curl;
use oauth_flow_simulator::export::html::fragment;
use oauth_flow_simulator::export::html::page::page;
use oauth_flow_simulator::export::javascript::javascript;
use oauth_flow_simulator::flow::{Flow, stories};
use oauth_flow_simulator::protocol::value_kind::ValueKind;
use oauth_flow_simulator::reading::announcement::announcement;
use oauth_flow_simulator::reading::family::family_at;
use oauth_flow_simulator::reading::marker::marker;
use oauth_flow_simulator::reading::value_path::{ended_by, newly_known, thread};
use oauth_flow_simulator::run::simulate;
use oauth_flow_simulator::scenario::Scenario;
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::simulation::trace::Trace;
use oauth_flow_simulator::spec::{SECTIONS, Section};
use proptest::prelude::*;
use serde_json::{Value, json};

fn traces() -> impl Iterator<Item = Trace> {
    stories().flat_map(|(flow, story)| {
        Profile::FLOWS.map(|profile| {
            let scenario = Scenario {
                story: story.id.to_owned(),
                profile,
                ..flow.scenario()
            };
            simulate(&scenario).expect("the story is in the list")
        })
    })
}

/// The run with which a stranger's changes begin: it has every kind of member.
fn stolen_token() -> Value {
    let flow = Flow::parse("refresh").expect("it is in the list");
    let trace = simulate(&flow.scenario()).expect("the flow is in the list");
    serde_json::from_str(&trace.to_json()).expect("it is JSON")
}

/// Everything that is read and written of a trace.
fn all_views(trace: &Trace) -> Vec<String> {
    let mut texts = vec![page(trace), fragment(trace)];
    for (index, step) in trace.steps.iter().enumerate() {
        texts.push(announcement(trace, index));
        texts.extend(marker(trace, index));
        texts.push(format!("{:?}", family_at(trace, index)));
        let parties = trace.actors.iter().map(|actor| actor.party);
        texts.extend(parties.map(|party| format!("{:?}", newly_known(trace, index, party))));
        let values = 0..trace.values.len();
        texts.extend(values.map(|value| format!("{:?}", ended_by(trace, index, value))));
        texts.push(trace.actor_name(step.checked_by()).to_owned());
        if let Some(message) = &step.message {
            texts.push(message.raw());
            texts.extend(curl(message));
            texts.extend(javascript(message));
        }
    }
    let values = 0..trace.values.len();
    texts.extend(values.map(|value| format!("{:?}", thread(trace, value))));
    texts
}

#[test]
fn every_trace_is_read_as_it_was_written() {
    for trace in traces() {
        let read = Trace::from_json(&trace.to_json()).expect("it can be read");
        assert_eq!(read, trace);
        assert_eq!(all_views(&read), all_views(&trace));
    }
}

#[test]
fn every_section_is_found_by_its_short_form() {
    for section in SECTIONS {
        assert_eq!(Section::parse(&section.to_string()), Some(*section));
    }
    for unknown in ["", "RFC 6749", "RFC 6749 §99", "RFC 6749 4.1", "RFC 1 §1"] {
        assert_eq!(Section::parse(unknown), None, "{unknown}");
    }
}

#[test]
fn kinds_and_profiles_have_the_names_that_they_have_elsewhere() {
    for kind in ValueKind::ALL {
        assert_eq!(json!(kind), kind.as_str());
    }
    for profile in Profile::ALL {
        assert_eq!(json!(profile), profile.id());
    }
}

#[test]
fn what_cannot_be_read_is_named_with_its_place() {
    let cases: [(&str, Value, &str); 18] = [
        (
            "/unfittingChanges",
            json!([3]),
            "at unfittingChanges[0], there is no change 3, counted from 0: there are 0",
        ),
        (
            "/version",
            json!(2),
            "at version, version 2 cannot be read, only 1",
        ),
        (
            "/scenario/seed",
            json!("5eedx"),
            "at scenario.seed, “5eedx” is not",
        ),
        (
            "/scenario/seed",
            json!("+5eed"),
            "at scenario.seed, “+5eed” is not",
        ),
        (
            "/scenario/profile",
            json!("x"),
            "at scenario.profile, unknown variant `x`",
        ),
        ("/steps", json!([]), "at steps, there is none"),
        (
            "/steps/0/channel",
            json!("side"),
            "at steps[0].channel, unknown variant `side`",
        ),
        (
            "/steps/2/extra",
            json!(1),
            "at steps[2].extra, unknown field `extra`",
        ),
        (
            "/steps/1/line/id",
            Value::Null,
            "at steps[1].line.id, invalid type: null",
        ),
        (
            "/steps/1/line/id",
            json!("device.flies"),
            "at steps[1].line, there is no line device.flies",
        ),
        (
            "/steps/1/line/arguments/age",
            json!("7"),
            " has no argument age",
        ),
        (
            "/steps/0/references/0",
            json!("RFC 1 §1"),
            "at steps[0].references[0], there is no section “RFC 1 §1”",
        ),
        (
            "/steps/1/roundTrip/response",
            json!(99),
            "at steps[1].roundTrip.response, there is no step 99, counted from 0: there are",
        ),
        (
            "/steps/1/uses/0/value",
            json!(99),
            "at steps[1].uses[0].value, there is no value 99",
        ),
        (
            "/steps/1/knowledge/0/1/0",
            json!(99),
            "at steps[1].knowledge[0][1][0], there is no value 99",
        ),
        (
            "/values/1/parent",
            json!(99),
            "at values[1].parent, there is no value 99",
        ),
        (
            "/steps/1/to",
            json!(9),
            "at steps[1].to, nobody with this number takes part",
        ),
        (
            "/steps/2/inquiries/0/to",
            json!(9),
            "at steps[2].inquiries[0].to, nobody with this number takes part",
        ),
    ];
    for (pointer, value, expected) in cases {
        let mut trace = stolen_token();
        let (outer, name) = pointer.rsplit_once('/').expect("it has a slash");
        match trace.pointer_mut(outer).expect("it is there") {
            Value::Object(members) => drop(members.insert(name.to_owned(), value)),
            list => list[name.parse::<usize>().expect("it is an index")] = value,
        }
        let error = Trace::from_json(&trace.to_string()).expect_err(pointer);
        let error = error.to_string();
        assert!(error.contains(expected), "{pointer}: {error}");
    }
    for (member, place) in [("version", "."), ("steps", "."), ("outcome", ".")] {
        let mut trace = stolen_token();
        trace.as_object_mut().expect("it is one").remove(member);
        let error = Trace::from_json(&trace.to_string()).expect_err(member);
        assert_eq!(error.place, place);
        assert!(
            error.reason.contains(&format!("missing field `{member}`")),
            "{error}"
        );
    }
    for (text, reason) in [
        ("", "EOF while parsing a value at line 1 column 0"),
        ("[]", "invalid length 0"),
        (
            "{\"version\":1",
            "EOF while parsing an object at line 1 column 12",
        ),
    ] {
        let error = Trace::from_json(text).expect_err(text).to_string();
        assert!(error.contains(reason), "{text}: {error}");
    }
    let twice = format!("{} {{}}", stolen_token());
    let error = Trace::from_json(&twice).expect_err("something follows");
    assert!(error.reason.starts_with("trailing characters"), "{error}");
}

/// Another value in place of one.
fn spoiled(value: &Value, dice: usize) -> Value {
    match value {
        Value::Number(_) => {
            [json!(0), json!(1), json!(7), json!(u64::MAX), json!(-1)][dice % 5].clone()
        }
        Value::String(text) => {
            let texts = [
                "",
                "\u{0}",
                "🦀",
                "attacker",
                "https://[",
                "%",
                "application/json",
                text,
            ];
            json!(texts[dice % texts.len()].repeat(1 + dice % 3))
        }
        Value::Array(items) => {
            let mut items = items.clone();
            if dice.is_multiple_of(2) {
                items.extend(items.clone());
            } else {
                items.pop();
            }
            Value::Array(items)
        }
        Value::Object(members) => {
            let mut members = members.clone();
            let name = members.keys().nth(dice % members.len().max(1)).cloned();
            name.map(|name| members.remove(&name));
            Value::Object(members)
        }
        Value::Bool(flag) => json!(!flag),
        Value::Null => json!({}),
    }
}

fn places(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, item)| places(item, format!("{at}/{index}"), found)),
        Value::Object(members) => members
            .iter()
            .for_each(|(name, member)| places(member, format!("{at}/{name}"), found)),
        _ => {}
    }
    found.push(at);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_view_stumbles_over_a_trace_from_a_stranger(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)
    ) {
        let mut trace = stolen_token();
        for (place, dice) in changes {
            let mut found = Vec::new();
            places(&trace, String::new(), &mut found);
            let part = trace.pointer_mut(&found[place.index(found.len())]).expect("it is there");
            *part = spoiled(part, usize::from(dice));
        }
        let read = catch_unwind(AssertUnwindSafe(|| {
            Trace::from_json(&trace.to_string()).map(|trace| all_views(&trace).len())
        }));
        prop_assert!(read.is_ok(), "a view stumbles over {trace}");
    }
}
