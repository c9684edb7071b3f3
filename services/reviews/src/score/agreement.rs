//! How well two orders agree.

use std::cmp::Ordering;

/// Kendall's tau-b of two lists of numbers about the same things: 1 where they order all pairs alike, -1 where all the other
/// way round, 0 where either orders none (M. G. Kendall, "The treatment of ties in ranking problems", Biometrika 33, 1945).
pub fn kendall(one: &[f64], other: &[f64]) -> f64 {
    let (mut alike, mut in_one, mut in_other) = (0.0, 0.0, 0.0);
    for (place, (first, second)) in one.iter().zip(other).enumerate() {
        for (before, beside) in one.iter().zip(other).take(place) {
            let (left, right) = (sign(first.total_cmp(before)), sign(second.total_cmp(beside)));
            alike += left * right;
            in_one += left.abs();
            in_other += right.abs();
        }
    }
    if in_one * in_other > 0.0 { alike / f64::sqrt(in_one * in_other) } else { 0.0 }
}

fn sign(order: Ordering) -> f64 {
    match order {
        Ordering::Less => -1.0,
        Ordering::Equal => 0.0,
        Ordering::Greater => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_that_agree_have_one_and_reversed_ones_minus_one() {
        let order = [0.1, 0.4, 0.9];
        assert_eq!(kendall(&order, &[1.0, 2.0, 3.0]), 1.0);
        assert_eq!(kendall(&order, &[3.0, 2.0, 1.0]), -1.0);
        assert_eq!(kendall(&order, &[1.0, 1.0, 1.0]), 0.0);
        assert!((kendall(&order, &[1.0, 3.0, 2.0]) - 1.0 / 3.0).abs() < 1e-12);
    }
}
