//! Chance that can be had again: numbers from a seed, which a test prints.

use std::time::{SystemTime, UNIX_EPOCH};

/// Numbers that look like chance, the same for the same seed (SplitMix64).
pub struct Chance(u64);

impl Chance {
    /// From the variable `ACELERACION_SEED`, so that a failed run can be had again; otherwise from the clock. Prints
    /// the seed.
    pub fn new(test: &str) -> Self {
        let given = std::env::var("ACELERACION_SEED").ok().and_then(|seed| seed.parse().ok());
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| u64::from(since.subsec_nanos()));
        let seed = given.unwrap_or(now);
        println!("{test}: ACELERACION_SEED={seed}");
        Self(seed)
    }

    /// From this seed, where every run is to be the same.
    pub fn of(seed: u64) -> Self {
        Self(seed)
    }

    /// A number from 0 to `bound` - 1.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }

    /// The same in another order.
    pub fn shuffled<T>(&mut self, mut all: Vec<T>) -> Vec<T> {
        for place in (1..all.len()).rev() {
            let other = usize::try_from(self.below(place as u64 + 1)).unwrap_or(place);
            all.swap(place, other);
        }
        all
    }
}
