//! Named checks in ordered tables, and what came of them.
//!
//! A check is a statement that holds when it passes. Each endpoint has one table; the order of
//! the table is the order in which a request is judged. Judging reads and never writes: nothing
//! is issued or used up before the last check has passed.

use crate::server::refusal::Refusal;
use crate::spec::{self, Section};

/// One line of a table: what a judge `J` demands of a message of which the facts are known as `F`.
pub struct Check<J, F, R = Refusal> {
    /// The statement as an identifier, e.g. `redirect_uri_matches_exactly`.
    pub name: &'static str,
    /// The statement as a sentence for a reader.
    pub statement: &'static str,
    /// The parameter that the statement is about, if it is about one.
    pub parameter: Option<&'static str>,
    /// Where the specification asks for it.
    pub section: Section,
    /// Whether it holds. May add to the facts what it found on the way.
    pub judge: fn(&J, &mut F) -> Result<Holds, R>,
}

/// How a check that did not fail came out.
pub enum Holds {
    /// It holds, and this is what was seen.
    Because(String),
    /// The request or the policy gives it nothing to look at.
    NotApplicable,
}

/// What came of a check, as the page shows it and the tests assert on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckOutcome {
    pub name: &'static str,
    pub statement: &'static str,
    pub parameter: Option<&'static str>,
    pub section: Section,
    pub passed: bool,
    /// What was seen: the numbers and texts compared, or why it failed.
    pub detail: String,
}

/// Why a check failed, for the reader.
pub trait Reason {
    /// What was seen.
    fn detail(&self) -> &str;
}

impl Reason for Refusal {
    fn detail(&self) -> &str {
        &self.detail
    }
}

/// Runs `table` in order until a check fails. The outcomes end with the one that failed.
pub fn judge<J, F, R: Reason>(
    table: &[Check<J, F, R>],
    judge: &J,
    facts: &mut F,
    outcomes: &mut Vec<CheckOutcome>,
) -> Result<(), R> {
    for check in table {
        let (passed, detail, result) = match (check.judge)(judge, facts) {
            Ok(Holds::NotApplicable) => continue,
            Ok(Holds::Because(detail)) => (true, detail, Ok(())),
            Err(reason) => (false, reason.detail().to_owned(), Err(reason)),
        };
        outcomes.push(CheckOutcome {
            name: check.name,
            statement: check.statement,
            parameter: check.parameter,
            section: check.section,
            passed,
            detail,
        });
        result?;
    }
    Ok(())
}

/// Cites the implicit grant in `outcomes` of it: what is wrong with a request, and how that is
/// told, RFC 6749 says for each grant in a section of its own
/// ([section 4.2.2.1](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.2.2.1)).
pub fn cite_implicit_grant(outcomes: &mut [CheckOutcome]) {
    for outcome in outcomes {
        outcome.section = spec::in_the_implicit_grant(outcome.section);
    }
}
