//! Why an application does not go on.

use crate::server::check::Reason;
use crate::server::comparison::Comparison;

/// Why an application stops, for the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientRefusal {
    /// A sentence.
    pub detail: String,
    /// Both sides, if a comparison has failed.
    pub comparison: Option<Box<Comparison>>,
}

impl ClientRefusal {
    pub(super) fn new(detail: impl Into<String>) -> ClientRefusal {
        ClientRefusal {
            detail: detail.into(),
            comparison: None,
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
}

pub(super) fn refuse<T>(sentence: &str) -> Result<T, ClientRefusal> {
    Err(ClientRefusal::new(sentence))
}
