//! A message as it was sent. What stands in its element is, byte for byte, what went over the wire;
//! the breaks inside long lines are made by the style sheet.

use crate::export::html::class::kind_class;
use crate::export::html::element::{Element, element};
use crate::export::html::steps::Setting;
use crate::protocol::message::{Layout, Message, Segment, SegmentRole, StartLine};
use crate::simulation::trace::Trace;

/// The message under its name. In a fragment it is folded.
pub fn message(trace: &Trace, message: &Message, setting: Setting) -> Element {
    let name = match &message.start {
        StartLine::Request { .. } => "The request, as sent",
        StartLine::Response { .. } => "The response, as sent",
        StartLine::Navigation { .. } => "The address that is opened",
    };
    let code = element("code", "");
    let code = match setting {
        Setting::Page => lines(trace, &message.layout(), code),
        Setting::Fragment => code.text(&message.raw()),
    };
    element("details", "message")
        .flag("open", setting == Setting::Page)
        .child(element("summary", "").text(name))
        .child(element("pre", "").child(code))
}

fn lines(trace: &Trace, layout: &Layout, code: Element) -> Element {
    let mut code = code;
    for (index, line) in layout.lines.iter().enumerate() {
        if index > 0 && !line.continues {
            code = code.text("\n");
        }
        let segments = line.segments.iter().map(|one| segment(trace, layout, one));
        code = if line.continues {
            code.child(element("span", "continued").children(segments))
        } else {
            code.children(segments)
        };
    }
    code
}

fn segment(trace: &Trace, layout: &Layout, segment: &Segment) -> Element {
    let role = match segment.role {
        SegmentRole::Strong => "strong",
        SegmentRole::Faint => "faint",
        SegmentRole::Name => "name",
        SegmentRole::Value => "value",
        SegmentRole::Plain => "plain",
    };
    let field = segment.field.and_then(|field| layout.fields.get(field));
    let value = field.and_then(|field| {
        let mut values = trace.values.iter();
        values.find(|value| value.text == field.value)
    });
    let class = match value {
        Some(value) if segment.role == SegmentRole::Value => {
            format!("{role} {}", kind_class(value.kind))
        }
        _ => role.to_owned(),
    };
    element("span", &class).text(&segment.text)
}
