//! A comparison that failed: both sides one above the other, with the character at which they part.

use crate::server::comparison::{Comparison, DifferenceKind};

/// Comparison that failed, as all pens draw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparisonView {
    /// The text that was sent, the nearest of the right ones, and then the others.
    pub sides: Vec<Side>,
    /// The first difference, in a sentence.
    pub difference: String,
}

/// One of the texts that are compared, in three parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// The role of the text, e.g. `sent`.
    pub label: &'static str,
    /// The part before the first difference; the whole text where none is marked.
    pub before: String,
    /// The first character that differs; empty where the text ends there. A space is visible.
    pub differing: Option<String>,
    pub after: String,
}

impl Side {
    fn whole(label: &'static str, text: &str) -> Side {
        Side {
            label,
            before: text.to_owned(),
            differing: None,
            after: String::new(),
        }
    }

    fn marked(label: &'static str, text: &str, at: usize) -> Side {
        let mut rest = text.chars().skip(at);
        let differing = rest.next().map(|first| match first {
            ' ' => '␣',
            other => other,
        });
        Side {
            label,
            before: text.chars().take(at).collect(),
            differing: Some(differing.into_iter().collect()),
            after: rest.collect(),
        }
    }
}

/// `comparison`, laid out for reading.
pub fn comparison_view(comparison: &Comparison) -> ComparisonView {
    let Comparison {
        sent,
        expected,
        difference,
    } = comparison;
    let Some((found, nearest)) = difference
        .as_ref()
        .and_then(|found| Some((found, expected.get(found.nearest)?)))
    else {
        return ComparisonView {
            sides: vec![Side::whole("sent", sent)],
            difference: "Nothing would have been right.".to_owned(),
        };
    };
    let others = expected.iter().enumerate();
    let others = others.filter(|(index, _)| *index != found.nearest);
    let mut sides = vec![
        Side::marked("sent", sent, found.at),
        Side::marked("expected", nearest, found.at),
    ];
    sides.extend(others.map(|(_, text)| Side::whole("or", text)));
    ComparisonView {
        sides,
        difference: format!(
            "They differ from character {} on: {}.",
            found.at + 1,
            words(found.kind)
        ),
    }
}

fn words(kind: DifferenceKind) -> &'static str {
    match kind {
        DifferenceKind::Whitespace => "white space before or behind",
        DifferenceKind::Padding => "= at the end",
        DifferenceKind::TrailingSlash => "a trailing slash",
        DifferenceKind::Case => "upper and lower case",
        DifferenceKind::PercentEncoding => "percent-encoding",
        DifferenceKind::Query => "the query",
        DifferenceKind::Fragment => "the fragment",
        DifferenceKind::Path => "the path",
        DifferenceKind::Port => "the port",
        DifferenceKind::Scheme => "the scheme",
        DifferenceKind::Host => "the host",
        DifferenceKind::Content => "another text",
    }
}
