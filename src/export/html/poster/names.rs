//! The poster as a module whose texts know where an author's names stand in them.
//!
//! The run was played with marks for names. Where a mark comes out, there the name stands.

use serde_json::{Value, json};

use crate::export::html::element::{Content, Element};
use crate::names::Marked;

/// The module of an element and the names of the steps.
pub fn module(poster: &Element, steps: &[String], marks: &[Marked]) -> String {
    let (poster, steps) = (written(poster, marks), json!(steps));
    format!("export const poster={poster};export const steps={steps};\n")
}

fn written(element: &Element, marks: &[Marked]) -> Value {
    let attributes = element.attributes.iter().map(|(name, value)| {
        let mut pieces = pieces(value, marks);
        let value = match pieces.len() {
            1 => pieces.remove(0),
            0 => json!(""),
            _ => json!(pieces),
        };
        ((*name).to_owned(), value)
    });
    let head = [json!(element.tag), Value::Object(attributes.collect())];
    let content = element.content.iter().flat_map(|part| match part {
        Content::Element(child) => vec![written(child, marks)],
        Content::Text(text) => pieces(text, marks),
    });
    Value::Array(head.into_iter().chain(content).collect())
}

/// `text` cut where names stand in it.
fn pieces(text: &str, marks: &[Marked]) -> Vec<Value> {
    let first = marks
        .iter()
        .filter_map(|mark| Some((text.find(&mark.mark)?, mark)));
    match first.min_by_key(|(at, _)| *at) {
        None if text.is_empty() => Vec::new(),
        None => vec![json!(text)],
        Some((at, mark)) => {
            let (before, rest) = text.split_at(at);
            let before = (!before.is_empty()).then(|| json!(before));
            let name = json!({ mark.name: mark.own });
            let rest = rest.get(mark.mark.len()..).unwrap_or_default();
            let pieces_after = pieces(rest, marks);
            before
                .into_iter()
                .chain([name])
                .chain(pieces_after)
                .collect()
        }
    }
}
