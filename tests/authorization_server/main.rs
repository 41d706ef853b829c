//! The requirements, row by row: T1 is what the six flows touch, T2 OpenID Connect and what a
//! server publishes or is asked about its tokens, T3 the extensions.
//!
//! Each file proves the rows of one letter. At its head stands a table: the rows, the section
//! that asks for each, and the test that proves it. A row without a test fails the test below.

#[macro_use]
mod support;

mod assertion_grant;
mod authorization_endpoint;
mod client_application;
mod client_assertions;
mod cost;
mod cross_cutting;
mod device;
mod dpop;
mod fapi;
mod faults;
mod hybrid;
mod introspection;
mod issuer;
mod jwt_access_tokens;
mod key_holder;
mod key_rotation;
mod limits;
mod logout;
mod metadata;
mod openid_connect;
mod openid_discovery;
mod pkce;
mod protected_resource;
mod pushed_authorization_requests;
mod refresh;
mod registration;
mod registration_members;
mod relying_party;
mod resource_indicators;
mod revocation;
mod skipped_checks;
mod token_endpoint;
mod token_exchange;
mod userinfo;

use std::collections::BTreeSet;

use crate::support::Row;

/// Every row of tier T1.
const T1: &[(&str, &[u8])] = &[
    ("G", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]),
    (
        "A",
        &[
            1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 22, 23, 24, 25, 27,
            31, 33, 34,
        ],
    ),
    ("P", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]),
    (
        "B",
        &[
            1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
            26, 27, 28,
        ],
    ),
    ("R", &[1, 2, 3, 4, 5, 6, 7, 8, 10, 11]),
    ("D", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15]),
    ("S", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    ("C", &[1, 2, 12, 13, 14, 15, 17]),
];

/// Every row of tier T2.
const T2: &[(&str, &[u8])] = &[
    ("A", &[2, 16, 28, 29, 30]),
    ("B", &[7]),
    ("R", &[12, 13]),
    ("D", &[14]),
    ("V", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    ("I", &[1, 2, 3, 4, 5, 6]),
    ("M", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    ("Q", &[1, 2, 3]),
    (
        "O",
        &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 18, 19],
    ),
    ("U", &[1, 2, 3]),
    ("L", &[1, 2, 3, 4, 5, 6, 7, 8]),
    ("J", &[1, 2, 4, 5]),
    ("C", &[3, 4, 5, 6, 7, 8, 9, 10, 11]),
];

/// Every row of tier T3.
const T3: &[(&str, &[u8])] = &[
    ("A", &[26, 32]),
    ("R", &[9]),
    ("O", &[13, 17]),
    ("U", &[4]),
    ("J", &[3]),
    ("X", &[1, 2, 3, 4]),
    ("Y", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
    (
        "N",
        &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
    ),
    ("K", &[1, 2, 3, 4, 5, 6, 7, 8]),
    ("T", &[1, 2, 3, 4, 5]),
    ("H", &[1, 2, 3, 4, 5, 6, 7]),
    ("C", &[16]),
];

fn rows() -> impl Iterator<Item = &'static Row> {
    [
        assertion_grant::ROWS,
        authorization_endpoint::ROWS,
        client_application::ROWS,
        client_assertions::ROWS,
        cross_cutting::ROWS,
        device::ROWS,
        dpop::ROWS,
        limits::ROWS,
        metadata::ROWS,
        fapi::ROWS,
        introspection::ROWS,
        issuer::ROWS,
        jwt_access_tokens::ROWS,
        key_holder::ROWS,
        key_rotation::ROWS,
        pkce::ROWS,
        protected_resource::ROWS,
        pushed_authorization_requests::ROWS,
        refresh::ROWS,
        registration::ROWS,
        registration_members::ROWS,
        relying_party::ROWS,
        resource_indicators::ROWS,
        revocation::ROWS,
        faults::ROWS,
        hybrid::ROWS,
        logout::ROWS,
        openid_connect::ROWS,
        openid_discovery::ROWS,
        userinfo::ROWS,
        token_endpoint::ROWS,
        token_exchange::ROWS,
    ]
    .into_iter()
    .flatten()
}

/// The identifiers of the rows of a tier.
fn identifiers(tier: &[(&str, &[u8])]) -> BTreeSet<String> {
    let ids = tier.iter().flat_map(|(letter, numbers)| {
        numbers
            .iter()
            .map(move |number| format!("{letter}{number:02}"))
    });
    ids.collect()
}

#[test]
fn every_row_has_a_test() {
    let tiers = [identifiers(T1), identifiers(T2), identifiers(T3)];
    assert_eq!(tiers.each_ref().map(BTreeSet::len), [123, 79, 59]);
    let known: BTreeSet<String> = tiers.into_iter().flatten().collect();
    assert_eq!(known.len(), 261);
    let proved: BTreeSet<String> = rows().map(|row| row.id.to_owned()).collect();
    let forgotten: Vec<&String> = known.difference(&proved).collect();
    assert!(forgotten.is_empty(), "without a test: {forgotten:?}");
    let unknown: Vec<&String> = proved.difference(&known).collect();
    assert!(unknown.is_empty(), "in no tier: {unknown:?}");
}

/// The sections stand where the rows say, as far as the fixture has the document.
#[test]
fn every_section_of_a_row_exists() {
    let published: serde_json::Value =
        serde_json::from_str(include_str!("../fixtures/sections.json"))
            .expect("the fixture is JSON");
    let mut looked_up = 0;
    for row in rows() {
        let (name, number) = row
            .section
            .split_once(" §")
            .expect("a document and a number");
        let key = match name {
            "OpenID Connect" => "OpenID Connect Core 1.0",
            "OpenID Connect Registration" => "OpenID Connect Dynamic Client Registration 1.0",
            "OpenID Connect Discovery" => "OpenID Connect Discovery 1.0",
            "RP-Initiated Logout" => "OpenID Connect RP-Initiated Logout 1.0",
            "OAuth 2.1" => "draft-ietf-oauth-v2-1",
            rfc => rfc,
        };
        if let Some(document) = published.get(key) {
            looked_up += 1;
            assert!(
                document["sections"][number].is_string(),
                "{}: {}",
                row.test,
                row.section
            );
        }
    }
    assert!(
        looked_up > 150,
        "only {looked_up} sections could be looked up"
    );
}
