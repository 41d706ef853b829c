//! Scopes: lists of case-sensitive names, separated by spaces, in no order.
//!
//! [RFC 6749 section 3.3](https://www.rfc-editor.org/rfc/rfc6749.html#section-3.3)

use std::fmt;

/// A set of scope names, in alphabetical order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope(Vec<String>);

impl Scope {
    /// Reads the wire form. `None` if a name has a character that is not allowed.
    pub fn parse(text: &str) -> Option<Scope> {
        let is_allowed = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
        let mut scope = Scope::default();
        for name in text.split(' ').filter(|name| !name.is_empty()) {
            if !name.bytes().all(is_allowed) {
                return None;
            }
            scope.insert(name);
        }
        (!scope.0.is_empty()).then_some(scope)
    }

    /// A scope of names that the program itself knows to be well formed.
    pub fn of(names: &[&str]) -> Scope {
        let mut scope = Scope::default();
        names.iter().for_each(|name| scope.insert(name));
        scope
    }

    /// Adds a name, unless it is there.
    pub fn insert(&mut self, name: &str) {
        if let Err(place) = self.0.binary_search_by(|known| known.as_str().cmp(name)) {
            self.0.insert(place, name.to_owned());
        }
    }

    /// Takes a name out, if it is there.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|known| known != name);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn contains(&self, name: &str) -> bool {
        self.iter().any(|known| known == name)
    }

    /// Whether everything here is in `other` too.
    pub fn is_within(&self, other: &Scope) -> bool {
        self.iter().all(|name| other.contains(name))
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
