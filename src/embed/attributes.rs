//! Every attribute of `<oauth-flow>`, one entry each.
//!
//! The lists of the scripts, the types, the manifest and the tables for readers are made from
//! [`ATTRIBUTES`]: `UPDATE_CATALOGUE=1 cargo test --no-default-features --test catalogue`.

/// An attribute of the element.
pub struct Attribute {
    /// The name in HTML, e.g. `pause-on`.
    pub name: &'static str,
    pub values: Values,
    /// The value that counts where the attribute is not set, if it is always the same.
    pub default: Option<&'static str>,
    pub owner: Owner,
    /// The effect, in a sentence. `` `Backticks` `` mark values.
    pub sentence: &'static str,
}

/// The kind of text that an attribute can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// The name of a flow.
    Flow,
    /// The name of a story of the flow.
    Story,
    /// The name of a profile under which flows run.
    Profile,
    OneOf(&'static [&'static str]),
    /// Any of these, with spaces between.
    AnyOf(&'static [&'static str]),
    /// Nothing: being there says yes.
    Presence,
    Number,
    NumberOrText,
    Text,
    /// A JSON object of names for the simulated world.
    Names,
}

/// The part of the product that acts on an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The address of a state, in which it stands under the same name.
    Address,
    /// The player, by `Widget::configure`.
    Player,
    /// The script of the element.
    Element,
}

impl Attribute {
    /// The name of the property in JavaScript, e.g. `pauseOn`.
    pub fn property(&self) -> String {
        let mut words = self.name.split(['-', '_']);
        let first = words.next().unwrap_or_default().to_owned();
        words.fold(first, |name, word| {
            let (initial, rest) = word.split_at(1);
            name + &initial.to_ascii_uppercase() + rest
        })
    }
}

const fn attribute(
    name: &'static str,
    values: Values,
    default: Option<&'static str>,
    owner: Owner,
    sentence: &'static str,
) -> Attribute {
    Attribute {
        name,
        values,
        default,
        owner,
        sentence,
    }
}

/// Every attribute, in the order in which they are told of.
pub const ATTRIBUTES: &[Attribute] = &[
    attribute(
        "flow",
        Values::Flow,
        Some(crate::player::address::FIRST_FLOW),
        Owner::Address,
        "Which flow is shown.",
    ),
    attribute(
        "step",
        Values::NumberOrText,
        Some("1"),
        Owner::Address,
        "The step that is shown first: its number, counted from 1, or its name, such as \
         `consent`, `token-request` or, for the second one, `token-request-2`.",
    ),
    attribute(
        "profile",
        Values::Profile,
        None,
        Owner::Address,
        "What the server demands; what is usual for the flow unless set.",
    ),
    attribute(
        "seed",
        Values::Text,
        None,
        Owner::Address,
        "Where all random values come from: up to 16 hexadecimal digits.",
    ),
    attribute(
        "story",
        Values::Story,
        Some(crate::flow::story::USUAL),
        Owner::Address,
        "Which story of the flow is played.",
    ),
    attribute(
        "consent",
        Values::OneOf(&["approve", "deny"]),
        Some("approve"),
        Owner::Address,
        "What the person decides.",
    ),
    attribute(
        "password",
        Values::OneOf(&["right", "wrong"]),
        Some("right"),
        Owner::Address,
        "Whether the person’s first password is right.",
    ),
    attribute(
        "user_code",
        Values::Text,
        None,
        Owner::Address,
        "What the person types instead of the code on the device’s screen.",
    ),
    attribute(
        "wait",
        Values::Text,
        None,
        Owner::Address,
        "Seconds that pass after steps: `2:60` for a minute after the second. Separate \
         several with commas.",
    ),
    attribute(
        "start",
        Values::Number,
        None,
        Owner::Address,
        "When the run begins, in seconds since 1970.",
    ),
    attribute(
        "change",
        Values::Text,
        None,
        Owner::Address,
        "What happens to messages on their way: `token-request:lose`, or \
         `token-request:set:form:code=abc`. Separate several with commas.",
    ),
    attribute(
        "switch",
        Values::Text,
        None,
        Owner::Address,
        "Where the server departs from its profile: `refreshTokensRotate:false`. Separate \
         several with commas.",
    ),
    attribute(
        "skip",
        Values::Text,
        None,
        Owner::Address,
        "Checks that nobody makes: `authorization_code.code_is_unused`. Separate several with \
         commas.",
    ),
    attribute(
        "names",
        Values::Names,
        None,
        Owner::Element,
        "Names for the simulated world, as a JSON object.",
    ),
    attribute(
        "panels",
        Values::AnyOf(&["diagram", "log", "inspector"]),
        Some("diagram log inspector"),
        Owner::Element,
        "What is shown.",
    ),
    attribute(
        "controls",
        Values::OneOf(&["full", "steps", "none"]),
        Some("full"),
        Owner::Element,
        "All controls, those for steps alone, or none.",
    ),
    attribute(
        "layout",
        Values::OneOf(&["auto", "wide", "narrow"]),
        Some("auto"),
        Owner::Element,
        "Details beside the steps, or below them; `auto` goes by the room that there is, and \
         `wide` scrolls sideways where there is too little.",
    ),
    attribute(
        "height",
        Values::NumberOrText,
        Some("640"),
        Owner::Element,
        "A number of pixels, a length, or `auto`: as high as all steps together; what a style \
         sheet gives the element, as `height: 100%`, comes first.",
    ),
    attribute(
        "theme",
        Values::OneOf(&["auto", "light", "dark"]),
        Some("auto"),
        Owner::Element,
        "The colours; `auto` has those of the page.",
    ),
    attribute(
        "autoplay",
        Values::Presence,
        None,
        Owner::Element,
        "Plays while it can be seen, unless the reader has asked for less motion.",
    ),
    attribute(
        "speed",
        Values::OneOf(&["0.5", "1", "2", "4"]),
        Some("1"),
        Owner::Player,
        "How fast it plays.",
    ),
    attribute(
        "pause-on",
        Values::Text,
        None,
        Owner::Player,
        "Names of steps where playing stops, with spaces between; nowhere if empty, and where a \
         person decides unless set.",
    ),
    attribute(
        "loop",
        Values::Presence,
        None,
        Owner::Player,
        "Plays on from the first step after the last one.",
    ),
    attribute(
        "loading",
        Values::OneOf(&["interaction", "lazy", "eager"]),
        Some("interaction"),
        Owner::Element,
        "When the simulator loads: `interaction` when somebody touches the first picture (pointer, \
         focus, key, or a method), `lazy` when the element is near the view, `eager` at once.",
    ),
];
