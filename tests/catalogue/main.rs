//! The catalogue of what the product offers, and the files that are made from it: each is compared with what stands in
//! the repository. `UPDATE_CATALOGUE=1 cargo test --no-default-features --test catalogue` takes a change over.

mod manifest;
mod region;
mod script;
mod tables;
mod types;
mod whole;

use std::path::PathBuf;

use oauth_flow_simulator::embed::attributes::{ATTRIBUTES, Owner, Values};
use oauth_flow_simulator::player::address;

use crate::region::{Mark, with_regions};

/// The path of a file, and what makes its text.
type Made = (&'static str, fn(&str) -> String);

/// Every file that is made, or that has lines that are made: its path and what it ought to be, from what it is.
const FILES: &[Made] = &[
    ("catalogue.json", |_| whole::catalogue()),
    ("web/catalogue.js", |_| script::module()),
    ("package/custom-elements.json", |_| manifest::manifest()),
    ("package/oauth-flow.d.ts", |text| {
        with_regions(text, Mark::Slashes, types::REGIONS)
    }),
    ("package/README.md", |text| {
        with_regions(text, Mark::Comment, tables::REGIONS)
    }),
    ("README.md", |text| {
        with_regions(text, Mark::Comment, tables::REGIONS)
    }),
    ("index.html", |text| {
        with_regions(text, Mark::Comment, tables::REGIONS)
    }),
];

#[test]
fn what_is_made_of_the_catalogue_is_up_to_date() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut differing = Vec::new();
    for (path, make) in FILES {
        let file = root.join(path);
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        let made = make(&text);
        if std::env::var_os("UPDATE_CATALOGUE").is_some() && made != text {
            std::fs::write(&file, made).expect("the file can be written");
        } else if made != text {
            differing.push(*path);
        }
    }
    assert!(
        differing.is_empty(),
        "out of date: {differing:?}. UPDATE_CATALOGUE=1 cargo test --no-default-features --test catalogue"
    );
}

#[test]
fn an_attribute_of_the_address_is_what_an_address_can_hold() {
    let own: Vec<&str> = ATTRIBUTES
        .iter()
        .filter(|attribute| attribute.owner == Owner::Address && attribute.values != Values::Flow)
        .map(|attribute| attribute.name)
        .collect();
    assert_eq!(own, address::parameters().collect::<Vec<_>>());
}

#[test]
fn a_default_is_one_of_the_values() {
    for attribute in ATTRIBUTES {
        if let (Values::OneOf(values), Some(default)) = (attribute.values, attribute.default) {
            assert!(values.contains(&default), "{}", attribute.name);
        }
    }
}
