//! The whole page, and the whole widget: a run, its player, and everything around them.

use leptos::ev::{Event, KeyboardEvent};
use leptos::html::Div;
use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyViewState;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDivElement, HtmlElement, MouseEvent};

use crate::names::Naming;
use crate::player::address::{self, Address};
use crate::ui::control::colours::kind_colour;
use crate::ui::control::icon::{Icon, IconView};
use crate::ui::diagram::Stage;
use crate::ui::dom::browser::{self, History};
use crate::ui::dom::scroll_into_view::keep_current_step_in_sight;
use crate::ui::dom::tab_stop;
use crate::ui::frame::flow_menu::FlowMenu;
use crate::ui::frame::header::Header;
use crate::ui::frame::help::Help;
use crate::ui::inspector::Inspector;
use crate::ui::player::bar::PlayerBar;
use crate::ui::player::shortcuts;
use crate::ui::session::{Frame, Session, waits_at};

/// Puts the page into `place`, where it stays.
pub fn mount_page(place: HtmlElement) {
    let page = || {
        provide_context(Session::new(&asked_for(), Naming::default(), Frame::Page));
        view! { <Page /> }
    };
    mount_to(place, page).forget();
}

/// Widget in an element. Dropping it takes it away again.
pub struct MountedWidget {
    pub session: Session,
    pub owner: Owner,
    _view: UnmountHandle<AnyViewState>,
}

/// Puts a widget into `place`. It shows what `fragment` says, as the address of a page does.
pub fn mount_widget(place: &HtmlElement, fragment: &str, naming: Naming) -> MountedWidget {
    let owner = Owner::new();
    let (session, view) = owner.with(|| {
        let session = Session::new(fragment, naming, Frame::Widget);
        provide_context(session);
        browser::follow_full_screen(place);
        let widget = || view! { <Widget /> }.into_any();
        (session, mount_to(place.clone(), widget))
    });
    MountedWidget {
        session,
        owner,
        _view: view,
    }
}

/// The page. It follows the address.
#[component]
fn Page() -> impl IntoView {
    let session = Session::from_context();
    Effect::new(move |_| {
        browser::set_title(&format!("{} · OAuth Flow Simulator", session.run().title()));
    });
    follow_window(session);
    view! {
        <Root>
            <SkipLink place="steps" target=browser::CURRENT_STEP />
            <SkipLink place="details" target=".inspector h2" />
            <SkipLink place="player" target=".is-play" />
            <Header />
            <Notes />
            <div class="columns">
                <FlowMenu />
                <Stage />
                <Inspector />
            </div>
            <footer class="footer">
                <PlayerBar />
            </footer>
            <Announcer />
            <Help />
        </Root>
    }
}

#[component]
fn SkipLink(
    place: &'static str,
    /// Selector of what takes the focus.
    target: &'static str,
) -> impl IntoView {
    // The address belongs to the run, so the link moves the focus and not the address.
    let skip = move |event: MouseEvent| {
        event.prevent_default();
        browser::leave_to(&event, target);
    };
    view! {
        <a class="skip-link" href="#oauth-flow-steps" on:click=skip>
            {format!("Skip to the {place}")}
        </a>
    }
}

/// The widget: the steps with their details, and the player.
#[component]
fn Widget() -> impl IntoView {
    view! {
        <Root>
            <Notes />
            // First for a keyboard, though it stands below: else all details are on the way to it.
            <div class="footer">
                <PlayerBar />
            </div>
            <div class="columns">
                <Stage />
                <Inspector />
            </div>
            <Announcer />
            <Help />
        </Root>
    }
}

/// The element around all. In a widget keys act while the focus is in it; a page listens
/// everywhere.
#[component]
fn Root(children: Children) -> impl IntoView {
    let session = Session::from_context();
    let is_widget = session.frame == Frame::Widget;
    let root = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if let Some(root) = root.get() {
            untrack(|| keep_current_step_in_sight(session, &root));
        }
    });
    let has_decision = Memo::new(move |_| waits_at(&session.run(), session.index()));
    let handle_key = move |event: KeyboardEvent| {
        if is_widget {
            shortcuts::handle(session, &event);
            // A key that meant something here means nothing to the page around.
            if event.default_prevented() {
                event.stop_propagation();
            }
        }
    };
    // A click on its words is none of its business.
    let leave = move |_| {
        if let Some(root) = root.get_untracked() {
            let _ = root.remove_attribute("tabindex");
        }
    };
    view! {
        <div
            class="oauth-flow"
            class:is-widget=is_widget
            class:has-decision=has_decision
            part="frame"
            // Of many on a page, each is known by its flow.
            role=is_widget.then_some("group")
            aria-label=move || is_widget.then(|| session.run().title())
            style:--thread=move || thread_colour(session)
            node_ref=root
            on:focusin=move |event| tab_stop::enter(&event)
            on:focusout=move |event| tab_stop::leave(&event)
            on:change=move |event| give_keys_back(&event, root, "*")
            on:click=move |event| give_keys_back(&event, root, ".step-button, .tab, .menu-link")
            on:blur=leave
            on:keydown=handle_key
        >
            {children()}
        </div>
    }
}

/// Takes the focus from what was set or pressed with the pointer: the next keys are meant for the
/// player, unless what is unfolded around it has to close by Escape first.
fn give_keys_back(event: &Event, root: NodeRef<Div>, controls: &str) {
    let Some(root) = root.get_untracked() else {
        return;
    };
    let target = event.target().and_then(|target| target.dyn_into().ok());
    let is_one = |target: Element| matches!(target.closest(controls), Ok(Some(_)));
    if target.is_some_and(is_one) && has_pointed_focus(&root, controls) {
        root.set_tab_index(-1);
        browser::focus_quietly(&root);
    }
}

/// Whether one of `controls` below `root` has the focus, and not by a key. What was pressed may
/// have been made anew since, and have the focus again.
fn has_pointed_focus(root: &HtmlDivElement, controls: &str) -> bool {
    let pointed_at = format!(":is({controls}):not(:focus-visible, .is-open *)");
    browser::focused_near(root).is_some_and(|focused| {
        root.contains(Some(&focused)) && focused.matches(&pointed_at) == Ok(true)
    })
}

/// The colour of the chosen value; empty where none is.
fn thread_colour(session: Session) -> String {
    let colour = session.chosen().and_then(|chosen| {
        let run = session.run();
        let value = run.values.get(chosen.value)?;
        Some(kind_colour(value.kind))
    });
    colour.unwrap_or_default()
}

/// The one live region. It speaks of what changes, so what was wrong with the first address comes
/// after it.
#[component]
fn Announcer() -> impl IntoView {
    let session = Session::from_context();
    browser::after_next_frame(move || session.announce_complaints());
    view! {
        <p class="visually-hidden" aria-live="polite">
            {move || session.announcement()}
        </p>
    }
}

/// Complaints about the address, until the reader closes them or moves on.
#[component]
fn Notes() -> impl IntoView {
    let session = Session::from_context();
    let close = move |event: MouseEvent| {
        browser::leave(&event);
        session.dismiss_complaints();
    };
    view! {
        <div class="notes-place">
            <Show when=move || !session.complaints().is_empty()>
                <section class="notes" aria-label="What the address got wrong">
                    <IconView icon=Icon::Information />
                    <div class="notes-text">
                        {move || {
                            let complaints = session.complaints().into_iter();
                            let lines = complaints.map(|complaint| view! { <p>{complaint}</p> });
                            lines.collect_view().into_any()
                        }}
                    </div>
                    <button
                        type="button"
                        class="button is-icon-only"
                        part="button"
                        aria-label="Close this note"
                        on:click=close
                    >
                        <IconView icon=Icon::Cross />
                    </button>
                </section>
            </Show>
        </div>
    }
}

/// Follows the keys, the address, and paper.
fn follow_window(session: Session) {
    for (name, is_on_paper) in [("beforeprint", true), ("afterprint", false)] {
        browser::listen_to_window(name, move |_| session.put_on_paper(is_on_paper));
    }
    browser::listen_to_window("keydown", move |event| {
        shortcuts::handle(session, event.unchecked_ref::<KeyboardEvent>());
    });
    for name in ["popstate", "hashchange"] {
        browser::listen_to_window(name, move |_| session.open(&asked_for()));
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
