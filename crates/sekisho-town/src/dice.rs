//! Repeatable chance: one seed, many independent streams.

/// A `SplitMix64` generator.
///
/// Each stream and item starts its own generator, so that a change in how names are made moves no birth date,
/// and a household can be made again without making those before it.
///
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (2014), constants as in
/// Vigna's `splitmix64.c`.
#[derive(Clone, Debug)]
pub(crate) struct Dice {
    state: u64,
}

/// What a generator is for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stream {
    Account = 1,
    BenefitRow,
    Benefits,
    ChildAllowanceFamilies,
    ChildAllowanceOthers,
    Levy,
    Name,
    Numbers,
    Place,
    Resident,
    Shape,
    Size,
    TaxAdults,
    TaxOthers,
    Welfare,
}

/// 2^64 divided by the golden ratio, made odd: the step of `SplitMix64`.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

impl Dice {
    /// Starts the generator of one stream for one item.
    pub(crate) fn new(seed: u64, stream: Stream, item: u32) -> Self {
        let stream = mix(seed ^ mix(stream as u64));
        Self { state: mix(stream.wrapping_add(STEP.wrapping_mul(u64::from(item)))) }
    }

    /// Gives the next 64 bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        mix(self.state)
    }

    /// Gives a number in `0..bound`, and 0 when the bound is 0.
    ///
    /// The high bits are scaled without rejection: a bias below one in a thousand millionths is
    /// nothing for sample data, and each call takes exactly one step.
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        let high = self.next() >> 32;
        // INVARIANT: (2^32 - 1) * bound >> 32 is less than `bound`, so the conversion holds.
        u32::try_from((high * u64::from(bound)) >> 32).unwrap_or(0)
    }

    /// Gives a number in `from..=to`, and `from` when the range is empty.
    pub(crate) fn between(&mut self, from: i64, to: i64) -> i64 {
        let width = u32::try_from(to.saturating_sub(from).saturating_add(1)).unwrap_or(0);
        from + i64::from(self.below(width))
    }

    /// Says yes in so many of a thousand cases.
    pub(crate) fn per_mille(&mut self, share: u32) -> bool {
        self.below(1000) < share
    }

    /// Picks from a list, each entry alike; nothing if the list is empty.
    pub(crate) fn pick<'list, T>(&mut self, list: &'list [T]) -> Option<&'list T> {
        let length = u32::try_from(list.len()).unwrap_or(u32::MAX);
        list.get(self.below(length) as usize)
    }

    /// Picks the value whose weight is hit; the last one if the weights run out.
    pub(crate) fn weighted<T: Copy>(&mut self, last: T, before: &[(u32, T)], last_weight: u32) -> T {
        let total = before.iter().map(|(weight, _)| weight).sum::<u32>() + last_weight;
        let mut hit = self.below(total);
        for (weight, value) in before {
            if hit < *weight {
                return *value;
            }
            hit -= weight;
        }
        last
    }
}

/// The output function of `SplitMix64`.
fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generator_gives_the_published_numbers() {
        let mut dice = Dice { state: 1_234_567 };
        let expected = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423_u64];
        assert_eq!([dice.next(), dice.next(), dice.next()], expected);
    }

    #[test]
    fn numbers_stay_below_their_bound_and_reach_it() {
        let mut dice = Dice::new(1, Stream::Shape, 0);
        let seen: std::collections::BTreeSet<u32> = (0..1000).map(|_| dice.below(7)).collect();
        assert_eq!(seen.into_iter().collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5, 6]);
        assert_eq!(dice.below(0), 0);
        assert_eq!(dice.between(5, 4), 5);
    }

    #[test]
    fn streams_and_items_differ() {
        let first = Dice::new(1, Stream::Shape, 0).next();
        assert_ne!(first, Dice::new(1, Stream::Name, 0).next());
        assert_ne!(first, Dice::new(1, Stream::Shape, 1).next());
        assert_ne!(first, Dice::new(2, Stream::Shape, 0).next());
    }
}
