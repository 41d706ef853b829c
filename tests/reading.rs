//! What is read of a run: the same for the page, for paper and for pages without a script.

use oauth_flow_simulator::flow::stories;
use oauth_flow_simulator::player::address::{Parsed, parse};
use oauth_flow_simulator::protocol::message::StartLine;
use oauth_flow_simulator::protocol::value_kind::ValueKind;
use oauth_flow_simulator::reading::announcement::announcement;
use oauth_flow_simulator::reading::change::{changes, marks};
use oauth_flow_simulator::reading::checks::Checks;
use oauth_flow_simulator::reading::comparison::{Side, comparison_view};
use oauth_flow_simulator::reading::marker::find;
use oauth_flow_simulator::reading::message::message_view;
use oauth_flow_simulator::reading::new_values::new_values;
use oauth_flow_simulator::reading::panel::{Medium, PANELS, Panel, panels};
use oauth_flow_simulator::reading::prose::{Piece, pieces, plain, words};
use oauth_flow_simulator::reading::row::rows;
use oauth_flow_simulator::reading::screen::{Shown, screens};
use oauth_flow_simulator::reading::sent::Sent;
use oauth_flow_simulator::run::simulate;
use oauth_flow_simulator::scenario::Scenario;
use oauth_flow_simulator::server::comparison::Comparison;
use oauth_flow_simulator::simulation::trace::Trace;

fn traces() -> impl Iterator<Item = Trace> {
    stories().map(|(flow, story)| {
        let scenario = Scenario {
            story: story.id.to_owned(),
            ..flow.scenario()
        };
        simulate(&scenario).expect("the story is in the list")
    })
}

#[test]
fn the_segments_of_a_message_are_its_bytes_and_its_fields_know_their_values() {
    let mut carried = 0;
    for trace in traces() {
        for message in trace.steps.iter().filter_map(|step| step.message.as_ref()) {
            let view = message_view(&trace, message);
            let mut text = String::new();
            for (index, line) in view.lines.iter().enumerate() {
                if index > 0 && !line.continues {
                    text.push('\n');
                }
                let segments = line.groups.iter().flat_map(|group| &group.segments);
                segments.for_each(|segment| text.push_str(&segment.text));
            }
            assert_eq!(text, view.raw);
            for field in &view.fields {
                if let Some(value) = &field.value {
                    assert_eq!(trace.values[value.index].text, field.text);
                    carried += 1;
                }
            }
        }
    }
    assert!(carried > 100, "{carried}");
}

#[test]
fn what_the_learner_changes_is_marked_at_its_message_and_told() {
    let fragment = "#/?change=authorization-request:set:query:ui_locales=de,\
                    authorization-request:remove:query:scope,token-request:send-twice,\
                    api-request:hold-back:90,api-response:lose";
    let Parsed {
        address,
        complaints,
    } = parse(fragment);
    assert_eq!(complaints, Vec::<String>::new());
    let trace = simulate(&address.scenario).expect("the flow is in the list");
    let told = |name: &str| {
        let index = find(&trace, name).unwrap_or_else(|| panic!("{name} is missing"));
        let texts = changes(&trace, &trace.steps[index]).into_iter();
        let texts: Vec<String> = texts.map(|change| change.text).collect();
        let spoken = announcement(&trace, index);
        for text in &texts {
            let text = format!("On its way: {}", plain(text));
            assert!(spoken.contains(&text), "{spoken}");
        }
        (rows(&trace)[index].changes.clone(), texts)
    };
    let (marks, texts) = told("authorization-request");
    assert_eq!(marks, ["changed"]);
    assert_eq!(
        texts,
        ["`ui_locales` arrives as `de`.", "`scope` does not arrive."]
    );
    let (marks, texts) = told("token-request");
    assert_eq!(marks, ["repeated"]);
    assert_eq!(texts, ["It arrives twice."]);
    let marked: Vec<usize> = rows(&trace)
        .iter()
        .filter(|row| !row.changes.is_empty())
        .map(|row| row.index)
        .collect();
    let changed = trace.steps.iter().enumerate();
    let changed = changed.filter(|(_, step)| !step.changes.is_empty());
    assert_eq!(marked, changed.map(|(index, _)| index).collect::<Vec<_>>());
}

#[test]
fn both_sides_of_a_comparison_are_whole_and_part_at_one_character() {
    let view = |sent: &str, expected: &[&str]| {
        comparison_view(&Comparison::new(sent, expected.iter().copied()))
    };
    let parts = |side: &Side| {
        let Side {
            label,
            before,
            differing,
            after,
        } = side.clone();
        (label, before, differing, after)
    };
    let of = |texts: (&'static str, &str, Option<&str>, &str)| {
        let (label, before, differing, after) = texts;
        (
            label,
            before.to_owned(),
            differing.map(str::to_owned),
            after.to_owned(),
        )
    };
    let slash = view("https://é/a/", &["https://b/a", "https://é/a"]);
    let sides: Vec<_> = slash.sides.iter().map(parts).collect();
    assert_eq!(
        sides,
        [
            of(("sent", "https://é/a", Some("/"), "")),
            of(("expected", "https://é/a", Some(""), "")),
            of(("or", "https://b/a", None, "")),
        ]
    );
    let words = "They differ from character 12 on: a trailing slash.";
    assert_eq!(slash.difference, words);
    let space = view("a b", &["a-b"]);
    assert_eq!(parts(&space.sides[0]), of(("sent", "a", Some("␣"), "b")));
    let nothing = view("a", &[]);
    assert_eq!(parts(&nothing.sides[0]), of(("sent", "a", None, "")));
    assert_eq!(nothing.difference, "Nothing would have been right.");
}

#[test]
fn checks_stand_in_their_order_and_nothing_is_judged_after_the_one_that_decides() {
    let mut refusals = 0;
    for trace in traces() {
        for step in &trace.steps {
            let Some(checks) = Checks::at(&trace, step) else {
                continue;
            };
            assert_eq!(checks.outcomes, step.checks);
            if let Some(failed) = checks.failed() {
                assert_eq!(Some(failed), checks.outcomes.last());
                assert_eq!(checks.verdict(), "the last check fails");
                refusals += 1;
            }
        }
    }
    assert!(refusals > 3, "{refusals}");
}

#[test]
fn panels_stand_in_the_order_of_reading() {
    for trace in traces() {
        for step in &trace.steps {
            let shown = panels(step, Medium::Inspector);
            let place = |panel| shown.iter().position(|one| *one == panel);
            assert_eq!(shown.len(), PANELS.len());
            assert_eq!(
                place(Panel::Screens) < place(Panel::Why),
                step.decision.is_some()
            );
            assert_eq!(
                place(Panel::Checks) < place(Panel::Sent),
                step.from == step.to
            );
        }
    }
}

#[test]
fn a_step_that_waits_for_a_person_shows_a_page_with_something_to_press() {
    for trace in traces() {
        for (index, step) in trace.steps.iter().enumerate() {
            let screens = screens(&trace, index);
            let question = screens.as_ref().and_then(|one| one.question.as_ref());
            assert_eq!(question.map(|one| one.decision), step.decision);
            if let (Some(screens), Some(_)) = (&screens, step.decision) {
                let mut devices = screens.devices.iter();
                assert!(devices.any(|device| match &device.shown {
                    Shown::Server { page, .. } => !page.buttons.is_empty(),
                    _ => false,
                }));
            }
        }
    }
}

#[test]
fn a_response_is_found_from_its_request_and_the_reverse() {
    for trace in traces() {
        for index in 0..trace.steps.len() {
            let Some(sent) = Sent::at(&trace, index) else {
                continue;
            };
            let is_response = |index: usize| {
                let message = trace.steps[index].message.as_ref();
                message.map(|one| matches!(one.start, StartLine::Response { .. }))
            };
            if let Some(request) = sent.request {
                assert_eq!(is_response(request), Some(false));
            }
            if let Some(response) = sent.response {
                assert_eq!(is_response(response), Some(true));
                assert_eq!(Sent::at(&trace, response), Some(sent));
            }
        }
    }
}

#[test]
fn only_a_hashed_challenge_has_a_formula() {
    let mut challenges = 0;
    for trace in traces() {
        for made in trace.steps.iter().flat_map(|step| new_values(&trace, step)) {
            let is_challenge = made.value.kind == ValueKind::CodeChallenge;
            assert_eq!(made.formula.is_some(), is_challenge);
            challenges += usize::from(is_challenge);
        }
    }
    assert!(challenges > 0);
}

#[test]
fn marked_text_is_words_with_their_punctuation_and_what_stands_between() {
    let word = |word, punctuation| Piece::Word { word, punctuation };
    let found: Vec<Piece> = pieces("The `code`, and `state`").collect();
    let expected = [
        Piece::Text("The "),
        word("code", ","),
        Piece::Text(" and "),
        word("state", ""),
    ];
    assert_eq!(found, expected);
    assert_eq!(pieces("").count(), 0);
    assert_eq!(words("`a`.b `c`").collect::<Vec<_>>(), ["a", "c"]);
    assert_eq!(plain("The `code`."), "The code.");
}

#[test]
fn a_change_is_told_whatever_it_sends_and_each_mark_stands_once() {
    let address = "#/authorization-code-pkce?change=token-request:set:form:code=a`b,\
                   token-request:hold-back:5,token-request:remove:form:client_id";
    let Parsed {
        address,
        complaints,
    } = parse(address);
    assert_eq!(complaints, [""; 0]);
    let trace = simulate(&address.scenario).expect("it can be played");
    let mut steps = trace.steps.iter();
    let step = steps.find(|step| !step.changes.is_empty());
    let step = step.expect("a message is changed");
    assert_eq!(changes(&trace, step).len(), 3);
    assert_eq!(marks(&trace, step), ["changed", "held back"]);
    let told = changes(&trace, step).remove(0).text;
    assert_eq!(words(&told).collect::<Vec<_>>(), ["code", "aˋb"]);
}
