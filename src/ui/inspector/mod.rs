//! Everything about the current step: why, what was sent, checked, learned, and where to read more.

pub mod changes;
pub mod checks;
pub mod comparison;
pub mod exchange;
pub mod family_tree;
pub mod inquiries;
pub mod knowledge;
pub mod message_view;
pub mod new_values;
pub mod shown_step;
pub mod token_view;

use leptos::html::{Div, H2};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{FocusEvent, HtmlElement, Node};

use crate::reading::named_value::NamedValue;
use crate::reading::panel::{Medium, Panel, panels};
use crate::reading::screen::screens;
use crate::simulation::trace::{Step, Trace};
use crate::spec::Section;
use crate::ui::control::disclosure::DisclosureButton;
use crate::ui::control::icon::{Icon, IconView};
use crate::ui::control::prose::Prose;
use crate::ui::control::section_link::TitledSectionLink;
use crate::ui::dom::browser;
use crate::ui::dom::scroll_area::Room;
use crate::ui::inspector::changes::ChangesPanel;
use crate::ui::inspector::checks::{ChecksPanel, EffectsPanel};
use crate::ui::inspector::exchange::ExchangePanel;
use crate::ui::inspector::family_tree::FamilyPanel;
use crate::ui::inspector::inquiries::InquiriesPanel;
use crate::ui::inspector::knowledge::KnowledgePanel;
use crate::ui::inspector::message_view::OwnMessage;
use crate::ui::inspector::new_values::NewValuesPanel;
use crate::ui::inspector::shown_step::{ShownStep, StepAt, reading};
use crate::ui::inspector::token_view::TokensPanel;
use crate::ui::screen::ScreensPanel;
use crate::ui::session::{Frame, Session};

/// How much room stays below what a person has to press, in pixels.
const MARGIN: f64 = 16.0;

/// The details of the current step.
#[component]
pub fn Inspector() -> impl IntoView {
    let session = Session::from_context();
    let is_full = RwSignal::new(false);
    let content = view! {
        <DisclosureButton class="inspector-handle" is_open=is_full>
            <IconView icon=Icon::Expand/>
            {"Details"}
        </DisclosureButton>
        <Details/>
    };
    // A landmark of the page, which a page around many widgets would have many of.
    match session.frame {
        Frame::Page => view! {
            <aside
                class="inspector"
                part="inspector"
                class:is-full=is_full
                aria-label="Step details"
            >
                {content}
            </aside>
        }
        .into_any(),
        Frame::Widget => view! {
            <div
                class="inspector"
                part="inspector"
                class:is-full=is_full
                role="group"
                aria-label="Step details"
            >
                {content}
            </div>
        }
        .into_any(),
    }
}

/// The part that scrolls: the heading of the step and its panels.
#[component]
fn Details() -> impl IntoView {
    let scroller = NodeRef::<Div>::new();
    let heading = NodeRef::<H2>::new();
    let has_focus = StoredValue::new(false);
    let shown = follow(Session::from_context(), move |is_first| {
        let Some(scroller) = scroller.get_untracked() else {
            return;
        };
        if !is_first {
            // Before there is anything new, as long as this takes no layout.
            scroller.set_scroll_top(0);
        }
        browser::next_frame(move || {
            if let Some(heading) = heading.try_get_untracked().flatten() {
                keep_focus(&scroller, &heading, has_focus);
            }
            show_controls(&scroller);
        });
    });
    let leave = move |event: FocusEvent| {
        if let Some(scroller) = scroller.get_untracked() {
            focus_left(&event, &scroller, has_focus);
        }
    };
    view! {
        <div
            class="inspector-scroller"
            node_ref=scroller
            on:focusin=move |_| has_focus.set_value(true)
            on:focusout=leave
        >
            <div class="inspector-head">
                <Kicker shown/>
                <Title shown heading/>
            </div>
            <div class="inspector-details">
                <Panels shown medium=Medium::Inspector/>
            </div>
        </div>
    }
}

/// The step that is shown. The diagram comes first, by one picture: it is what the eye follows, and
/// of many steps in quick succession the details show only those that there is time for. `leave` is
/// called before each, and told whether it is the first.
fn follow(session: Session, leave: impl Fn(bool) + Clone + 'static) -> ShownStep {
    let shown = RwSignal::new(None::<StepAt>);
    let is_due = StoredValue::new(false);
    Effect::new(move || {
        session.index();
        session.run();
        if is_due.get_value() {
            return;
        }
        is_due.set_value(true);
        let leave = leave.clone();
        browser::after_next_frame(move || {
            // By then a widget can be gone.
            if is_due.try_set_value(false).is_none() {
                leave(shown.with_untracked(Option::is_none));
                shown.set(Some(StepAt {
                    run: untrack(|| session.run()),
                    index: untrack(|| session.index()),
                }));
            }
        });
    });
    shown.into()
}

/// Every panel of [`PANELS`] that `medium` shows. A panel that the next step has too stays, and
/// changes where the step does.
///
/// [`PANELS`]: crate::reading::panel::PANELS
#[component]
pub fn Panels(shown: ShownStep, medium: Medium) -> impl IntoView {
    let order = reading(shown, move |_, step, _| panels(step, medium));
    view! {
        <For
            each=move || order.get()
            key=|panel| *panel
            children=move |panel| panel_view(panel, shown, medium)
        />
    }
}

fn panel_view(panel: Panel, shown: ShownStep, medium: Medium) -> AnyView {
    match panel {
        Panel::Screens => view! { <ScreensOfStep shown/> }.into_any(),
        Panel::Why => view! { <Why shown/> }.into_any(),
        Panel::NewValues => view! { <NewValuesPanel shown/> }.into_any(),
        Panel::Changes => view! { <ChangesPanel shown/> }.into_any(),
        Panel::Sent if medium == Medium::Inspector => view! { <ExchangePanel shown/> }.into_any(),
        Panel::Sent => view! { <OwnMessage shown/> }.into_any(),
        Panel::Inquiries => view! { <InquiriesPanel shown/> }.into_any(),
        Panel::Checks => view! { <ChecksPanel shown/> }.into_any(),
        Panel::Effects => view! { <EffectsPanel shown/> }.into_any(),
        Panel::Tokens => view! { <TokensPanel shown/> }.into_any(),
        Panel::Knowledge => view! { <KnowledgePanel shown/> }.into_any(),
        Panel::Family => view! { <FamilyPanel shown/> }.into_any(),
        Panel::References => view! { <ReferencesPanel shown/> }.into_any(),
    }
}

/// Which step it is, who sends to whom, and when.
#[component]
fn Kicker(shown: ShownStep) -> impl IntoView {
    let number = reading(shown, |trace, _, index| {
        format!("Step {} of {}", index + 1, trace.steps.len())
    });
    let channel = reading(shown, |_, step, _| step.channel.name());
    let route = reading(shown, |trace, step, _| route(trace, step));
    let time = reading(shown, |_, step, _| step.at.to_string());
    view! {
        <p class="kicker">
            <Show when=move || shown.with(Option::is_some)>
                <span>{number}</span>
                {move || {
                    let name = channel.get();
                    name.map(|name| {
                        view! { <span class="tag" part="badge">{name}</span> }.into_any()
                    })
                }}
                <span class="kicker-route">{route}</span>
                <time class="kicker-time">{time}</time>
            </Show>
        </p>
    }
}

fn route(trace: &Trace, step: &Step) -> String {
    let from = trace.actor_name(step.from);
    if step.from == step.to {
        from.to_owned()
    } else {
        format!("{from} → {}", trace.actor_name(step.to))
    }
}

/// The title of the step, which takes the focus where a step takes the focused element away.
#[component]
fn Title(shown: ShownStep, heading: NodeRef<H2>) -> impl IntoView {
    let title = reading(shown, |trace, step, _| {
        (step.title(), NamedValue::at(trace, step))
    });
    view! {
        <h2 tabindex="-1" node_ref=heading>
            {move || {
                let (text, values) = title.get();
                view! { <Prose text values/> }.into_any()
            }}
        </h2>
    }
}

#[component]
fn Why(shown: ShownStep) -> impl IntoView {
    let why = reading(shown, |trace, step, _| {
        (step.why(), NamedValue::at(trace, step))
    });
    view! {
        <p class="why">
            {move || {
                let (text, values) = why.get();
                view! { <Prose text values/> }.into_any()
            }}
        </p>
    }
}

#[component]
fn ScreensOfStep(shown: ShownStep) -> impl IntoView {
    let screens = reading(shown, |trace, _, index| screens(trace, index));
    view! { {move || screens.get().map(|screens| view! { <ScreensPanel screens/> }.into_any())} }
}

/// The sections that the step follows.
#[component]
fn ReferencesPanel(shown: ShownStep) -> impl IntoView {
    let sections = reading(shown, |_, step, _| step.references.clone());
    view! {
        {move || {
            sections.with(|sections| (!sections.is_empty()).then(|| references(sections)))
        }}
    }
}

fn references(sections: &[Section]) -> AnyView {
    let links = sections.iter().map(|section| {
        let section = *section;
        view! { <li><TitledSectionLink section/></li> }
    });
    let links = links.collect_view();
    view! {
        <section class="panel">
            <h3>{"Read more"}</h3>
            <ul class="references">{links}</ul>
        </section>
    }
    .into_any()
}

/// A step replaces what is shown here. Where that took the focused element with it, the heading
/// takes the focus, so that a keyboard goes on from the new step and not from the top of the page.
fn keep_focus(scroller: &HtmlElement, heading: &HtmlElement, has_focus: StoredValue<bool>) {
    let focused = browser::focused_near(scroller);
    let is_lost = focused.is_none_or(|element| element.tag_name() == "BODY");
    if is_lost && has_focus.try_get_value() == Some(true) {
        browser::focus_quietly(heading);
    }
}

/// Where a person has to act, what they press comes into sight, with as much of what leads there as
/// has room: the whole screen from its hint on, or else no less than the code that they type.
fn show_controls(scroller: &HtmlElement) {
    let controls = ".is-active :is(.page-actions, .page-form)";
    let place = |selector| {
        let found = scroller.query_selector(selector).ok().flatten();
        found.map(|element| element.get_bounding_client_rect())
    };
    let end = || place(controls).map(|place| place.bottom() + MARGIN);
    // Without controls nothing is measured.
    let Some((below, room)) = end().map(|end| {
        let room = Room::of(scroller);
        (end - room.bottom, room)
    }) else {
        return;
    };
    let above = |selector| place(selector).map(|place| place.top() - MARGIN - room.top);
    let by = match above(".screen-hint").filter(|hint| *hint >= below) {
        Some(hint) if below > 0.0 => hint,
        _ => {
            above(".is-active:has(.page-form) .pairing-code").map_or(below, |code| below.min(code))
        }
    };
    scroller.set_scroll_top(by.max(0.0) as i32);
    if let (Some(low), Some(end)) = (Room::of_low_widget(scroller), end())
        && end > low.bottom
    {
        low.scroll_by(end - low.bottom, false);
    }
}

/// Remembers that the focus went elsewhere; a focused element that vanished went nowhere.
fn focus_left(event: &FocusEvent, scroller: &HtmlElement, has_focus: StoredValue<bool>) {
    let target = event.related_target();
    if let Some(target) = target.and_then(|target| target.dyn_into::<Node>().ok()) {
        has_focus.set_value(scroller.contains(Some(&target)));
    }
}
