//! Copies a text and says that it did.

use gloo_timers::callback::Timeout;
use leptos::html::Span;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ui::control::icon::{Icon, IconView};
use crate::ui::dom::browser;

const FEEDBACK_MILLISECONDS: u32 = 1600;

/// The outcome of pressing the button.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Feedback {
    Copied,
    Refused,
}

/// A button that copies what `text` is when it is pressed.
#[component]
pub fn CopyButton(
    label: &'static str,
    #[prop(into)] text: Signal<String>,
    #[prop(default = Icon::Copy)] icon: Icon,
    /// Whether the label is for a screen reader alone.
    #[prop(default = true)]
    is_icon_only: bool,
) -> impl IntoView {
    let feedback = RwSignal::new(None::<Feedback>);
    let words = NodeRef::<Span>::new();
    // What stands beside the button stays where it is.
    let width = RwSignal::new(None::<String>);
    let press = move |_| {
        let shown = words.get_untracked();
        width.set(shown.map(|words| format!("{}px", words.offset_width())));
        let copied = text.get_untracked();
        spawn_local(async move {
            let is_copied = browser::copy(&copied).await;
            // By then the button can be gone.
            let shown = if is_copied {
                Feedback::Copied
            } else {
                Feedback::Refused
            };
            feedback.try_set(Some(shown));
            Timeout::new(FEEDBACK_MILLISECONDS, move || {
                feedback.try_set(None);
            })
            .forget();
        });
    };
    view! {
        <button
            type="button"
            part="button"
            class="button"
            class:is-icon-only=is_icon_only
            on:click=press
        >
            <span class="button-face">
                {move || {
                    let icon = match feedback.get() {
                        Some(Feedback::Copied) => Icon::Check,
                        Some(Feedback::Refused) => Icon::Cross,
                        None => icon,
                    };
                    view! { <IconView icon/> }.into_any()
                }}
            </span>
            <span class="button-label" node_ref=words style:min-width=move || width.get()>
                {move || match feedback.get() {
                    Some(Feedback::Copied) => "Copied",
                    Some(Feedback::Refused) => "Refused by the browser",
                    None => label,
                }}
            </span>
        </button>
    }
}
