//! A scenario that names what there is not gives an error that says what and which there are.

use std::collections::BTreeSet;

use oauth_flow_simulator::flow::{self, Flow, checks};
use oauth_flow_simulator::party::{api, client_application};
use oauth_flow_simulator::run::simulate;
use oauth_flow_simulator::scenario::{Scenario, Switch, SwitchValue};
use oauth_flow_simulator::server::capabilities::ALL;
use oauth_flow_simulator::server::check::{Listed, check_id};
use oauth_flow_simulator::server::order;
use oauth_flow_simulator::server::policy::Profile;

#[track_caller]
fn complains(change: impl FnOnce(&mut Scenario), expected: &str) {
    let flow = Flow::parse("authorization-code-pkce").expect("it is in the list");
    let mut scenario = flow.scenario();
    change(&mut scenario);
    let complaint = simulate(&scenario).expect_err("there is no such thing");
    assert_eq!(complaint.to_string(), expected);
}

#[test]
fn an_unknown_flow_is_named_beside_those_that_there_are() {
    let all: Vec<&str> = flow::FLOWS.iter().map(|flow| flow.id).collect();
    complains(
        |scenario| scenario.flow = "authorisation-code".to_owned(),
        &format!(
            "There is no flow called “authorisation-code”. There are: {}.",
            all.join(", ")
        ),
    );
}

#[test]
fn an_unknown_story_is_named_beside_those_of_the_flow() {
    let flow = Flow::parse("authorization-code-pkce").expect("it is in the list");
    let all: Vec<&str> = flow.stories.iter().map(|story| story.id).collect();
    complains(
        |scenario| scenario.story = "two-tabs".to_owned(),
        &format!(
            "There is no story of this flow called “two-tabs”. There are: {}.",
            all.join(", ")
        ),
    );
}

#[test]
fn an_unknown_check_is_named_beside_those_that_are_near() {
    complains(
        |scenario| scenario.skipped_checks = vec!["authorisation_code.code_is_unusd".to_owned()],
        "There is no check called “authorisation_code.code_is_unusd”. Near to it are: \
         authorization_code.code_is_unused, authorization_code.code_is_sent, \
         authorization_code.code_has_not_expired.",
    );
}

fn switched(name: &str, value: SwitchValue) -> impl FnOnce(&mut Scenario) {
    let name = name.to_owned();
    move |scenario| scenario.switches = vec![Switch { name, value }]
}

#[test]
fn an_unknown_switch_is_named_beside_those_that_are_near() {
    complains(
        switched("refreshTokenRotate", SwitchValue::Is(true)),
        "There is no switch called “refreshTokenRotate”. Near to it are: refreshTokensRotate, \
         accessTokenRevocation, refreshGraceSeconds.",
    );
}

#[test]
fn a_value_that_a_switch_cannot_have_is_told() {
    complains(
        switched("refreshTokensRotate", SwitchValue::Number(3)),
        "A switch of the server is wrong: refreshTokensRotate: invalid type: number, \
         expected a boolean.",
    );
}

/// Every check that is made in some run, and none that no judge makes.
#[test]
fn what_can_be_skipped_is_what_the_parties_of_the_flows_check() {
    let known: BTreeSet<String> = checks::identifiers().into_iter().collect();
    let endpoints = order::endpoints(&ALL).into_iter();
    let tables = endpoints.flat_map(|endpoint| endpoint.tables);
    let of_api = api::order(Some(&api::dpop::DPOP));
    let of_client = client_application::order().concat();
    let ids = |listed: Listed| {
        let rows = listed.rows.into_iter();
        rows.map(move |row| check_id(listed.table, row.name))
    };
    let listed = tables.chain(of_api).chain(of_client).flat_map(ids);
    assert!(known.is_subset(&listed.collect()));
    for flow in flow::FLOWS {
        for (story, profile) in flow
            .stories
            .iter()
            .flat_map(|story| Profile::FLOWS.map(|profile| (story, profile)))
        {
            let story = story.id.to_owned();
            let scenario = Scenario {
                story,
                profile,
                ..flow.scenario()
            };
            let run = simulate(&scenario).expect("the flow is in the list");
            for check in run.steps.iter().flat_map(|step| &step.checks) {
                assert!(known.contains(&check.id()), "{}", check.id());
            }
        }
    }
    for id in known {
        let flow = Flow::parse("device").expect("it is in the list");
        let skipped_checks = vec![id];
        let scenario = Scenario {
            skipped_checks,
            ..flow.scenario()
        };
        simulate(&scenario).expect("there is such a check");
    }
}
