//! The parts of a widget that a page around it can style, by `oauth-flow::part(name)`.

/// The first class of an element, and the name of the part that it is.
static PARTS: [(&str, &str); 15] = [
    ("oauth-flow", "frame"),
    ("player", "toolbar"),
    ("player-button", "button"),
    ("button", "button"),
    ("track", "scrubber"),
    ("rail", "diagram"),
    ("actor", "actor"),
    ("lifeline", "lifeline"),
    ("arrow", MESSAGE),
    ("node", MESSAGE),
    ("steps", "log"),
    ("step-body", "log-entry"),
    ("inspector", "inspector"),
    ("tag", "badge"),
    ("chip", "badge"),
];

const MESSAGE: &str = "message";

/// The part that an element with these classes is.
pub fn part_of(class: &str) -> Option<&'static str> {
    let first = class.split(' ').next().unwrap_or_default();
    let part = PARTS.iter().find(|(class, _)| *class == first);
    part.map(|(_, part)| *part)
}

/// The parts that a message is: that of the current step is one more.
pub fn message_parts(is_current: bool) -> &'static str {
    if is_current {
        "message message-current"
    } else {
        MESSAGE
    }
}
