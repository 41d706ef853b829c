//! The requirements of `docs/requirements.md`, row by row.
//!
//! Each file proves the rows of one letter. At its head stands a table: the rows, the section
//! that asks for each, and the test that proves it. A row without a test fails the test below.

#[macro_use]
mod support;

mod assertion_grant;
mod authorization_endpoint;
mod client_application;
mod client_assertions;
mod compared_claims;
mod comparisons;
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

/// What has to be proved, by the letter and number of its row.
fn requirements() -> BTreeSet<String> {
    let rows = include_str!("../../docs/requirements.md").lines();
    let cells = rows.filter_map(|row| row.strip_prefix("| ")?.split_once(" | "));
    let ids = cells.map(|(id, _)| id.to_owned());
    ids.filter(|id| id.ends_with(|last: char| last.is_ascii_digit()))
        .collect()
}

#[test]
fn every_row_has_a_test() {
    let known = requirements();
    assert!(known.len() > 250, "the table is read: {}", known.len());
    let proved: BTreeSet<String> = rows().map(|row| row.id.to_owned()).collect();
    let forgotten: Vec<&String> = known.difference(&proved).collect();
    assert!(forgotten.is_empty(), "without a test: {forgotten:?}");
    let unknown: Vec<&String> = proved.difference(&known).collect();
    assert!(unknown.is_empty(), "in no row: {unknown:?}");
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
