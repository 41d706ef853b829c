//! Scopes: lists of case-sensitive names, separated by spaces, in no order.
//!
//! [RFC 6749 section 3.3](https://www.rfc-editor.org/rfc/rfc6749.html#section-3.3)

use std::collections::BTreeSet;
use std::fmt;

/// A set of scope names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope(BTreeSet<String>);

impl Scope {
    /// Reads the wire form. `None` if a name has a character that is not allowed.
    pub fn parse(text: &str) -> Option<Scope> {
        let is_allowed = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
        let names: BTreeSet<String> = text
            .split(' ')
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect();
        let is_well_formed =
            !names.is_empty() && names.iter().all(|name| name.bytes().all(is_allowed));
        is_well_formed.then_some(Scope(names))
    }

    /// A scope of names that the program itself knows to be well formed.
    pub fn of(names: &[&str]) -> Scope {
        Scope(names.iter().map(|name| (*name).to_owned()).collect())
    }

    pub fn contains(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// Whether everything here is in `other` too.
    pub fn is_within(&self, other: &Scope) -> bool {
        self.0.is_subset(&other.0)
    }

    /// The names that `other` lacks.
    pub fn beyond<'a>(&'a self, other: &Scope) -> Vec<&'a str> {
        self.iter().filter(|name| !other.contains(name)).collect()
    }

    /// The names in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.iter().collect();
        formatter.write_str(&names.join(" "))
    }
}
