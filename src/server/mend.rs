//! Mends: the change of a refused message with which it passes the check at which it failed.
//!
//! For the reader of a run alone: none of it goes over the wire. A mend names the right value where
//! the judge knows it and the sender may. A secret, and whatever else is the sender's own to make,
//! it names by its field alone.

use serde::{Deserialize, Serialize};

use crate::protocol::edit::Edit;
use crate::protocol::form::Parameters;
use crate::protocol::message::{Field, Place};
use crate::protocol::message_kind::MessageKind;
use crate::server::check::CheckOutcome;

/// The way out of a refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Mend {
    /// The message passes with all of these amendments, made in order.
    Amend(Vec<Amendment>),
    /// No amendment helps: the exchange begins again, with a new message of this kind.
    StartOver(MessageKind),
    /// Nothing that the sender could change helps: somebody else has to act first.
    NotByTheSender(Helper),
}

/// One change of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Amendment {
    /// An edit, complete as it is.
    Edit(Edit),
    /// One field with this name has the value that the sender has made or was given for this, e.g.
    /// its `code_verifier`.
    Own { place: Place, name: String },
    /// One field with this name has a new value, for which the sender begins again, e.g. another
    /// `code`. The request for it says this.
    Renew {
        place: Place,
        name: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        with: Vec<(String, String)>,
    },
    /// One field with this name has a token that is signed anew, with these members of its header
    /// and its claims, and by the key with this thumbprint, if it has to be a certain one.
    Sign {
        place: Place,
        name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        thumbprint: Option<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        with: Vec<(String, String)>,
    },
}

/// Somebody without whom the sender of a message cannot go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Helper {
    /// The person, who has not decided yet.
    Person,
    /// The person whom the request is about, while another one is there.
    OtherPerson,
    /// Nobody: the person has said no.
    Nobody,
    /// The operator of the server, who registers clients, and decides what they may do.
    Operator,
    /// The server, which cannot judge the message for now.
    Server,
}

impl Mend {
    /// The mend by which one field with this name has this value.
    pub fn set(place: Place, name: &str, value: &str) -> Mend {
        let (name, value) = (name.to_owned(), value.to_owned());
        Mend::edit(Edit::Set(Field { place, name, value }))
    }

    /// The mend by which no field has this name.
    pub fn remove(place: Place, name: &str) -> Mend {
        let name = name.to_owned();
        Mend::edit(Edit::Remove { place, name })
    }

    /// The mend by which the message comes so many seconds later.
    pub fn wait(seconds: u64) -> Mend {
        Mend::edit(Edit::HoldBack { seconds })
    }

    fn edit(edit: Edit) -> Mend {
        Mend::Amend(vec![Amendment::Edit(edit)])
    }

    /// The mend that is one [`Amendment::Own`].
    pub fn own(place: Place, name: &str) -> Mend {
        let name = name.to_owned();
        Mend::Amend(vec![Amendment::Own { place, name }])
    }

    /// The mend that is one [`Amendment::Renew`].
    pub fn renew(place: Place, name: &str, with: &[(&str, &str)]) -> Mend {
        let (name, with) = (name.to_owned(), owned(with));
        Mend::Amend(vec![Amendment::Renew { place, name, with }])
    }

    /// The mend that is one [`Amendment::Sign`], by whichever key the sender signs with.
    pub fn sign(place: Place, name: &str, with: &[(&str, &str)]) -> Mend {
        Mend::sign_with_key(place, name, None, with)
    }

    /// The mend that is one [`Amendment::Sign`], by the key with this thumbprint.
    pub fn sign_with_key(
        place: Place,
        name: &str,
        thumbprint: Option<&str>,
        with: &[(&str, &str)],
    ) -> Mend {
        Mend::Amend(vec![Amendment::Sign {
            place,
            name: name.to_owned(),
            thumbprint: thumbprint.map(str::to_owned),
            with: owned(with),
        }])
    }

    /// The mend by which each of the fields has the first of its values, and no other one.
    pub fn once(place: Place, parameters: &Parameters, names: &[&str]) -> Mend {
        let values = names.iter().map(|name| {
            let value = parameters.get(name).unwrap_or_default().to_owned();
            let name = (*name).to_owned();
            Amendment::Edit(Edit::Set(Field { place, name, value }))
        });
        Mend::Amend(values.collect())
    }

    /// The mend by which the field has the first of `values`; where there is none, the operator has
    /// to provide for one.
    pub fn set_to_first<'a>(
        place: Place,
        name: &str,
        values: impl IntoIterator<Item = &'a str>,
    ) -> Mend {
        match values.into_iter().next() {
            Some(value) => Mend::set(place, name, value),
            None => Mend::NotByTheSender(Helper::Operator),
        }
    }

    /// Whether it amends the field with this name.
    pub fn amends(&self, wanted: &str) -> bool {
        let Mend::Amend(amendments) = self else {
            return false;
        };
        amendments.iter().any(|amendment| match amendment {
            Amendment::Edit(Edit::Set(field)) => field.name == wanted,
            Amendment::Edit(Edit::Remove { name, .. })
            | Amendment::Own { name, .. }
            | Amendment::Renew { name, .. }
            | Amendment::Sign { name, .. } => name == wanted,
            Amendment::Edit(_) => false,
        })
    }

    /// Adds the amendments of `other` behind its own, where both amend.
    #[must_use]
    pub fn and(mut self, other: Mend) -> Mend {
        if let (Mend::Amend(amendments), Mend::Amend(more)) = (&mut self, other) {
            amendments.extend(more);
        }
        self
    }
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

/// Says of the check that failed that the exchange begins again with a message of this kind.
pub fn start_over(kind: MessageKind, outcomes: &mut [CheckOutcome]) {
    for mend in outcomes
        .iter_mut()
        .filter_map(|outcome| outcome.mend.as_mut())
    {
        *mend = Mend::StartOver(kind);
    }
}

/// Moves what amends a field in `from` to the place `to`, where the message has its fields.
pub fn move_fields(from: Place, to: Place, outcomes: &mut [CheckOutcome]) {
    for mend in outcomes
        .iter_mut()
        .filter_map(|outcome| outcome.mend.as_mut())
    {
        let Mend::Amend(amendments) = mend else {
            continue;
        };
        for amendment in amendments {
            let place = match amendment {
                Amendment::Edit(Edit::Set(field)) => &mut field.place,
                Amendment::Edit(Edit::Remove { place, .. })
                | Amendment::Own { place, .. }
                | Amendment::Renew { place, .. }
                | Amendment::Sign { place, .. } => place,
                Amendment::Edit(_) => continue,
            };
            if *place == from {
                *place = to;
            }
        }
    }
}
