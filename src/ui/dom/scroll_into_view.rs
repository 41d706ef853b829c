//! The current step stays in sight, whatever changes: the step, the room, or what scrolls.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::ui::dom::browser;
use crate::ui::dom::scroll_area::Room;
use crate::ui::session::{Frame, Session};

/// How much of the rows before and after the current one stays in sight, in pixels.
const MARGIN: f64 = 72.0;
/// How much room stays below the end of the run, in pixels.
const END_MARGIN: f64 = 12.0;

/// The place that the steps scroll in.
#[derive(Clone)]
struct Stage {
    scroller: HtmlElement,
    /// The header that stays above the rows while they scroll.
    header: Element,
    list: Element,
}

/// Brings the current row below `root` into sight when it changes, and when the room does.
pub fn keep_current_step_in_sight(session: Session, root: &HtmlElement) {
    let Some(stage) = Stage::of(root) else {
        return;
    };
    let is_first = StoredValue::new_local(true);
    // A reader who has scrolled away from the current row is not called back by another size.
    let is_away = StoredValue::new_local(false);
    let around = [root, &stage.scroller].map(HtmlElement::clone);
    for scroller in &around {
        let stage = stage.clone();
        // A low widget scrolls as a whole, also to what a person has to press.
        let leads_away = scroller == &stage.scroller;
        let look = move |_| {
            let is_seen = stage.shows(untrack(|| session.index()));
            if is_seen || leads_away {
                is_away.set_value(!is_seen);
            }
        };
        browser::listen(scroller, "scroll", Box::new(look));
    }
    let place = stage.clone();
    browser::listen_to_size(&around, move || {
        let index = untrack(|| session.index());
        let is_chosen = untrack(|| session.chosen()).is_some();
        // The first picture starts at the heading.
        let is_at_start = index == 0 && place.scroller.scroll_top() == 0 && !is_chosen;
        if !is_at_start && !is_away.get_value() {
            place.bring_into_sight(index, false, false);
        }
    });
    let place = stage.clone();
    let show = move |animated| {
        // By the next frame a widget can be gone.
        if is_first.try_get_value().is_none() {
            return;
        }
        // A page around stays where its reader has put it, unless they step on themselves.
        let is_script = session.take_script();
        let by_hand = animated && !is_script && !untrack(|| session.is_playing());
        let may_move_page = session.frame == Frame::Page || by_hand;
        let moves = place.bring_into_sight(untrack(|| session.index()), animated, may_move_page);
        // On its way there it is not there yet.
        is_away.set_value(moves && animated);
    };
    let story = Memo::new(move |_| {
        let scenario = &session.run().scenario;
        (scenario.flow.clone(), scenario.story.clone())
    });
    Effect::new(move |last: Option<_>| {
        let now = story.get();
        let is_other = last.is_some_and(|last| last != now);
        let index = session.index();
        let (show, top) = (show.clone(), stage.scroller.clone());
        if is_other {
            // At first there is nothing to scroll back, and asking would lay all rows out.
            top.set_scroll_top(0);
        }
        if is_other && index == 0 {
            // Scrolling that was under way can have gone on until now.
            browser::next_frame(move || top.set_scroll_top(0));
        } else if !is_first.get_value() {
            browser::next_frame(move || show(true));
        } else if index > 0 {
            // The first picture starts at the heading, unless an address leads further in. Rows
            // have their places when the style sheets are there.
            browser::once_loaded(move || show(false));
        }
        is_first.set_value(false);
        now
    });
}

impl Stage {
    /// That below `root`.
    fn of(root: &Element) -> Option<Stage> {
        let find = |selector| root.query_selector(selector).ok()?;
        Some(Stage {
            scroller: find(".stage-scroller")?.unchecked_into(),
            header: find(".actors-row")?,
            list: find(".steps")?,
        })
    }

    /// The element that scrolls, if the page does not, and where the rows begin in it.
    fn room(&self) -> Option<(Room, f64)> {
        if self.scroller.scroll_height() > self.scroller.client_height() {
            let room = Room::of(&self.scroller);
            let top = room.top + self.header.get_bounding_client_rect().height();
            return Some((room, top));
        }
        let room = Room::of_low_widget(&self.scroller)?;
        let top = room.top;
        Some((room, top))
    }

    /// Whether anything of the row with this index can be seen, as far as it is not for the page
    /// around to say.
    fn shows(&self, index: usize) -> bool {
        let (Some(row), Some((room, top))) = (self.row(index), self.room()) else {
            return true;
        };
        let place = row.get_bounding_client_rect();
        place.bottom() > top && place.top() < room.bottom
    }

    fn row(&self, index: usize) -> Option<Element> {
        self.list.children().item(index as u32)
    }

    /// Scrolls what the steps scroll in, and only that, so that the row with this index and its
    /// neighbours can be seen. Tells whether that was necessary.
    fn bring_into_sight(&self, index: usize, animated: bool, may_move_page: bool) -> bool {
        let Some(row) = self.row(index) else {
            return false;
        };
        let place = row.get_bounding_client_rect();
        let Some((room, top)) = self.room() else {
            if may_move_page {
                self.move_page(place.top(), place.bottom());
            }
            return false;
        };
        let margin = MARGIN.min((room.bottom - top - place.height()).max(0.0) / 3.0);
        // What came of the run stands below the last row and comes into sight with it.
        let end = self
            .list
            .next_element_sibling()
            .filter(|_| row.next_element_sibling().is_none())
            .map_or(place.bottom() + margin, |outcome| {
                outcome.get_bounding_client_rect().bottom() + END_MARGIN
            });
        let by = if place.top() < top + margin {
            place.top() - top - margin
        } else if end > room.bottom {
            (end - room.bottom).min(place.top() - top)
        } else {
            return false;
        };
        room.scroll_by(by, animated);
        true
    }

    /// Scrolls the page around to a row that is between `top` and `bottom`.
    fn move_page(&self, top: f64, bottom: f64) {
        // What is said of the step stands below all steps where it is not beside them.
        let stage = self
            .scroller
            .closest(":not(.is-widget) > .columns > .stage");
        let details = stage
            .ok()
            .flatten()
            .and_then(|stage| stage.next_element_sibling());
        let details = details.map(|details| details.get_bounding_client_rect().top());
        let end = self.scroller.get_bounding_client_rect().bottom();
        match details.filter(|top| *top >= end) {
            Some(top) => browser::keep_in_window(top, top),
            None => browser::keep_in_window(top, bottom),
        }
    }
}
