//! Every section that the simulator cites exists, under its number and title.

use std::collections::{BTreeMap, BTreeSet};

use oauth_flow_simulator::spec::{self, SECTIONS};
use serde::Deserialize;

#[derive(Deserialize)]
struct PublishedDocument {
    title: String,
    sections: BTreeMap<String, String>,
}

/// The documents by key, as `tests/fixtures/README.md` describes them.
fn published() -> BTreeMap<String, PublishedDocument> {
    serde_json::from_str(include_str!("fixtures/sections.json")).expect("the fixture is JSON")
}

#[test]
fn every_cited_document_has_its_published_title() {
    let published = published();
    for section in SECTIONS {
        let key = section.document.key;
        let document = published
            .get(key)
            .unwrap_or_else(|| panic!("{key} is no known document"));
        assert_eq!(section.document.title, document.title, "the title of {key}");
    }
}

#[test]
fn every_cited_section_has_its_published_number_and_title() {
    let published = published();
    for section in SECTIONS {
        let document = &published[section.document.key];
        assert_eq!(
            Some(section.title),
            document.sections.get(section.number).map(String::as_str),
            "the title of {section}"
        );
    }
}

#[test]
fn no_section_stands_in_the_list_twice() {
    let mut seen = BTreeSet::new();
    for section in SECTIONS {
        assert!(
            seen.insert((section.document.key, section.number)),
            "{section} stands there twice"
        );
    }
}

#[test]
fn the_fixture_holds_no_document_that_is_not_cited() {
    let cited: BTreeSet<&str> = SECTIONS
        .iter()
        .map(|section| section.document.key)
        .collect();
    for key in published().keys() {
        assert!(cited.contains(key.as_str()), "{key} is not cited");
    }
}

#[test]
fn a_section_is_shown_with_the_name_of_its_document() {
    assert_eq!(spec::RFC_6749_4_1_3.to_string(), "RFC 6749 §4.1.3");
    assert_eq!(spec::OAUTH_2_1_10_1.to_string(), "OAuth 2.1 §10.1");
}

#[test]
fn a_section_links_to_its_place_in_the_document() {
    assert_eq!(
        spec::RFC_6749_4_1_3.url(),
        "https://www.rfc-editor.org/rfc/rfc6749.html#section-4.1.3"
    );
    assert_eq!(
        spec::OAUTH_2_1_10_1.url(),
        "https://datatracker.ietf.org/doc/html/draft-ietf-oauth-v2-1-16#section-10.1"
    );
}

#[test]
fn an_appendix_links_to_its_own_kind_of_anchor() {
    let appendix = spec::Section {
        number: "B",
        ..spec::RFC_6749_4_1_3
    };
    assert_eq!(
        appendix.url(),
        "https://www.rfc-editor.org/rfc/rfc6749.html#appendix-B"
    );
}
