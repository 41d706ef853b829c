//! Inquiries of the party that judges a step, laid out for reading.

use crate::reading::message::{MessageView, message_view};
use crate::simulation::trace::{Step, Trace};

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InquiryView {
    /// Who asks whom, e.g. `Photo API asks Authorization server`.
    pub heading: String,
    /// The question, and the answer if there is one.
    pub messages: Vec<InnerMessageView>,
}

/// One of the two messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InnerMessageView {
    /// The first line, which says what is in it, e.g. `POST /introspect HTTP/1.1`.
    pub title: String,
    pub message: MessageView,
}

/// The inquiries of `step`, in order.
pub fn inquiries(trace: &Trace, step: &Step) -> Vec<InquiryView> {
    let asker = trace.actor_name(step.checked_by());
    let inquiries = step.inquiries.iter().map(|inquiry| {
        let messages = std::iter::once(&inquiry.request).chain(&inquiry.response);
        let messages = messages.map(|inner| {
            let message = message_view(trace, &inner.message);
            let first = message.raw.lines().next().unwrap_or_default();
            let title = match inner.is_lost {
                true => format!("{first} (lost)"),
                false => first.to_owned(),
            };
            InnerMessageView { title, message }
        });
        InquiryView {
            heading: format!("{asker} asks {}", trace.actor_name(inquiry.to)),
            messages: messages.collect(),
        }
    });
    inquiries.collect()
}
