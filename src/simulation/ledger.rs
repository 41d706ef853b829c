//! Follows every value through the run: where it was made, who has seen it, what became of it.
//!
//! Nobody declares what a message carries. The ledger reads the bytes.

use crate::protocol::message::{Field, Message};
use crate::protocol::parameter;
use crate::protocol::value_kind::ValueKind;
use crate::server::check::CheckOutcome;
use crate::server::effect::{Change, Effect};
use crate::simulation::actors::Actors;
use crate::simulation::trace::{Knowledge, Party, Use, Value, ValueUse};

/// Shorter texts are not looked for in messages: they would be found where they are not meant.
const SHORTEST_TRACED_BYTES: usize = 6;

/// The values of a run so far, and who knows them.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    pub values: Vec<Value>,
    pub knowledge: Knowledge,
}

impl Ledger {
    /// The ledger at the start of a run. The secrets with which applications are registered are
    /// known before anything is sent.
    pub fn new(actors: &Actors) -> Ledger {
        let mut ledger = Ledger::default();
        for (party, server, client) in actors.clients() {
            if let Some(secret) = client.registration.secret() {
                for knower in [party, server] {
                    ledger.made(knower, ValueKind::ClientSecret, secret, None);
                }
            }
        }
        ledger
    }

    /// Notes that `party` has made a value; `parent` is the one that it was made from.
    pub fn made(
        &mut self,
        party: Party,
        kind: ValueKind,
        text: &str,
        parent: Option<usize>,
    ) -> ValueUse {
        let value = self.index_of(kind, text);
        if parent.is_some() {
            self.values[value].parent = parent;
        }
        self.learn(party, value);
        ValueUse {
            value,
            how: Use::Made,
        }
    }

    /// Notes what changed at the server.
    pub fn effects(&mut self, effects: &[Effect]) -> Vec<ValueUse> {
        effects
            .iter()
            .map(|effect| {
                let value = self.index_of(effect.kind, &effect.text);
                if let Some(replaced) = &effect.replaces {
                    self.values[value].parent = Some(self.index_of(effect.kind, replaced));
                }
                let how = match effect.change {
                    Change::Issued => Use::Made,
                    Change::Stored => Use::Stored,
                    Change::Spent => Use::Spent,
                    Change::Revoked => Use::Revoked,
                };
                ValueUse { value, how }
            })
            .collect()
    }

    /// Notes what `message` carries, and that each of `knowers` has seen it.
    pub fn carried(&mut self, message: &Message, knowers: &[Option<Party>]) -> Vec<ValueUse> {
        let fields = message.fields();
        for field in &fields {
            if let Some(kind) = parameter::value_kind(&field.name)
                && field.value.len() >= SHORTEST_TRACED_BYTES
                // What is sent in the place of another value stays what it is.
                && self.find(&field.value).is_none()
            {
                self.index_of(kind, &field.value);
            }
        }
        let carried: Vec<usize> = (0..self.values.len())
            .filter(|index| {
                let text = &self.values[*index].text;
                message.body.contains(text.as_str())
                    || fields
                        .iter()
                        .any(|field| field.value.contains(text.as_str()))
            })
            .collect();
        for value in &carried {
            let knowers = knowers.iter().flatten();
            knowers.for_each(|knower| self.knowledge.add(*knower, *value));
        }
        carried
            .into_iter()
            .map(|value| ValueUse {
                value,
                how: Use::Carried,
            })
            .collect()
    }

    /// Which values of `request` the checks have looked at.
    pub fn checked(&self, request: &Message, checks: &[CheckOutcome]) -> Vec<ValueUse> {
        let fields = request.fields();
        let is_named = |field: &&Field| {
            checks
                .iter()
                .any(|check| check.parameter.as_deref() == Some(field.name.as_str()))
        };
        let mut looked_at = Vec::new();
        for field in fields.iter().filter(is_named) {
            let value = self
                .values
                .iter()
                .position(|value| value.text == field.value);
            if let Some(value) = value.filter(|value| !looked_at.contains(value)) {
                looked_at.push(value);
            }
        }
        looked_at
            .into_iter()
            .map(|value| ValueUse {
                value,
                how: Use::Checked,
            })
            .collect()
    }

    /// Notes that `party` has got hold of the value.
    pub fn learn(&mut self, party: Party, value: usize) {
        self.knowledge.add(party, value);
    }

    /// The value that reads `text`.
    pub fn find(&self, text: &str) -> Option<usize> {
        self.values.iter().position(|value| value.text == text)
    }

    /// Notes that `party` has its tokens no more.
    pub fn forget_tokens(&mut self, party: Party) {
        let values = &self.values;
        self.knowledge.remove(party, |value| {
            let kind = values.get(value).map(|value| value.kind);
            matches!(kind, Some(ValueKind::AccessToken | ValueKind::RefreshToken))
        });
    }

    fn index_of(&mut self, kind: ValueKind, text: &str) -> usize {
        let known = |value: &Value| value.kind == kind && value.text == text;
        if let Some(index) = self.values.iter().position(known) {
            return index;
        }
        let earlier = self
            .values
            .iter()
            .filter(|value| value.kind == kind)
            .count();
        let name = match earlier {
            0 => kind.as_str().to_owned(),
            earlier => format!("{} {}", kind.as_str(), earlier + 1),
        };
        self.values.push(Value {
            kind,
            name,
            text: text.to_owned(),
            parent: None,
        });
        self.values.len() - 1
    }
}
