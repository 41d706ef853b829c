//! The whole page: a run, its player, and everything around them.

use leptos::ev;
use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::flow_menu::FlowMenu;
use crate::ui::header::Header;
use crate::ui::help::Help;
use crate::ui::icon::{Icon, icon};
use crate::ui::inspector::Inspector;
use crate::ui::keys;
use crate::ui::kind::kind_colour;
use crate::ui::player_bar::PlayerBar;
use crate::ui::stage::Stage;
use crate::ui::state::{State, waits_at};

/// The page. It reads the address when it starts and follows it from then on.
#[component]
pub fn Application() -> impl IntoView {
    let state = State::new(&browser::fragment());
    provide_context(state);
    follow_window(state);
    let decides = move || waits_at(&state.run(), state.index());
    let thread_colour = move || {
        let chosen = state.chosen()?;
        state
            .run()
            .values
            .get(chosen.value)
            .map(|value| kind_colour(value.kind))
    };
    view! {
        <div class="oauth-flow" class:has-decision=decides style:--thread=thread_colour>
            <a class="skip-link" href="#oauth-flow-steps" on:click=skip_to_steps>{"Skip to the steps"}</a>
            <Header/>
            <Notes/>
            <div class="columns">
                <FlowMenu/>
                <Stage/>
                <Inspector/>
            </div>
            <footer class="footer"><PlayerBar/></footer>
            <p class="visually-hidden" aria-live="polite">{move || state.announcement.get()}</p>
            <Help/>
        </div>
    }
}

/// What was wrong with the address, until the reader closes it or moves on.
#[component]
fn Notes() -> impl IntoView {
    let state = State::from_context();
    let lines = move || {
        state
            .complaints
            .get()
            .into_iter()
            .map(|complaint| view! { <p>{complaint}</p> }.into_any())
            .collect::<Vec<_>>()
    };
    let is_empty = move || state.complaints.with(Vec::is_empty);
    view! {
        <div class="notes" role="status" class:is-empty=is_empty>
            {icon(Icon::Information)}
            <div class="notes-text">{lines}</div>
            <button
                type="button"
                class="button is-icon-only"
                aria-label="Close this note"
                on:click=move |event| {
                    move_to_step(&event);
                    state.complaints.set(Vec::new());
                }
            >
                {icon(Icon::Cross)}
            </button>
        </div>
    }
}

/// The keys, the address and the title of the window.
fn follow_window(state: State) {
    let handles = [
        window_event_listener(ev::keydown, move |event| keys::handle(state, &event)),
        window_event_listener(ev::popstate, move |_| state.open(&browser::fragment())),
        window_event_listener(ev::hashchange, move |_| state.open(&browser::fragment())),
    ];
    on_cleanup(move || handles.into_iter().for_each(WindowListenerHandle::remove));
    Effect::new(move |_| {
        browser::set_title(&format!("{} · OAuth Flow Simulator", state.run().title));
    });
}

/// The address belongs to the state of the run, so the link moves the focus and not the address.
fn skip_to_steps(event: ev::MouseEvent) {
    event.prevent_default();
    move_to_step(&event);
}

fn move_to_step(event: &web_sys::Event) {
    if let Some(control) = browser::listener_of(event) {
        browser::focus_current_step(&control);
    }
}
