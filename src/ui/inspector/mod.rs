//! Everything about the current step: why, what was sent, checked, learned, and where to read more.

pub mod checks;
pub mod exchange;
pub mod family_tree;
pub mod knowledge;
pub mod message_view;
pub mod new_values;
pub mod token_view;

use leptos::prelude::{Get, GetValue, RwSignal, Set, SetValue};
use leptos::reactive::owner::{LocalStorage, StoredValue};
use wasm_bindgen::JsCast;
use web_sys::{Event, FocusEvent, HtmlElement, Node};

use crate::simulation::trace::Step;
use crate::ui::control::disclosure::fold_button;
use crate::ui::control::icon::{Icon, icon};
use crate::ui::control::prose::prose_with_chips;
use crate::ui::control::section_link::titled_section_link;
use crate::ui::dom::browser;
use crate::ui::dom::markup::{Markup, element, react};
use crate::ui::dom::scroll_area::Room;
use crate::ui::inspector::checks::checks;
use crate::ui::inspector::exchange::exchange;
use crate::ui::inspector::family_tree::family_tree;
use crate::ui::inspector::knowledge::knowledge;
use crate::ui::inspector::new_values::made;
use crate::ui::inspector::token_view::tokens;
use crate::ui::screen::screens;
use crate::ui::state::{Frame, Run, State};

/// How much room stays below what a person has to press, in pixels.
const MARGIN: f64 = 16.0;

/// The details of the current step.
pub fn inspector() -> Markup {
    let state = State::from_context();
    // A landmark of the page, which a page around many widgets would have many of.
    let inspector = match state.frame {
        Frame::Page => element("aside", "inspector"),
        Frame::Widget => element("div", "inspector").attribute("role", "group"),
    };
    let inspector = inspector.attribute("aria-label", "Step details");
    let handle = fold_button("inspector-handle", &inspector, "is-full")
        .child(icon(Icon::Expand))
        .text("Details");
    let shown = RwSignal::new(None);
    let heading = element("h2", "")
        .attribute("tabindex", "-1")
        .content(move || {
            of_step(shown, |run, step, _| {
                prose_with_chips(run, step, &step.title())
            })
        });
    let head = element("div", "inspector-head")
        .child(element("p", "kicker").content(move || of_step(shown, kicker)))
        .child(heading.clone());
    let details = element("div", "inspector-details").content(move || of_step(shown, details));
    let scroller = element("div", "inspector-scroller")
        .child(head)
        .child(details);
    let has_focus = StoredValue::new_local(false);
    let place = scroller.clone();
    let scroller = scroller
        .on("focusin", move |_| has_focus.set_value(true))
        .on("focusout", move |event| {
            focus_left(&event, &place, has_focus)
        });
    let place = scroller.clone();
    follow(state, shown, move || {
        // Before there is anything new, as long as this takes no layout.
        place.element().set_scroll_top(0);
        let (place, heading) = (place.clone(), heading.clone());
        browser::next_frame(move || {
            keep_focus(&place, &heading, has_focus);
            show_controls(place.element());
        });
    });
    inspector.child(handle).child(scroller)
}

/// Keeps `shown` at the current step. The diagram comes first, by one picture: it is what the eye
/// follows, and of many steps in quick succession the details show only those that there is time
/// for. `leave` is called before each.
fn follow(state: State, shown: RwSignal<Option<(Run, usize)>>, leave: impl Fn() + Clone + 'static) {
    let is_due = StoredValue::new_local(false);
    react(move || {
        state.index();
        state.run();
        if is_due.get_value() {
            return;
        }
        is_due.set_value(true);
        let leave = leave.clone();
        browser::after_next_frame(move || {
            // By then a widget can be gone.
            if is_due.try_set_value(false).is_some() {
                return;
            }
            leave();
            shown.set(Some((state.run_untracked(), state.index_untracked())));
        });
    });
}

/// What `view` makes of the step that is shown.
fn of_step(
    shown: RwSignal<Option<(Run, usize)>>,
    view: impl Fn(&Run, &Step, usize) -> Vec<Markup>,
) -> Vec<Markup> {
    let Some((run, index)) = shown.get() else {
        return Vec::new();
    };
    run.steps
        .get(index)
        .map(|step| view(&run, step, index))
        .unwrap_or_default()
}

/// All below the heading. The screens come before the explanation where the learner has to act.
fn details(run: &Run, step: &Step, index: usize) -> Vec<Markup> {
    let why = element("p", "why").children(prose_with_chips(run, step, &step.why()));
    let mut parts = vec![why];
    let place = if step.decision.is_some() { 0 } else { 1 };
    if let Some(screens) = screens(run, step, index) {
        parts.insert(place, screens);
    }
    let (sent, checked) = (exchange(run, step, index), checks(run, step));
    if sent.is_none() {
        parts.extend(made(run, step));
    }
    // What happens inside an actor comes before the message that it repeats.
    if step.from == step.to {
        parts.extend(checked);
        parts.extend(sent);
    } else {
        parts.extend(sent);
        parts.extend(checked);
    }
    parts.extend(tokens(run, step));
    parts.push(knowledge(run, index));
    parts.extend(family_tree(run, index));
    parts.extend(references(step));
    parts
}

fn kicker(run: &Run, step: &Step, index: usize) -> Vec<Markup> {
    let number = format!("Step {} of {}", index + 1, run.steps.len());
    let mut route = run.actor_name(step.from).to_owned();
    if step.from != step.to {
        route = format!("{route} → {}", run.actor_name(step.to));
    }
    let mut parts = vec![element("span", "").text(&number)];
    let channel = step.channel.name();
    parts.extend(channel.map(|name| element("span", "tag").text(name)));
    parts.push(element("span", "kicker-route").text(&route));
    parts.push(element("time", "kicker-time").text(&step.at.to_string()));
    parts
}

/// The sections that the step follows.
pub fn references(step: &Step) -> Option<Markup> {
    let links = step.references.iter();
    let links = links.map(|section| element("li", "").child(titled_section_link(*section)));
    (!step.references.is_empty())
        .then(|| panel("Read more").child(element("ul", "references").children(links)))
}

/// A part of the inspector under a heading.
pub fn panel(title: &str) -> Markup {
    element("section", "panel").child(element("h3", "").text(title))
}

/// A step replaces what is shown here. Where that took the focused element with it, the heading
/// takes the focus, so that a keyboard goes on from the new step and not from the top of the page.
fn keep_focus(place: &Markup, heading: &Markup, has_focus: StoredValue<bool, LocalStorage>) {
    let focused = browser::focused_near(place.element());
    let is_lost = focused.is_none_or(|element| element.tag_name() == "BODY");
    if is_lost && has_focus.try_get_value() == Some(true) {
        browser::focus_quietly(heading.element());
    }
}

/// Where a person has to act, what they press comes into sight, with as much of what leads there as
/// has room: the whole screen from its hint on, or else no less than the code that they type.
fn show_controls(scroller: &HtmlElement) {
    let controls = ".is-active :is(.page-actions, .page-form)";
    let place = |selector| {
        let found = scroller.query_selector(selector).ok().flatten();
        found.map(|element| element.get_bounding_client_rect())
    };
    let end = || place(controls).map(|place| place.bottom() + MARGIN);
    let room = Room::of(scroller);
    let Some(below) = end().map(|end| end - room.bottom) else {
        return;
    };
    let above = |selector| place(selector).map(|place| place.top() - MARGIN - room.top);
    let by = match above(".screen-hint").filter(|hint| *hint >= below) {
        Some(hint) if below > 0.0 => hint,
        _ => {
            above(".is-active:has(.page-form) .pairing-code").map_or(below, |code| below.min(code))
        }
    };
    scroller.set_scroll_top(by.max(0.0) as i32);
    if let (Some(low), Some(end)) = (Room::of_low_widget(scroller), end())
        && end > low.bottom
    {
        low.scroll_by(end - low.bottom, false);
    }
}

/// Remembers that the focus went elsewhere; a focused element that vanished went nowhere.
fn focus_left(event: &Event, place: &Markup, has_focus: StoredValue<bool, LocalStorage>) {
    let target = event.unchecked_ref::<FocusEvent>().related_target();
    if let Some(target) = target.and_then(|target| target.dyn_into::<Node>().ok()) {
        has_focus.set_value(place.element().contains(Some(&target)));
    }
}
