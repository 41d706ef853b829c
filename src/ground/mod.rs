//! The ground under everything: virtual time and seeded randomness.

pub mod clock;
pub mod random;
