//! An address says all that it takes to come to a state again, and no address breaks the page.

use oauth_flow_simulator::flow::{Flow, checks, stories};
use oauth_flow_simulator::ground::clock::Timestamp;
use oauth_flow_simulator::player::address::{
    Address, FIRST_FLOW, LATEST_START_SECONDS, MAXIMUM_COMPLAINTS, MAXIMUM_LENGTH,
    MAXIMUM_USER_CODE_LENGTH, MAXIMUM_WAIT_SECONDS, MAXIMUM_WAITS, Parsed, clamp, format, parse,
    settle,
};
use oauth_flow_simulator::protocol::edit::Edit;
use oauth_flow_simulator::protocol::message::{Field, Place};
use oauth_flow_simulator::run::simulate;
use oauth_flow_simulator::scenario::{
    Change, ClockJump, Consent, Moment, PasswordEntry, Switch, SwitchValue,
};
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::simulation::edit::check;
use proptest::prelude::*;

fn first_flow() -> &'static Flow {
    Flow::parse(FIRST_FLOW).expect("the first flow is in the list")
}

/// The address, which has to be understood without a complaint.
fn understood(fragment: &str) -> Address {
    let Parsed {
        address,
        complaints,
    } = parse(fragment);
    assert_eq!(complaints, Vec::<String>::new(), "{fragment}");
    address
}

/// The one complaint about a fragment, which has to leave everything else at its default.
fn complaint_with_defaults(fragment: &str) -> String {
    let Parsed {
        address,
        mut complaints,
    } = parse(fragment);
    assert_eq!(address, Address::default(), "{fragment}");
    assert_eq!(complaints.len(), 1, "{fragment}: {complaints:?}");
    complaints.remove(0)
}

#[test]
fn an_empty_address_is_the_first_step_of_the_first_flow() {
    assert_eq!(Address::default().scenario, first_flow().scenario());
    assert_eq!(Address::default().step, 1);
    for fragment in ["", "#", "#/", "/", "#?", "#/?", "#/?&&", " \n"] {
        assert_eq!(understood(fragment), Address::default(), "{fragment:?}");
    }
}

#[test]
fn an_address_is_written_as_documented() {
    let mut address = Address {
        step: 8,
        ..Address::default()
    };
    address.scenario.profile = Profile::OAuth21;
    let fragment = "#/authorization-code-pkce?step=8&profile=oauth-2.1&seed=5eed";
    assert_eq!(format(&address), fragment);

    address.scenario.person.consent = Consent::Deny;
    address.scenario.person.password = PasswordEntry::WrongFirst;
    address.scenario.person.user_code = Some("WDJB-MJHT".to_owned());
    address.scenario.clock_jumps = vec![
        ClockJump {
            after: Moment::Step(11),
            seconds: 600,
        },
        ClockJump {
            after: Moment::Message("token-response.1".to_owned()),
            seconds: 60,
        },
    ];
    address.scenario.start = Timestamp(1_000);
    address.scenario.story = "stolen-code".to_owned();
    let rest = "&story=stolen-code&consent=deny&password=wrong&user_code=WDJB-MJHT&wait=11:600,token-response.1:60&start=1000";
    assert_eq!(format(&address), format!("{fragment}{rest}"));
    assert_eq!(understood(&format(&address)), address);
}

#[test]
fn every_story_and_every_profile_has_an_address() {
    for (flow, story) in stories() {
        for profile in Profile::FLOWS {
            let mut address = Address::new(flow);
            address.scenario.story = story.id.to_owned();
            address.scenario.profile = profile;
            let mut fragment = format!("#/{}?step=1&profile={}&seed=5eed", flow.id, profile.id());
            let named = format!("{fragment}&story={}", story.id);
            if story != flow.usual_story() {
                fragment.clone_from(&named);
            }
            assert_eq!(format(&address), fragment);
            assert_eq!(understood(&fragment), address);
            assert_eq!(understood(&named), address);
        }
    }
}

#[test]
fn a_story_that_the_flow_does_not_have_is_told_and_the_usual_one_is_played() {
    for (flow, story) in [
        ("device", "two-tabs"),
        ("refresh", "stolen-code"),
        ("refresh", ""),
    ] {
        let parsed = parse(&format!("#/{flow}?story={story}&seed=7"));
        let flow = Flow::parse(flow).expect("it is in the list");
        let mut address = Address::new(flow);
        address.scenario.seed = 7;
        assert_eq!(parsed.address, address);
        let title = flow.title();
        let complaint =
            format!("There is no story called “{story}” in “{title}”; this is the usual one.");
        assert_eq!(parsed.complaints, [complaint]);
    }
}

#[test]
fn what_an_address_says_of_the_story_of_an_unknown_flow_is_left_out_and_told() {
    let parsed = parse("#/x?story=stolen-code&step=8");
    assert_eq!(parsed.address, Address::default());
    assert_eq!(
        parsed.complaints[1..],
        [
            "What the address says of its story is left out; this is the usual one.",
            "What the address says of its steps is left out; this is step 1."
        ]
    );
}

#[test]
fn an_address_is_understood_in_every_usual_spelling() {
    let address = Address {
        step: 3,
        ..Address::default()
    };
    for fragment in [
        "#/authorization-code-pkce?step=3",
        "/authorization-code-pkce?step=3",
        "authorization-code-pkce?step=3",
        "#/authorization-code-pkce/?step=3",
        "#/?step=3",
        "#?step=3",
        "#/authorization-code-pkce?&step=3&",
        "#/authorization-code-pkce?step=003\n",
        "#/authorization%2Dcode-pkce?st%65p=%33",
        "#/authorization-code-pkce%3Fstep%3D3",
        "#%2Fauthorization-code-pkce%3Fstep%3D3%26consent%3Dapprove",
        "#/authorization-code-pkce?wait=&step=3",
        "#/authorization-code-pkce?password=right&step=3",
    ] {
        assert_eq!(understood(fragment), address, "{fragment}");
    }
    assert_eq!(understood("#/?seed=ABCDEF").scenario.seed, 0xab_cdef);
    assert_eq!(
        understood("#/?seed=ffffffffffffffff").scenario.seed,
        u64::MAX
    );
    assert_eq!(
        understood("#/?user_code=")
            .scenario
            .person
            .user_code
            .as_deref(),
        Some("")
    );
}

#[test]
fn waits_get_the_names_of_their_steps_and_come_in_the_order_of_the_run() {
    let read = "#/?wait=token-request:60,11:600,1:5,6:7,7:8,11:1";
    let mut parsed = parse(read);
    let run = simulate(&parsed.address.scenario).expect("the flow is in the list");
    settle(&mut parsed, &run);
    assert_eq!(parsed.complaints, Vec::<String>::new());
    let written = format(&parsed.address);
    let (_, waits) = written.split_once("&wait=").expect("there are waits");
    assert_eq!(
        waits,
        "1:5,consent:7,page-request-2:8,application-response.1:600,application-response.1:1,\
         token-request:60"
    );
    // The same run, whichever way it is written.
    let named = simulate(&parsed.address.scenario).expect("the flow is in the list");
    assert_eq!(named.steps, run.steps);
    let mut again = parse(&written);
    settle(&mut again, &named);
    assert_eq!(again.address, parsed.address);
}

#[test]
fn what_is_not_understood_is_told_in_one_sentence() {
    let title = first_flow().title();
    let profile = first_flow().scenario().profile.name();
    let cases = [
        (
            "#/nonsense",
            format!("There is no flow called “nonsense”; this is “{title}”."),
        ),
        (
            "#/Authorization-Code-PKCE",
            format!("There is no flow called “Authorization-Code-PKCE”; this is “{title}”."),
        ),
        (
            "#/?step=0",
            "“0” is not the number of a step; this is step 1.".to_owned(),
        ),
        (
            "#/?step=-1",
            "“-1” is not the number of a step; this is step 1.".to_owned(),
        ),
        (
            "#/?step=%2B1",
            "“+1” is not the number of a step; this is step 1.".to_owned(),
        ),
        (
            "#/?step=Eight",
            "“Eight” is not the number of a step; this is step 1.".to_owned(),
        ),
        (
            "#/?step=1.5",
            "“1.5” is not the number of a step; this is step 1.".to_owned(),
        ),
        (
            "#/?step=",
            "“” is not the number of a step; this is step 1.".to_owned(),
        ),
        (
            "#/?step",
            "“” is not the number of a step; this is step 1.".to_owned(),
        ),
        (
            "#/?step=٣",
            "“٣” is not the number of a step; this is step 1.".to_owned(),
        ),
        (
            "#/?step=99999999999999999999999",
            "“99999999999999999999999” is not the number of a step; this is step 1.".to_owned(),
        ),
        (
            "#/?profile=oauth-3",
            format!("There is no profile called “oauth-3”; this is {profile}."),
        ),
        // A profile of the server, but none of the flows can run under it.
        (
            "#/?profile=fapi-2.0",
            format!("There is no profile called “fapi-2.0”; this is {profile}."),
        ),
        ("#/?seed=xyz", seed_complaint("xyz")),
        ("#/?seed=", seed_complaint("")),
        ("#/?seed=%2B5", seed_complaint("+5")),
        (
            "#/?seed=10000000000000000",
            seed_complaint("10000000000000000"),
        ),
        (
            "#/?consent=maybe",
            "The person can approve or deny, but not “maybe”; here the person is to approve."
                .to_owned(),
        ),
        (
            "#/?password=guess",
            "The first password can be right or wrong, but not “guess”; here it is right."
                .to_owned(),
        ),
        (
            "#/?user_code=123456789012345678901234567890123",
            "The user code “123456789012345678901234567890123” is longer than 32 characters; here \
             the person types the one on the screen."
                .to_owned(),
        ),
        ("#/?wait=11", wait_complaint("11")),
        ("#/?wait=x:y", wait_complaint("x:y")),
        ("#/?wait=0:60", wait_complaint("0:60")),
        ("#/?wait=1:-60", wait_complaint("1:-60")),
        ("#/?wait=1:2:3", wait_complaint("1:2:3")),
        ("#/?wait=:", wait_complaint(":")),
        (
            "#/?wait=1:99999999999",
            "With the wait “1:99999999999” all waits are longer than ten years; it is left out."
                .to_owned(),
        ),
        ("#/?start=yesterday", start_complaint("yesterday")),
        ("#/?start=4102444800", start_complaint("4102444800")),
        ("#/?start=-1", start_complaint("-1")),
        ("#/?change=lose", change_complaint("lose")),
        (
            "#/?change=token-request:forget",
            change_complaint("token-request:forget"),
        ),
        (
            "#/?change=token-request:lose:twice",
            change_complaint("token-request:lose:twice"),
        ),
        (
            "#/?change=Token%20request:lose",
            change_complaint("Token request:lose"),
        ),
        (
            "#/?change=x:set:body:code=1",
            change_complaint("x:set:body:code=1"),
        ),
        (
            "#/?change=x:set:form:code",
            change_complaint("x:set:form:code"),
        ),
        (
            "#/?change=x:hold-back:soon",
            change_complaint("x:hold-back:soon"),
        ),
        (
            "#/?change=x:hold-back:999999999999",
            "The change “x:hold-back:999999999999” takes longer than ten years; it is left out."
                .to_owned(),
        ),
        (
            "#/?change=x:set:header:a%0Ab=1",
            "The change “x:set:header:a\u{fffd}b=1” would leave no HTTP message behind; it is left \
             out."
                .to_owned(),
        ),
        (
            "#/?change=x:replace:nonsense",
            "The change “x:replace:nonsense” would leave no HTTP message behind; it is left out."
                .to_owned(),
        ),
        (
            "#/?switch=pkce",
            "“pkce” is not a switch, which is its name and its value, as in \
             refreshTokensRotate:false; it is left out."
                .to_owned(),
        ),
        (
            "#/?switch=pkce:7",
            "The server cannot be switched to “pkce:7”; it is left out.".to_owned(),
        ),
        (
            "#/?skip=everything",
            "There is no check called “everything”. Near to it are: form.session_is_known, \
             decision.user_approves, signed_in.user_is_signed_in."
                .to_owned(),
        ),
        (
            "#/?switch=magic:true",
            "There is no switch called “magic”. Near to it are: pkce, registrants, pragmaIsSent.".to_owned(),
        ),
        (
            "#/?colour=blue",
            "An address cannot set “colour”; it is left out.".to_owned(),
        ),
        (
            "#/?STEP=2",
            "An address cannot set “STEP”; it is left out.".to_owned(),
        ),
        (
            "#/?steps=2",
            "An address cannot set “steps”; it is left out.".to_owned(),
        ),
        (
            "#/?=2",
            "An address cannot set “”; it is left out.".to_owned(),
        ),
        (
            "#/?%zz",
            "An address cannot set “%zz”; it is left out.".to_owned(),
        ),
        (
            "#/?%FF=1",
            "An address cannot set “\u{fffd}”; it is left out.".to_owned(),
        ),
        (
            "#/?a%0Ab=1",
            "An address cannot set “a\u{fffd}b”; it is left out.".to_owned(),
        ),
        (
            "#/?step=1&step=4",
            "“step” is there more than once; the first one counts.".to_owned(),
        ),
    ];
    for (fragment, complaint) in cases {
        assert_eq!(complaint_with_defaults(fragment), complaint, "{fragment}");
    }
}

fn seed_complaint(text: &str) -> String {
    format!("“{text}” is not a seed, which is up to 16 hexadecimal digits; this is seed 5eed.")
}

fn wait_complaint(text: &str) -> String {
    format!(
        "“{text}” is not a wait, which is the name of a step and the seconds after it, as in \
         token-request:600; it is left out."
    )
}

fn start_complaint(text: &str) -> String {
    format!(
        "“{text}” is not a start, which is in seconds since 1970 and before 2100; the run starts \
         when it usually does."
    )
}

fn change_complaint(text: &str) -> String {
    format!(
        "“{text}” is not a change, which is the name of a message and what happens to it, as in \
         token-request:lose; it is left out."
    )
}

#[test]
fn one_bad_part_does_not_spoil_the_others() {
    let parsed = parse("#/authorization-code?step=0&seed=7&wait=1:60,x,3:5&consent=deny&y=z");
    let mut address = Address::new(Flow::parse("authorization-code").expect("is in the list"));
    address.scenario.seed = 7;
    address.scenario.person.consent = Consent::Deny;
    address.scenario.clock_jumps = vec![
        ClockJump {
            after: Moment::Step(1),
            seconds: 60,
        },
        ClockJump {
            after: Moment::Step(3),
            seconds: 5,
        },
    ];
    assert_eq!(parsed.address, address);
    assert_eq!(parsed.complaints.len(), 3, "{:?}", parsed.complaints);
}

#[test]
fn a_quotation_has_at_most_40_characters() {
    let exact = "ä".repeat(40);
    let complaint = complaint_with_defaults(&format!("#/?seed={exact}"));
    assert!(
        complaint.starts_with(&format!("“{exact}” is not")),
        "{complaint}"
    );
    let complaint = complaint_with_defaults(&format!("#/?seed={exact}ä"));
    assert!(
        complaint.starts_with(&format!("“{}…” is not", "ä".repeat(39))),
        "{complaint}"
    );
}

#[test]
fn there_is_an_end_to_waits() {
    let waits = |count| vec!["1:2"; count].join(",");
    let most = understood(&format!("#/?wait={}", waits(MAXIMUM_WAITS)));
    assert_eq!(most.scenario.clock_jumps.len(), MAXIMUM_WAITS);

    let parsed = parse(&format!("#/?wait={},7:8,9:9", waits(MAXIMUM_WAITS)));
    assert_eq!(parsed.address, most);
    assert_eq!(
        parsed.complaints,
        ["There can be 32 waits; those from “7:8” on are left out."]
    );

    let longest = format!("#/?wait=1:{},2:1", MAXIMUM_WAIT_SECONDS - 1);
    assert_eq!(understood(&longest).scenario.clock_jumps.len(), 2);
    let parsed = parse(&format!("{longest},3:1,4:0"));
    assert_eq!(parsed.complaints.len(), 1);
    let steps = parsed
        .address
        .scenario
        .clock_jumps
        .iter()
        .map(|jump| jump.after.clone());
    assert_eq!(steps.collect::<Vec<_>>(), [1, 2, 4].map(Moment::Step));
}

#[test]
fn a_huge_address_is_cut_and_its_complaints_are_summed_up() {
    let huge = format!(
        "#/authorization-code-pkce?step=2&{}",
        "ü&".repeat(1_000_000)
    );
    let parsed = parse(&huge);
    assert_eq!(
        parsed.address,
        Address {
            step: 2,
            ..Address::default()
        }
    );
    assert_eq!(parsed.complaints.len(), MAXIMUM_COMPLAINTS + 1);
    let first = "The address that starts with “/authorization-code-pkce?step=2&ü&ü&ü&ü…” is longer \
                 than 4096 characters; the rest is left out.";
    assert_eq!(parsed.complaints[0], first);
    // Of 4096 characters 32 stand before the first ü, and each takes two.
    let last = format!(
        "{} more parts of the address mean nothing here.",
        2032 + 1 - 8
    );
    assert_eq!(parsed.complaints[MAXIMUM_COMPLAINTS], last);
}

fn change(message: &str, edit: Edit) -> Change {
    Change {
        message: message.to_owned(),
        edit,
    }
}

fn field(place: Place, name: &str, value: &str) -> Field {
    Field {
        place,
        name: name.to_owned(),
        value: value.to_owned(),
    }
}

/// The complaints about a fragment, with those that only its run shows.
fn complaints_of_run(fragment: &str) -> Vec<String> {
    let mut parsed = parse(fragment);
    let run = simulate(&parsed.address.scenario).expect("every address can be played");
    settle(&mut parsed, &run);
    parsed.complaints
}

#[test]
fn changes_switches_and_skipped_checks_are_written_as_documented() {
    let mut address = Address::default();
    let place = Place::Form;
    let code = "code".to_owned();
    address.scenario.changes = vec![
        change("token-request", Edit::Set(field(place, "code", "a,b=c:d"))),
        change(
            "token-request",
            Edit::Add(field(Place::Header, "X-Test", "")),
        ),
        change(
            "token-request",
            Edit::Remove {
                place,
                name: code.clone(),
            },
        ),
        change("token-request", Edit::Repeat { place, name: code }),
        change("token-request-2", Edit::Lose),
        change("token-response", Edit::HoldBack { seconds: 600 }),
        change("api-request", Edit::SendTwice),
        change(
            "authorization-request",
            Edit::Replace("https://x.example/".to_owned()),
        ),
    ];
    address.scenario.switches = vec![
        Switch {
            name: "refreshTokensRotate".to_owned(),
            value: SwitchValue::Is(false),
        },
        Switch {
            name: "codeLifetimeSeconds".to_owned(),
            value: SwitchValue::Number(5),
        },
        Switch {
            name: "accessTokenAlgorithm".to_owned(),
            value: SwitchValue::Name("RS256".to_owned()),
        },
    ];
    address.scenario.skipped_checks = vec![
        "authorization_code.code_is_unused".to_owned(),
        "api_call.token_has_not_expired".to_owned(),
    ];
    let profile = address.scenario.profile.id();
    let fragment = format!(
        "#/authorization-code-pkce?step=1&profile={profile}&seed=5eed\
         &change=token-request:set:form:code=a%2C%2Cb%3Dc%3Ad,\
         token-request:add:header:X-Test=,token-request:remove:form:code,\
         token-request:repeat:form:code,token-request-2:lose,token-response:hold-back:600,\
         api-request:send-twice,authorization-request:replace:https%3A%2F%2Fx.example%2F\
         &switch=refreshTokensRotate:false,codeLifetimeSeconds:5,accessTokenAlgorithm:RS256\
         &skip=authorization_code.code_is_unused,api_call.token_has_not_expired"
    );
    assert_eq!(format(&address), fragment);
    assert_eq!(understood(&fragment), address);
    // As a person types it.
    let typed =
        understood("#/?change=token-request:set:query:redirect_uri=https://x.example/a?b=c");
    assert_eq!(
        typed.scenario.changes,
        [change(
            "token-request",
            Edit::Set(field(
                Place::Query,
                "redirect_uri",
                "https://x.example/a?b=c"
            ))
        )]
    );
}

#[test]
fn every_example_for_readers_is_understood_and_does_something() {
    let text = include_str!("../README.md");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `"));
    let keys = ["change=", "switch=", "skip="];
    let examples = rows.filter_map(|row| row.split('`').next());
    let examples = examples.filter(|row| keys.iter().any(|key| row.starts_with(key)));
    let mut count = 0;
    for example in examples {
        let fragment = format!("#/authorization-code-pkce?{example}");
        assert_eq!(
            complaints_of_run(&fragment),
            Vec::<String>::new(),
            "{example}"
        );
        count += 1;
    }
    assert_eq!(count, 8);
}

#[test]
fn a_change_that_the_run_has_no_use_for_stays_and_is_told() {
    let fragment = "#/?change=token-request:lose,token-request-9:lose,\
                    authorization-request:remove:query:nonce\
                    &skip=authorization_code.code_is_unused,device_code.device_code_is_unused";
    assert_eq!(
        complaints_of_run(fragment),
        [
            "No message of this run can be changed by “token-request-9:lose”.",
            "No message of this run can be changed by “authorization-request:remove:query:nonce”.",
            "In this run nobody comes to the check “authorization_code.code_is_unused”, so it is \
             not skipped.",
            "In this run nobody comes to the check “device_code.device_code_is_unused”, so it is \
             not skipped.",
        ]
    );
    let skip = "#/?skip=authorization_code.code_is_unused";
    assert_eq!(complaints_of_run(skip), Vec::<String>::new());
    let many = (2..200).map(|number| format!("token-request-{number}:lose"));
    let many = complaints_of_run(&format!("#/?change={}", many.collect::<Vec<_>>().join(",")));
    assert!(many.len() <= 2 * MAXIMUM_COMPLAINTS, "{}", many.len());
}

#[test]
fn a_step_can_be_named() {
    let settled = |fragment: &str| {
        let mut parsed = parse(fragment);
        let run = simulate(&parsed.address.scenario).expect("the flow is in the list");
        settle(&mut parsed, &run);
        assert_eq!(parsed.address.marker, None, "{fragment}");
        (parsed.address.step, parsed.complaints)
    };
    assert_eq!(settled("#/?step=consent"), (6, Vec::new()));
    assert_eq!(settled("#/device?step=user-code"), (11, Vec::new()));
    assert_eq!(settled("#/device?step=token-request-4"), (18, Vec::new()));
    let complaint = "There is no step called “user-code” in this run; this is step 1.".to_owned();
    assert_eq!(settled("#/?step=user-code"), (1, vec![complaint]));
    let complaint = format!(
        "There is no flow called “x”; this is “{}”.",
        first_flow().title()
    );
    let steps = "What the address says of its steps is left out; this is step 1.".to_owned();
    assert_eq!(settled("#/x?step=consent"), (1, vec![complaint, steps]));
}

#[test]
fn what_an_address_says_of_the_steps_of_an_unknown_flow_is_left_out_and_told() {
    let flow = format!(
        "There is no flow called “x”; this is “{}”.",
        first_flow().title()
    );
    let steps = "What the address says of its steps is left out; this is step 1.".to_owned();
    for said in [
        "step=8",
        "step=consent",
        "wait=2:60",
        "step=99&wait=2:60",
        "change=token-request:lose",
    ] {
        let parsed = parse(&format!("#/x?{said}"));
        assert_eq!(parsed.address, Address::default(), "{said}");
        assert_eq!(parsed.complaints, [flow.clone(), steps.clone()], "{said}");
    }
    for said in ["", "?step=1", "?wait="] {
        assert_eq!(
            parse(&format!("#/x{said}")).complaints,
            std::slice::from_ref(&flow)
        );
    }
}

#[test]
fn a_wait_after_a_step_that_is_none_is_told() {
    let complaints = |fragment: &str| {
        let mut parsed = parse(fragment);
        let run = simulate(&parsed.address.scenario).expect("the flow is in the list");
        settle(&mut parsed, &run);
        parsed.complaints
    };
    let count = simulate(&first_flow().scenario())
        .expect("the flow is in the list")
        .steps
        .len();
    let told =
        |step| format!("There is no step “{step}” to wait after: this run has {count} steps.");
    assert_eq!(complaints("#/?wait=99:600"), [told(99)]);
    assert_eq!(
        complaints(&format!("#/?wait={}:1", count + 1)),
        [told(count + 1)]
    );
    assert_eq!(complaints("#/?wait=2:1,98:600,99:600"), [told(98)]);
    let told =
        |name| format!("There is no step “{name}” to wait after: this run has {count} steps.");
    assert_eq!(complaints("#/?wait=user-code:9"), [told("user-code")]);
    assert_eq!(
        complaints("#/?wait=token-response.9:9"),
        [told("token-response.9")]
    );
    assert_eq!(
        complaints(&format!("#/?wait={count}:1")),
        Vec::<String>::new()
    );
}

#[test]
fn a_step_past_the_end_is_the_last_one() {
    let clamped = |step, count| {
        let address = Address {
            step,
            ..Address::default()
        };
        let mut parsed = Parsed {
            address,
            complaints: Vec::new(),
        };
        clamp(&mut parsed, count);
        (parsed.address.step, parsed.complaints)
    };
    assert_eq!(clamped(12, 12), (12, Vec::new()));
    assert_eq!(clamped(1, 12), (1, Vec::new()));
    let complaint = "There is no step “13”: this run has 12 steps. This is step 12.".to_owned();
    assert_eq!(clamped(13, 12), (12, vec![complaint]));
    let complaint = "There is no step “2”: this run has 1 step. This is step 1.".to_owned();
    assert_eq!(clamped(2, 1), (1, vec![complaint]));
    assert_eq!(clamped(usize::MAX, 0).0, 1);
    assert_eq!(clamped(0, 12).0, 1);
}

/// Every address that the simulator can be at.
fn addresses() -> impl Strategy<Value = Address> {
    let user_code = proptest::collection::vec(any::<char>(), 0..=MAXIMUM_USER_CODE_LENGTH);
    let jump = (
        prop_oneof![
            (1..=usize::MAX).prop_map(Moment::Step),
            "[a-z]{1,9}(-[a-z0-9]{1,9})?(\\.[1-9])?".prop_map(Moment::Message),
        ],
        0..=MAXIMUM_WAIT_SECONDS / MAXIMUM_WAITS as u64,
    )
        .prop_map(|(after, seconds)| ClockJump { after, seconds });
    let choices = (
        proptest::sample::select(stories().collect::<Vec<_>>()),
        proptest::sample::select(&Profile::FLOWS[..]),
        any::<u64>(),
        prop_oneof![Just(None), (0..=LATEST_START_SECONDS).prop_map(Some)],
        1..=usize::MAX,
    );
    let person = (
        any::<bool>(),
        any::<bool>(),
        proptest::option::of(user_code),
    );
    let jumps = proptest::collection::vec(jump, 0..=MAXIMUM_WAITS);
    (choices, person, jumps, changes()).prop_map(|(choices, person, jumps, changes)| {
        let ((flow, story), profile, seed, start, step) = choices;
        let (wrong_password, denies, user_code) = person;
        let mut scenario = flow.scenario();
        scenario.story = story.id.to_owned();
        scenario.profile = profile;
        scenario.seed = seed;
        scenario.start = start.map_or(scenario.start, Timestamp);
        if wrong_password {
            scenario.person.password = PasswordEntry::WrongFirst;
        }
        if denies {
            scenario.person.consent = Consent::Deny;
        }
        scenario.person.user_code = user_code.map(String::from_iter);
        scenario.clock_jumps = jumps;
        (scenario.changes, scenario.switches, scenario.skipped_checks) = changes;
        Address {
            scenario,
            step,
            marker: None,
        }
    })
}

/// Changes of messages, of the server's switches and of its checks.
fn changes() -> impl Strategy<Value = (Vec<Change>, Vec<Switch>, Vec<String>)> {
    const PLACES: &[Place] = &[
        Place::Query,
        Place::Fragment,
        Place::Header,
        Place::Cookie,
        Place::Credentials,
        Place::Form,
        Place::Json,
    ];
    let place = || proptest::sample::select(PLACES).boxed();
    let name = || "[a-z=:,%+&.-]{1,8}";
    let field = || {
        let value = proptest::collection::vec(any::<char>(), 0..8).prop_map(String::from_iter);
        (place(), name(), value).prop_map(|(place, name, value)| Field { place, name, value })
    };
    let place_and_name = || (place(), name());
    let edit = prop_oneof![
        field().prop_map(Edit::Set),
        field().prop_map(Edit::Add),
        place_and_name().prop_map(|(place, name)| Edit::Remove { place, name }),
        place_and_name().prop_map(|(place, name)| Edit::Repeat { place, name }),
        Just(Edit::Lose),
        (0..=MAXIMUM_WAIT_SECONDS).prop_map(|seconds| Edit::HoldBack { seconds }),
        Just(Edit::SendTwice),
        "[a-z]{1,4}://[a-z,.?&=%]{0,20}".prop_map(Edit::Replace),
    ];
    let change = ("[a-z]{1,8}(-[0-9]{1,2})?", edit)
        .prop_map(|(message, edit)| Change { message, edit })
        .prop_filter("it leaves a message behind", |change| check(change).is_ok());
    let switch = prop_oneof![
        any::<bool>().prop_map(|is| ("refreshTokensRotate", SwitchValue::Is(is))),
        any::<u64>().prop_map(|number| ("codeLifetimeSeconds", SwitchValue::Number(number))),
        Just(("pkce", SwitchValue::Name("everybody".to_owned()))),
    ]
    .prop_map(|(name, value)| Switch {
        name: name.to_owned(),
        value,
    });
    (
        proptest::collection::vec(change, 0..4),
        proptest::collection::vec(switch, 0..4),
        proptest::collection::vec(proptest::sample::select(checks::identifiers()), 0..4),
    )
}

/// Texts that look like addresses, more or less.
fn near_addresses() -> impl Strategy<Value = String> {
    let words = [
        "#",
        "/",
        "?",
        "&",
        "=",
        ",",
        ":",
        "%",
        "%2",
        "%FF",
        "%00",
        "+",
        "-",
        ".",
        "0",
        "1",
        "600",
        "99999999999999999999",
        "step",
        "profile",
        "seed",
        "consent",
        "password",
        "user_code",
        "wait",
        "start",
        "story",
        "stolen-code",
        "change",
        "switch",
        "skip",
        "authorization_code.code_is_unused",
        "token-request",
        "lose",
        "set",
        "form",
        "codeLifetimeSeconds",
        "deny",
        "wrong",
        "oauth-2.0",
        "device",
        "authorization-code",
        "5eed",
        "é",
        "\u{202e}",
        "\u{0}",
        "😀",
    ];
    proptest::collection::vec(proptest::sample::select(words.to_vec()), 0..60)
        .prop_map(|words| words.concat())
}

/// What holds for whatever `fragment` is.
fn holds_for_any(fragment: &str) {
    let Parsed {
        address,
        complaints,
    } = parse(fragment);
    assert!(address.step >= 1);
    assert!(complaints.len() <= MAXIMUM_COMPLAINTS + 1);
    assert!(
        complaints
            .iter()
            .all(|complaint| complaint.chars().count() < 300)
    );
    // What was understood has an address of its own, which says the same.
    assert_eq!(understood(&format(&address)), address);
    let scenario = &address.scenario;
    let is_plain = scenario.changes.is_empty() && scenario.switches.is_empty();
    if !is_plain || !scenario.skipped_checks.is_empty() {
        assert!(simulate(scenario).is_ok(), "{fragment}");
    }
}

#[test]
fn a_check_with_more_in_its_name_is_another_one() {
    for mark in ["%00", "%0A", "%C2%85", "%E2%80%A8", "%EF%BF%BD"] {
        let fragment = format!("#/refresh?skip=authorization_code.code_is_unused{mark}");
        holds_for_any(&fragment);
        let read = parse(&fragment);
        assert_eq!(read.address.scenario.skipped_checks, [""; 0], "{fragment}");
        assert_eq!(read.complaints.len(), 1, "{fragment}");
    }
}

#[test]
fn a_comma_at_the_end_and_white_space_between_separate_nothing_more() {
    let plain = parse(
        "#/refresh?change=token-request:set:form:code=abc\
         &switch=refreshTokensRotate:false,codeLifetimeSeconds:60\
         &skip=authorization_code.code_is_unused,api_call.token_has_not_expired",
    );
    assert_eq!(plain.complaints, [""; 0]);
    let loose = parse(
        "#/refresh?change=token-request:set:form:code=abc,\
         &switch=refreshTokensRotate:false, codeLifetimeSeconds:60,\
         &skip=authorization_code.code_is_unused, api_call.token_has_not_expired, ",
    );
    assert_eq!(loose, plain);
    let with_comma = parse("#/refresh?change=token-request:set:form:code=abc,,");
    assert_ne!(with_comma, plain);
    assert_eq!(with_comma.complaints, [""; 0]);
}

#[test]
fn changes_that_no_address_can_hold_are_left_out() {
    // Each character takes 12 of an address.
    let fragment = format!(
        "#/refresh?change=token-request:set:form:code={}",
        "😀".repeat(400)
    );
    holds_for_any(&fragment);
    let read = parse(&fragment);
    assert!(read.address.scenario.changes.is_empty());
    assert_eq!(
        read.complaints,
        ["The changes are longer than an address can be; they are left out."]
    );
}

#[test]
fn a_step_that_nobody_has_looked_up_is_written_by_its_name() {
    holds_for_any("#/device?step=consent&");
}

proptest! {
    #[test]
    fn an_address_leads_to_where_it_was_written(address in addresses()) {
        let fragment = format(&address);
        prop_assert!(fragment.is_ascii(), "{}", fragment);
        prop_assert!(fragment.len() <= MAXIMUM_LENGTH, "{}", fragment);
        prop_assert_eq!(parse(&fragment), Parsed { address, complaints: Vec::new() });
    }

    #[test]
    fn any_text_is_some_address(fragment in any::<String>()) {
        holds_for_any(&fragment);
    }

    #[test]
    fn anything_like_an_address_is_some_address(fragment in near_addresses()) {
        holds_for_any(&fragment);
        holds_for_any(&format!("#/device?{fragment}"));
    }
}
