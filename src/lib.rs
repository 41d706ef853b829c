//! OAuth Flow Simulator: a real authorization server that runs where it is looked at.
//!
//! # Bird's-eye view
//!
//! ```text
//! Scenario ──simulate──▶ Trace ──view──▶ page, widget, exports
//!    ▲                                      │
//!    └────────── the learner's change ──────┘
//! ```
//!
//! A [`scenario::Scenario`] is what a learner chose: a flow and one of its stories, a profile, a
//! seed, how the person acts. [`run::simulate`] plays it from the first step to the last:
//! actors send real HTTP requests to [`server::AuthorizationServer::handle`] and act on its real
//! answers. What comes out is a [`simulation::trace::Trace`], and everything that is shown,
//! sought, shared or exported is read from that. A change makes another scenario, and the run is
//! made again from the start.
//!
//! ```
//! use oauth_flow_simulator::flow::Flow;
//! use oauth_flow_simulator::run::simulate;
//! use oauth_flow_simulator::simulation::trace::Outcome;
//!
//! let flow = Flow::parse("authorization-code-pkce").expect("it is in the list");
//! let trace = simulate(&flow.scenario()).expect("the flow is in the list");
//! assert_eq!(trace.outcome, Outcome::Finished);
//! ```
//!
//! # Map
//!
//! Each line may use those above it and none below.
//!
//! | module | what is in it |
//! |---|---|
//! | [`ground`] | virtual time and seeded randomness |
//! | [`spec`] | every specification and section that is cited, one list |
//! | [`protocol`] | the words of OAuth, stateless: messages, parameters, errors, PKCE, JOSE, metadata |
//! | [`server`] | the authorization server: one file per endpoint and per grant, checks as tables |
//! | [`scenario`] | all that the learner chose, as plain data |
//! | [`party`] | who takes part: browser, client application, API |
//! | [`deployment`] | server, API and a browser as one thing, for real clients to talk to |
//! | [`words`] | every sentence that is told, a folder for each language |
//! | [`simulation`] | the stage, the ledger of who knows what, and the trace |
//! | [`flow`] | one file per flow or story: reading one is reading what happens |
//! | [`run`] | looks up the flow and the story of a scenario and plays them: a trace |
//! | [`names`] | names that a docs author gives to the simulated world |
//! | [`reading`] | a trace read for somebody: names of steps, families of tokens, the path of a value |
//! | [`player`] | playback that knows no page: cursor, commands, shortcuts, address |
//! | [`export`] | one file per export format |
//! | `ui` | the page, only with the feature `app` |
//! | [`embed`] | what JavaScript sees: the custom element and the server for scripts |
//!
//! To add a flow, write a file in `src/flow` and add a line to [`flow::FLOWS`]; to add a story, the
//! same with its flow's [`flow::Flow::stories`]. To add an endpoint or a grant, the same with
//! [`server::capabilities::ALL`]; a parameter's explanation, with
//! [`protocol::parameter::PARAMETERS`]. To add a check, add a line to the table of its endpoint or
//! grant: the order of the table is the order of judging. [`server::order`] lists the tables of
//! each endpoint in their order, and `docs/checks.md`, which is made from it, all checks on a page.
//!
//! # Invariants
//!
//! Each is kept by a test that fails without it.
//!
//! 1. The same scenario gives the same bytes on every machine (`tests/determinism.rs`).
//! 2. The engine knows no browser, no wall clock and no randomness but the seed's
//!    (`tests/tidy`).
//! 3. No response, error or outcome is written down in advance. Texts for learners are chosen by
//!    what the server has answered (`tests/golden.rs` shows every byte, and `tests/lines.rs` what
//!    is told after a thousand edits).
//! 4. A request is judged first and granted after: the checks read the server and cannot write to
//!    it. A refused request changes nothing but what its
//!    [`server::refusal::Consequence`] names (`tests/properties`).
//! 5. A redirect goes only to an address that the client has registered: there is no other way to
//!    make a [`server::endpoint::authorization::VerifiedRedirectUri`], but for a server that is
//!    told to skip this very check.
//! 6. No input makes [`server::AuthorizationServer::handle`] panic (`tests/properties`).
//! 7. Every section that is cited stands in its document under that number and title
//!    (`tests/sections_are_real.rs`).

pub mod deployment;
pub mod embed;
pub mod export;
pub mod flow;
pub mod ground;
pub mod names;
pub mod party;
pub mod player;
pub mod protocol;
pub mod reading;
pub mod run;
pub mod scenario;
pub mod server;
pub mod simulation;
pub mod spec;
#[cfg(feature = "app")]
pub mod ui;
pub mod words;
