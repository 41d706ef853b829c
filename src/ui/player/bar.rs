//! The player: moving through the run, by hand or by itself.

use gloo_timers::callback::Interval;
use leptos::prelude::*;

use crate::player::command::{Command, Speed};
use crate::player::cursor::Cursor;
use crate::ui::control::disclosure::{DisclosureButton, close_on_escape};
use crate::ui::control::icon::{Icon, IconView};
use crate::ui::control::select::{Choice, Select};
use crate::ui::player::clock::Clock;
use crate::ui::player::track::Track;
use crate::ui::session::Session;

/// All controls of the player.
#[component]
pub fn PlayerBar() -> impl IntoView {
    let session = Session::from_context();
    tick_while_playing(session);
    let at_first = Memo::new(move |_| session.index() == 0);
    let at_last = Memo::new(move |_| session.is_at_end());
    let has_more = RwSignal::new(false);
    let more = NodeRef::new();
    view! {
        <div
            class="player"
            class:has-more=has_more
            part="toolbar"
            role="group"
            aria-label="Player"
            on:keydown=move |event| close_on_escape(&event, has_more, more)
        >
            <div class="player-buttons">
                <StepButton
                    name="First step"
                    picture=Icon::First
                    command=Command::First
                    at_end=at_first
                />
                <StepButton
                    name="Previous step"
                    picture=Icon::Previous
                    command=Command::Previous
                    at_end=at_first
                />
                <PlayButton />
                <StepButton
                    name="Next step"
                    picture=Icon::Next
                    command=Command::Next
                    at_end=at_last
                />
                <StepButton
                    name="Last step"
                    picture=Icon::Last
                    command=Command::Last
                    at_end=at_last
                />
            </div>
            <Track />
            <span class="player-count" aria-hidden="true">
                {move || format!("{} / {}", session.index() + 1, session.run().steps.len())}
            </span>
            <DisclosureButton
                class="player-button player-more"
                part="button"
                label="More controls"
                is_open=has_more
                node_ref=more
            >
                <IconView icon=Icon::More />
            </DisclosureButton>
            <div class="player-extras">
                <SpeedChoice />
                <ActForMe />
                <Clock />
                <button
                    type="button"
                    class="button is-icon-only"
                    part="button"
                    aria-label="Keys"
                    title="Keys (?)"
                    on:click=move |_| session.toggle_help()
                >
                    <IconView icon=Icon::Keyboard />
                </button>
            </div>
        </div>
    }
}

/// Button that moves the player. At the end of its way it stays focusable: a disabled one would
/// drop the focus.
#[component]
fn StepButton(
    name: &'static str,
    picture: Icon,
    command: Command,
    at_end: Memo<bool>,
) -> impl IntoView {
    let session = Session::from_context();
    view! {
        <button
            type="button"
            class="player-button"
            class:is-end=matches!(command, Command::First | Command::Last)
            part="button"
            aria-label=name
            title=name
            aria-disabled=move || at_end.get().then_some("true")
            on:click=move |_| session.perform(command)
        >
            <IconView icon=picture />
        </button>
    }
}

#[component]
fn PlayButton() -> impl IntoView {
    let session = Session::from_context();
    let name = Signal::derive(move || {
        if session.is_playing() {
            "Pause"
        } else {
            "Play"
        }
    });
    // A step changes it only at the end.
    let picture = Memo::new(move |_| {
        if session.is_playing() {
            Icon::Pause
        } else if session.is_at_end() {
            Icon::Again
        } else {
            Icon::Play
        }
    });
    view! {
        <button
            type="button"
            class="player-button is-play"
            part="button"
            aria-label=name
            title=name
            on:click=move |_| session.perform(Command::TogglePlay)
        >
            {move || view! { <IconView icon=picture.get() /> }.into_any()}
        </button>
    }
}

#[component]
fn SpeedChoice() -> impl IntoView {
    let session = Session::from_context();
    let choices = Speed::ALL.map(|speed| Choice {
        value: speed.label(),
        label: speed.label().to_owned(),
    });
    let choose = move |label: String| {
        let chosen = |speed: &Speed| label == speed.label();
        if let Some(speed) = Speed::ALL.into_iter().find(chosen) {
            session.perform(Command::Speed(speed));
        }
    };
    view! {
        <Select
            name="Speed"
            title="Speed"
            choices=choices.to_vec()
            chosen=Signal::derive(move || session.cursor(Cursor::speed).label())
            choose
        />
    }
}

#[component]
fn ActForMe() -> impl IntoView {
    let session = Session::from_context();
    // In a flow without a person it would do nothing.
    let is_idle = Signal::derive(move || {
        let run = session.run();
        run.steps.iter().all(|step| step.decision.is_none())
    });
    view! {
        <label
            class="switch"
            title="Playing goes on where a person signs in, consents or types a code"
            hidden=is_idle
        >
            <input
                type="checkbox"
                role="switch"
                prop:checked=move || session.cursor(Cursor::acts_for_person)
                on:change=move |_| session.toggle_acting()
            />
            <span class={"switch-track"} aria-hidden="true"></span>
            {"Act for me"}
        </label>
    }
}

/// Lets a timer run exactly while the player plays; another pace starts a new one.
fn tick_while_playing(session: Session) {
    let pace = Memo::new(move |_| {
        if !session.is_playing() {
            return 0;
        }
        let (run, index) = (session.run(), session.index());
        let step = run.steps.get(index);
        let words = step.map_or(0, |step| step.why().split_whitespace().count());
        session.cursor(Cursor::speed).step_milliseconds(words)
    });
    let timer = StoredValue::new_local(None::<Interval>);
    Effect::new(move |_| {
        let pace = pace.get() as u32;
        let tick = move || session.perform(Command::Tick);
        timer.set_value((pace != 0).then(|| Interval::new(pace, tick)));
    });
}
