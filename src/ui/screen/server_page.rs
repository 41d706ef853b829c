//! The authorization server's own pages, as the person sees them: the words of the HTML that it has
//! sent.

use leptos::prelude::*;

use crate::reading::screen::Question;
use crate::server::page::{Mood, PageView, Part, ScopeLine};
use crate::ui::control::icon::{Icon, IconView};
use crate::ui::screen::answer::Answer;

/// `page` as it looks; with controls where the person has to act now.
#[component]
pub fn ServerPage(page: PageView, username: String, question: Option<Question>) -> impl IntoView {
    let picture = match page.mood {
        Mood::Asks => None,
        Mood::Done => Some(Icon::Check),
        Mood::Denied => Some(Icon::Cross),
        Mood::Refused => Some(Icon::Stop),
    };
    let is_denied = matches!(page.mood, Mood::Denied | Mood::Refused);
    let parts = page
        .parts
        .iter()
        .map(|part| view! { <PagePart part=part.clone()/> });
    let parts = parts.collect_view();
    let heading = page.heading.clone();
    view! {
        <div
            class="page"
            class=("is-done", picture.is_some())
            class=("is-denied", is_denied)
        >
            {picture.map(|icon| view! { <IconView icon/> })}
            <p class="page-heading">{heading}</p>
            {parts}
            <Answer page username question/>
        </div>
    }
}

#[component]
fn PagePart(part: Part) -> impl IntoView {
    match part {
        Part::Paragraph(text) => view! { <p>{text}</p> }.into_any(),
        Part::Remark(text) => view! { <p class="page-remark">{text}</p> }.into_any(),
        Part::Complaint(text) => view! { <p class="page-error">{text}</p> }.into_any(),
        Part::UserCode(code) => view! { <p class="page-code kind-device">{code}</p> }.into_any(),
        Part::ErrorCode(error) => view! { <code class="word">{error}</code> }.into_any(),
        Part::Scopes(scopes) => view! { <Scopes scopes/> }.into_any(),
        // Nobody goes on from a drawn page: what comes next is in the run.
        Part::Link { text, .. } => view! { <p class="page-remark">{text}</p> }.into_any(),
    }
}

#[component]
fn Scopes(scopes: Vec<ScopeLine>) -> impl IntoView {
    let lines = scopes.into_iter().map(|ScopeLine { scope, meaning }| {
        view! {
            <li>
                <IconView icon=Icon::Check/>
                <span>{meaning} " " <code class="page-scope">{scope}</code></span>
            </li>
        }
    });
    let lines = lines.collect_view();
    view! { <ul class="page-scopes">{lines}</ul> }
}
