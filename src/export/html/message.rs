//! A message as it was sent. What stands in its element is, byte for byte, what went over the wire;
//! the breaks inside long lines are made by the style sheet.

use crate::export::html::class::kind_class;
use crate::export::html::element::{Element, element};
use crate::export::html::steps::Setting;
use crate::protocol::message::{Segment, SegmentRole};
use crate::reading::message::{Group, MessageView};

/// The message under its name. In a fragment it is folded.
pub fn message(message: &MessageView, setting: Setting) -> Element {
    let code = element("code", "");
    let code = match setting {
        Setting::Page => lines(message, code),
        Setting::Fragment => code.text(&message.raw),
    };
    element("details", "message")
        .flag("open", setting == Setting::Page)
        .child(element("summary", "").text(message.name))
        .child(element("pre", "").child(code))
}

fn lines(message: &MessageView, code: Element) -> Element {
    let mut code = code;
    for (index, line) in message.lines.iter().enumerate() {
        if index > 0 && !line.continues {
            code = code.text("\n");
        }
        let segments = line
            .groups
            .iter()
            .flat_map(|group| segments(message, group));
        code = if line.continues {
            code.child(element("span", "continued").children(segments))
        } else {
            code.children(segments)
        };
    }
    code
}

fn segments(message: &MessageView, group: &Group) -> impl Iterator<Item = Element> {
    let field = group.field.and_then(|field| message.fields.get(field));
    let value = field.and_then(|field| field.value.as_ref());
    let kind = value.map(|value| kind_class(value.kind));
    let segments = group.segments.iter();
    segments.map(move |one| segment(one, kind))
}

fn segment(segment: &Segment, kind: Option<&str>) -> Element {
    let role = match segment.role {
        SegmentRole::Strong => "strong",
        SegmentRole::Faint => "faint",
        SegmentRole::Name => "name",
        SegmentRole::Value => "value",
        SegmentRole::Plain => "plain",
    };
    let class = match kind {
        Some(kind) if segment.role == SegmentRole::Value => format!("{role} {kind}"),
        _ => role.to_owned(),
    };
    element("span", &class).text(&segment.text)
}
