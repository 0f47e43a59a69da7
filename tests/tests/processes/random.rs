//! Numbers that look random and can be had again.

/// SplitMix64: <https://prng.di.unimi.it/splitmix64.c>.
pub struct Random(u64);

impl Random {
    /// A generator. Its seed is printed; `AMBIX_TEST_SEED` sets it.
    pub fn new(purpose: &str) -> Self {
        let wanted = std::env::var("AMBIX_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = wanted.unwrap_or(20_261_122);
        println!("{purpose}: AMBIX_TEST_SEED={seed}");
        Random(seed)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (number ^ (number >> 31)) % end.max(1)
    }
}
