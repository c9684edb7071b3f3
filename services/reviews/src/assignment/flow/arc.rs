//! An arc of a network, which costs more the more it carries.

use std::cmp::Ordering;

/// An arc: each unit costs `step` more than the one before.
pub struct Arc {
    pub from: u32,
    pub to: u32,
    pub base: i64,
    pub step: i64,
    pub flow: u32,
    pub capacity: u32,
}

impl Arc {
    /// What one unit more costs, if there is room for it.
    pub fn forward(&self) -> Option<i64> {
        (self.flow < self.capacity).then(|| self.base + self.step * i64::from(self.flow))
    }

    /// The flow nearest to the present one under which neither a unit more nor one less would cost less than nothing, where a
    /// unit brings `worth` over the base.
    pub fn fitting(&self, worth: i64) -> u32 {
        if self.step == 0 {
            return match worth.cmp(&0) {
                Ordering::Less => 0,
                Ordering::Equal => self.flow,
                Ordering::Greater => self.capacity,
            };
        }
        let (whole, rest) = (worth.div_euclid(self.step), worth.rem_euclid(self.step));
        let least = if rest > 0 { whole + 1 } else { whole };
        let flow = i64::from(self.flow).clamp(least, whole + 1).clamp(0, i64::from(self.capacity));
        u32::try_from(flow).unwrap_or(self.capacity)
    }

    /// What one unit less costs, if there is one.
    pub fn backward(&self) -> Option<i64> {
        (self.flow > 0).then(|| -(self.base + self.step * (i64::from(self.flow) - 1)))
    }
}
