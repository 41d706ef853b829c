//! The legend: the signs of the diagram and their meanings.

/// Sign of the diagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    FrontChannel,
    BackChannel,
    Inside,
    /// A secret that a message shows to others.
    Exposed,
    Leak,
}

/// Meaning of a sign, in three parts: a narrow place leaves out the last ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meaning {
    pub sign: Sign,
    pub name: &'static str,
    pub noun: &'static str,
    pub more: &'static str,
}

impl Meaning {
    /// The meaning in full.
    pub fn words(&self) -> String {
        [self.name, self.noun, self.more].concat()
    }
}

/// Every sign, in the order in which a reader meets them. A pen shows those that it draws.
pub const MEANINGS: [Meaning; 5] = [
    Meaning {
        sign: Sign::FrontChannel,
        name: "front",
        noun: " channel",
        more: ": redirects and pages",
    },
    Meaning {
        sign: Sign::BackChannel,
        name: "back",
        noun: " channel",
        more: ": direct request",
    },
    Meaning {
        sign: Sign::Inside,
        name: "inside one actor",
        noun: "",
        more: "",
    },
    Meaning {
        sign: Sign::Exposed,
        name: "secret",
        noun: "",
        more: " in the front channel",
    },
    Meaning {
        sign: Sign::Leak,
        name: "leak",
        noun: "",
        more: ": what was not meant for who gets it",
    },
];
