//! A scenario that names what there is not gives an error that says what and which there are.

use oauth_flow_simulator::flow::Flow;
use oauth_flow_simulator::run::simulate;
use oauth_flow_simulator::scenario::Scenario;

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
    complains(
        |scenario| scenario.flow = "authorisation-code".to_owned(),
        "There is no flow called “authorisation-code”. There are: authorization-code, \
         authorization-code-pkce, client-credentials, device, refresh, implicit.",
    );
}

#[test]
fn an_unknown_story_is_named_beside_those_of_the_flow() {
    complains(
        |scenario| scenario.story = "two-tabs".to_owned(),
        "There is no story of this flow called “two-tabs”. There are: usual, stolen-code.",
    );
}
