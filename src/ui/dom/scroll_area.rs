//! Elements that scroll, and how much of them can be seen.

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, ScrollBehavior, ScrollToOptions};

use crate::ui::dom::browser;

/// An element that scrolls, with the part of it that the player does not cover, in pixels of the
/// window.
pub struct Room {
    scroller: HtmlElement,
    /// Where that part begins.
    pub top: f64,
    /// Where it ends.
    pub bottom: f64,
}

impl Room {
    /// That of `scroller`.
    pub fn of(scroller: &HtmlElement) -> Self {
        let place = scroller.get_bounding_client_rect();
        let root = scroller.closest(".oauth-flow").ok().flatten();
        let footer = root.and_then(|root| root.query_selector(".footer").ok().flatten());
        let footer = footer.map(|footer| footer.get_bounding_client_rect());
        // One that is not shown is nowhere.
        let covered = footer.filter(|footer| footer.height() > 0.0);
        Self {
            scroller: scroller.clone(),
            top: place.top(),
            bottom: covered.map_or(place.bottom(), |footer| footer.top().min(place.bottom())),
        }
    }

    /// The widget that `part` is in, where it is too low for parts that scroll on their own and so
    /// scrolls as a whole.
    pub fn of_low_widget(part: &HtmlElement) -> Option<Self> {
        let widget = part.closest(".is-widget").ok().flatten()?;
        let scrolls = widget.scroll_height() > widget.client_height();
        scrolls.then(|| Self::of(widget.unchecked_ref()))
    }

    /// Scrolls so many pixels, as fast as the reader wants it.
    pub fn scroll_by(&self, by: f64, animated: bool) {
        let options = ScrollToOptions::new();
        options.set_top(f64::from(self.scroller.scroll_top()) + by);
        options.set_behavior(if animated && !browser::prefers_reduced_motion() {
            ScrollBehavior::Smooth
        } else {
            ScrollBehavior::Instant
        });
        self.scroller.scroll_to_with_scroll_to_options(&options);
    }
}
