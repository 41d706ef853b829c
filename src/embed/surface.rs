//! Parts of the element `<oauth-flow>` beside its attributes: properties, methods, events, slots,
//! parts and custom properties, one entry each.

/// A property that can only be read.
pub struct Property {
    pub name: &'static str,
    /// The type in TypeScript.
    pub kind: &'static str,
    pub sentence: &'static str,
}

/// A method.
pub struct Method {
    pub name: &'static str,
    /// The parameter, if there is one.
    pub parameter: Option<Parameter>,
    pub sentence: &'static str,
}

/// The parameter of a method.
pub struct Parameter {
    pub name: &'static str,
    /// The type in TypeScript.
    pub kind: &'static str,
    pub is_optional: bool,
}

/// An event, which bubbles and crosses the borders of shadow trees.
pub struct Event {
    /// The name without `oauth-flow:`, e.g. `step`.
    pub name: &'static str,
    /// The type of its detail in TypeScript.
    pub detail: &'static str,
    pub sentence: &'static str,
}

/// A place for the page's own content, or a part that the page can style.
pub struct Place {
    pub name: &'static str,
    pub sentence: &'static str,
}

/// A custom property that the page can set on the element or anywhere around it.
pub struct CustomProperty {
    /// The name without `--oauth-flow-`, e.g. `accent`.
    pub name: &'static str,
    /// The token of the style sheets that it stands for, unless the element's script reads it.
    pub token: Option<&'static str>,
    pub sentence: &'static str,
}

const fn property(name: &'static str, kind: &'static str, sentence: &'static str) -> Property {
    Property {
        name,
        kind,
        sentence,
    }
}

const fn method(
    name: &'static str,
    parameter: Option<Parameter>,
    sentence: &'static str,
) -> Method {
    Method {
        name,
        parameter,
        sentence,
    }
}

const fn event(name: &'static str, detail: &'static str, sentence: &'static str) -> Event {
    Event {
        name,
        detail,
        sentence,
    }
}

const fn place(name: &'static str, sentence: &'static str) -> Place {
    Place { name, sentence }
}

const fn token(name: &'static str, token: &'static str, sentence: &'static str) -> CustomProperty {
    CustomProperty {
        name,
        token: Some(token),
        sentence,
    }
}

/// Every property that is no attribute.
pub const PROPERTIES: &[Property] = &[
    property(
        "ready",
        "Promise<this>",
        "Fulfilled when the flow can be stepped through, which without `loading` is after the \
         first touch, refused with the reason when it cannot run; another one follows when the \
         element is put into a page again, or is tried again.",
    ),
    property(
        "stepIndex",
        "number",
        "The number of the current step, counted from 1; 0 before the flow is there.",
    ),
    property("stepCount", "number", "How many steps there are."),
    property("playing", "boolean", "Whether it plays."),
    property(
        "events",
        "OAuthFlowStep[]",
        "What an event tells of each step, in order.",
    ),
    property(
        "fragment",
        "string",
        "The address of the present state, from its `#` on.",
    ),
];

/// Every method. A method that is called before the flow is there takes effect when it is.
pub const METHODS: &[Method] = &[
    method("play", None, "Plays."),
    method("pause", None, "Stops playing."),
    method(
        "step",
        Some(Parameter {
            name: "by",
            kind: "number",
            is_optional: true,
        }),
        "Goes so many steps forward, one unless said, or back; setting it sets the attribute.",
    ),
    method(
        "seek",
        Some(Parameter {
            name: "place",
            kind: "number | `${number}%` | { marker: 'next' | 'previous' | (string & {}) }",
            is_optional: false,
        }),
        "Goes to the step with this number, counted from 1, to a share of the run such as `50%`, \
         to the step with a name, or to the next or previous one that has a name; a player that \
         plays stops there.",
    ),
    method("restart", None, "Goes to the first step."),
];

/// Every event.
pub const EVENTS: &[Event] = &[
    event(
        "ready",
        "{ steps: number; version: string }",
        "The flow can be stepped through.",
    ),
    event(
        "step",
        "OAuthFlowStep",
        "A step is shown: the first one too.",
    ),
    event(
        "marker",
        "{ index: number; marker: string }",
        "The step that is shown has a name.",
    ),
    event("play", "object", "It plays."),
    event("pause", "object", "It no longer plays."),
    event("end", "object", "The last step is shown."),
    event(
        "error",
        "{ reason: string }",
        "Something was not understood, or the flow cannot run.",
    ),
];

/// Every slot; the one without a name is what stands between the tags.
pub const SLOTS: &[Place] = &[
    place(
        "",
        "What is shown until the flow is ready, and where it cannot run; a `<script \
         type=\"application/json\">` here has the names.",
    ),
    place("poster", "Shown instead until the flow is ready."),
    place("caption", "Shown below the flow, always."),
];

/// Every part, for `oauth-flow::part(name)`.
pub const PARTS: &[Place] = &[
    place("frame", "All of it."),
    place("toolbar", "The player."),
    place("button", "A button."),
    place("scrubber", "The slider of the player."),
    place("diagram", "The lanes of one step."),
    place("actor", "Who takes part, above a lane."),
    place("lifeline", "A lane within one step."),
    place("message", "The arrow or the node of a step."),
    place(
        "message-current",
        "The arrow or the node of the current step.",
    ),
    place("log", "The list of steps."),
    place("log-entry", "The words of one step."),
    place("inspector", "The details of the current step."),
    place("badge", "A value, or a word about a step."),
];

/// Every custom property.
pub const CUSTOM_PROPERTIES: &[CustomProperty] = &[
    token("font", "sans", "The face of text."),
    token("mono", "mono", "The face of code."),
    token("background", "background", "The ground."),
    token("surface", "surface", "The ground of what stands out."),
    token("text", "text", "Text."),
    token("muted", "muted", "Text that matters less."),
    token("border", "line", "Lines between parts."),
    token(
        "accent",
        "accent",
        "The current step and what can be pressed.",
    ),
    token(
        "front-channel",
        "front-channel",
        "Arrows through the browser.",
    ),
    token("back-channel", "back-channel", "Arrows past the browser."),
    token("attack", "actor-attacker", "The lane of an attacker."),
    token("ok", "good", "What has passed."),
    token("refused", "bad", "What has failed."),
    token("radius", "radius", "How round corners are."),
    token(
        "space",
        "space",
        "Room above and below the words of a step.",
    ),
    token("step-duration", "step-duration", "How long an arrow takes."),
    CustomProperty {
        name: "height",
        token: None,
        sentence: "The height of the flow, unless the attribute is set.",
    },
];
