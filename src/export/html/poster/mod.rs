//! The first picture of a run: what page and widget show before their module is there, and take
//! over when it is.
//!
//! It is the page at the first step as `ui` draws it, with the same elements and classes, so that
//! the same style sheet fits and nothing moves when the module takes over. Nothing random is in it:
//! runs with other seeds have the same poster.

mod diagram;
mod inspector;
mod names;
mod page;
mod player;

use crate::export::html::element::{Element, element};
use crate::flow::story::USUAL;
use crate::flow::{Flow, Story};
use crate::names::Marked;
use crate::reading::marker::marker;
use crate::server::policy::Profile;
use crate::simulation::trace::Trace;

/// Where a poster stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame {
    /// The page of the simulator, with the menu and the settings.
    Page,
    /// An element on somebody's page.
    Widget,
}

/// The name of a poster without its ending. The usual story and the profile under which a first
/// visitor sees the flow go without saying.
pub fn file_stem(flow: &Flow, story: &Story, profile: Profile) -> String {
    let story = (story.id != USUAL).then_some(story.id);
    let profile = (profile != flow.default_profile).then(|| profile.id());
    let parts = [flow.id].into_iter().chain(story).chain(profile);
    parts.collect::<Vec<_>>().join(".")
}

/// The poster as HTML in one line.
pub fn html(trace: &Trace, frame: Frame) -> String {
    poster(trace, frame).html_in_one_line()
}

/// The poster as a module of JavaScript, of a run that was played with marks for names. It exports
/// the element and the names of the steps, empty where a step has none.
///
/// An element is a list: its tag, its attributes, what is in it. A text is a string; a piece of it
/// that an author can name is an object, whose one member is called as the name is and has what
/// stands there unless another is given. A text with such pieces in an attribute is a list.
pub fn module(trace: &Trace, marks: &[Marked], frame: Frame) -> String {
    let steps = (0..trace.steps.len()).map(|index| marker(trace, index).unwrap_or_default());
    names::module(&poster(trace, frame), &steps.collect::<Vec<_>>(), marks)
}

/// The poster of a run.
fn poster(trace: &Trace, frame: Frame) -> Element {
    let has_decision = trace.steps.first();
    let has_decision = has_decision.is_some_and(|step| step.decision.is_some());
    let class = classes([
        ("oauth-flow", true),
        ("is-widget", frame == Frame::Widget),
        ("has-decision", has_decision),
    ]);
    let root = part("div", &class, "frame").attribute("data-poster", "");
    let notes = element("div", "notes-place");
    let columns = element("div", "columns");
    let main = [
        diagram::stage(trace, frame),
        inspector::inspector(trace, frame),
    ];
    match frame {
        Frame::Page => root
            .children(page::skip_links())
            .child(page::header(trace))
            .child(notes)
            .child(columns.child(page::menu(trace)).children(main))
            .child(element("footer", "footer").child(player::bar(trace))),
        Frame::Widget => root
            .attribute("role", "group")
            .attribute("aria-label", &trace.title())
            .child(notes)
            .child(element("div", "footer").child(player::bar(trace)))
            .child(columns.children(main)),
    }
}

/// An element that a page around a widget can style, by `oauth-flow::part(name)`.
fn part(tag: &'static str, class: &str, name: &str) -> Element {
    element(tag, class).attribute("part", name)
}

/// A button of its own kind, which sends no form.
fn button(class: &str) -> Element {
    element("button", class).attribute("type", "button")
}

/// The classes that apply, as the value of an attribute.
fn classes<'a>(all: impl IntoIterator<Item = (&'a str, bool)>) -> String {
    let all = all
        .into_iter()
        .filter(|(class, applies)| *applies && !class.is_empty());
    all.map(|(class, _)| class).collect::<Vec<_>>().join(" ")
}
