//! The diagram and the log as one list, below the names of those who take part.

pub mod lifelines;
pub mod outcome;
pub mod print;
pub mod step_row;
pub mod value_path;

use leptos::prelude::*;
use leptos::reactive::owner::StoredValue;

use crate::simulation::trace::ActorProfile;
use crate::ui::control::colours::party_class;
use crate::ui::control::disclosure::fold_button;
use crate::ui::control::icon::{Icon, icon};
use crate::ui::control::prose::prose;
use crate::ui::diagram::lifelines::rail;
use crate::ui::diagram::outcome::outcome_row;
use crate::ui::diagram::print::written;
use crate::ui::diagram::step_row::{set_current, step_row};
use crate::ui::diagram::value_path::thread_strip;
use crate::ui::dom::bridge::as_markup;
use crate::ui::dom::markup::{Markup, element, react, set_class};
use crate::ui::frame::flow_menu::SuccessorLink;
use crate::ui::state::{Frame, State};

const INTRODUCTION: &str = "OAuth lets an application use your data without your password; press \
                            Play to see it happen step by step, with a real authorization server \
                            inside this page.";

/// The stage: heading, actors, steps, outcome.
pub fn stage() -> Markup {
    let state = State::from_context();
    // A page around a widget has its own first heading and its own main part.
    let (landmark, title) = match state.frame {
        Frame::Page => ("main", "h1"),
        Frame::Widget => ("div", "h2"),
    };
    let heading = element("div", "stage-heading")
        .child(as_markup(view! { <p class="intro">{INTRODUCTION}</p> }))
        .child(element(title, "stage-title").bind_text(move || state.run().title()))
        .child(lede(state))
        .children((state.frame == Frame::Page).then(|| as_markup(view! { <SuccessorLink /> })))
        .child(legend("legend is-above"));
    let actors = element("div", "actors")
        .attribute("aria-hidden", "true")
        .content(move || state.run().actors.iter().map(actor).collect());
    let names = element("ul", "legend is-beside is-names")
        .attribute("aria-label", "Who takes part")
        .content(move || state.run().actors.iter().map(name).collect());
    let header = element("div", "actors-row")
        .child(actors)
        .child(names)
        .child(legend("legend is-beside"));
    let list = element("ol", "steps")
        .attribute("aria-label", "Steps")
        .content(move || rows(state));
    let scroller = element("div", "stage-scroller")
        .child(heading)
        .child(header)
        .child(list)
        .child(outcome_row());
    let stage = element(landmark, "stage").attribute("id", "oauth-flow-steps");
    let place = stage.clone();
    react(move || {
        let lanes = state.run().actors.len().to_string();
        crate::ui::dom::markup::set_style(place.element(), "--lanes", &lanes);
    });
    stage.child(scroller).child(thread_strip())
}

/// What the flow is for. A phone shows its first lines, and the rest on demand.
fn lede(state: State) -> Markup {
    let words = element("p", "lede").content(move || prose(&state.run().summary()));
    let more = fold_button("link-button lede-more", &words, "is-open").text("Read all");
    element("div", "lede-place").child(words).child(more)
}

/// The rows of a run. A step moves a mark from row to row; the rows themselves stay.
fn rows(state: State) -> Vec<Markup> {
    let run = state.run();
    // A copy is one call of the browser; a rail made anew is one for each line and more.
    let rail = rail(&run);
    let rows: Vec<Markup> = run
        .steps
        .iter()
        .enumerate()
        .map(|(index, step)| step_row(&run, rail.copy(), step, index))
        .collect();
    let marked = rows.clone();
    let current = StoredValue::new_local(None::<usize>);
    react(move || {
        let index = state.index();
        let before = current.get_value();
        if let Some(row) = before.and_then(|before| marked.get(before)) {
            set_current(row, false);
        }
        // Only what lies between the two changes sides: the browser has fewer rows to style again.
        let first = before.map_or(0, |before| before.min(index));
        let last = before.map_or(marked.len(), |before| before.max(index) + 1);
        for (row, at) in marked.iter().zip(0..last).skip(first) {
            set_class(row.element(), "is-ahead", at > index);
        }
        if let Some(row) = marked.get(index) {
            set_class(
                row.element(),
                "is-arriving",
                untrack(|| state.has_arrived()),
            );
            set_current(row, true);
        }
        current.set_value(Some(index));
    });
    let threaded = rows.clone();
    let mut was_chosen = false;
    react(move || {
        let chosen = state.chosen();
        if !was_chosen && chosen.is_none() {
            return;
        }
        was_chosen = chosen.is_some();
        for (index, row) in threaded.iter().enumerate() {
            let is_on = chosen
                .as_ref()
                .is_some_and(|chosen| chosen.uses.iter().any(|(step, _)| *step == index));
            set_class(row.element(), "is-on-thread", is_on);
        }
    });
    let (below, owner) = (rows.clone(), Owner::current());
    let on_paper = StoredValue::new_local(None);
    state.set_put_on_paper(move |is_on_paper| {
        for row in &below {
            if let Ok(Some(details)) = row.element().query_selector(".written") {
                details.remove();
            }
        }
        let paper = owner.as_ref().filter(|_| is_on_paper).map(Owner::child);
        if let Some(paper) = &paper {
            paper.with(|| {
                for (row, step) in below.iter().zip(&run.steps) {
                    let _ = row.node().append_child(written(&run, step).node());
                }
            });
        }
        on_paper.set_value(paper);
    });
    rows
}

fn actor(actor: &ActorProfile) -> Markup {
    element("div", "actor")
        .class_if(party_class(actor.kind), true)
        .attribute("title", &actor.name)
        .child(element("span", "actor-icon").child(icon(Icon::from(actor.appearance))))
        .child(element("span", "actor-name").text(&actor.name))
}

/// What the lines mean: in full above the diagram, and in short beside the actors where that has
/// scrolled away. The style sheet says which of the two shows.
fn legend(class: &str) -> Markup {
    let item = |sign: Markup, name: &str, noun: &str, more: &str| {
        let words = element("span", "")
            .text(name)
            .child(element("span", "legend-noun").text(noun))
            .child(element("span", "legend-more").text(more));
        element("li", "").child(sign).child(words)
    };
    let line = |class| element("span", class);
    let (redirects, direct) = (": redirects and pages", ": direct request");
    let front = line("legend-line is-front");
    element("ul", class)
        .attribute("aria-label", "Legend")
        .child(item(front, "front", " channel", redirects))
        .child(item(line("legend-line"), "back", " channel", direct))
        .child(item(line("legend-node"), "inside one actor", "", "").class_if("legend-more", true))
        .child(
            item(icon(Icon::Exposed), "secret", "", " in the front channel")
                .class_if("legend-exposed", true),
        )
}

fn name(actor: &ActorProfile) -> Markup {
    element("li", "legend-actor")
        .class_if(party_class(actor.kind), true)
        .child(icon(Icon::from(actor.appearance)))
        .text(&actor.name)
}
