//! Inquiries of the party that judges a step: each message folded to its first line.

use leptos::prelude::*;

use crate::reading::inquiry::{InnerMessageView, InquiryView, inquiries};
use crate::ui::inspector::message_view::MessageBox;
use crate::ui::inspector::shown_step::{ShownStep, reading};

/// The questions of the step with their answers.
#[component]
pub fn InquiriesPanel(shown: ShownStep) -> impl IntoView {
    let asked = reading(shown, |trace, step, _| inquiries(trace, step));
    view! {
        {move || {
            let asked = asked.get().into_iter();
            asked.map(|inquiry| view! { <Inquiry inquiry/> }).collect_view().into_any()
        }}
    }
}

#[component]
fn Inquiry(inquiry: InquiryView) -> impl IntoView {
    let messages = inquiry.messages.into_iter();
    let messages = messages.map(|InnerMessageView { title, message }| {
        view! {
            <details class="inner-message">
                <summary>{title}</summary>
                <MessageBox message/>
            </details>
        }
    });
    let messages = messages.collect_view();
    view! {
        <section class="panel">
            <h3>{inquiry.heading}</h3>
            {messages}
        </section>
    }
}
