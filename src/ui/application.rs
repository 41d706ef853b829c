//! The whole page: a run, its player, and everything around them.

use leptos::mount::mount_to;
use leptos::prelude::provide_context;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use crate::ui::browser;
use crate::ui::chip::light_values;
use crate::ui::flow_menu::flow_menu;
use crate::ui::header::header;
use crate::ui::help::help;
use crate::ui::icon::{Icon, icon};
use crate::ui::inspector::inspector;
use crate::ui::keys;
use crate::ui::kind::kind_colour;
use crate::ui::markup::{Markup, button, element, react, set_style};
use crate::ui::player_bar::player_bar;
use crate::ui::stage::stage;
use crate::ui::state::{State, waits_at};

/// Puts the page into `place`, where it stays. Its signals live as long.
pub fn mount(place: HtmlElement) {
    let parent = place.clone();
    mount_to(place, move || {
        let _ = parent.append_child(application().node());
    })
    .forget();
}

/// The page. It reads the address when it starts and follows it from then on.
fn application() -> Markup {
    let state = State::new(&browser::fragment());
    provide_context(state);
    let skip = element("a", "skip-link")
        .attribute("href", "#oauth-flow-steps")
        .text("Skip to the steps")
        .on("click", |event| {
            // The address belongs to the run, so the link moves the focus and not the address.
            event.prevent_default();
            browser::leave(&event);
        });
    let columns = element("div", "columns")
        .child(flow_menu())
        .child(stage())
        .child(inspector());
    let announcer = element("p", "visually-hidden")
        .attribute("aria-live", "polite")
        .bind_text(move || state.announcement());
    let page = element("div", "oauth-flow")
        .bind_class("has-decision", move || {
            waits_at(&state.run(), state.index())
        })
        .child(skip)
        .child(header())
        .child(notes(state))
        .child(columns)
        .child(element("footer", "footer").child(player_bar()))
        .child(announcer)
        .child(help());
    let place = page.clone();
    react(move || {
        light_values(place.element());
        let colour = state.chosen().and_then(|chosen| {
            state
                .run()
                .values
                .get(chosen.value)
                .map(|value| kind_colour(value.kind))
        });
        set_style(place.element(), "--thread", &colour.unwrap_or_default());
    });
    react(move || browser::set_title(&format!("{} · OAuth Flow Simulator", state.run().title)));
    follow_window(state);
    page
}

/// What was wrong with the address, until the reader closes it or moves on.
fn notes(state: State) -> Markup {
    let make = move || {
        let complaints = state.complaints();
        if complaints.is_empty() {
            return Vec::new();
        }
        let lines = complaints
            .iter()
            .map(|complaint| element("p", "").text(complaint));
        let close = button("button is-icon-only", move |event| {
            browser::leave(&event);
            state.dismiss_complaints();
        })
        .attribute("aria-label", "Close this note")
        .child(icon(Icon::Cross));
        let words = element("div", "notes-text").children(lines);
        vec![
            element("div", "notes")
                .child(icon(Icon::Information))
                .child(words)
                .child(close),
        ]
    };
    element("div", "notes-place")
        .attribute("role", "status")
        .content(make)
}

/// The keys and the address.
fn follow_window(state: State) {
    browser::listen_to_window("keydown", move |event| {
        keys::handle(state, event.unchecked_ref::<KeyboardEvent>());
    });
    for name in ["popstate", "hashchange"] {
        browser::listen_to_window(name, move |_| state.open(&browser::fragment()));
    }
}
