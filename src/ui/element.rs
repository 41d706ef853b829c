//! What the custom element calls: a widget in an element, and the commands of its player.
//!
//! `web/oauth-flow.js` is the element itself. It loads this module when the first one is near the
//! view, and calls [`mount`] for each.

use leptos::prelude::{Get, Memo, Owner};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlElement;

use crate::player::command::Command;
use crate::player::cursor::Cursor;
use crate::player::naming::Naming;
use crate::ui::application::mount_widget;
use crate::ui::markup::react;
use crate::ui::prose::plain;
use crate::ui::state::State;

/// A widget on somebody's page.
#[wasm_bindgen]
pub struct Widget {
    state: State,
    owner: Owner,
}

/// Puts a widget into `place` and tells of all that happens there.
///
/// `fragment` says what it shows, as in the address of the page; `names` is a JSON object of names
/// for the simulated world, or empty. `tell` is called with the name of an event and its detail, an
/// object: `error` for what was not understood, `step` at the start and at every step, `play`,
/// `pause` and `end`.
#[wasm_bindgen(js_name = mountWidget)]
pub fn mount(place: &HtmlElement, fragment: &str, names: &str, tell: js_sys::Function) -> Widget {
    let (naming, complaints) = if names.is_empty() {
        (Naming::default(), Vec::new())
    } else {
        Naming::parse(names)
    };
    let (state, owner) = mount_widget(place, fragment, naming);
    let tell = move |event: &str, members: &[(&str, JsValue)]| {
        let detail = js_sys::Object::new();
        for (name, value) in members {
            let _ = js_sys::Reflect::set(&detail, &JsValue::from_str(name), value);
        }
        let _ = tell.call2(&JsValue::NULL, &JsValue::from_str(event), &detail);
    };
    for reason in complaints.iter().chain(&state.complaints_untracked()) {
        tell("error", &[("reason", reason.as_str().into())]);
    }
    owner.with(|| follow(state, tell));
    Widget { state, owner }
}

/// Tells of every step, and of playing.
fn follow(state: State, tell: impl Fn(&str, &[(&str, JsValue)]) + Clone + 'static) {
    let tell_step = tell.clone();
    react(move || {
        let (run, index) = (state.run(), state.index());
        let Some(step) = run.steps.get(index) else {
            return;
        };
        let detail = [
            ("step", JsValue::from((index + 1) as u32)),
            ("count", (run.steps.len() as u32).into()),
            ("title", plain(&step.title).into()),
            ("from", run.actor_name(step.from).into()),
            ("to", run.actor_name(step.to).into()),
            ("fragment", state.fragment_untracked().into()),
        ];
        tell_step("step", &detail);
        if index + 1 == run.steps.len() {
            tell_step("end", &[]);
        }
    });
    let playing = Memo::new(move |_| state.cursor(Cursor::playing));
    let mut was_playing = false;
    react(move || {
        let is_playing = playing.get();
        if is_playing != was_playing {
            tell(if is_playing { "play" } else { "pause" }, &[]);
        }
        was_playing = is_playing;
    });
}

#[wasm_bindgen]
impl Widget {
    /// The number of the current step, counted from 1.
    #[wasm_bindgen(getter)]
    pub fn step(&self) -> usize {
        self.state.index_untracked() + 1
    }

    /// How many steps there are.
    #[wasm_bindgen(getter)]
    pub fn count(&self) -> usize {
        self.state.run_untracked().steps.len()
    }

    /// Whether the player moves on by itself.
    #[wasm_bindgen(getter)]
    pub fn playing(&self) -> bool {
        self.state.is_playing_untracked()
    }

    /// The address of the present state, from its `#` on.
    #[wasm_bindgen(getter)]
    pub fn fragment(&self) -> String {
        self.state.fragment_untracked()
    }

    /// Plays, or pauses.
    pub fn play(&self, is_wanted: bool) {
        if self.playing() != is_wanted {
            self.state.perform(Command::TogglePlay);
        }
    }

    /// Goes to the step with this number, counted from 1, or to the nearest that there is.
    pub fn seek(&self, step: usize) {
        self.state.perform(Command::Seek(step.saturating_sub(1)));
    }

    /// Shows another state, as an address names it. Returns what was not understood, one sentence a
    /// line.
    pub fn open(&self, fragment: &str) -> String {
        self.state.open(fragment);
        self.state.complaints_untracked().join("\n")
    }

    /// Takes the widget's signals away. The element that it stood in is the caller's.
    pub fn unmount(self) {
        self.owner.cleanup();
    }
}
