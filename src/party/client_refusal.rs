//! Why an application does not go on.

use crate::protocol::message_kind::MessageKind;
use crate::server::check::Reason;
use crate::server::comparison::Comparison;
use crate::server::mend::Mend;

/// Why an application stops, for the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientRefusal {
    /// A sentence.
    pub detail: String,
    /// Both sides, if a comparison has failed.
    pub comparison: Option<Box<Comparison>>,
    /// The change with which the message passes.
    pub mend: Mend,
}

impl ClientRefusal {
    pub(super) fn new(detail: impl Into<String>, mend: Mend) -> ClientRefusal {
        ClientRefusal {
            detail: detail.into(),
            comparison: None,
            mend,
        }
    }

    pub(super) fn with_comparison(self, comparison: Comparison) -> ClientRefusal {
        ClientRefusal {
            comparison: Some(Box::new(comparison)),
            ..self
        }
    }
}

impl Reason for ClientRefusal {
    fn detail(&self) -> &str {
        &self.detail
    }

    fn comparison(&self) -> Option<&Comparison> {
        self.comparison.as_deref()
    }

    fn mend(&self) -> &Mend {
        &self.mend
    }
}

pub(super) fn refuse<T>(sentence: &str, mend: Mend) -> Result<T, ClientRefusal> {
    Err(ClientRefusal::new(sentence, mend))
}

/// The mend of an answer that this application can do nothing with: it asks again.
pub(super) fn start_over() -> Mend {
    Mend::StartOver(MessageKind::AuthorizationRequest)
}
