//! The player: moving through the run, by hand or by itself.

use gloo_timers::callback::Interval;
use leptos::prelude::{Get, Memo};

use crate::player::command::{Command, Speed};
use crate::player::cursor::Cursor;
use crate::ui::control::disclosure::{fold_button, fold_by_escape};
use crate::ui::control::icon::{Icon, icon};
use crate::ui::control::select::{option, select};
use crate::ui::dom::markup::{Markup, button, element, react};
use crate::ui::player::clock::clock;
use crate::ui::player::track::track;
use crate::ui::state::State;

/// All controls of the player.
pub fn player_bar() -> Markup {
    let state = State::from_context();
    tick_while_playing(state);
    let at_first = move || state.index() == 0;
    let at_last = move || state.index() + 1 == state.run().steps.len();
    let buttons = element("div", "player-buttons")
        .child(step_button(
            "First step",
            Icon::First,
            Command::First,
            at_first,
        ))
        .child(step_button(
            "Previous step",
            Icon::Previous,
            Command::Previous,
            at_first,
        ))
        .child(play_button(state))
        .child(step_button("Next step", Icon::Next, Command::Next, at_last))
        .child(step_button("Last step", Icon::Last, Command::Last, at_last));
    let count = element("span", "player-count")
        .attribute("aria-hidden", "true")
        .bind_text(move || format!("{} / {}", state.index() + 1, state.run().steps.len()));
    let keys = button("button is-icon-only", move |_| state.toggle_help())
        .attribute("aria-label", "Keys")
        .attribute("title", "Keys (?)")
        .child(icon(Icon::Keyboard));
    let extras = element("div", "player-extras")
        .child(speed_choice(state))
        .child(act_for_me(state))
        .child(clock())
        .child(keys);
    let player = element("div", "player")
        .attribute("role", "group")
        .attribute("aria-label", "Player")
        .child(buttons)
        .child(track())
        .child(count);
    let more = fold_button("player-button player-more", &player, "has-more")
        .attribute("aria-label", "More controls")
        .child(icon(Icon::More));
    fold_by_escape(player.clone(), &more, &player, "has-more")
        .child(more)
        .child(extras)
}

/// A button at the end of its way stays focusable: a disabled one would drop the focus.
fn step_button(
    name: &str,
    picture: Icon,
    command: Command,
    at_end: impl Fn() -> bool + 'static,
) -> Markup {
    let state = State::from_context();
    let is_end = matches!(command, Command::First | Command::Last);
    button("player-button", move |_| state.perform(command))
        .class_if("is-end", is_end)
        .attribute("aria-label", name)
        .attribute("title", name)
        .bind("aria-disabled", move || at_end().then(|| "true".to_owned()))
        .child(icon(picture))
}

fn play_button(state: State) -> Markup {
    let name = move || Some(if state.is_playing() { "Pause" } else { "Play" }.to_owned());
    let picture = move || {
        if state.is_playing() {
            Icon::Pause
        } else if state.index() + 1 == state.run().steps.len() {
            Icon::Again
        } else {
            Icon::Play
        }
    };
    let play = button("player-button is-play", move |_| {
        state.perform(Command::TogglePlay)
    });
    let (place, mut shown) = (play.clone(), None);
    react(move || {
        let picture = picture();
        // A step changes it only at the end.
        if shown != Some(picture) {
            let node = icon(picture);
            place.element().replace_children_with_node_1(node.node());
            shown = Some(picture);
        }
    });
    play.bind("aria-label", name).bind("title", name)
}

fn speed_choice(state: State) -> Markup {
    let options = Speed::ALL.map(|speed| {
        option(speed.label(), speed.label(), move || {
            state.cursor(Cursor::speed) == speed
        })
    });
    select("Speed", "", options, move |label| {
        let chosen = |speed: &Speed| label == speed.label();
        if let Some(speed) = Speed::ALL.into_iter().find(chosen) {
            state.perform(Command::Speed(speed));
        }
    })
    .attribute("title", "Speed")
}

fn act_for_me(state: State) -> Markup {
    let input = element("input", "")
        .attribute("type", "checkbox")
        .attribute("role", "switch")
        .bind_property("checked", move || {
            state.cursor(Cursor::acts_for_person).into()
        })
        .on("change", move |_| state.toggle_acting());
    let hint = "Playing goes on where a person signs in, consents or types a code";
    // In a flow without a person it would do nothing.
    let is_idle = move || state.run().steps.iter().all(|step| step.decision.is_none());
    element("label", "switch")
        .bind("hidden", move || is_idle().then(String::new))
        .attribute("title", hint)
        .child(input)
        .child(element("span", "switch-track").attribute("aria-hidden", "true"))
        .text("Act for me")
}

/// A timer runs exactly while the player plays; another pace starts a new one.
fn tick_while_playing(state: State) {
    let pace = Memo::new(move |_| {
        if !state.is_playing() {
            return 0;
        }
        let (run, index) = (state.run(), state.index());
        let why = run.steps.get(index).map(|step| step.why.split_whitespace());
        let words = why.map_or(0, Iterator::count);
        state.cursor(Cursor::speed).step_milliseconds(words)
    });
    let mut timer: Option<Interval> = None;
    react(move || {
        let milliseconds = pace.get() as u32;
        drop(timer.take());
        if milliseconds != 0 {
            timer = Some(Interval::new(milliseconds, move || {
                state.perform(Command::Tick)
            }));
        }
    });
}
