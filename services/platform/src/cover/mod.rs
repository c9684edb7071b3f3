//! Which counts may be shown to whom people must not be recognisable to.
//!
//! Counts that make up a whole lie beside one another: those from 1 to 4 are left out, and so many others that nobody can
//! compute them from the whole. What else is told of the same registrations is told only where it says nothing of those that
//! were left out: a sum over the counts where it has all of them in it or none, and the number of those that did something
//! where all of them did or none. Then whoever was left out may be moved from one count to another, and everything that is
//! shown stays the same.

/// From here on a count is shown.
const SHOWN_FROM: u64 = 5;

/// Counts that make up a whole, and which of them may be shown. Whoever reads them may know the whole.
#[derive(Clone, Debug)]
pub struct Cover {
    counts: Vec<u64>,
    hidden: Vec<bool>,
    /// Small counts are shown, too.
    exact: bool,
    /// Not even what is zero is shown.
    blank: bool,
}

impl Cover {
    /// All are shown.
    pub fn nothing(counts: Vec<u64>) -> Self {
        Self { hidden: vec![false; counts.len()], counts, exact: true, blank: false }
    }

    /// Small ones are left out, and those at these places. A zero is shown, since it is about nobody. Of what is left out
    /// the sum is known: so the smallest of the others is left out, too, with those that are equal to it, and the next ones
    /// until each of those left out could be any of [`SHOWN_FROM`] numbers at least. One goes with the small ones even where
    /// these are enough: of two that are known to be small, eight together would tell that each is four. Where there are not
    /// enough to leave out, none is shown.
    pub fn small(counts: Vec<u64>, also: &[usize]) -> Self {
        let is_hidden = |(place, count): (usize, &u64)| is_small(*count) || also.contains(&place);
        let mut hidden: Vec<bool> = counts.iter().enumerate().map(is_hidden).collect();
        let mut others: Vec<usize> = (0..counts.len()).filter(|place| !hidden[*place] && counts[*place] > 0).collect();
        others.sort_by_key(|place| std::cmp::Reverse(counts[*place]));
        let mut alone = counts.iter().any(|count| is_small(*count)) && !others.is_empty();
        while alone || !is_safe(&counts, &hidden) {
            let Some(smallest) = others.last().map(|place| counts[*place]) else { return Self::blank(counts) };
            while let Some(equal) = others.pop_if(|place| counts[*place] == smallest) {
                hidden[equal] = true;
            }
            alone = false;
        }
        Self { counts, hidden, exact: false, blank: false }
    }

    /// None is shown.
    pub fn blank(counts: Vec<u64>) -> Self {
        Self { hidden: vec![true; counts.len()], counts, exact: false, blank: true }
    }

    /// Whether small counts are left out, where there are any.
    pub fn is_covered(&self) -> bool {
        !self.exact
    }

    /// Whether not even the number of counts is shown.
    pub fn is_blank(&self) -> bool {
        self.blank
    }

    /// Whether anything is left out.
    pub fn hides(&self) -> bool {
        self.hidden.contains(&true)
    }

    /// The count at this place, if it is shown.
    pub fn at(&self, place: usize) -> Option<u64> {
        (!self.hidden[place]).then_some(self.counts[place])
    }

    /// The whole.
    pub fn whole(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// The sum of the counts at these places, if it may be shown: with all that is left out in it, or nothing of it.
    pub fn sum(&self, is_in: impl Fn(usize) -> bool) -> Option<u64> {
        let those: Vec<u64> =
            self.counts.iter().enumerate().map(|(place, count)| if is_in(place) { *count } else { 0 }).collect();
        let of_hidden = self.places().any(&is_in);
        let all_hidden = self.places().all(&is_in);
        (!self.blank && (!of_hidden || all_hidden)).then(|| those.iter().sum())
    }

    /// How many did something, if it may be shown: `did` has, for each count, how many of those. A small number is not.
    pub fn passed(&self, did: &[u64]) -> Option<u64> {
        let sum = did.iter().sum();
        if self.exact {
            return Some(sum);
        }
        let all = self.places().all(|place| did[place] == self.counts[place]);
        let none = self.places().all(|place| did[place] == 0);
        (!self.blank && (all || none) && !is_small(sum)).then_some(sum)
    }

    /// Whether a number beside these counts is too small to be shown.
    pub fn is_too_small(&self, number: u64) -> bool {
        !self.exact && is_small(number)
    }

    fn places(&self) -> impl Iterator<Item = usize> {
        (0..self.hidden.len()).filter(|place| self.hidden[*place])
    }
}

fn is_small(count: u64) -> bool {
    (1..SHOWN_FROM).contains(&count)
}

/// Whether nobody can compute a hidden count: each is 1 at least, so that one may be all that is left over.
fn is_safe(counts: &[u64], hidden: &[bool]) -> bool {
    let left_out: Vec<u64> =
        counts.iter().zip(hidden).filter(|(_, hidden)| **hidden).map(|(count, _)| *count).collect();
    match left_out.len() as u64 {
        0 => true,
        1 => false,
        many => left_out.iter().sum::<u64>() >= many + SHOWN_FROM - 1,
    }
}

#[cfg(test)]
mod tests;
