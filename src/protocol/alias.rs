//! Other names for paths and scopes, in a world whose names somebody has chosen.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// Names in place of others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Aliases(Vec<(Cow<'static, str>, String)>);

impl Aliases {
    /// From now on `own`, and what lies below it as a path, is called `alias`.
    pub fn add(&mut self, own: &'static str, alias: &str) {
        self.0.retain(|(known, _)| *known != own);
        self.0.push((own.into(), alias.to_owned()));
    }

    /// Whether everything keeps its own name.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The alias of `text`: a scope, or a path, with a query or without.
    pub fn of(&self, text: &str) -> String {
        let rest = |own: &str| {
            text.strip_prefix(own)
                .filter(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
        };
        let mut aliases = self.0.iter();
        aliases
            .find_map(|(own, alias)| Some(format!("{alias}{}", rest(own)?)))
            .unwrap_or_else(|| text.to_owned())
    }
}
