//! The player goes where it is told and no further, and reads the run as it was recorded.

use oauth_flow_simulator::flow::{FLOWS, Flow, stories};
use oauth_flow_simulator::player::command::{Command, Speed};
use oauth_flow_simulator::player::cursor::{Cursor, Place};
use oauth_flow_simulator::player::shortcuts::{KEYS, KeyAction, KeyPress, action};
use oauth_flow_simulator::protocol::value_kind::ValueKind;
use oauth_flow_simulator::reading::announcement::announcement;
use oauth_flow_simulator::reading::family::{AccessToken, TokenStatus, family_at};
use oauth_flow_simulator::reading::marker::{find, is_named, marker};
use oauth_flow_simulator::reading::value_path::{known_by, newly_known, thread};
use oauth_flow_simulator::run::simulate;
use oauth_flow_simulator::scenario::Scenario;
use oauth_flow_simulator::server::effect::{Change, Effect};
use oauth_flow_simulator::simulation::cast::CLIENT;
use oauth_flow_simulator::simulation::trace::{Decision, Outcome, Trace, Value};
use oauth_flow_simulator::words::{Line, LineId};

fn plain(_: usize) -> Place {
    Place::default()
}

/// A cursor after `commands`, with a decision at the step with the index 2, and names for that one
/// and the one with the index 4.
fn after(mut cursor: Cursor, commands: &[Command]) -> Cursor {
    commands
        .iter()
        .for_each(|command| cursor.apply(*command, &place));
    cursor
}

fn place(index: usize) -> Place {
    Place {
        stops: index == 2,
        is_named: [2, 4].contains(&index),
    }
}

#[test]
fn a_new_cursor_stands_still_inside_the_run() {
    let cursor = Cursor::new(5, 3);
    assert_eq!(
        (cursor.index(), cursor.count(), cursor.playing()),
        (3, 5, false)
    );
    assert_eq!(
        (cursor.speed(), cursor.acts_for_person()),
        (Speed::Normal, false)
    );
    assert_eq!(Cursor::new(5, 5).index(), 4);
    assert_eq!(Cursor::new(5, usize::MAX).index(), 4);
}

#[test]
fn playing_to_the_end_stops_there() {
    let mut cursor = Cursor::new(4, 0);
    cursor.apply(Command::Play, &plain);
    for index in 1..4 {
        assert!(cursor.playing());
        cursor.apply(Command::Tick, &plain);
        assert_eq!(cursor.index(), index);
    }
    assert!(!cursor.playing() && cursor.at_last());
    let at_end = cursor;
    cursor.apply(Command::Tick, &plain);
    assert_eq!(cursor, at_end);
}

#[test]
fn playing_at_the_end_plays_again() {
    let cursor = after(Cursor::new(4, 3), &[Command::Play]);
    assert_eq!((cursor.index(), cursor.playing()), (0, true));
    let cursor = after(Cursor::new(4, 3), &[Command::TogglePlay]);
    assert_eq!((cursor.index(), cursor.playing()), (0, true));
}

#[test]
fn playing_stops_where_a_person_decides_and_goes_on_when_asked() {
    let cursor = after(Cursor::new(6, 0), &[Command::Play, Command::Tick]);
    assert_eq!((cursor.index(), cursor.playing()), (1, true));
    let cursor = after(cursor, &[Command::Tick]);
    assert_eq!((cursor.index(), cursor.playing()), (2, false));
    let cursor = after(cursor, &[Command::Tick]);
    assert_eq!(cursor.index(), 2);
    let cursor = after(cursor, &[Command::Play, Command::Tick]);
    assert_eq!((cursor.index(), cursor.playing()), (3, true));
}

#[test]
fn playing_goes_on_where_the_player_acts_for_the_person() {
    let mut cursor = Cursor::new(6, 0);
    cursor.set_acts_for_person(true);
    let cursor = after(cursor, &[Command::Play, Command::Tick, Command::Tick]);
    assert_eq!((cursor.index(), cursor.playing()), (2, true));
}

#[test]
fn a_tick_that_comes_late_does_nothing() {
    let paused = after(
        Cursor::new(6, 0),
        &[Command::Play, Command::Tick, Command::Pause],
    );
    assert_eq!(after(paused, &[Command::Tick]), paused);
    assert_eq!((paused.index(), paused.playing()), (1, false));
}

#[test]
fn moving_by_hand_stays_in_the_run_and_stops_playing() {
    for (from, command, to) in [
        (2, Command::Next, 3),
        (5, Command::Next, 5),
        (2, Command::Previous, 1),
        (0, Command::Previous, 0),
        (0, Command::NextNamed, 2),
        (2, Command::NextNamed, 4),
        (4, Command::NextNamed, 5),
        (5, Command::NextNamed, 5),
        (5, Command::PreviousNamed, 4),
        (4, Command::PreviousNamed, 2),
        (2, Command::PreviousNamed, 0),
        (0, Command::PreviousNamed, 0),
        (2, Command::First, 0),
        (2, Command::Last, 5),
        (2, Command::Seek(4), 4),
        (2, Command::Seek(6), 5),
        (2, Command::Seek(usize::MAX), 5),
    ] {
        let cursor = after(Cursor::new(6, from), &[Command::Play, Command::Seek(from)]);
        let cursor = after(cursor, &[command]);
        assert_eq!(
            (cursor.index(), cursor.playing()),
            (to, false),
            "{command:?} from {from}"
        );
    }
    for command in [
        Command::Next,
        Command::First,
        Command::Last,
        Command::Seek(1),
    ] {
        assert!(
            !after(Cursor::new(6, 0), &[Command::Play, command]).playing(),
            "{command:?}"
        );
    }
}

#[test]
fn play_can_be_toggled_and_the_speed_changed_while_playing() {
    let cursor = after(
        Cursor::new(6, 0),
        &[Command::TogglePlay, Command::Speed(Speed::Double)],
    );
    assert_eq!((cursor.playing(), cursor.speed()), (true, Speed::Double));
    let cursor = after(cursor, &[Command::TogglePlay]);
    assert_eq!((cursor.playing(), cursor.speed()), (false, Speed::Double));
}

#[test]
fn a_run_without_anywhere_to_go_cannot_be_played() {
    for count in [0, 1] {
        for command in [Command::Play, Command::Tick, Command::Next, Command::Last] {
            let cursor = after(Cursor::new(count, 0), &[command]);
            assert_eq!(
                (cursor.index(), cursor.playing()),
                (0, false),
                "{command:?} of {count}"
            );
        }
    }
}

#[test]
fn a_run_made_anew_keeps_the_place() {
    let mut cursor = after(
        Cursor::new(6, 3),
        &[Command::Speed(Speed::Half), Command::Play],
    );
    cursor.change_run(9, 3);
    assert_eq!(
        (cursor.index(), cursor.count(), cursor.playing()),
        (3, 9, true)
    );
    cursor.change_run(2, 3);
    assert_eq!(
        (cursor.index(), cursor.playing(), cursor.speed()),
        (1, false, Speed::Half)
    );
}

#[test]
fn speeds_are_true_to_their_labels() {
    let labels = Speed::ALL.map(Speed::label);
    assert_eq!(labels, ["0.5×", "1×", "2×", "4×"]);
    for speed in Speed::ALL {
        let factor: f64 = speed
            .label()
            .trim_end_matches('×')
            .parse()
            .expect("a number");
        let normal = |words| speed.step_milliseconds(words) as f64 * factor;
        assert_eq!(normal(0), 2500.0, "{speed:?}");
        assert_eq!(normal(8), 2500.0, "{speed:?}");
        assert_eq!(normal(40), 8_000.0, "{speed:?}");
        assert_eq!(normal(usize::MAX), 9_000.0, "{speed:?}");
    }
}

#[test]
fn every_key_in_the_list_does_something() {
    let names = KEYS.iter().flat_map(|(names, _)| names.split(" or "));
    let names: Vec<&str> = names.collect();
    assert_eq!(names.len(), 18);
    for name in names {
        let (with_shift, name) = match name.strip_prefix("Shift+") {
            Some(name) => (true, name),
            None => (false, name),
        };
        let key = match name {
            "Space" => " ",
            "→" => "ArrowRight",
            "←" => "ArrowLeft",
            "↑" => "ArrowUp",
            "↓" => "ArrowDown",
            "0 to 9" => "0",
            "Esc" => "Escape",
            name => name,
        };
        let press = KeyPress {
            key,
            with_shift,
            in_list: true,
            ..KeyPress::default()
        };
        assert!(action(&press).is_some(), "{press:?}");
    }
}

#[test]
fn keys_do_what_the_list_says() {
    let toggle = Some(KeyAction::Do(Command::TogglePlay));
    let next = Some(KeyAction::Do(Command::Next));
    let previous = Some(KeyAction::Do(Command::Previous));
    let first = Some(KeyAction::Do(Command::First));
    let last = Some(KeyAction::Do(Command::Last));
    let tenth = |tenth| Some(KeyAction::Do(Command::SeekTenth(tenth)));
    let (slower, faster) = (
        Some(KeyAction::Do(Command::Slower)),
        Some(KeyAction::Do(Command::Faster)),
    );
    let (help, close) = (Some(KeyAction::ToggleHelp), Some(KeyAction::Close));
    let full_screen = Some(KeyAction::ToggleFullScreen);
    // In the body of the page, on a button, in a text field.
    for (key, on_page, on_button, in_text_field) in [
        (" ", toggle, None, None),
        ("k", toggle, toggle, None),
        ("K", toggle, toggle, None),
        ("ArrowRight", next, next, None),
        (".", next, next, None),
        ("ArrowLeft", previous, previous, None),
        (",", previous, previous, None),
        ("Home", first, first, None),
        ("End", last, last, None),
        ("0", tenth(0), tenth(0), None),
        ("9", tenth(9), tenth(9), None),
        ("10", None, None, None),
        ("[", slower, slower, None),
        ("]", faster, faster, None),
        ("f", full_screen, full_screen, None),
        ("F", full_screen, full_screen, None),
        ("?", help, help, None),
        ("Escape", close, close, close),
        ("Enter", None, None, None),
        ("Tab", None, None, None),
        ("ArrowUp", None, None, None),
        ("x", None, None, None),
        ("", None, None, None),
    ] {
        let press = KeyPress {
            key,
            ..KeyPress::default()
        };
        assert_eq!(action(&press), on_page, "{key:?} on the page");
        let pressed = KeyPress {
            on_button: true,
            ..press
        };
        assert_eq!(action(&pressed), on_button, "{key:?} on a button");
        let pressed = KeyPress {
            in_text_field: true,
            ..press
        };
        assert_eq!(action(&pressed), in_text_field, "{key:?} in a text field");
        let pressed = KeyPress {
            with_modifier: true,
            ..press
        };
        assert_eq!(action(&pressed), None, "{key:?} with Control");
    }
}

#[test]
fn with_shift_the_arrows_go_to_named_steps_and_other_keys_stay_what_they_are() {
    let press = |key| KeyPress {
        key,
        with_shift: true,
        ..KeyPress::default()
    };
    for (key, wanted) in [
        ("ArrowRight", Command::NextNamed),
        ("ArrowLeft", Command::PreviousNamed),
        ("Home", Command::First),
        ("K", Command::TogglePlay),
        ("[", Command::Slower),
        ("]", Command::Faster),
    ] {
        assert_eq!(action(&press(key)), Some(KeyAction::Do(wanted)), "{key:?}");
        let in_text_field = KeyPress {
            in_text_field: true,
            ..press(key)
        };
        assert_eq!(action(&in_text_field), None, "{key:?} in a text field");
    }
}

#[test]
fn up_and_down_move_the_focus_in_the_list_and_nowhere_else() {
    for (key, forward) in [("ArrowUp", false), ("ArrowDown", true)] {
        let in_list = KeyPress {
            key,
            in_list: true,
            on_button: true,
            ..KeyPress::default()
        };
        assert_eq!(action(&in_list), Some(KeyAction::MoveFocus { forward }));
        let in_select = KeyPress {
            in_text_field: true,
            ..in_list
        };
        assert_eq!(action(&in_select), None);
    }
}

#[test]
fn tenths_divide_the_run_and_speeds_stop_at_the_slowest_and_the_fastest() {
    for (tenth, index) in [(0, 0), (1, 2), (5, 8), (9, 14), (10, 16), (99, 16)] {
        let cursor = after(Cursor::new(17, 3), &[Command::SeekTenth(tenth)]);
        assert_eq!(cursor.index(), index, "{tenth} tenths");
    }
    let speed_after = |commands: &[Command]| after(Cursor::new(2, 0), commands).speed();
    assert_eq!(speed_after(&[Command::Faster]), Speed::Double);
    assert_eq!(speed_after(&[Command::Slower; 3]), Speed::Half);
    assert_eq!(speed_after(&[Command::Faster; 5]), Speed::Quadruple);
    assert_eq!(Speed::parse("0.5"), Some(Speed::Half));
    assert_eq!(Speed::parse("1×"), None);
}

#[test]
fn a_loop_goes_on_from_the_first_step() {
    let mut cursor = Cursor::new(3, 1);
    cursor.set_loops(true);
    cursor.apply(Command::Play, &plain);
    for index in [2, 0, 1, 2] {
        cursor.apply(Command::Tick, &plain);
        assert_eq!((cursor.index(), cursor.playing()), (index, true));
    }
    cursor.set_loops(false);
    assert!(!cursor.playing());
}

#[test]
fn steps_have_names_that_lead_back_to_them() {
    for trace in traces() {
        let names: Vec<_> = (0..trace.steps.len())
            .filter_map(|index| Some((index, marker(&trace, index)?)))
            .collect();
        assert!(names.len() >= 4, "{}", trace.title());
        for (index, name) in &names {
            assert_eq!(find(&trace, name), Some(*index), "{name}");
        }
        let named = (0..=trace.steps.len()).filter(|index| is_named(&trace, *index));
        assert!(named.eq(names.iter().map(|(index, _)| *index)));
        let decisions = trace.steps.iter().filter(|step| step.decision.is_some());
        let decided = ["sign-in", "user-code", "consent"].map(|name| find(&trace, name));
        let named = decided.iter().flatten().count();
        assert_eq!(named, decisions.count(), "{}", trace.title());
        assert_eq!(find(&trace, "nowhere"), None);
    }
}

fn traces() -> impl Iterator<Item = Trace> {
    stories().map(|(flow, story)| {
        simulate(&Scenario {
            story: story.id.to_owned(),
            ..flow.scenario()
        })
        .expect("the flow is in the list")
    })
}

#[test]
fn a_user_code_in_other_letters_is_the_right_one_and_another_is_not() {
    let device = *FLOWS.iter().find(|flow| flow.id == "device").expect("it");
    let titles_with = |typed: Option<&str>| {
        let mut scenario = device.scenario();
        scenario.person.user_code = typed.map(str::to_owned);
        let trace = simulate(&scenario).expect("the flow is in the list");
        let code = trace
            .values
            .iter()
            .find(|value| value.kind == ValueKind::UserCode)
            .expect("the device shows one");
        let titles: Vec<String> = trace.steps.iter().map(|step| step.title()).collect();
        (code.text.clone(), titles)
    };
    let wrong = "Alice enters a wrong code".to_owned();
    let (code, as_shown) = titles_with(None);
    let (_, in_other_letters) = titles_with(Some(&code.to_lowercase().replace('-', "")));
    assert_eq!(in_other_letters, as_shown);
    assert!(!as_shown.contains(&wrong));
    assert!(titles_with(Some("BBBB-BBBB")).1.contains(&wrong));
}

#[test]
fn every_use_of_a_value_is_on_its_thread() {
    for trace in traces() {
        let uses: usize = trace.steps.iter().map(|step| step.uses.len()).sum();
        let threads: Vec<_> = (0..trace.values.len())
            .map(|value| thread(&trace, value))
            .collect();
        assert_eq!(threads.iter().map(Vec::len).sum::<usize>(), uses);
        for (value, thread) in threads.iter().enumerate() {
            assert!(!thread.is_empty() && thread.is_sorted_by_key(|(step, _)| *step));
            for (step, how) in thread {
                let mut uses = trace.steps[*step].uses.iter();
                assert!(uses.any(|one| (one.value, one.how) == (value, *how)));
            }
        }
        assert!(thread(&trace, trace.values.len()).is_empty());
    }
}

#[test]
fn what_is_newly_known_adds_up_to_what_is_known() {
    for trace in traces() {
        for actor in &trace.actors {
            let mut learned = Vec::new();
            for step in 0..trace.steps.len() {
                learned.extend(newly_known(&trace, step, actor.party));
                learned.sort_unstable();
                let mut known = known_by(&trace, step, actor.party).to_vec();
                known.sort_unstable();
                if trace.steps[step].title().contains("forgets its tokens") {
                    learned.clone_from(&known);
                }
                assert_eq!(learned, known, "{} at step {step}", actor.name);
            }
        }
        let past_the_end = trace.steps.len();
        assert!(known_by(&trace, past_the_end, CLIENT).is_empty());
        assert!(newly_known(&trace, past_the_end, CLIENT).is_empty());
    }
}

/// A run in which the effects are `effects`, one list for each step.
fn trace_with(effects: Vec<Vec<Effect>>) -> Trace {
    let flow = Flow::parse("refresh").expect("is in the list");
    let mut trace = simulate(&flow.scenario()).expect("the flow is in the list");
    let value = |kind, text: &str, parent| Value {
        kind,
        name: text.to_owned(),
        text: text.to_owned(),
        parent,
    };
    trace.values = vec![
        value(ValueKind::RefreshToken, "first", None),
        value(ValueKind::AccessToken, "access of first", None),
        value(ValueKind::RefreshToken, "second", Some(0)),
        value(ValueKind::AccessToken, "access of second", Some(0)),
        value(ValueKind::AccessToken, "later access of second", Some(2)),
    ];
    for (step, effects) in effects.into_iter().enumerate() {
        trace.steps[step].effects = effects;
    }
    trace
}

fn effect(change: Change, kind: ValueKind, text: &str, replaces: Option<&str>) -> Effect {
    Effect {
        change,
        kind,
        text: text.to_owned(),
        replaces: replaces.map(str::to_owned),
    }
}

#[test]
fn the_family_grows_and_falls_with_the_effects() {
    use Change::{Issued, Revoked, Spent};
    use ValueKind::{AccessToken as Access, RefreshToken as Refresh};
    let trace = trace_with(vec![
        Vec::new(),
        vec![
            effect(Issued, Access, "access of first", None),
            effect(Issued, Refresh, "first", None),
        ],
        vec![
            effect(Spent, Refresh, "first", None),
            effect(Issued, Access, "access of second", None),
            effect(Issued, Refresh, "second", Some("first")),
        ],
        vec![
            effect(Issued, Access, "later access of second", None),
            effect(Issued, Refresh, "not among the values", None),
        ],
        vec![
            effect(Revoked, Refresh, "second", None),
            effect(Revoked, Access, "access of second", None),
        ],
    ]);
    assert!(family_at(&trace, 0).is_empty());

    let family = family_at(&trace, 1);
    assert_eq!(family.len(), 1);
    assert_eq!(
        (family[0].value, family[0].parent, family[0].status),
        (0, None, TokenStatus::Active)
    );
    assert_eq!(
        family[0].access_tokens,
        [AccessToken {
            value: 1,
            status: TokenStatus::Active
        }]
    );

    let family = family_at(&trace, 2);
    let states: Vec<_> = family
        .iter()
        .map(|one| (one.value, one.parent, one.status))
        .collect();
    assert_eq!(
        states,
        [
            (0, None, TokenStatus::Spent),
            (2, Some(0), TokenStatus::Active)
        ]
    );
    assert_eq!(
        family[1].access_tokens,
        [AccessToken {
            value: 3,
            status: TokenStatus::Active
        }]
    );

    let family = family_at(&trace, 4);
    let states: Vec<_> = family.iter().map(|one| (one.value, one.status)).collect();
    assert_eq!(states, [(0, TokenStatus::Spent), (2, TokenStatus::Revoked)]);
    assert_eq!(
        family[0].access_tokens,
        [AccessToken {
            value: 1,
            status: TokenStatus::Active
        }]
    );
    let expected = [(3, TokenStatus::Revoked), (4, TokenStatus::Active)];
    assert_eq!(
        family[1].access_tokens,
        expected.map(|(value, status)| AccessToken { value, status })
    );
}

#[test]
fn the_refresh_flow_has_a_family() {
    let flow = Flow::parse("refresh").expect("is in the list");
    let trace = simulate(&flow.scenario()).expect("the flow is in the list");
    let family = family_at(&trace, usize::MAX);
    assert!(family.len() >= 2, "{family:?}");
    assert!(
        family
            .iter()
            .all(|member| member.status == TokenStatus::Revoked),
        "{family:?}"
    );
    let rotated = (0..trace.steps.len())
        .map(|step| family_at(&trace, step))
        .find(|family| {
            let states: Vec<TokenStatus> = family.iter().map(|member| member.status).collect();
            states == [TokenStatus::Spent, TokenStatus::Active]
        });
    assert!(
        rotated.is_some(),
        "the family is never seen alive after a rotation"
    );
    for member in &family {
        assert_eq!(trace.values[member.value].kind, ValueKind::RefreshToken);
        assert!(!member.access_tokens.is_empty(), "{member:?}");
    }
    for pair in family.windows(2) {
        assert_eq!(pair[1].parent, Some(pair[0].value));
    }
}

/// On the page such a word would become the value of the step, which is the new one.
#[test]
fn no_text_names_an_old_value_by_a_protocol_word() {
    for trace in traces() {
        for step in &trace.steps {
            assert!(!step.why().contains("old `"), "{}", step.why());
        }
    }
}

#[test]
fn every_step_can_be_said_aloud() {
    for trace in traces() {
        let count = trace.steps.len();
        for (index, step) in trace.steps.iter().enumerate() {
            let text = announcement(&trace, index);
            assert!(
                text.starts_with(&format!("Step {} of {count}. ", index + 1)),
                "{text}"
            );
            assert!(
                text.contains(step.title().replace('`', "").trim_end_matches('.')),
                "{text}"
            );
            assert!(
                !text.contains(['`', '\n']) && !text.contains(".."),
                "{text}"
            );
            assert!(text.ends_with(['.', '!', '?', '…']), "{text}");
            assert_eq!(
                text.contains("Checked: "),
                !step.checks.is_empty(),
                "{text}"
            );
            assert_eq!(
                text.contains("Now the person"),
                step.decision.is_some(),
                "{text}"
            );
        }
        let end = match &trace.outcome {
            Outcome::Judged { verdict, .. } => verdict.to_string(),
            _ => "The flow is complete.".to_owned(),
        };
        assert!(announcement(&trace, count - 1).ends_with(&end));
        assert_eq!(announcement(&trace, count), "");
    }
}

#[test]
fn a_decision_and_a_stop_are_said_aloud() {
    let mut trace = simulate(&FLOWS[0].scenario()).expect("the flow is in the list");
    let last = trace.steps.len() - 1;
    trace.steps[last].decision = Some(Decision::Consent);
    let line = LineId::parse("outcome.application-refuses").expect("the line exists");
    let mut reason = Line::from(line);
    reason.fill(|_| Some("`state` differs".to_owned()));
    trace.outcome = Outcome::Stopped {
        party: CLIENT,
        reason,
    };
    let client = trace
        .actors
        .iter()
        .find(|actor| actor.party == CLIENT)
        .expect("takes part");
    let end = format!(
        "Now the person approves or denies. {} stopped here. state differs.",
        client.name
    );
    let text = announcement(&trace, last);
    assert!(text.ends_with(&end), "{text}");
}
