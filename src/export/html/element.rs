//! Elements as text. What comes from a run gets in by two ways alone, [`Element::text`] and
//! [`Element::attribute`], and both escape it.

/// An element with what is in it. Names of elements and attributes are constants of the program.
#[derive(Clone)]
pub struct Element {
    pub tag: &'static str,
    pub attributes: Vec<(&'static str, String)>,
    pub content: Vec<Content>,
}

/// A part of what is in an element.
#[derive(Clone)]
pub enum Content {
    Element(Element),
    Text(String),
}

/// Elements that have no content and no end tag.
const VOID: [&str; 4] = ["input", "link", "meta", "wbr"];

/// Elements that stand within a line.
const INLINE: [&str; 6] = ["a", "code", "span", "strong", "summary", "time"];

/// An element; `class` may be empty or name several classes.
pub fn element(tag: &'static str, class: &str) -> Element {
    let element = Element {
        tag,
        attributes: Vec::new(),
        content: Vec::new(),
    };
    match class {
        "" => element,
        class => element.attribute("class", class),
    }
}

impl Element {
    #[must_use]
    pub fn attribute(mut self, name: &'static str, value: &str) -> Element {
        self.attributes.push((name, value.to_owned()));
        self
    }

    /// An attribute that is there, and empty, or not.
    #[must_use]
    pub fn flag(self, name: &'static str, is_on: bool) -> Element {
        match is_on {
            true => self.attribute(name, ""),
            false => self,
        }
    }

    #[must_use]
    pub fn text(mut self, text: &str) -> Element {
        self.content.push(Content::Text(text.to_owned()));
        self
    }

    /// Text in which `` `backticks` `` mark protocol words.
    #[must_use]
    pub fn prose(mut self, text: &str) -> Element {
        for (index, piece) in text.split('`').enumerate() {
            self = match index % 2 {
                0 => self.text(piece),
                _ => self.child(element("code", "").text(piece)),
            };
        }
        self
    }

    #[must_use]
    pub fn child(mut self, child: Element) -> Element {
        self.content.push(Content::Element(child));
        self
    }

    #[must_use]
    pub fn children(self, children: impl IntoIterator<Item = Element>) -> Element {
        children.into_iter().fold(self, Element::child)
    }

    #[must_use]
    pub fn content(mut self, content: impl IntoIterator<Item = Content>) -> Element {
        self.content.extend(content);
        self
    }

    /// The element as HTML, with a line for each block.
    pub fn html(&self) -> String {
        let mut html = String::new();
        self.write_to(&mut html, true);
        html
    }

    /// The element as HTML without white space between its elements.
    pub fn html_in_one_line(&self) -> String {
        let mut html = String::new();
        self.write_to(&mut html, false);
        html
    }

    fn write_to(&self, html: &mut String, has_lines: bool) {
        html.push('<');
        html.push_str(self.tag);
        for (name, value) in &self.attributes {
            html.push(' ');
            html.push_str(name);
            if !value.is_empty() {
                html.push_str("=\"");
                escape(value, html);
                html.push('"');
            }
        }
        html.push('>');
        for part in &self.content {
            match part {
                Content::Element(child) => child.write_to(html, has_lines),
                Content::Text(text) => escape(text, html),
            }
        }
        if !VOID.contains(&self.tag) {
            html.push_str(&format!("</{}>", self.tag));
        }
        if has_lines && !INLINE.contains(&self.tag) {
            html.push('\n');
        }
    }
}

/// Writes `text` so that it is text and nothing else, in an element and in a quoted attribute.
///
/// A line break is written as a reference: an HTML block in Markdown ends at an empty line, and
/// messages have one between their header and their body.
fn escape(text: &str, html: &mut String) {
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\n' => html.push_str("&#10;"),
            '\r' => html.push_str("&#13;"),
            // No document can have it.
            '\0' => html.push(char::REPLACEMENT_CHARACTER),
            character => html.push(character),
        }
    }
}
