//! The whole page, and the whole widget: a run, its player, and everything around them.

use any_spawner::Executor;
use leptos::prelude::{Owner, provide_context};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent};

use crate::names::Naming;
use crate::player::address::{self, Address};
use crate::ui::control::chip::light_values;
use crate::ui::control::colours::kind_colour;
use crate::ui::control::icon::{Icon, icon};
use crate::ui::diagram::stage;
use crate::ui::dom::browser::{self, History};
use crate::ui::dom::markup::{Markup, button, element, react, set_style};
use crate::ui::dom::scroll_into_view::keep_current_step_in_sight;
use crate::ui::dom::tab_stop::follow_focus;
use crate::ui::frame::flow_menu::flow_menu;
use crate::ui::frame::header::header;
use crate::ui::frame::help::help;
use crate::ui::inspector::inspector;
use crate::ui::player::bar::player_bar;
use crate::ui::player::shortcuts;
use crate::ui::state::{Frame, State, waits_at};

/// Puts the page into `place`, where it stays. Its signals live as long.
pub fn mount_page(place: HtmlElement) {
    let state = || State::new(&asked_for(), Naming::default(), Frame::Page);
    let (_, owner) = mount(&place, state, page);
    std::mem::forget(owner);
}

/// Puts a widget into `place`. It shows what `fragment` says, as the address of a page does. Its
/// signals live as long as their owner.
pub fn mount_widget(place: &HtmlElement, fragment: &str, naming: Naming) -> (State, Owner) {
    let state = || State::new(fragment, naming, Frame::Widget);
    let (state, owner) = mount(place, state, widget);
    owner.with(|| browser::follow_full_screen(place));
    (state, owner)
}

fn mount(
    place: &HtmlElement,
    state: impl FnOnce() -> State,
    view: fn(State) -> Markup,
) -> (State, Owner) {
    // Refused where there is one already: that one does.
    let _ = Executor::init_wasm_bindgen();
    let owner = Owner::new();
    let state = owner.with(|| {
        let state = state();
        provide_context(state);
        let _ = place.append_child(view(state).node());
        state
    });
    (state, owner)
}

/// The page. It follows the address.
fn page(state: State) -> Markup {
    let columns = element("div", "columns")
        .child(flow_menu())
        .child(stage())
        .child(inspector());
    let page = root(state)
        .child(skip_link("steps", browser::CURRENT_STEP))
        .child(skip_link("details", ".inspector h2"))
        .child(skip_link("player", ".is-play"))
        .child(header())
        .child(notes(state))
        .child(columns)
        .child(element("footer", "footer").child(player_bar()))
        .child(announcer(state))
        .child(help());
    follow_choice(state, &page);
    keep_current_step_in_sight(state, &page);
    react(move || browser::set_title(&format!("{} · OAuth Flow Simulator", state.run().title)));
    follow_window(state);
    page
}

fn skip_link(place: &str, target: &'static str) -> Markup {
    element("a", "skip-link")
        .attribute("href", "#oauth-flow-steps")
        .text(&format!("Skip to the {place}"))
        .on("click", move |event| {
            // The address belongs to the run, so the link moves the focus and not the address.
            event.prevent_default();
            browser::leave_to(&event, target);
        })
}

/// The widget: the steps with their details, and the player. Keys act while the focus is inside.
fn widget(state: State) -> Markup {
    let columns = element("div", "columns").child(stage()).child(inspector());
    // Of many on a page, each is known by its flow.
    let widget = root(state)
        .class_if("is-widget", true)
        .attribute("role", "group")
        .bind("aria-label", move || Some(state.run().title.clone()))
        .child(notes(state))
        // First for a keyboard, though it stands below: else all details are on the way to it.
        .child(element("div", "footer").child(player_bar()))
        .child(columns)
        .child(announcer(state))
        .child(help())
        .on("keydown", move |event| {
            shortcuts::handle(state, event.unchecked_ref::<KeyboardEvent>());
            // A key that meant something here means nothing to the page around.
            if event.default_prevented() {
                event.stop_propagation();
            }
        });
    follow_choice(state, &widget);
    keep_current_step_in_sight(state, &widget);
    widget
}

fn root(state: State) -> Markup {
    let root = element("div", "oauth-flow").bind_class("has-decision", move || {
        waits_at(&state.run(), state.index())
    });
    let left = root.clone();
    let give_keys_back = |place: Markup, controls: &'static str| {
        let pointed_at = format!(":is({controls}):not(:focus-visible, .is-open *)");
        move |event: Event| {
            let target = event.target().and_then(|target| target.dyn_into().ok());
            let is_one = |target: Element| matches!(target.closest(controls), Ok(Some(_)));
            // What was pressed may have been made anew since, and have the focus again.
            let focused = browser::focused_near(place.element());
            let is_pointed_at = focused.is_some_and(|focused| {
                place.element().contains(Some(&focused)) && focused.matches(&pointed_at) == Ok(true)
            });
            if is_pointed_at && target.is_some_and(is_one) {
                place.element().set_tab_index(-1);
                browser::focus_quietly(place.element());
            }
        }
    };
    // What was set or pressed with the pointer keeps no keys: the next ones are meant for the
    // player, unless what is unfolded around it has to close by Escape first.
    let (set, pressed) = (root.clone(), root.clone());
    follow_focus(root)
        .on("change", give_keys_back(set, "*"))
        .on(
            "click",
            give_keys_back(pressed, ".step-button, .tab, .menu-link"),
        )
        .on("blur", move |_| {
            // A click on its words is none of its business.
            let _ = left.element().remove_attribute("tabindex");
        })
}

/// The one live region. It speaks of what changes, so what was wrong with the first address comes
/// after it.
fn announcer(state: State) -> Markup {
    browser::after_next_frame(move || state.announce_complaints());
    element("p", "visually-hidden")
        .attribute("aria-live", "polite")
        .bind_text(move || state.announcement())
}

/// Lights whatever below `root` stands for the chosen value.
fn follow_choice(state: State, root: &Markup) {
    let place = root.clone();
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
            element("section", "notes")
                .attribute("aria-label", "What the address got wrong")
                .child(icon(Icon::Information))
                .child(words)
                .child(close),
        ]
    };
    element("div", "notes-place").content(make)
}

/// The keys, the address, and paper.
fn follow_window(state: State) {
    for (name, is_on_paper) in [("beforeprint", true), ("afterprint", false)] {
        browser::listen_to_window(name, move |_| state.put_on_paper(is_on_paper));
    }
    browser::listen_to_window("keydown", move |event| {
        shortcuts::handle(state, event.unchecked_ref::<KeyboardEvent>());
    });
    for name in ["popstate", "hashchange"] {
        browser::listen_to_window(name, move |_| state.open(&asked_for()));
    }
}

/// The fragment of the address. One that is empty gets random values that nobody has seen, and
/// holds them from then on.
fn asked_for() -> String {
    let fragment = browser::fragment();
    if !fragment.is_empty() {
        return fragment;
    }
    let mut address = Address::default();
    if let Some(seed) = browser::random_seed() {
        address.scenario.seed = seed;
    }
    let fragment = address::format(&address);
    browser::write_fragment(&fragment, History::Replace);
    fragment
}
