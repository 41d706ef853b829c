//! The player: moving through the run, by hand or by itself.

use gloo_timers::callback::Interval;
use leptos::prelude::*;

use crate::player::command::{Command, Speed};
use crate::player::cursor::Cursor;
use crate::ui::clock::Clock;
use crate::ui::icon::{Icon, icon};
use crate::ui::state::State;
use crate::ui::track::Track;

/// All controls of the player.
#[component]
pub fn PlayerBar() -> impl IntoView {
    let state = State::from_context();
    tick_while_playing(state);
    let more = RwSignal::new(false);
    let at_first = move || state.index() == 0;
    let at_last = move || state.index() + 1 == state.run().steps.len();
    let count = move || format!("{} / {}", state.index() + 1, state.run().steps.len());
    view! {
        <div class="player" class:has-more=move || more.get() role="group" aria-label="Player">
            <div class="player-buttons">
                {step_button("First step", Icon::First, Command::First, at_first)}
                {step_button("Previous step", Icon::Previous, Command::Previous, at_first)}
                <PlayButton/>
                {step_button("Next step", Icon::Next, Command::Next, at_last)}
                {step_button("Last step", Icon::Last, Command::Last, at_last)}
            </div>
            <Track/>
            <span class="player-count" aria-hidden="true">{count}</span>
            <button
                type="button"
                class="player-button player-more"
                aria-label="More controls"
                aria-expanded=move || if more.get() { "true" } else { "false" }
                on:click=move |_| more.update(|more| *more = !*more)
            >
                {icon(Icon::Settings)}
            </button>
            <div class="player-extras">
                <SpeedChoice/>
                <ActForMe/>
                <Clock/>
                <button
                    type="button"
                    class="button is-icon-only"
                    aria-label="Keys"
                    title="Keys (?)"
                    on:click=move |_| state.help_open.set(true)
                >
                    {icon(Icon::Keyboard)}
                </button>
            </div>
        </div>
    }
}

/// A button at the end of its way stays focusable: a disabled one would drop the focus.
fn step_button(
    name: &'static str,
    picture: Icon,
    command: Command,
    at_end: impl Fn() -> bool + Copy + Send + 'static,
) -> AnyView {
    let state = State::from_context();
    view! {
        <button
            type="button"
            class="player-button"
            class:is-end=matches!(command, Command::First | Command::Last)
            aria-label=name
            title=name
            aria-disabled=move || at_end().then_some("true")
            on:click=move |_| {
                if !at_end() {
                    state.perform(command);
                }
            }
        >
            {icon(picture)}
        </button>
    }
    .into_any()
}

#[component]
fn PlayButton() -> impl IntoView {
    let state = State::from_context();
    let playing = Memo::new(move |_| state.cursor(Cursor::playing));
    let name = move || if playing.get() { "Pause" } else { "Play" };
    view! {
        <button
            type="button"
            class="player-button is-play"
            aria-label=name
            title=name
            on:click=move |_| state.perform(Command::TogglePlay)
        >
            {move || icon(if playing.get() { Icon::Pause } else { Icon::Play })}
        </button>
    }
}

#[component]
fn SpeedChoice() -> impl IntoView {
    let state = State::from_context();
    let speed = Memo::new(move |_| state.cursor(Cursor::speed));
    let options = Speed::ALL.map(|choice| {
        view! {
            <option value=choice.label() prop:selected=move || speed.get() == choice>
                {choice.label()}
            </option>
        }
    });
    let choose = move |event| {
        let label = event_target_value(&event);
        if let Some(speed) = Speed::ALL.into_iter().find(|speed| speed.label() == label) {
            state.perform(Command::Speed(speed));
        }
    };
    view! {
        <span class="select">
            <select aria-label="Speed" title="Speed" on:change=choose>{options}</select>
            {icon(Icon::Expand)}
        </span>
    }
}

#[component]
fn ActForMe() -> impl IntoView {
    let state = State::from_context();
    view! {
        <label class="switch" title="Playing goes on where a person signs in, consents or types a code">
            <input
                type="checkbox"
                role="switch"
                prop:checked=move || state.cursor(Cursor::acts_for_person)
                on:change=move |event| state.act_for_person(event_target_checked(&event))
            />
            <span class="switch-track" aria-hidden="true">{()}</span>
            "Act for me"
        </label>
    }
}

/// A timer runs exactly while the player plays; a change of speed starts a new one.
fn tick_while_playing(state: State) {
    let pace = Memo::new(move |_| {
        state.cursor(|cursor| cursor.playing().then(|| cursor.speed().step_milliseconds()))
    });
    Effect::new(move |timer: Option<Option<Interval>>| {
        drop(timer);
        let milliseconds = pace.get()?;
        Some(Interval::new(milliseconds, move || {
            state.perform(Command::Tick)
        }))
    });
}
