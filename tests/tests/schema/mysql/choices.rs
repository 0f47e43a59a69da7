//! Numbers that decide what a random schema is like. Fewer and smaller ones make a simpler schema, so that proptest can
//! make a failure small.

pub(super) struct Choices<'a>(std::slice::Iter<'a, u16>);

impl<'a> Choices<'a> {
    pub(super) fn new(numbers: &'a [u16]) -> Self {
        Choices(numbers.iter())
    }

    /// A number below `end`; 0 when there is no choice left.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let number = usize::from(self.0.next().copied().unwrap_or(0));
        if end == 0 { 0 } else { number % end }
    }

    /// True once in `times`, and never when there is no choice left.
    pub(super) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    pub(super) fn one_of<'l, T>(&mut self, list: &'l [T]) -> Option<&'l T> {
        list.get(self.below(list.len()))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.len() == 0
    }
}
