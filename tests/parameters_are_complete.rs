//! Every entry of the parameter list says what a learner needs, once, and in plain words.

use std::collections::BTreeSet;

use oauth_flow_simulator::protocol::message_kind::MessageKind;
use oauth_flow_simulator::protocol::parameter::{PARAMETERS, Parameter, Requirement, lookup};
use oauth_flow_simulator::spec;

/// A longer text is not read.
const LONGEST_MEANING: usize = 300;

/// What a text for learners never says.
const FORBIDDEN_PHRASES: [&str; 6] = ["simply", "just", "easy", "easily", "obviously", "of course"];

fn parameters() -> impl Iterator<Item = &'static Parameter> {
    PARAMETERS.iter().copied().flatten()
}

/// `text` as lower-case words between single spaces, one of them at each end.
fn words(text: &str) -> String {
    let words = text
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect::<Vec<_>>();
    format!(" {} ", words.join(" "))
}

#[test]
fn every_entry_has_a_name_a_meaning_and_a_message() {
    for parameter in parameters() {
        assert!(!parameter.name.is_empty(), "no name: {parameter:?}");
        assert!(
            !parameter.meaning.is_empty(),
            "no meaning: {}",
            parameter.name
        );
        assert!(
            !parameter.usages.is_empty(),
            "no message: {}",
            parameter.name
        );
    }
}

#[test]
fn no_two_entries_claim_the_same_name_in_the_same_message() {
    let mut seen = BTreeSet::new();
    for parameter in parameters() {
        for usage in parameter.usages {
            let is_new = seen.insert((parameter.name, usage.message));
            assert!(
                is_new,
                "{} has two entries in {:?}",
                parameter.name, usage.message
            );
        }
    }
}

#[test]
fn every_meaning_is_short_and_ends_with_a_full_stop() {
    for parameter in parameters() {
        let length = parameter.meaning.chars().count();
        assert!(
            length <= LONGEST_MEANING,
            "{} has {length} characters",
            parameter.name
        );
        assert!(
            parameter.meaning.ends_with('.'),
            "no full stop: {}",
            parameter.meaning
        );
    }
}

#[test]
fn no_meaning_belittles_the_reader() {
    for parameter in parameters() {
        let text = words(parameter.meaning);
        for phrase in FORBIDDEN_PHRASES {
            assert!(
                !text.contains(&words(phrase)),
                "{} says {phrase:?}",
                parameter.name
            );
        }
    }
}

#[test]
fn every_condition_reads_on_after_the_word_if() {
    for parameter in parameters() {
        for usage in parameter.usages {
            if let Requirement::RequiredIf(condition) = usage.requirement {
                let is_clause = condition.starts_with(char::is_lowercase)
                    && !condition.starts_with("if ")
                    && !condition.ends_with('.');
                assert!(is_clause, "{}: required if {condition}", parameter.name);
            }
        }
    }
}

#[test]
fn lookup_finds_every_entry_in_each_of_its_messages() {
    for parameter in parameters() {
        for usage in parameter.usages {
            let (found, found_usage) = lookup(parameter.name, usage.message).expect("it is listed");
            assert_eq!(found.meaning, parameter.meaning);
            assert_eq!(found_usage.message, usage.message);
        }
    }
}

#[test]
fn one_name_means_different_things_in_different_messages() {
    let level = |name, message| lookup(name, message).map(|(_, usage)| usage.requirement);
    let section = |name, message| lookup(name, message).map(|(_, usage)| usage.section);

    assert_eq!(
        level("redirect_uri", MessageKind::AuthorizationRequest),
        Some(Requirement::Optional)
    );
    assert_eq!(
        level("redirect_uri", MessageKind::TokenRequest),
        Some(Requirement::RequiredIf("the authorization request had it"))
    );
    assert_eq!(
        section("iss", MessageKind::AuthorizationResponse),
        Some(spec::RFC_9207_2)
    );
    assert_eq!(
        section("iss", MessageKind::AccessToken),
        Some(spec::RFC_9068_2_2)
    );
    assert_eq!(
        level("code_verifier", MessageKind::AuthorizationRequest),
        None
    );
}
