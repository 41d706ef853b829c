//! The flows before and after one, in the order of the list: links below a page, and hints to
//! browsers and search engines in its head.

use crate::export::html::document::{link, linked};
use crate::export::html::element::{Element, element};
use crate::export::html::page::file_name;
use crate::flow::{FLOWS, Flow};
use crate::server::policy::Profile;

/// The pages before and after a page.
pub struct Neighbours {
    previous: Option<Neighbour>,
    next: Option<Neighbour>,
}

struct Neighbour {
    file: String,
    title: &'static str,
}

impl Neighbours {
    /// Those of a flow's page. Whoever reads under another profile than the usual one stays there.
    pub fn of(flow: &Flow, profile: Profile) -> Neighbours {
        let neighbour = |other: &&Flow| {
            let profile = match profile == flow.default_profile {
                true => other.default_profile,
                false => profile,
            };
            Neighbour {
                file: file_name(other, profile),
                title: other.title(),
            }
        };
        let is_it = |other: &&&Flow| **other == flow;
        let before = FLOWS.iter().take_while(|other| !is_it(other));
        let mut rest = FLOWS.iter().skip_while(|other| !is_it(other));
        Neighbours {
            previous: before.last().map(neighbour),
            next: rest.nth(1).map(neighbour),
        }
    }

    /// With the word of each in the head of a page and for a reader.
    fn all(&self) -> impl Iterator<Item = (&'static str, &'static str, &Neighbour)> {
        let previous = self.previous.iter().map(|one| ("prev", "Previous: ", one));
        previous.chain(self.next.iter().map(|one| ("next", "Next: ", one)))
    }

    /// For the head of the page.
    pub fn hints(&self) -> impl Iterator<Item = Element> {
        self.all().map(|(kind, _, one)| linked(kind, &one.file))
    }

    /// For the end of the page.
    pub fn links(&self) -> Element {
        let links = self.all().map(|(kind, word, one)| {
            element("li", kind)
                .child(element("span", "which").text(word))
                .child(link(&one.file, one.title))
        });
        element("nav", "neighbours")
            .attribute("aria-label", "Previous and next flow")
            .child(element("ul", "").children(links))
    }
}
