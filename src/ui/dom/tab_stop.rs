//! Lists that Tab stops at once, and in which ↑ and ↓ move: all that is in them would be dozens of
//! stops on the way to what comes after.
//!
//! Tab stops at the home of such a list, which is the current step or else the first place, and
//! where the focus is. It passes all other places.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, Node};

use crate::ui::dom::browser;

const LISTS: &str = ".steps, .checks, .knowledge, .family";
const PLACES: &str = ".step, .check, .knower-values > .chip, .family-member";
const CONTROLS: &str = "a, button";

/// The place of such a list that `element` is in.
pub fn place_of(element: &Element) -> Option<Element> {
    element.closest(PLACES).ok()?
}

/// The control that takes the focus at the next place of the list, or at the one before.
pub fn neighbour(place: &Element, forward: bool) -> Option<HtmlElement> {
    let places = list_of(place)?.query_selector_all(PLACES).ok()?;
    let is_it = |at: &u32| place.is_same_node(places.item(*at).as_ref());
    let at = (0..places.length()).find(is_it)?;
    let wanted = if forward { at + 1 } else { at.checked_sub(1)? };
    let place: HtmlElement = places.item(wanted)?.unchecked_into();
    let control = place.query_selector(CONTROLS).ok()?;
    Some(control.map_or(place, JsCast::unchecked_into))
}

/// Position in `list` of the place that the focus is in.
pub fn focused_place(list: &Element) -> Option<usize> {
    let places = list.query_selector_all(PLACES).ok()?;
    let mut places = (0..places.length()).filter_map(|at| places.item(at));
    places.position(|place| {
        let place: &Element = place.unchecked_ref();
        place.matches(":focus-within") == Ok(true)
    })
}

/// Moves the focus to the first control in `place`, without scrolling.
pub fn focus(place: &Element) {
    if let Ok(Some(control)) = place.query_selector(CONTROLS) {
        browser::focus_quietly(control.unchecked_ref());
    }
}

/// Lets Tab stop at what can be pressed in `place`, or pass it.
pub fn set_stop(place: &Element, is_stop: bool) {
    let set = |control: &Node| {
        let control: &HtmlElement = control.unchecked_ref();
        control.set_tab_index(if is_stop { 0 } else { -1 });
    };
    if place.matches(CONTROLS) == Ok(true) {
        set(place);
    }
    let Ok(controls) = place.query_selector_all(CONTROLS) else {
        return;
    };
    for index in 0..controls.length() {
        if let Some(control) = controls.item(index) {
            set(&control);
        }
    }
}

/// Lets Tab stop where the focus comes to.
pub fn enter(event: &Event) {
    change_stop(event, |_| true);
}

/// Lets Tab pass what the focus leaves, unless it is the home of its list.
pub fn leave(event: &Event) {
    change_stop(event, is_home);
}

fn change_stop(event: &Event, is_stop: fn(&Element) -> bool) {
    let target = event.target();
    let target = target.as_ref().and_then(|target| target.dyn_ref());
    if let Some(place) = target.and_then(place_of) {
        set_stop(&place, is_stop(&place));
    }
}

fn is_home(place: &Element) -> bool {
    let Some(list) = list_of(place) else {
        return false;
    };
    let find = |selector| list.query_selector(selector).ok().flatten();
    let home = find(".is-current").or_else(|| find(PLACES));
    place.is_same_node(home.as_deref())
}

fn list_of(place: &Element) -> Option<Element> {
    place.closest(LISTS).ok()?
}
