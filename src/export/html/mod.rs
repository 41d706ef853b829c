//! A run as HTML that needs no script: for search engines, for paper, and for readers whose browser
//! runs no WebAssembly.
//!
//! There are whole [`page`]s, and a [`fragment`] that stands between the tags of `<oauth-flow>` as
//! its fallback. Both are the ordered list of steps with all that was sent and checked.

pub mod class;
pub mod document;
mod element;
pub mod icon;
mod message;
mod neighbour;
pub mod page;
pub mod poster;
mod rail;
mod steps;

use crate::export::html::element::element;
use crate::export::html::steps::{Setting, outcome, steps};
use crate::simulation::trace::Trace;

/// Marks that a generator of documentation could take for its own: Markdown, MDX, formulas,
/// templates.
const MARKS: [char; 10] = ['$', '*', '[', '\\', ']', '_', '`', '{', '|', '}'];

/// The run as HTML to paste into a page of documentation, between the tags of `<oauth-flow>`.
///
/// It has no headings, so that the outline of the page around it stays that page's own, and its
/// messages and checks are folded. No line of it is empty, and no character of the run has a
/// meaning in Markdown, MDX or a template.
pub fn fragment(trace: &Trace) -> String {
    let parts = [
        element("p", "").prose(&trace.summary()),
        steps(trace, Setting::Fragment),
        outcome(trace),
    ];
    let html: String = parts.iter().map(|part| part.html()).collect();
    without_marks(&without_classes(&html))
}

/// `html` without classes, which the page around could have other plans for. No text has a
/// quotation mark of its own, so that each begins and ends where it seems to.
fn without_classes(html: &str) -> String {
    let mut parts = html.split(" class=\"");
    let before = parts.next().unwrap_or_default();
    let after = parts.filter_map(|part| part.split_once('"'));
    let rest = after.map(|(_, rest)| rest);
    std::iter::once(before).chain(rest).collect()
}

/// `html` with its marks as references. They are all in texts and attributes: the tags have none.
fn without_marks(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    for character in html.chars() {
        if MARKS.contains(&character) {
            text.push_str(&format!("&#{};", u32::from(character)));
        } else {
            text.push(character);
        }
    }
    text
}
