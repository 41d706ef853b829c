//! Named checks in ordered tables, and what came of them.
//!
//! A check is a statement that holds when it passes. The order of a table is the order in which a
//! message is judged. Judging reads and never writes: nothing is issued or used up before the last
//! check has passed.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::server::AuthorizationServer;
use crate::server::comparison::Comparison;
use crate::server::mend::Mend;
use crate::server::refusal::Refusal;
use crate::spec::{self, Section};

/// Checks in the order in which a judge `J` makes them of a message of which the facts are known
/// as `F`.
pub struct Table<J: 'static, F: 'static, R: 'static = Refusal> {
    /// The first half of the identifiers of its checks, e.g. `authorization_address`.
    pub id: &'static str,
    pub checks: &'static [Check<J, F, R>],
}

/// A table of the authorization server.
pub type ServerTable<F> = Table<AuthorizationServer, F>;

/// One row of a table.
pub struct Check<J, F, R = Refusal> {
    /// The statement as an identifier, e.g. `redirect_uri_matches_exactly`.
    pub name: &'static str,
    /// The statement as a sentence for a reader.
    pub statement: &'static str,
    /// The parameter that the statement is about, if it is about one.
    pub parameter: Option<&'static str>,
    /// The section that asks for it.
    pub section: Section,
    /// Whether it holds. May add to the facts what it found on the way.
    pub holds: fn(&J, &mut F) -> Result<Holds, R>,
    /// Adds the facts that a judge takes for granted who skips the check and does not see it fail.
    pub when_skipped: Option<fn(&J, &mut F)>,
}

/// A [`Table`], a row a line: the check, which is the function that judges it; in parentheses the
/// parameter that it is about, or `_`; the section that asks for it; the statement. Another
/// function may follow `=>`, and after `skipped:` what a judge takes for granted without the check.
macro_rules! checks {
    ($id:literal: $(
        $name:ident($parameter:tt) $section:ident:
            $statement:literal $(=> $holds:path)? $(, skipped: $when_skipped:path)?;
    )*) => {
        $crate::server::check::Table {
            id: $id,
            checks: &[$($crate::server::check::Check {
                name: stringify!($name),
                statement: $statement,
                parameter: $crate::server::check::checks!(@parameter $parameter),
                section: $crate::spec::$section,
                holds: $crate::server::check::checks!(@holds $name $($holds)?),
                when_skipped: $crate::server::check::checks!(@skipped $($when_skipped)?),
            }),*],
        }
    };
    (@parameter _) => { None };
    (@parameter $parameter:literal) => { Some($parameter) };
    (@holds $name:ident) => { $name };
    (@holds $name:ident $holds:path) => { $holds };
    (@skipped) => { None };
    (@skipped $when_skipped:path) => { Some($when_skipped) };
}

pub(crate) use checks;

/// A party that judges messages, and can be told to leave checks out.
pub trait Judge {
    /// The identifiers of the checks that it does not make, e.g.
    /// `authorization_address.redirect_uri_matches_exactly`.
    fn skipped_checks(&self) -> &[String];
}

/// How a check that did not fail came out.
pub enum Holds {
    /// It holds, and this is what was seen.
    Because(String),
    /// The request or the policy gives it nothing to look at.
    NotApplicable,
}

/// The outcome of a check, as the page shows it and the tests assert on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CheckOutcome {
    /// The table in which the check stands: names are unique within one.
    pub table: Cow<'static, str>,
    /// The statement as an identifier, e.g. `redirect_uri_matches_exactly`.
    pub name: Cow<'static, str>,
    /// The statement as a sentence for a reader.
    pub statement: Cow<'static, str>,
    /// The parameter that the statement is about, if it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter: Option<Cow<'static, str>>,
    /// Where the specification asks for it.
    pub section: Section,
    pub verdict: Verdict,
    /// The numbers and texts that were seen and compared, or why it failed.
    pub detail: String,
    /// Both sides of the comparison, if the check fails by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Comparison>,
    /// The change with which the message passes, if the check fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mend: Option<Mend>,
}

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The statement holds.
    Passed,
    /// It does not hold, and the message is refused.
    Failed,
    /// The judge does not make this check; the detail says how it would have come out.
    Skipped,
}

impl CheckOutcome {
    /// The identifier of the check, with which it can be skipped.
    pub fn id(&self) -> String {
        check_id(&self.table, &self.name)
    }

    pub fn has_passed(&self) -> bool {
        self.verdict == Verdict::Passed
    }

    pub fn was_skipped(&self) -> bool {
        self.verdict == Verdict::Skipped
    }

    pub fn has_failed(&self) -> bool {
        self.verdict == Verdict::Failed
    }
}

/// The identifier of the check `name` in `table`.
pub fn check_id(table: &str, name: &str) -> String {
    format!("{table}.{name}")
}

/// Why a check failed, for the reader.
pub trait Reason {
    /// The numbers and texts that were seen.
    fn detail(&self) -> &str;
    /// Both sides of the comparison, if that is why.
    fn comparison(&self) -> Option<&Comparison>;
    /// The change with which the message passes.
    fn mend(&self) -> &Mend;
}

impl Reason for Refusal {
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

impl<J: Judge, F, R: Reason> Table<J, F, R> {
    /// Makes the checks in order until one fails. The outcomes end with the one that failed.
    pub fn run(&self, judge: &J, facts: &mut F, outcomes: &mut Vec<CheckOutcome>) -> Result<(), R> {
        for check in self.checks {
            let verdict = (check.holds)(judge, facts);
            let is_skipped = self.is_skipped(check.name, judge);
            let seen = verdict.as_ref().map_err(|reason| reason as &dyn Reason);
            outcomes.extend(outcome(self.id, check.row(), is_skipped, seen));
            match verdict {
                Ok(_) => {}
                Err(_) if is_skipped => {
                    if let Some(take_for_granted) = check.when_skipped {
                        take_for_granted(judge, facts);
                    }
                }
                Err(reason) => return Err(reason),
            }
        }
        Ok(())
    }

    fn is_skipped(&self, name: &str, judge: &J) -> bool {
        let id = check_id(self.id, name);
        judge.skipped_checks().contains(&id)
    }
}

/// The outcome of the check `row` in `table`, if it had something to look at. One function for
/// tables of all judges and facts, so that its code is there once.
fn outcome(
    table: &'static str,
    row: Row,
    is_skipped: bool,
    seen: Result<&Holds, &dyn Reason>,
) -> Option<CheckOutcome> {
    let failed = seen.err();
    let (verdict, detail) = match seen {
        Ok(Holds::NotApplicable) => return None,
        Ok(Holds::Because(detail)) if is_skipped => (
            Verdict::Skipped,
            format!("Not checked. It would have passed: {detail}"),
        ),
        Ok(Holds::Because(detail)) => (Verdict::Passed, detail.clone()),
        Err(reason) if is_skipped => (
            Verdict::Skipped,
            format!("Not checked. It would have failed: {}", reason.detail()),
        ),
        Err(reason) => (Verdict::Failed, reason.detail().to_owned()),
    };
    Some(CheckOutcome {
        table: table.into(),
        name: row.name.into(),
        statement: row.statement.into(),
        parameter: row.parameter.map(Cow::from),
        section: row.section,
        verdict,
        detail,
        comparison: failed.and_then(|reason| reason.comparison()).cloned(),
        mend: failed
            .filter(|_| !is_skipped)
            .map(|reason| reason.mend().clone()),
    })
}

/// A table for a reader of lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub table: &'static str,
    /// The name in a message with which the table is run, e.g. a grant; `None` if it always is.
    pub condition: Option<&'static str>,
    pub rows: Vec<Row>,
}

/// A check for a reader of lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    pub name: &'static str,
    pub statement: &'static str,
    pub parameter: Option<&'static str>,
    pub section: Section,
}

impl<J, F, R> Check<J, F, R> {
    fn row(&self) -> Row {
        Row {
            name: self.name,
            statement: self.statement,
            parameter: self.parameter,
            section: self.section,
        }
    }
}

impl<J, F, R> Table<J, F, R> {
    /// The table without its judge.
    pub fn listed(&self, condition: Option<&'static str>) -> Listed {
        Listed {
            table: self.id,
            condition,
            rows: self.checks.iter().map(Check::row).collect(),
        }
    }
}

/// All of `tables`, which are always run.
pub fn listed<J, F, R>(tables: &[Table<J, F, R>]) -> Vec<Listed> {
    tables.iter().map(|table| table.listed(None)).collect()
}

/// Runs `tables` in order, until a check fails.
pub fn run<J: Judge, F, R: Reason>(
    tables: &[Table<J, F, R>],
    judge: &J,
    facts: &mut F,
    outcomes: &mut Vec<CheckOutcome>,
) -> Result<(), R> {
    tables
        .iter()
        .try_for_each(|table| table.run(judge, facts, outcomes))
}

/// Cites the implicit grant in `outcomes` of it: what is wrong with a request, and how that is
/// told, RFC 6749 says for each grant in a section of its own
/// ([section 4.2.2.1](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.2.2.1)).
pub fn cite_implicit_grant(outcomes: &mut [CheckOutcome]) {
    for outcome in outcomes {
        outcome.section = spec::in_the_implicit_grant(outcome.section);
    }
}
