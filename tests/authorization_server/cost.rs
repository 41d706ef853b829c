//! What an exchange costs does not grow with those before it.

use std::time::{Duration, Instant};

use crate::support::*;
use oauth_flow_simulator::server::policy::Profile;

const FEW: usize = 10;
const MANY: usize = 20_000;
/// Of so many the fastest counts: whatever else the machine does makes some of them slower.
const REPEATS: usize = 60;

/// One in so many of the earlier exchanges goes through the browser, which takes the longest.
const IN_THE_BROWSER: usize = 10;

/// One code for tokens, and tokens for newer ones. The person is signed in.
fn exchange(world: &mut World) {
    let code = world.code(&WEB, NOW);
    let tokens = world.redeem(&WEB, &code, NOW);
    world.tokens_for(&WEB, &refresh(tokens.refresh_token()), NOW);
}

/// Adds grants and tokens of all kinds, `count` of each but of codes.
fn make(world: &mut World, count: usize) {
    let service = Pairs::of(&[("grant_type", "client_credentials")]);
    let mut newest = world.tokens(&PAGE, NOW).refresh_token().to_owned();
    for number in 0..count {
        if number % IN_THE_BROWSER == 0 {
            exchange(world);
            world.device_codes(&TELEVISION, NOW);
        }
        world.tokens_for(&SERVICE, &service, NOW);
        let tokens = world.tokens_for(&PAGE, &refresh(&newest), NOW);
        newest = tokens.refresh_token().to_owned();
    }
}

/// The least time of an exchange.
fn cost(world: &mut World) -> Duration {
    let times = (0..REPEATS).map(|_| {
        let started = Instant::now();
        exchange(world);
        started.elapsed()
    });
    times.min().expect("there is one")
}

#[test]
fn an_exchange_after_many_costs_what_one_after_few_does() {
    let mut world = World::new(Profile::OAuth21);
    world.mends_refusals = false;
    // A signature takes longer than everything else together, and would hide it.
    world.use_opaque_tokens(true);
    make(&mut world, FEW);
    let few = cost(&mut world);
    make(&mut world, MANY);
    let many = cost(&mut world);
    println!("{few:?} after {FEW}, {many:?} after {MANY}");
    assert!(many < 2 * few, "{few:?} after {FEW}, {many:?} after {MANY}");
}
