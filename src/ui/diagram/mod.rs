//! The diagram and the log as one list, below the names of those who take part.

pub mod legend;
pub mod lifelines;
pub mod outcome;
pub mod print;
pub mod step_row;
pub mod value_path;

use leptos::html::Ol;
use leptos::prelude::*;

use crate::reading::row::{Row, rows};
use crate::simulation::trace::ActorProfile;
use crate::ui::control::colours::party_class;
use crate::ui::control::disclosure::DisclosureButton;
use crate::ui::control::icon::{Icon, IconView};
use crate::ui::control::prose::Prose;
use crate::ui::diagram::legend::{Legend, Names};
use crate::ui::diagram::outcome::OutcomeRow;
use crate::ui::diagram::print::Paper;
use crate::ui::diagram::step_row::StepRow;
use crate::ui::diagram::value_path::ThreadStrip;
use crate::ui::dom::tab_stop;
use crate::ui::frame::flow_menu::SuccessorLink;
use crate::ui::session::{Frame, Session};

const INTRODUCTION: &str = "OAuth lets an application use your data without your password; press \
                            Play to see it happen step by step, with a real authorization server \
                            inside this page.";

/// The stage: heading, actors, steps, outcome.
#[component]
pub fn Stage() -> impl IntoView {
    let session = Session::from_context();
    let lanes = Memo::new(move |_| session.run().actors.len());
    let content = view! {
        <div class="stage-scroller">
            <Heading />
            <div class="actors-row">
                <Actors />
                <Names />
                <Legend class="legend is-beside" />
            </div>
            <Steps />
            <OutcomeRow />
        </div>
        <ThreadStrip />
    };
    // A page around a widget has its own main part.
    match session.frame {
        Frame::Page => view! {
            <main class="stage" id="oauth-flow-steps" style:--lanes=move || lanes.get().to_string()>
                {content}
            </main>
        }
        .into_any(),
        Frame::Widget => view! {
            <div class="stage" id="oauth-flow-steps" style:--lanes=move || lanes.get().to_string()>
                {content}
            </div>
        }
        .into_any(),
    }
}

#[component]
fn Heading() -> impl IntoView {
    let session = Session::from_context();
    let title = Memo::new(move |_| session.run().title());
    // A page around a widget has its own first heading.
    let title = match session.frame {
        Frame::Page => view! { <h1 class="stage-title">{title}</h1> }.into_any(),
        Frame::Widget => view! { <h2 class="stage-title">{title}</h2> }.into_any(),
    };
    view! {
        <div class="stage-heading">
            <p class="intro">{INTRODUCTION}</p>
            {title}
            <Lede />
            {(session.frame == Frame::Page).then(|| view! { <SuccessorLink /> })}
            <Legend class="legend is-above" />
        </div>
    }
}

/// Purpose of the flow. A phone shows its first lines, and the rest on demand.
#[component]
fn Lede() -> impl IntoView {
    let session = Session::from_context();
    let is_open = RwSignal::new(false);
    let summary = Memo::new(move |_| session.run().summary());
    view! {
        <div class="lede-place">
            <p class="lede" class:is-open=is_open>
                {move || view! { <Prose text=summary.get() /> }.into_any()}
            </p>
            <DisclosureButton class="link-button lede-more" is_open>
                {"Read all"}
            </DisclosureButton>
        </div>
    }
}

#[component]
fn Actors() -> impl IntoView {
    let session = Session::from_context();
    view! {
        <div class="actors" aria-hidden="true">
            {move || {
                let run = session.run();
                let actors = run.actors.iter().map(|actor| view! { <ActorHead actor /> });
                actors.collect_view().into_any()
            }}
        </div>
    }
}

#[component]
fn ActorHead<'a>(actor: &'a ActorProfile) -> impl IntoView + use<> {
    view! {
        <div
            class=format!("actor {}", party_class(actor.kind))
            part="actor"
            title=actor.name.clone()
        >
            <span class="actor-icon">
                <IconView icon=Icon::from(actor.appearance) />
            </span>
            <span class="actor-name">{actor.name.clone()}</span>
        </div>
    }
}

/// The rows of the run. Another run replaces those that differ; all others stay. Where the focus
/// was in a row that is replaced, the new one has it.
#[component]
fn Steps() -> impl IntoView {
    let session = Session::from_context();
    let rows = Memo::new(move |_| rows(&session.run()));
    let list = NodeRef::<Ol>::new();
    let focused = StoredValue::new(None);
    let each = move || {
        let rows = rows.get();
        let list = list.get_untracked();
        focused.set_value(list.and_then(|list| tab_stop::focused_place(&list)));
        rows
    };
    let (paper, owner) = (StoredValue::new_local(None::<Paper>), Owner::current());
    session.set_put_on_paper(move |is_on_paper| {
        let list = list.get_untracked().filter(|_| is_on_paper);
        let run = untrack(|| session.run());
        let new = || list.map(|list| Paper::new(&list, &run));
        paper.set_value(owner.as_ref().and_then(|owner| owner.with(new)));
    });
    view! {
        <ol class="steps" part="log" aria-label="Steps" node_ref=list>
            <For each key=Row::clone let(row)>
                <StepRow row focused />
            </For>
        </ol>
    }
}
