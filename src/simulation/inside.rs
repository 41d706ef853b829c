//! Events on the stage without a message: inside one actor, or into hands that it was not
//! meant for.

use crate::protocol::message::Message;
use crate::protocol::value_kind::ValueKind;
use crate::server::check::CheckOutcome;
use crate::server::effect::Effect;
use crate::simulation::lines::{Seen, Telling, Told, ToldOf};
use crate::simulation::stage::Stage;
use crate::simulation::trace::{Channel, Party, Use, ValueUse};

/// Something made inside an actor.
pub struct Made<'a> {
    pub kind: ValueKind,
    pub text: &'a str,
    /// The text of the value that it was made from.
    pub from: Option<&'a str>,
}

impl Stage {
    /// The first step after a prelude: the tokens that `party` has from it.
    pub fn recall(&mut self, party: Party, telling: impl Into<Telling>) {
        let is_token = |effect: &Effect| {
            matches!(
                effect.kind,
                ValueKind::AccessToken | ValueKind::RefreshToken
            )
        };
        let earlier = self.earlier.drain(..);
        let earlier: Vec<(Party, Effect)> = earlier.filter(|(_, one)| is_token(one)).collect();
        let (servers, effects): (Vec<Party>, Vec<Effect>) = earlier.into_iter().unzip();
        let mut uses = self.ledger.effects(&effects);
        for (used, server) in uses.iter_mut().zip(servers) {
            // The server made them, before the run.
            used.how = Use::Stored;
            self.ledger.learn(party, used.value);
            self.ledger.learn(server, used.value);
        }
        self.record(party, party, Channel::Inside, telling, |step| {
            step.uses = uses;
            step.effects = effects;
        });
    }

    /// Something that happens inside one actor.
    pub fn inside(&mut self, party: Party, telling: impl Into<Telling>, made: &[Made<'_>]) {
        let uses = self.made(party, made);
        self.record(party, party, Channel::Inside, telling, |step| {
            step.uses = uses
        });
    }

    /// Something that happens inside one actor to a value that it has.
    pub fn mention(&mut self, party: Party, telling: impl Into<Telling>, text: &str, how: Use) {
        let found = self.ledger.find(text);
        self.record(party, party, Channel::Inside, telling, |step| {
            step.uses = found
                .map(|value| ValueUse { value, how })
                .into_iter()
                .collect();
        });
    }

    /// `party` forgets the tokens that it has.
    pub fn forget_tokens(&mut self, party: Party, telling: impl Into<Telling>) {
        self.ledger.forget_tokens(party);
        self.inside(party, telling, &[]);
    }

    /// An actor judges what it got; `looked_at` is the message in question.
    pub fn judged_inside(
        &mut self,
        party: Party,
        told: &[Told],
        looked_at: &Message,
        checks: Vec<CheckOutcome>,
    ) {
        let uses = self.ledger.checked(looked_at, &checks);
        let seen = Seen {
            told_of: ToldOf::Judgement,
            checks: &checks,
            ..Seen::message(looked_at)
        };
        let telling = seen.choose(told);
        self.record(party, party, Channel::Inside, telling, |step| {
            step.uses = uses;
            step.checks = checks;
        });
    }

    /// Values that come into hands for which they were not meant. Returns those that arrive.
    pub fn leak(
        &mut self,
        from: Party,
        to: Party,
        telling: impl Into<Telling>,
        texts: &[&str],
    ) -> Vec<String> {
        let mut delivery = self.wire.deliver_leak(texts);
        self.wait(delivery.held_back_seconds);
        let arrived = std::mem::take(&mut delivery.texts);
        let found = arrived.iter().filter_map(|text| self.ledger.find(text));
        let uses: Vec<ValueUse> = found
            .map(|value| ValueUse {
                value,
                how: Use::Carried,
            })
            .collect();
        for leaked in &uses {
            self.ledger.learn(to, leaked.value);
        }
        self.record(from, to, Channel::Leak, telling, |step| {
            step.name = Some(delivery.name);
            step.changes = delivery.changes;
            step.is_lost = delivery.is_lost;
            step.uses = uses;
        });
        arrived
    }

    fn made(&mut self, party: Party, made: &[Made<'_>]) -> Vec<ValueUse> {
        made.iter()
            .map(|made| {
                let parent = made.from.and_then(|from| self.ledger.find(from));
                self.ledger.made(party, made.kind, made.text, parent)
            })
            .collect()
    }
}
