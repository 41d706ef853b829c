//! The functions that the custom element calls: a widget in an element, commands of its player.
//!
//! `web/oauth-flow.js` is the element itself. It loads this module when the first one is near the
//! view, and calls [`mount`] for each.

use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlElement;

use crate::names::Naming;
use crate::player::command::{Command, Speed};
use crate::player::cursor::Cursor;
use crate::reading::marker::{find, marker};
use crate::reading::prose::plain;
use crate::spec::Section;
use crate::ui::frame::application::{MountedWidget, mount_widget};
use crate::ui::session::{Run, Session};

/// Widget on somebody's page.
#[wasm_bindgen]
pub struct Widget {
    session: Session,
    mounted: MountedWidget,
}

/// Puts a widget into `place` and tells of all that happens there.
///
/// `fragment` says what it shows, as in the address of the page; `names` is a JSON object of names
/// for the simulated world, or empty. `tell` is called with the name of an event and its detail, an
/// object: `error` for what was not understood, `step` at the start and at every step, `marker`
/// with it where the step has a name, `play`, `pause` and `end`.
#[wasm_bindgen(js_name = mountWidget)]
pub fn mount(place: &HtmlElement, fragment: &str, names: &str, tell: js_sys::Function) -> Widget {
    let (naming, complaints) = naming_of(names);
    let mounted = mount_widget(place, fragment, naming);
    let session = mounted.session;
    let tell = move |event: &str, members: &[(&str, JsValue)]| {
        let _ = tell.call2(&JsValue::NULL, &event.into(), &object(members));
    };
    for reason in complaints.iter().chain(&untrack(|| session.complaints())) {
        tell("error", &[("reason", reason.as_str().into())]);
    }
    mounted.owner.with(|| follow(session, tell));
    Widget { session, mounted }
}

/// The names in `names`, a JSON object or nothing, and complaints about what was not understood.
fn naming_of(names: &str) -> (Naming, Vec<String>) {
    match names {
        "" => (Naming::default(), Vec::new()),
        names => Naming::parse(names),
    }
}

fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in members {
        let _ = js_sys::Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}

/// The number of the step with this index.
fn number(index: usize) -> (&'static str, JsValue) {
    ("index", ((index + 1) as u32).into())
}

/// The step as an event tells it. A step without a name is called by its number.
fn detail(run: &Run, index: usize) -> Vec<(&'static str, JsValue)> {
    let Some(step) = run.steps.get(index) else {
        return Vec::new();
    };
    let id = marker(run, index).unwrap_or_else(|| format!("step-{}", index + 1));
    let section = step.references.first().map(Section::to_string);
    vec![
        number(index),
        ("count", (run.steps.len() as u32).into()),
        ("id", id.into()),
        ("title", plain(&step.title()).into()),
        ("from", run.actor_name(step.from).into()),
        ("to", run.actor_name(step.to).into()),
        ("section", section.unwrap_or_default().into()),
    ]
}

/// Tells of every step, and of playing.
fn follow(session: Session, tell: impl Fn(&str, &[(&str, JsValue)]) + Clone + 'static) {
    let tell_step = tell.clone();
    Effect::new(move |_| {
        let (run, index) = (session.run(), session.index());
        tell_step("step", &detail(&run, index));
        if let Some(name) = marker(&run, index) {
            tell_step("marker", &[number(index), ("marker", name.into())]);
        }
        if index + 1 == run.steps.len() {
            tell_step("end", &[]);
        }
    });
    let playing = Memo::new(move |_| session.cursor(Cursor::playing));
    Effect::new(move |was_playing: Option<bool>| {
        let is_playing = playing.get();
        if is_playing != was_playing.unwrap_or_default() {
            tell(if is_playing { "play" } else { "pause" }, &[]);
        }
        is_playing
    });
}

#[wasm_bindgen]
impl Widget {
    /// The number of the current step, counted from 1.
    #[wasm_bindgen(getter)]
    pub fn step(&self) -> usize {
        untrack(|| self.session.index()) + 1
    }

    /// How many steps there are.
    #[wasm_bindgen(getter)]
    pub fn count(&self) -> usize {
        untrack(|| self.session.run()).steps.len()
    }

    /// Whether the player moves on by itself.
    #[wasm_bindgen(getter)]
    pub fn playing(&self) -> bool {
        untrack(|| self.session.is_playing())
    }

    /// The address of the present state, from its `#` on.
    #[wasm_bindgen(getter)]
    pub fn fragment(&self) -> String {
        untrack(|| self.session.fragment())
    }

    /// Plays, or pauses.
    pub fn play(&self, is_wanted: bool) {
        if self.playing() != is_wanted {
            self.session.perform(Command::TogglePlay);
        }
    }

    /// Goes to the step with this number, counted from 1, or to the nearest that there is.
    pub fn seek(&self, step: usize) {
        self.session
            .by_script(|session| session.perform(Command::Seek(step.saturating_sub(1))));
    }

    /// Goes to the next step that has a name, or to the one before.
    pub fn skip(&self, forward: bool) {
        let command = match forward {
            true => Command::NextNamed,
            false => Command::PreviousNamed,
        };
        self.session.by_script(|session| session.perform(command));
    }

    /// The number of the step with this name; 0 where there is none.
    pub fn find(&self, name: &str) -> usize {
        find(&untrack(|| self.session.run()), name).map_or(0, |index| index + 1)
    }

    /// The step with this number, as an event tells it.
    pub fn detail(&self, step: usize) -> JsValue {
        let run = untrack(|| self.session.run());
        object(&detail(&run, step.saturating_sub(1)))
    }

    /// Sets how the player plays: `speed`, `pause-on` or `loop`, as the attribute of this name
    /// says. Returns what was not understood, a sentence.
    pub fn configure(&self, name: &str, value: Option<String>) -> Option<String> {
        match name {
            "loop" => self.session.set_loops(value.is_some()),
            "pause-on" => {
                let unknown = self.session.set_pauses(value)?;
                return Some(format!("There is no step called “{unknown}” to pause on."));
            }
            _ => {
                let wanted = value.as_deref().map(Speed::parse);
                let speed = wanted.flatten().unwrap_or_default();
                self.session.perform(Command::Speed(speed));
                if wanted == Some(None) {
                    let unknown = value.unwrap_or_default();
                    return Some(format!(
                        "The speed can be 0.5, 1, 2 or 4, but not “{unknown}”; it is 1."
                    ));
                }
            }
        }
        None
    }

    /// Shows another state, as an address names it. Returns what was not understood, one sentence a
    /// line.
    pub fn open(&self, fragment: &str) -> String {
        self.session.by_script(|session| session.open(fragment));
        untrack(|| self.session.complaints()).join("\n")
    }

    /// Shows another scenario, as an address names it, or the same one with other names, and stays
    /// at the step. Returns what was not understood, one sentence a line.
    pub fn change(&self, fragment: &str, names: Option<String>) -> String {
        let (naming, complaints) = names.as_deref().map(naming_of).unzip();
        self.session
            .by_script(|session| session.stay_in(fragment, naming));
        let mut complaints = complaints.unwrap_or_default();
        complaints.extend(untrack(|| self.session.complaints()));
        complaints.join("\n")
    }

    /// Gives every step its details for a print, or takes them away after it.
    pub fn print(&self, is_on_paper: bool) {
        self.session.put_on_paper(is_on_paper);
    }

    /// Takes the widget away. The element that it stood in is the caller's.
    pub fn unmount(self) {
        self.mounted.owner.cleanup();
    }
}
