//! The list of keys, and what the marks of the track mean.

use leptos::attr::custom::custom_attribute;
use leptos::html::Dialog;
use leptos::prelude::*;

use crate::player::shortcuts::{FILL_SCREEN, KEYS};
use crate::ui::control::icon::{Icon, IconView};
use crate::ui::dom::browser;
use crate::ui::session::Session;

/// The marks of the track: the class, the shape and what it means.
const MARKS: [(&str, &str, &str); 2] = [
    ("is-decision", "Circle", "Your turn: a person decides"),
    ("is-failed", "Diamond", "Refused: a check fails"),
];

/// Dialog that the browser keeps the focus in while it is open.
#[component]
pub fn Help() -> impl IntoView {
    let session = Session::from_context();
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        let is_wanted = session.shows_help();
        let Some(dialog) = dialog.get() else { return };
        if is_wanted && !dialog.open() {
            let _ = dialog.show_modal();
        } else if !is_wanted && dialog.open() {
            dialog.close();
        }
    });
    // The browser tells of it late: meanwhile a key can have opened the dialog again.
    let close = move |_| {
        if !dialog.get_untracked().is_some_and(|dialog| dialog.open()) {
            session.close_help();
        }
    };
    view! {
        <dialog
            class="help"
            aria-label="Keys"
            {..custom_attribute("closedby", "any")}
            node_ref=dialog
            on:close=close
        >
            // Most readers never open it.
            <Show when=move || session.shows_help()>
                <div class="help-head">
                    <h2>{"Keys"}</h2>
                    <button
                        type="button"
                        class="button is-icon-only"
                        part="button"
                        aria-label="Close"
                        on:click=move |_| session.close_help()
                    >
                        <IconView icon=Icon::Cross />
                    </button>
                </div>
                <dl class="keys">{keys()}</dl>
                <h3>{"Marks on the track"}</h3>
                <dl class="keys">{marks()}</dl>
            </Show>
        </dialog>
    }
}

fn keys() -> impl IntoView {
    let can_fill = browser::can_fill_screen();
    let keys = KEYS
        .iter()
        .filter(move |(keys, _)| can_fill || *keys != FILL_SCREEN);
    let entries = keys.map(|(keys, what)| {
        view! {
            <div>
                <dt>{*keys}</dt>
                <dd>{*what}</dd>
            </div>
        }
    });
    entries.collect_view()
}

fn marks() -> impl IntoView {
    MARKS.map(|(class, name, what)| {
        view! {
            <div>
                <dt>
                    <i class=format!("track-mark {class}")></i>
                    {name}
                </dt>
                <dd>{what}</dd>
            </div>
        }
    })
}
