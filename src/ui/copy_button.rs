//! Copies a text and says that it did.

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ui::browser;
use crate::ui::icon::{Icon, icon};

const FEEDBACK_MILLISECONDS: u32 = 1600;

#[derive(Clone, Copy, PartialEq)]
enum Feedback {
    None,
    Copied,
    Refused,
}

/// A button that copies what `text` gives when it is pressed.
#[component]
pub fn CopyButton(
    /// What the button is called, e.g. `Copy`.
    label: &'static str,
    /// Whether the label is said but not shown.
    #[prop(optional)]
    icon_only: bool,
    /// The icon while nothing has been copied.
    #[prop(default = Icon::Copy)]
    picture: Icon,
    text: Callback<(), String>,
) -> impl IntoView {
    let feedback = RwSignal::new(Feedback::None);
    let copy = move |_| {
        let text = text.run(());
        spawn_local(async move {
            let copied = browser::copy(&text).await;
            feedback.try_set(if copied {
                Feedback::Copied
            } else {
                Feedback::Refused
            });
            Timeout::new(FEEDBACK_MILLISECONDS, move || {
                feedback.try_set(Feedback::None);
            })
            .forget();
        });
    };
    let words = move || match feedback.get() {
        Feedback::None => label,
        Feedback::Copied => "Copied",
        Feedback::Refused => "Refused by the browser",
    };
    let picture = move || match feedback.get() {
        Feedback::None => icon(picture),
        Feedback::Copied => icon(Icon::Check),
        Feedback::Refused => icon(Icon::Cross),
    };
    view! {
        <button type="button" class="button" class:is-icon-only=icon_only on:click=copy>
            {picture}
            <span class="button-label">{words}</span>
        </button>
    }
}
