//! Print view: each step's details, below its row.

use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyViewState;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::reading::panel::Medium;
use crate::ui::inspector::Panels;
use crate::ui::inspector::shown_step::StepAt;
use crate::ui::session::Run;

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
            let at = StepAt { run, index };
            Some(mount_to(row, move || {
                view! { <PrintedDetails at/> }.into_any()
            }))
        });
        Paper {
            _details: details.collect(),
        }
    }
}

/// The details of a step that paper shows.
#[component]
pub fn PrintedDetails(at: StepAt) -> impl IntoView {
    let shown = Signal::stored(Some(at));
    view! {
        <div class="written">
            <Panels shown medium=Medium::Print/>
        </div>
    }
}
