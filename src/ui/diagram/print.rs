//! Print view: each step's details, below its row.

use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyViewState;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::simulation::trace::Step;
use crate::ui::control::prose::prose;
use crate::ui::dom::bridge::as_view;
use crate::ui::dom::markup::{Markup, element};
use crate::ui::inspector::checks::checks;
use crate::ui::inspector::message_view::message_view;
use crate::ui::inspector::references;
use crate::ui::inspector::token_view::tokens;
use crate::ui::state::Run;

/// Details below the rows of all steps. Dropping them takes them away.
///
/// They are mounted by hand: a script that prints leaves effects no turn before the paper is laid
/// out.
pub struct Paper {
    _details: Vec<UnmountHandle<AnyViewState>>,
}

impl Paper {
    /// The details of the steps of `run`, each below its row in `list`.
    pub fn new(list: &HtmlElement, run: &Run) -> Paper {
        let rows = list.children();
        let details = (0..run.steps.len()).filter_map(|index| {
            let row = rows.item(index as u32)?.unchecked_into();
            let run = run.clone();
            Some(mount_to(row, move || {
                let details = run.steps.get(index).map(|step| written(&run, step));
                details.map(as_view).into_any()
            }))
        });
        Paper {
            _details: details.collect(),
        }
    }
}

/// Why the step is made, its message, its checks, the tokens in it, and where to read more.
pub fn written(run: &Run, step: &Step) -> Markup {
    let message = step.message.as_ref();
    element("div", "written")
        .child(element("p", "why").children(prose(&step.why())))
        .children(message.map(|message| message_view(run, message)))
        .children(checks(run, step))
        .children(tokens(run, step))
        .children(references(step))
}
