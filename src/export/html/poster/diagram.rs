//! Heading, actors, rows and outcome.

use crate::export::html::class::{kind_class, kind_of_word, party_class};
use crate::export::html::element::{Content, Element, element};
use crate::export::html::icon::{Icon, icon};
use crate::export::html::poster::{Frame, button, classes, part};
use crate::flow::Flow;
use crate::reading::ending::ending;
use crate::reading::legend::{MEANINGS, Meaning, Sign};
use crate::reading::named_value::NamedValue;
use crate::reading::prose::{Piece, pieces};
use crate::reading::rail::{Checks, Mark, Packet, Rail, lanes};
use crate::reading::row::{Row, rows};
use crate::simulation::trace::{ActorProfile, Channel, PartyKind, Trace};

const INTRODUCTION: &str = "OAuth lets an application use your data without your password; press \
                            Play to see it happen step by step, with a real authorization server \
                            inside this page.";

/// The stage: heading, actors, steps, outcome.
pub fn stage(trace: &Trace, frame: Frame) -> Element {
    let tag = match frame {
        Frame::Page => "main",
        Frame::Widget => "div",
    };
    let actors = element("div", "actors")
        .attribute("aria-hidden", "true")
        .children(trace.actors.iter().map(actor));
    let names = element("ul", "legend is-beside is-names")
        .attribute("aria-label", "Who takes part")
        .children(trace.actors.iter().map(name));
    let header = element("div", "actors-row")
        .child(actors)
        .child(names)
        .child(legend("legend is-beside"));
    let steps = part("ol", "steps", "log")
        .attribute("aria-label", "Steps")
        .children(rows(trace).iter().map(row));
    let scroller = element("div", "stage-scroller")
        .child(heading(trace, frame))
        .child(header)
        .child(steps)
        .child(outcome_row(trace));
    let lanes = format!("stage lanes-{}", trace.actors.len());
    element(tag, &lanes)
        .attribute("id", "oauth-flow-steps")
        .child(scroller)
        .child(element("div", "thread-place"))
}

fn heading(trace: &Trace, frame: Frame) -> Element {
    let tag = match frame {
        Frame::Page => "h1",
        Frame::Widget => "h2",
    };
    let more = button("link-button lede-more")
        .attribute("aria-expanded", "false")
        .text("Read all");
    let lede = element("p", "lede").content(prose(&trace.summary(), &[]));
    let successor = Flow::parse(&trace.scenario.flow).map(|flow| {
        let successor = flow.successor.and_then(Flow::parse);
        let link = successor.map(|flow| {
            element("a", "").text(&format!("The same sign-in with {}", flow.short_title()))
        });
        element("p", "successor").children(link)
    });
    element("div", "stage-heading")
        .child(element("p", "intro").text(INTRODUCTION))
        .child(element(tag, "stage-title").text(&trace.title()))
        .child(element("div", "lede-place").child(lede).child(more))
        .children(successor.filter(|_| frame == Frame::Page))
        .child(legend("legend is-above"))
}

fn actor(actor: &ActorProfile) -> Element {
    let picture = icon(Icon::from(actor.appearance));
    part(
        "div",
        &format!("actor {}", party_class(actor.kind)),
        "actor",
    )
    .attribute("title", &actor.name)
    .child(element("span", "actor-icon").child(picture))
    .child(element("span", "actor-name").text(&actor.name))
}

fn name(actor: &ActorProfile) -> Element {
    let class = format!("legend-actor {}", party_class(actor.kind));
    element("li", &class)
        .child(icon(Icon::from(actor.appearance)))
        .text(&actor.name)
}

fn legend(class: &str) -> Element {
    let meanings = MEANINGS.iter().filter(|one| one.sign != Sign::Leak);
    element("ul", class)
        .attribute("aria-label", "Legend")
        .children(meanings.map(entry))
}

fn entry(meaning: &Meaning) -> Element {
    let sign = match meaning.sign {
        Sign::FrontChannel => element("span", "legend-line is-front"),
        Sign::BackChannel => element("span", "legend-line"),
        Sign::Inside => element("span", "legend-node"),
        Sign::Leak => element("span", "legend-line is-leak"),
        Sign::Exposed => icon(Icon::Exposed),
    };
    let class = match meaning.sign {
        Sign::Inside => "legend-more",
        Sign::Exposed => "legend-exposed",
        _ => "",
    };
    let words = element("span", "")
        .text(meaning.name)
        .child(element("span", "legend-noun").text(meaning.noun))
        .child(element("span", "legend-more").text(meaning.more));
    element("li", class).child(sign).child(words)
}

fn row(row: &Row) -> Element {
    let is_first = row.index == 0;
    let (from, to) = row.rail.span();
    let class = classes([
        ("step", true),
        (&format!("from-{from}"), true),
        (&format!("to-{to}"), true),
        ("is-refused", row.is_refused),
        ("is-ahead", !is_first),
        ("is-current", is_first),
    ]);
    let title = element("span", "step-title").content(prose_in_button(&row.title, &row.values));
    let route = element("span", "visually-hidden").text(&format!(" ({})", row.route));
    let button = match is_first {
        true => button("step-button").attribute("aria-current", "step"),
        false => button("step-button"),
    };
    let button = stop(button, is_first)
        .child(element("span", "step-number").text(&(row.index + 1).to_string()))
        .child(title)
        .child(route);
    let body = part("div", "step-body", "log-entry")
        .child(button)
        .children(meta(row, is_first));
    element("li", &class)
        .child(rail(&row.rail, is_first))
        .child(body)
}

/// A control that Tab stops at, or passes.
fn stop(control: Element, is_stop: bool) -> Element {
    control.attribute("tabindex", if is_stop { "0" } else { "-1" })
}

/// Message and values at work, below the title.
fn meta(row: &Row, is_stop: bool) -> Option<Element> {
    let mut parts: Vec<Element> = Vec::new();
    let line = row.start_line.as_ref();
    parts.extend(line.map(|line| element("code", "start-line").text(line)));
    parts.extend(row.chips.iter().map(|value| {
        let class = format!("chip {}", kind_class(value.kind));
        let chip = button(&class).attribute("part", "badge");
        stop(chip, is_stop)
            .attribute("aria-pressed", "false")
            .text(&value.name)
    }));
    parts.extend(row.exposure.map(|exposure| {
        part("span", "tag is-warning", "badge")
            .attribute("title", exposure.hint())
            .child(icon(Icon::Exposed))
            .text(exposure.label())
    }));
    parts.extend(row.is_decision.then(|| {
        part("span", "tag is-person", "badge")
            .child(icon(Icon::Person))
            .text("your turn")
    }));
    (!parts.is_empty()).then(|| element("div", "step-meta").children(parts))
}

fn rail(rail: &Rail, is_current: bool) -> Element {
    let name = match is_current {
        true => "message message-current",
        false => "message",
    };
    let mark = match &rail.mark {
        Mark::Node(checks) => node(rail.sender(), *checks),
        Mark::Arrow {
            channel,
            is_exposed,
            packet,
        } => arrow(rail, *channel, *is_exposed, packet),
    };
    lifelines(&rail.lanes).child(mark.attribute("part", name))
}

fn lifelines(lanes: &[PartyKind]) -> Element {
    let lines = lanes.iter().map(|kind| {
        let class = format!("lifeline {}", party_class(*kind));
        part("span", &class, "lifeline")
    });
    part("div", "rail", "diagram")
        .attribute("aria-hidden", "true")
        .children(lines)
}

fn node(party: Option<PartyKind>, checks: Checks) -> Element {
    let class = classes([
        ("node", true),
        (party.map_or("", party_class), true),
        ("is-failed", checks == Checks::Failed),
    ]);
    let picture = match checks {
        Checks::None => None,
        Checks::Passed => Some(Icon::Check),
        Checks::Failed => Some(Icon::Cross),
    };
    element("span", &class).children(picture.map(icon))
}

fn arrow(rail: &Rail, channel: Channel, is_exposed: bool, packet: &Packet) -> Element {
    let class = classes([
        ("arrow", true),
        ("is-front", channel == Channel::Front),
        ("is-leak", channel == Channel::Leak),
        ("is-exposed", is_exposed),
        ("is-leftward", rail.is_leftward()),
    ]);
    let window = element("span", "arrow-window").child(element("span", "arrow-line"));
    let kind = packet.kind.map_or("", kind_class);
    let packet = element("span", &classes([("packet", true), (kind, true)])).text(&packet.label);
    let mark = is_exposed.then(|| element("span", "arrow-mark").child(icon(Icon::Exposed)));
    element("span", &class)
        .child(window)
        .child(element("span", "arrow-courier").child(packet))
        .children(mark)
}

fn outcome_row(trace: &Trace) -> Element {
    let ending = ending(trace);
    let (class, picture) = match ending.is_good {
        true => ("outcome is-finished", Icon::Check),
        false => ("outcome is-stopped", Icon::Stop),
    };
    let reason = ending.reason.as_deref();
    let verdict = match reason {
        Some(_) => format!("{} ", ending.verdict),
        None => ending.verdict.clone(),
    };
    let words = element("p", "")
        .child(element("strong", "").text(&verdict))
        .content(reason.into_iter().flat_map(|reason| prose(reason, &[])));
    let outcome = element("div", class).child(icon(picture)).child(words);
    element("div", "outcome-row")
        .child(lifelines(&lanes(trace)))
        .child(element("div", "outcome-place").child(outcome))
}

/// Text with its protocol words set as code, and the values that it names as chips.
pub fn prose(text: &str, values: &[NamedValue]) -> Vec<Content> {
    set_words(text, |word| {
        match values.iter().find(|value| value.is_called(word)) {
            Some(value) => button(&format!("chip {}", kind_class(value.kind)))
                .attribute("part", "badge")
                .attribute("aria-pressed", "false")
                .text(&value.name),
            None => protocol_word(word, false),
        }
    })
}

/// Text in a button: a word that names a value is no button of its own.
fn prose_in_button(text: &str, values: &[NamedValue]) -> Vec<Content> {
    set_words(text, |word| {
        protocol_word(word, values.iter().any(|value| value.is_called(word)))
    })
}

fn set_words(text: &str, set_word: impl Fn(&str) -> Element) -> Vec<Content> {
    let set = pieces(text).map(|piece| match piece {
        Piece::Text(text) => Content::Text(text.to_owned()),
        Piece::Word { word, punctuation } => Content::Element(match punctuation {
            "" => set_word(word),
            marks => element("span", "unbroken")
                .child(set_word(word))
                .text(marks),
        }),
    });
    set.collect()
}

fn protocol_word(word: &str, is_value: bool) -> Element {
    let kind = kind_of_word(word).map_or("", kind_class);
    let class = classes([("word", true), (kind, true), ("is-value", is_value)]);
    let mut code = element("code", &class);
    // A line may end after an underscore.
    for (index, piece) in word.split_inclusive('_').enumerate() {
        code = match index {
            0 => code.text(piece),
            _ => code.child(element("wbr", "")).text(piece),
        };
    }
    code
}
