//! Everything about the current step: why, what was sent, checked, learned, and where to read more.

use leptos::ev::FocusEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};

use crate::simulation::trace::{Channel, Step};
use crate::ui::browser;
use crate::ui::checks::checks;
use crate::ui::exchange::ExchangeView;
use crate::ui::family_tree::family_tree;
use crate::ui::icon::{Icon, icon};
use crate::ui::knowledge::knowledge;
use crate::ui::prose::prose_with_chips;
use crate::ui::screen::screens;
use crate::ui::section_link::titled_section_link;
use crate::ui::state::{Run, State};
use crate::ui::step_row::{actor_name, channel_name};
use crate::ui::token_view::tokens;

/// The details of the current step.
#[component]
pub fn Inspector() -> impl IntoView {
    let state = State::from_context();
    let heading = NodeRef::<html::H2>::new();
    let place = NodeRef::<html::Div>::new();
    let full = RwSignal::new(false);
    let has_focus = keep_focus(state, place, heading);
    let title = move || {
        with_step(state, |run, step, _| {
            prose_with_chips(run, step, &step.title)
        })
    };
    let why = move || with_step(state, |run, step, _| prose_with_chips(run, step, &step.why));
    Effect::new(move |_| {
        state.index();
        if let Some(place) = place.get() {
            place.set_scroll_top(0);
        }
    });
    view! {
        <aside class="inspector" class:is-full=move || full.get() aria-label="Step details">
            <button
                type="button"
                class="inspector-handle"
                aria-expanded=move || if full.get() { "true" } else { "false" }
                on:click=move |_| full.update(|full| *full = !*full)
            >
                {icon(Icon::Expand)}
                {move || if full.get() { "Less detail" } else { "More detail" }}
            </button>
            <div
                class="inspector-scroller"
                node_ref=place
                on:focusin=move |_| has_focus.set_value(true)
                on:focusout=move |event| focus_left(&event, place, has_focus)
            >
                <div class="inspector-head">
                    {move || with_step(state, kicker)}
                    <h2 tabindex="-1" node_ref=heading>{title}</h2>
                </div>
                {move || with_step(state, |run, step, index| screens_of(run, step, index, true))}
                <p class="why">{why}</p>
                {move || with_step(state, |run, step, index| screens_of(run, step, index, false))}
                <ExchangeView/>
                {move || with_step(state, |run, step, _| checks(run, step))}
                {move || with_step(state, |run, step, _| tokens(run, step))}
                {move || with_step(state, |run, _, index| knowledge(run, index))}
                {move || with_step(state, |run, _, index| family_tree(run, index))}
                {move || with_step(state, |_, step, _| references(step))}
            </div>
        </aside>
    }
}

/// What `view` makes of the current step.
fn with_step<T>(state: State, view: impl FnOnce(&Run, &Step, usize) -> T) -> Option<T> {
    let (run, index) = (state.run(), state.index());
    run.steps.get(index).map(|step| view(&run, step, index))
}

fn kicker(run: &Run, step: &Step, index: usize) -> AnyView {
    let number = format!("Step {} of {}", index + 1, run.steps.len());
    let from = actor_name(run, step.from);
    let route = if step.from == step.to {
        from
    } else {
        format!("{from} → {}", actor_name(run, step.to))
    };
    let tag = channel_name(step.channel).map(|name| {
        let class = if step.channel == Channel::Front {
            "tag is-front"
        } else {
            "tag is-back"
        };
        view! { <span class=class>{name}</span> }
    });
    view! {
        <p class="kicker">
            <span>{number}</span>
            <span class="kicker-route">{route}</span>
            {tag}
            <time class="kicker-time">{step.at.to_string()}</time>
        </p>
    }
    .into_any()
}

/// The screens, before the explanation where the learner has to act, and after it elsewhere.
fn screens_of(run: &Run, step: &Step, index: usize, acting: bool) -> Option<AnyView> {
    (step.decision.is_some() == acting).then(|| screens(run, step, index))
}

fn references(step: &Step) -> AnyView {
    if step.references.is_empty() {
        return ().into_any();
    }
    let links: Vec<AnyView> = step
        .references
        .iter()
        .map(|section| view! { <li>{titled_section_link(*section)}</li> }.into_any())
        .collect();
    view! {
        <section class="panel">
            <h3>{"Read more"}</h3>
            <ul class="references">{links}</ul>
        </section>
    }
    .into_any()
}

/// A step replaces what is shown here. Where that took the focused element with it, the heading
/// takes the focus, so that a keyboard goes on from the new step and not from the top of the page.
fn keep_focus(
    state: State,
    place: NodeRef<html::Div>,
    heading: NodeRef<html::H2>,
) -> StoredValue<bool> {
    let has_focus = StoredValue::new(false);
    Effect::new(move |_| {
        state.index();
        state.run();
        request_animation_frame(move || {
            let (Some(place), Some(heading)) = (place.get_untracked(), heading.get_untracked())
            else {
                return;
            };
            let focused = browser::focused_near(&place);
            let is_lost = focused.is_none_or(|element| element.tag_name() == "BODY");
            if is_lost && has_focus.try_get_value() == Some(true) {
                browser::focus_quietly(heading.unchecked_ref::<HtmlElement>());
            }
        });
    });
    has_focus
}

/// Remembers that the focus went elsewhere; a focused element that vanished went nowhere.
fn focus_left(event: &FocusEvent, place: NodeRef<html::Div>, has_focus: StoredValue<bool>) {
    let target = event
        .related_target()
        .and_then(|target| target.dyn_into::<Node>().ok());
    if let (Some(target), Some(place)) = (target, place.get_untracked()) {
        has_focus.set_value(place.contains(Some(&target)));
    }
}
