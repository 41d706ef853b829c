//! Elements of the page: made once, and tied to signals only where they change.
//!
//! Leptos' own views give every element a type of its own, with code to build, rebuild and remove
//! it. For this page that came to 130 KB of the 160 KB that all of it may weigh. Here every element
//! has one type; Leptos' signals, memos, effects and owners do the rest. Nothing is parsed from
//! text, so the strictest Content Security Policy and Trusted Types have nothing to refuse.

use leptos::prelude::{StoredValue, document};
use leptos::reactive::effect::RenderEffect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlElement, Node};

use crate::ui::control::css_parts::part_of;
use crate::ui::dom::browser;

/// An element with what is in it, or a piece of text.
#[derive(Clone)]
pub struct Markup(Node);

/// An element; `class` may be empty or name several classes.
pub fn element(tag: &str, class: &str) -> Markup {
    made(document().create_element(tag), class)
}

/// An element of a picture.
pub fn svg_element(tag: &str, class: &str) -> Markup {
    made(
        document().create_element_ns(Some("http://www.w3.org/2000/svg"), tag),
        class,
    )
}

/// A piece of text.
pub fn text(text: &str) -> Markup {
    Markup(document().create_text_node(text).into())
}

/// A button of its own kind, which sends no form.
pub fn button(class: &str, press: impl FnMut(Event) + 'static) -> Markup {
    element("button", class)
        .attribute("type", "button")
        .on("click", press)
}

/// Text for a screen reader only.
pub fn spoken(words: &str) -> Markup {
    element("span", "visually-hidden").text(words)
}

fn made(element: Result<Element, JsValue>, class: &str) -> Markup {
    // Fails only for names that are none; all names are in this program.
    let element =
        element.unwrap_or_else(|_| document().create_document_fragment().unchecked_into());
    let markup = Markup(element.into());
    if class.is_empty() {
        markup
    } else {
        markup
            .attribute("class", class)
            .attribute_if("part", part_of(class))
    }
}

impl Markup {
    /// `node` as it is.
    pub fn of(node: Node) -> Markup {
        Markup(node)
    }

    /// The element itself.
    pub fn element(&self) -> &HtmlElement {
        self.0.unchecked_ref()
    }

    /// The element or text as the browser holds it.
    pub fn node(&self) -> &Node {
        &self.0
    }

    pub fn attribute(self, name: &str, value: &str) -> Markup {
        let _ = self.element().set_attribute(name, value);
        self
    }

    /// The attribute only where there is a value.
    pub fn attribute_if(self, name: &str, value: Option<&str>) -> Markup {
        match value {
            Some(value) => self.attribute(name, value),
            None => self,
        }
    }

    pub fn class_if(self, name: &str, when: bool) -> Markup {
        if when {
            set_class(self.element(), name, true);
        }
        self
    }

    pub fn class_if_some(self, name: Option<&str>) -> Markup {
        name.into_iter()
            .fold(self, |markup, name| markup.class_if(name, true))
    }

    /// A custom property for the style sheet.
    pub fn style(self, name: &str, value: &str) -> Markup {
        set_style(self.element(), name, value);
        self
    }

    pub fn text(self, words: &str) -> Markup {
        self.child(text(words))
    }

    /// The name of a parameter: a line may end after an underscore in it.
    pub fn name(self, name: &str) -> Markup {
        let pieces = name.split_inclusive('_').enumerate();
        pieces.fold(self, |markup, (index, piece)| {
            let markup = match index {
                0 => markup,
                _ => markup.child(element("wbr", "")),
            };
            markup.text(piece)
        })
    }

    pub fn child(self, child: Markup) -> Markup {
        let _ = self.0.append_child(&child.0);
        self
    }

    pub fn children(self, children: impl IntoIterator<Item = Markup>) -> Markup {
        children.into_iter().fold(self, Markup::child)
    }

    /// Another one that looks the same. It listens to nothing and follows no signal.
    pub fn copy(&self) -> Markup {
        Markup(
            self.0
                .clone_node_with_deep(true)
                .unwrap_or_else(|_| self.0.clone()),
        )
    }

    /// Calls `act` for every event called `name`, as long as the current owner lives.
    pub fn on(self, name: &'static str, act: impl FnMut(Event) + 'static) -> Markup {
        browser::listen(self.element(), name, Box::new(act));
        self
    }

    /// Keeps an attribute as `value` says; `None` is no attribute.
    pub fn bind(self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> Markup {
        let element = self.element().clone();
        react(move || {
            let _ = match value() {
                Some(value) => element.set_attribute(name, &value),
                None => element.remove_attribute(name),
            };
        });
        self
    }

    /// Keeps a class as `when` says.
    pub fn bind_class(self, name: &'static str, when: impl Fn() -> bool + 'static) -> Markup {
        let element = self.element().clone();
        react(move || set_class(&element, name, when()));
        self
    }

    /// Keeps a property of the element, such as `checked`, as `value` says.
    pub fn bind_property(
        self,
        name: &'static str,
        value: impl Fn() -> JsValue + 'static,
    ) -> Markup {
        let element = self.element().clone();
        react(move || {
            let _ = js_sys::Reflect::set(&element, &JsValue::from_str(name), &value());
        });
        self
    }

    /// Keeps the text as `words` says.
    pub fn bind_text(self, words: impl Fn() -> String + 'static) -> Markup {
        let element = self.element().clone();
        let mut shown = String::new();
        react(move || {
            let words = words();
            // What stays the same is not to be laid out again.
            if words != shown {
                element.set_text_content(Some(&words));
                shown = words;
            }
        });
        self
    }

    /// Keeps what is in the element as `make` says.
    pub fn content(self, make: impl Fn() -> Vec<Markup> + 'static) -> Markup {
        let element = self.element().clone();
        react(move || fill(&element, make()));
        self
    }
}

/// Runs `act` now, and again when a signal that it read changes, as long as the current owner
/// lives.
pub fn react(act: impl FnMut() + 'static) {
    run(Box::new(act));
}

fn run(mut act: Box<dyn FnMut()>) {
    StoredValue::new_local(RenderEffect::new(move |_| act()));
}

pub fn set_class(element: &Element, name: &str, on: bool) {
    let _ = element.class_list().toggle_with_force(name, on);
}

pub fn set_style(element: &HtmlElement, name: &str, value: &str) {
    let _ = element.style().set_property(name, value);
}

/// Puts `children` where others were. The focus stays where it was, if that is there again.
fn fill(place: &Element, children: Vec<Markup>) {
    let focused = place
        .has_child_nodes()
        .then(|| browser::focused_near(place))
        .flatten()
        .filter(|focused| place.contains(Some(focused)));
    let path = focused.as_ref().map(|focused| path_to(place, focused));
    place.set_text_content(None);
    for child in children {
        let _ = place.append_child(&child.0);
    }
    if let (Some(focused), Some(path)) = (focused, path)
        && let Some(element) = follow(place, &path)
        && element.tag_name() == focused.tag_name()
        && element.text_content() == focused.text_content()
    {
        browser::focus_quietly(element.unchecked_ref());
    }
}

/// Which child of which child an element is, innermost first.
fn path_to(place: &Element, element: &Element) -> Vec<u32> {
    let mut path = Vec::new();
    let mut element = element.clone();
    while !element.is_same_node(Some(place)) {
        let mut index = 0;
        let mut before = element.previous_element_sibling();
        while let Some(sibling) = before {
            index += 1;
            before = sibling.previous_element_sibling();
        }
        path.push(index);
        let Some(parent) = element.parent_element() else {
            break;
        };
        element = parent;
    }
    path
}

fn follow(place: &Element, path: &[u32]) -> Option<Element> {
    path.iter().rev().try_fold(place.clone(), |element, index| {
        element.children().item(*index)
    })
}
