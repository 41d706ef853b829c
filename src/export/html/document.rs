//! The frame of all pages: their head, the links above and below, and the policy that they keep.

use crate::export::html::element::{Element, element};
use crate::export::html::neighbour::Neighbours;
use crate::export::html::page::file_name;
use crate::flow::{FLOWS, Flow};

/// The name of the style sheet, beside the pages.
pub const STYLE_SHEET: &str = "static.css";

/// The name of the list of all flows, beside the pages.
pub const LIST: &str = "index.html";

/// The page of the simulator, seen from these.
pub const SIMULATOR: &str = "../index.html";

const PRODUCT: &str = "OAuth Flow Simulator";
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; \
                      form-action 'none'";

/// A page before it is written.
pub struct Document {
    pub title: String,
    /// The text that a search engine may show below the title.
    pub description: String,
    /// The flow that the page is about, and what comes before and after it; none on the list.
    pub flow: Option<(&'static Flow, Neighbours)>,
    pub content: Vec<Element>,
}

impl Document {
    /// The whole file.
    pub fn html(self) -> String {
        let head = head(&self);
        let neighbours = self.flow.as_ref().map(|(_, neighbours)| neighbours.links());
        let main = element("main", "")
            .children(self.content)
            .children(neighbours);
        let footer = element("p", "").text(
            "Made by the simulator’s own server. Names, keys and tokens are for show and open \
             nothing.",
        );
        let body = element("body", "oauth-flow static-form")
            .child(header(self.flow.map(|(flow, _)| flow)))
            .child(main)
            .child(element("footer", "").child(footer));
        let page = element("html", "")
            .attribute("lang", "en")
            .child(head)
            .child(body);
        format!("<!doctype html>\n{}", page.html())
    }
}

pub fn link(address: &str, words: &str) -> Element {
    element("a", "").attribute("href", address).text(words)
}

/// An element in the head that links to a file.
pub fn linked(kind: &str, address: &str) -> Element {
    element("link", "")
        .attribute("rel", kind)
        .attribute("href", address)
}

fn head(document: &Document) -> Element {
    let meta = |name: &str, content: &str| {
        element("meta", "")
            .attribute("name", name)
            .attribute("content", content)
    };
    let policy = element("meta", "")
        .attribute("http-equiv", "Content-Security-Policy")
        .attribute("content", POLICY);
    let title = format!("{} · {PRODUCT}", document.title);
    let hints = document.flow.iter();
    element("head", "")
        .child(element("meta", "").attribute("charset", "utf-8"))
        .child(policy)
        .child(meta("viewport", "width=device-width, initial-scale=1"))
        .child(meta("color-scheme", "light dark"))
        .child(element("title", "").text(&title))
        .child(meta("description", &document.description))
        .child(linked("icon", "../icon.svg"))
        .child(linked("stylesheet", STYLE_SHEET))
        .children(hints.flat_map(|(_, neighbours)| neighbours.hints()))
}

fn header(current: Option<&Flow>) -> Element {
    let marked = |link: Element, is_current: bool| {
        let link = match is_current {
            true => link.attribute("aria-current", "page"),
            false => link,
        };
        element("li", "").child(link)
    };
    let links = FLOWS.iter().map(|flow| {
        let file = file_name(flow, flow.default_profile);
        marked(link(&file, flow.short_title()), current == Some(flow))
    });
    let flows = element("nav", "flows")
        .attribute("aria-label", "Flows")
        .child(
            element("ul", "")
                .child(marked(link(LIST, "All flows"), current.is_none()))
                .children(links),
        );
    element("header", "")
        .child(element("p", "product").child(link(SIMULATOR, PRODUCT)))
        .child(flows)
}
