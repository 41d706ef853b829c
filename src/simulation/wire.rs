//! The wire: the only way from one party to another. What the scenario changes, it changes here.

use crate::protocol::edit::Edit;
use crate::protocol::message::Message;
use crate::scenario::Change;
use crate::simulation::edit;

/// The way of all messages of a run.
pub struct Wire {
    changes: Vec<Change>,
    /// Whether the change with this index has fitted a message.
    has_fitted: Vec<bool>,
    /// The kinds of what was sent so far, by the name of the first of each.
    sent: Vec<&'static str>,
}

/// The fate of a message on its way.
pub struct Delivery {
    /// The message's name, e.g. `token-request-2`.
    pub name: String,
    pub sent: Message,
    /// The message that arrives, if one does.
    pub arrived: Message,
    /// Indices into the scenario's changes: those that were made.
    pub changes: Vec<usize>,
    pub is_lost: bool,
    /// Seconds that it is held back.
    pub held_back_seconds: u64,
    pub is_sent_twice: bool,
}

/// The fate of values that leak.
pub struct Leak {
    pub name: String,
    /// The values that arrive.
    pub texts: Vec<String>,
    pub changes: Vec<usize>,
    pub is_lost: bool,
    pub held_back_seconds: u64,
}

impl Delivery {
    /// The message that arrives, or that was sent where nothing arrives.
    pub fn message(&self) -> &Message {
        if self.is_lost {
            &self.sent
        } else {
            &self.arrived
        }
    }

    /// Whether something else arrives than was sent.
    pub fn is_edited(&self) -> bool {
        self.sent != self.arrived
    }
}

impl Wire {
    /// A wire that makes `changes`.
    pub fn new(changes: &[Change]) -> Wire {
        Wire {
            changes: changes.to_vec(),
            has_fitted: vec![false; changes.len()],
            sent: Vec::new(),
        }
    }

    /// Carries the next message of the kind that is called `kind`.
    pub fn deliver(&mut self, kind: &'static str, message: &Message) -> Delivery {
        let mut delivery = Delivery {
            name: self.next_name(kind),
            sent: message.clone(),
            arrived: message.clone(),
            changes: Vec::new(),
            is_lost: false,
            held_back_seconds: 0,
            is_sent_twice: false,
        };
        for (index, change) in self.changes.iter().enumerate() {
            if change.message != delivery.name || !edit::apply(&change.edit, &mut delivery.arrived)
            {
                continue;
            }
            match &change.edit {
                Edit::Lose => delivery.is_lost = true,
                Edit::HoldBack { seconds } => {
                    delivery.held_back_seconds =
                        delivery.held_back_seconds.saturating_add(*seconds);
                }
                Edit::SendTwice => delivery.is_sent_twice = true,
                _ => {}
            }
            self.has_fitted[index] = true;
            delivery.changes.push(index);
        }
        delivery
    }

    /// Carries `texts` into hands for which they were not meant. Such a leak has no fields: it can
    /// be lost or come later.
    pub fn deliver_leak(&mut self, texts: &[&str]) -> Leak {
        let mut leak = Leak {
            name: self.next_name("theft"),
            texts: texts.iter().map(|text| (*text).to_owned()).collect(),
            changes: Vec::new(),
            is_lost: false,
            held_back_seconds: 0,
        };
        for (index, change) in self.changes.iter().enumerate() {
            match change.edit {
                _ if change.message != leak.name => continue,
                Edit::Lose => leak.is_lost = true,
                Edit::HoldBack { seconds } => {
                    leak.held_back_seconds = leak.held_back_seconds.saturating_add(seconds);
                }
                _ => continue,
            }
            self.has_fitted[index] = true;
            leak.changes.push(index);
        }
        if leak.is_lost {
            leak.texts.clear();
        }
        leak
    }

    /// Carries `message` past everybody, unnamed and unchanged: before the first step.
    pub fn pass(message: &Message) -> Delivery {
        Delivery {
            name: String::new(),
            sent: message.clone(),
            arrived: message.clone(),
            changes: Vec::new(),
            is_lost: false,
            held_back_seconds: 0,
            is_sent_twice: false,
        }
    }

    /// The indices of the changes that no message had use for.
    pub fn unfitting(&self) -> Vec<usize> {
        let all = self.has_fitted.iter().enumerate();
        all.filter(|(_, has_fitted)| !**has_fitted)
            .map(|(index, _)| index)
            .collect()
    }

    /// The name of the next message of a kind: `token-request`, then `token-request-2`.
    fn next_name(&mut self, kind: &'static str) -> String {
        self.sent.push(kind);
        match self.sent.iter().filter(|sent| **sent == kind).count() {
            0 | 1 => kind.to_owned(),
            count => format!("{kind}-{count}"),
        }
    }
}
