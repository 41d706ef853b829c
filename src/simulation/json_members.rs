//! The members of a JSON object in their order, of which a name may stand there twice.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use crate::protocol::edit::Edit;
use crate::protocol::message::Field;
use crate::simulation::edit::changed_items;

/// The members of an object, as they stand in a body.
pub struct Members(Vec<(String, Value)>);

impl Members {
    /// The members of the object that `text` is.
    pub fn parse(text: &str) -> Option<Members> {
        serde_json::from_str(text).ok()
    }

    /// The members after the edit; `None` where it does not fit them.
    pub fn changed(self, edit: &Edit) -> Option<Members> {
        // A number stays one where its new text is one, and so on; what is new is a list or an
        // object where it is written as one.
        let made = |field: &Field, old: Option<&Value>| {
            let text = field.value.as_str();
            let is_text = match old {
                Some(old) => old.is_string(),
                None => !text.starts_with(['[', '{']),
            };
            match serde_json::from_str(text) {
                Ok(value) if !is_text => value,
                _ => Value::from(text),
            }
        };
        changed_items(self.0, edit, str::eq, made).map(Members)
    }

    /// The object with one member on a line.
    pub fn to_text(&self) -> String {
        let members: Vec<String> = self
            .0
            .iter()
            .map(|(name, value)| {
                let name = serde_json::to_string(name).unwrap_or_default();
                let value = serde_json::to_string_pretty(value).unwrap_or_default();
                format!("  {name}: {}", value.replace('\n', "\n  "))
            })
            .collect();
        format!("{{\n{}\n}}", members.join(",\n"))
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Members, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}
