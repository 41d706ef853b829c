//! The diagram and the log as one list, below the names of those who take part.

use leptos::prelude::{Get, GetValue, Memo, Owner, SetValue, untrack};
use leptos::reactive::owner::StoredValue;
use web_sys::{Element, HtmlElement};

use crate::simulation::trace::ActorProfile;
use crate::ui::browser;
use crate::ui::flow_menu::successor_link;
use crate::ui::fold::fold_button;
use crate::ui::icon::{Icon, icon};
use crate::ui::kind::role_class;
use crate::ui::markup::{Markup, element, react, set_class};
use crate::ui::outcome::outcome_row;
use crate::ui::paper::written;
use crate::ui::rail::rail;
use crate::ui::room::Room;
use crate::ui::state::{Frame, State};
use crate::ui::step_row::{set_current, step_row};
use crate::ui::thread_strip::thread_strip;

/// How much of the rows before and after the current one stays in sight, in pixels.
const MARGIN: f64 = 72.0;
/// How much room stays below the end of the run, in pixels.
const END_MARGIN: f64 = 12.0;

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
        .child(element("p", "intro").text(INTRODUCTION))
        .child(element(title, "stage-title").bind_text(move || state.run().title.clone()))
        .child(lede(state))
        .children((state.frame == Frame::Page).then(successor_link))
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
        .child(header.clone())
        .child(list.clone())
        .child(outcome_row());
    follow_steps(state, scroller.clone(), header, list);
    let stage = element(landmark, "stage").attribute("id", "oauth-flow-steps");
    let place = stage.clone();
    react(move || {
        let lanes = state.run().actors.len().to_string();
        crate::ui::markup::set_style(place.element(), "--lanes", &lanes);
    });
    stage.child(scroller).child(thread_strip())
}

/// What the flow is for. A phone shows its first lines, and the rest on demand.
fn lede(state: State) -> Markup {
    let words = element("p", "lede").bind_text(move || state.run().summary.to_owned());
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

/// Brings the current row into sight when it changes.
fn follow_steps(state: State, scroller: Markup, header: Markup, list: Markup) {
    let is_first = StoredValue::new_local(true);
    let (below_strip, above_rows, rows) = (scroller.clone(), header.clone(), list.clone());
    let stay = move || {
        // By the next frame a widget can be gone.
        if is_first.try_get_value().is_none() {
            return;
        }
        let row = rows.element().children();
        let row = row.item(state.index_untracked() as u32);
        let whole = below_strip.element().parent_element();
        if let (Some(row), Some(whole)) = (row, whole) {
            let (place, whole) = (
                row.get_bounding_client_rect(),
                whole.get_bounding_client_rect(),
            );
            // A reader who has scrolled away from it is not called back.
            if place.top() < whole.bottom() && place.bottom() > whole.top() {
                let places = (below_strip.element(), above_rows.element());
                bring_into_sight(places, &row, false, false);
            }
        }
    };
    let mut has_strip = false;
    react(move || {
        let is_chosen = state.chosen().is_some();
        // The strip of a chosen value takes its room from the steps.
        if is_chosen && !has_strip {
            browser::next_frame(stay.clone());
        }
        has_strip = is_chosen;
    });
    let place = scroller.clone();
    let show = move |animated| {
        // By the next frame a widget can be gone.
        if is_first.try_get_value().is_none() {
            return;
        }
        let index = state.index_untracked() as u32;
        if let Some(row) = list.element().children().item(index) {
            // A page around stays where its reader has put it, unless they step on themselves.
            let by_hand = animated && !state.is_playing_untracked();
            let may_move_page = state.frame == Frame::Page || by_hand;
            let places = (scroller.element(), header.element());
            bring_into_sight(places, &row, animated, may_move_page);
        }
    };
    let flow = Memo::new(move |_| state.run().scenario.flow);
    react(move || {
        flow.get();
        place.element().set_scroll_top(0);
    });
    react(move || {
        flow.get();
        let index = state.index();
        let show = show.clone();
        if !is_first.get_value() {
            browser::next_frame(move || show(true));
        } else if index > 0 {
            // The first picture starts at the heading, unless an address leads further in. Rows
            // have their places when the style sheets are there.
            browser::once_loaded(move || show(false));
        }
        is_first.set_value(false);
    });
}

fn actor(actor: &ActorProfile) -> Markup {
    element("div", "actor")
        .class_if(role_class(actor.role), true)
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
        .class_if(role_class(actor.role), true)
        .child(icon(Icon::from(actor.appearance)))
        .text(&actor.name)
}

/// Scrolls what the steps scroll in, and only that, so that `row` and its neighbours can be seen.
fn bring_into_sight(
    (scroller, header): (&HtmlElement, &HtmlElement),
    row: &Element,
    animated: bool,
    may_move_page: bool,
) {
    let room = scroller.get_bounding_client_rect();
    let place = row.get_bounding_client_rect();
    let (room, covered) = if scroller.scroll_height() > scroller.client_height() {
        let covered = header.get_bounding_client_rect().height();
        (Room::of(scroller), covered)
    } else if let Some(low) = Room::of_low_widget(scroller) {
        (low, 0.0)
    } else {
        if may_move_page {
            // What is said of the step stands below all steps where it is not beside them.
            let stage = scroller.closest(":not(.is-widget) > .columns > .stage");
            let details = stage
                .ok()
                .flatten()
                .and_then(|stage| stage.next_element_sibling());
            let details = details.map(|details| details.get_bounding_client_rect().top());
            match details.filter(|top| *top >= room.bottom()) {
                Some(top) => browser::keep_in_window(top, top),
                None => browser::keep_in_window(place.top(), place.bottom()),
            }
        }
        return;
    };
    let top = room.top + covered;
    let margin = MARGIN.min((room.bottom - top - place.height()).max(0.0) / 3.0);
    // What came of the run stands below the last row and comes into sight with it.
    let end = row
        .parent_element()
        .and_then(|list| list.next_element_sibling())
        .filter(|_| row.next_element_sibling().is_none())
        .map_or(place.bottom() + margin, |outcome| {
            outcome.get_bounding_client_rect().bottom() + END_MARGIN
        });
    let by = if place.top() < top + margin {
        place.top() - top - margin
    } else if end > room.bottom {
        (end - room.bottom).min(place.top() - top)
    } else {
        return;
    };
    room.scroll_by(by, animated);
}
