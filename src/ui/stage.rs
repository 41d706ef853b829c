//! The diagram and the log as one list, below the names of those who take part.

use leptos::html;
use leptos::prelude::*;
use web_sys::{Element, ScrollBehavior, ScrollToOptions};

use crate::simulation::trace::ActorProfile;
use crate::ui::browser;
use crate::ui::icon::{Icon, icon};
use crate::ui::kind::role_class;
use crate::ui::outcome::OutcomeRow;
use crate::ui::rail::lifelines;
use crate::ui::state::State;
use crate::ui::step_row::StepRow;
use crate::ui::thread_strip::ThreadStrip;

/// How much of the rows before and after the current one stays in sight, in pixels.
const MARGIN: f64 = 72.0;

/// The stage: heading, actors, steps, outcome.
#[component]
pub fn Stage() -> impl IntoView {
    let state = State::from_context();
    let scroller = NodeRef::<html::Div>::new();
    let header = NodeRef::<html::Div>::new();
    let list = NodeRef::<html::Ol>::new();
    let show_current = move |animated| {
        let parts = (
            scroller.get_untracked(),
            header.get_untracked(),
            list.get_untracked(),
        );
        let (Some(scroller), Some(header), Some(list)) = parts else {
            return;
        };
        if let Some(row) = list.children().item(state.index_untracked() as u32) {
            bring_into_sight(&scroller, &header, &row, animated);
        }
    };
    Effect::new(move |previous: Option<usize>| {
        let index = state.index();
        match previous {
            Some(_) => show_current(true),
            // The first picture starts at the heading, unless an address leads further in. Rows
            // have their places when the style sheets are there.
            None if index > 0 => browser::once_loaded(move || show_current(false)),
            None => {}
        }
        index
    });
    let lanes = move || state.run().actors.len().to_string();
    let rows = move || {
        let run = state.run();
        (0..run.steps.len())
            .map(|index| view! { <StepRow run=run.clone() index=index/> })
            .collect_view()
    };
    view! {
        <main class="stage" id="oauth-flow-steps" style:--lanes=lanes>
            <div class="stage-scroller" node_ref=scroller>
                <div class="stage-heading">
                    <p class="intro">
                        {"A real authorization server runs inside this page. Press Play, or step \
                          with → and ←, to see every byte that is sent and every check that is made."}
                    </p>
                    <h1>{move || state.run().title}</h1>
                    <p class="lede">{move || state.run().summary}</p>
                    <Legend class="legend is-above"/>
                </div>
                <div class="actors-row" node_ref=header>
                    <div class="actors" aria-hidden="true">{move || actors(state)}</div>
                    <Legend class="legend is-beside"/>
                </div>
                <ol class="steps" aria-label="Steps" node_ref=list>{rows}</ol>
                <div class="outcome-row">
                    <div class="rail" aria-hidden="true">{move || lifelines(&state.run())}</div>
                    <OutcomeRow/>
                </div>
            </div>
            <ThreadStrip/>
        </main>
    }
}

fn actors(state: State) -> Vec<AnyView> {
    state
        .run()
        .actors
        .iter()
        .map(|actor| {
            let name = actor.name.clone();
            view! {
                <div class=format!("actor {}", role_class(actor.role)) title=name.clone()>
                    <span class="actor-icon">{icon(Icon::from(actor.appearance))}</span>
                    <span class="actor-name">{name.clone()}</span>
                </div>
            }
            .into_any()
        })
        .collect()
}

/// What the lines mean and, where the lanes have no room for names, whose they are. It stands above
/// the diagram or beside the actors: the style sheet shows one of the two.
#[component]
fn Legend(class: &'static str) -> impl IntoView {
    let state = State::from_context();
    view! {
        <ul class=class aria-label="Legend">
            {move || names(state)}
            <li><span class="legend-line is-front">{()}</span>"front channel: through the browser"</li>
            <li><span class="legend-line">{()}</span>"back channel: direct"</li>
            <li><span class="legend-node">{()}</span>"inside one actor"</li>
            <li class="legend-exposed">{icon(Icon::Exposed)}"secret in the browser"</li>
        </ul>
    }
}

fn names(state: State) -> Vec<AnyView> {
    let run = state.run();
    let name = |actor: &ActorProfile| {
        view! {
            <li class=format!("legend-actor {}", role_class(actor.role))>
                {icon(Icon::from(actor.appearance))}
                {actor.name.clone()}
            </li>
        }
        .into_any()
    };
    run.actors.iter().map(name).collect()
}

/// Scrolls the stage, and only the stage, so that `row` and its neighbours can be seen.
fn bring_into_sight(scroller: &Element, header: &Element, row: &Element, animated: bool) {
    let room = scroller.get_bounding_client_rect();
    let place = row.get_bounding_client_rect();
    let top = room.top() + header.get_bounding_client_rect().height();
    if scroller.scroll_height() <= scroller.client_height() {
        return keep_in_window(place.top(), place.bottom());
    }
    let margin = MARGIN.min((room.bottom() - top - place.height()).max(0.0) / 3.0);
    let is_last = row.next_element_sibling().is_none();
    let by = if is_last {
        f64::from(scroller.scroll_height())
    } else if place.top() < top + margin {
        place.top() - top - margin
    } else if place.bottom() > room.bottom() - margin {
        place.bottom() - room.bottom() + margin
    } else {
        return;
    };
    let options = ScrollToOptions::new();
    options.set_top(f64::from(scroller.scroll_top()) + by);
    options.set_behavior(behavior(animated));
    scroller.scroll_to_with_scroll_to_options(&options);
}

/// Where the page itself scrolls, in low windows, the row goes to the upper part of the window.
fn keep_in_window(top: f64, bottom: f64) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let height = window
        .inner_height()
        .ok()
        .and_then(|height| height.as_f64())
        .unwrap_or_default();
    if top < 0.0 || bottom > height * 0.6 {
        window.scroll_by_with_x_and_y(0.0, top - height * 0.2);
    }
}

fn behavior(animated: bool) -> ScrollBehavior {
    if animated && !browser::prefers_reduced_motion() {
        ScrollBehavior::Smooth
    } else {
        ScrollBehavior::Instant
    }
}
