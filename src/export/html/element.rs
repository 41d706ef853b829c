//! Elements as text. What comes from a run gets in by two ways alone, [`Element::text`] and
//! [`Element::attribute`], and both escape it.

/// An element with what is in it. Names of elements and attributes are constants of the program.
pub struct Element {
    tag: &'static str,
    attributes: String,
    content: String,
}

/// Elements that have no content and no end tag.
const VOID: [&str; 2] = ["link", "meta"];

/// Elements that stand within a line.
const INLINE: [&str; 6] = ["a", "code", "span", "strong", "summary", "time"];

/// An element; `class` may be empty or name several classes.
pub fn element(tag: &'static str, class: &str) -> Element {
    let element = Element {
        tag,
        attributes: String::new(),
        content: String::new(),
    };
    match class {
        "" => element,
        class => element.attribute("class", class),
    }
}

impl Element {
    #[must_use]
    pub fn attribute(mut self, name: &'static str, value: &str) -> Element {
        self.attributes.push(' ');
        self.attributes.push_str(name);
        self.attributes.push_str("=\"");
        escape(value, &mut self.attributes);
        self.attributes.push('"');
        self
    }

    /// An attribute that is there or not.
    #[must_use]
    pub fn flag(mut self, name: &'static str, is_on: bool) -> Element {
        if is_on {
            self.attributes.push(' ');
            self.attributes.push_str(name);
        }
        self
    }

    #[must_use]
    pub fn text(mut self, text: &str) -> Element {
        escape(text, &mut self.content);
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
        child.write_to(&mut self.content);
        self
    }

    #[must_use]
    pub fn children(self, children: impl IntoIterator<Item = Element>) -> Element {
        children.into_iter().fold(self, Element::child)
    }

    /// The element as HTML.
    pub fn html(&self) -> String {
        let mut html = String::new();
        self.write_to(&mut html);
        html
    }

    fn write_to(&self, html: &mut String) {
        let Element {
            tag,
            attributes,
            content,
        } = self;
        html.push_str(&format!("<{tag}{attributes}>{content}"));
        if !VOID.contains(tag) {
            html.push_str(&format!("</{tag}>"));
        }
        if !INLINE.contains(tag) {
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
