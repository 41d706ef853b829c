//! What the server demands: switches, and the profiles that are named sets of them.

/// A named set of switches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profile {
    /// RFC 6749 as published in 2012, with what it leaves open left open.
    OAuth20,
    /// RFC 9700, the best current practice of 2025.
    Rfc9700,
    /// The draft of OAuth 2.1, revision 16.
    OAuth21,
}

impl Profile {
    /// Every profile, oldest first.
    pub const ALL: [Profile; 3] = [Profile::OAuth20, Profile::Rfc9700, Profile::OAuth21];

    /// The name in an address, e.g. `oauth-2.1`.
    pub fn id(self) -> &'static str {
        match self {
            Profile::OAuth20 => "oauth-2.0",
            Profile::Rfc9700 => "rfc-9700",
            Profile::OAuth21 => "oauth-2.1",
        }
    }

    /// The name for a reader, e.g. `OAuth 2.1`.
    pub fn name(self) -> &'static str {
        match self {
            Profile::OAuth20 => "OAuth 2.0",
            Profile::Rfc9700 => "RFC 9700",
            Profile::OAuth21 => "OAuth 2.1",
        }
    }

    /// What the profile is, in a sentence.
    pub fn summary(self) -> &'static str {
        match self {
            Profile::OAuth20 => "RFC 6749 and 6750 of 2012, with every older way left open.",
            Profile::Rfc9700 => "OAuth 2.0 with the best current practice for security of 2025.",
            Profile::OAuth21 => "The draft that replaces OAuth 2.0: PKCE for all, no implicit grant.",
        }
    }
}
