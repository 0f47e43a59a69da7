//! Choices: a structure is made out of numbers, so that fewer and smaller numbers make a simpler one.

/// Numbers to choose by. When they run out, everything is the first choice.
pub(super) struct Draw<'n> {
    numbers: std::slice::Iter<'n, u16>,
}

impl<'n> Draw<'n> {
    pub(super) fn new(numbers: &'n [u16]) -> Self {
        Draw { numbers: numbers.iter() }
    }

    /// A number below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        usize::from(self.numbers.next().copied().unwrap_or_default()) % end.max(1)
    }

    /// Once in so many times, and never when the numbers have run out.
    pub(super) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    pub(super) fn one<'c, T>(&mut self, choices: &'c [T]) -> &'c T {
        &choices[self.below(choices.len())]
    }

    /// Some of these, at least one, in an order of their own.
    pub(super) fn some<T: Clone>(&mut self, choices: &[T], most: usize) -> Vec<T> {
        let mut left = choices.to_vec();
        let count = 1 + self.below(most.min(left.len()));
        (0..count.min(left.len())).map(|_| left.remove(self.below(left.len()))).collect()
    }
}
