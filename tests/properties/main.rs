//! What holds for every input, tried with many: the server, the API, the application and whole
//! runs meet requests, answers and scenarios that nobody would write down.
//!
//! Everything random comes from fixed seeds, so a failure comes again. The ordinary run makes
//! 20,000 requests; `make fuzz` makes more of everything, as [`fuzz`] says.

mod actors;
mod dice;
mod fuzz;
mod life;
mod messages;
mod mutation;
mod oracle;
mod parsers;
mod scenarios;
mod server;
mod words;
mod world;

/// What `cargo test` sends unless told otherwise. With fewer, some checks are not reached.
const ORDINARY_REQUESTS: usize = 20_000;

/// How many requests the server is sent; the other tests take their share of it.
fn requests() -> usize {
    let wanted = std::env::var("REQUESTS").ok();
    let wanted = wanted.map(|text| text.parse().expect("REQUESTS is a number"));
    wanted.unwrap_or(ORDINARY_REQUESTS)
}

/// A proptest configuration that tries the same `cases` every time.
fn cases(cases: usize) -> proptest::test_runner::Config {
    proptest::test_runner::Config {
        cases: u32::try_from(cases).unwrap_or(u32::MAX),
        rng_seed: proptest::test_runner::RngSeed::Fixed(0x5eed),
        failure_persistence: None,
        ..proptest::test_runner::Config::default()
    }
}
