//! How much of what differs between shares is the cases', how much the reviewers', and how much neither's.
//!
//! By the method of moments for unbalanced data: Henderson's method 1 (C. R. Henderson, "Estimation of variance and
//! covariance components", Biometrics 9, 1953). Four sums of squares — all shares, by case, by reviewer, in all — have
//! expectations that are linear in the three variances; setting them equal gives three equations. It takes one pass
//! over the ratings, no iteration, and no distribution.

use nalgebra::{Matrix3, Vector3};

use super::plain::count;

/// The variances of the model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Variances {
    /// Between cases: how much their merit differs.
    pub case: f64,
    /// Between reviewers: how much their severity differs.
    pub reviewer: f64,
    /// What two reviewers of one case differ by beside that.
    pub noise: f64,
}

/// No part is taken to be less than this of the whole: a sample can make an estimate zero or below it, and then the model
/// would trust reviews without a doubt or not at all.
const LEAST: f64 = 0.05;
/// The same for severity, which may well be none.
const LEAST_SEVERITY: f64 = 1e-6;
/// Where all shares are the same.
const NONE: Variances = Variances { case: 1e-6, reviewer: 1e-12, noise: 1e-6 };

/// One linked part of the edition, each rating as (case, reviewer, share) with cases and reviewers numbered from 0.
pub(super) struct Part<'a> {
    pub ratings: &'a [(usize, usize, f64)],
    pub cases: usize,
    pub reviewers: usize,
}

/// The variances of an edition: the equations of its parts added up, each part around a mean of its own.
pub(super) fn estimated(parts: &[Part<'_>]) -> Variances {
    let mut equations = Matrix3::zeros();
    let mut right = Vector3::zeros();
    for (left, found) in parts.iter().map(said) {
        equations += left;
        right += found;
    }
    let freedom = equations[(2, 2)];
    let whole = if freedom > 0.0 { right[2] / freedom } else { 0.0 };
    if whole <= 1e-12 {
        return NONE;
    }
    // What the data do not part (one review a case, one case a reviewer) is halved between case and noise.
    let [case, reviewer, noise] = solved(equations, right).unwrap_or([whole / 2.0, 0.0, whole / 2.0]);
    Variances {
        case: case.max(LEAST * whole),
        reviewer: reviewer.max(LEAST_SEVERITY * whole),
        noise: noise.max(LEAST * whole),
    }
}

/// The three variances; nothing where one equation follows from the others, but for rounding.
fn solved(equations: Matrix3<f64>, right: Vector3<f64>) -> Option<[f64; 3]> {
    let scale: f64 = equations.row_iter().map(|row| row.amax()).product();
    if scale == 0.0 || equations.determinant().abs() <= 1e-9 * scale {
        return None;
    }
    equations.lu().solve(&right).map(Into::into)
}

/// What one part says: sums of squares by case, by reviewer and of all, each less that of the mean.
fn said(part: &Part<'_>) -> (Matrix3<f64>, Vector3<f64>) {
    let all = count(part.ratings.len());
    let by_case = sums(part.cases, part.ratings.iter().map(|(case, _, share)| (*case, *share)));
    let by_reviewer = sums(part.reviewers, part.ratings.iter().map(|(_, reviewer, share)| (*reviewer, *share)));
    let total: f64 = part.ratings.iter().map(|(_, _, share)| share).sum();
    let of_mean = total * total / all;
    let squares = |sums: &[(f64, f64)]| sums.iter().map(|(many, sum)| sum * sum / many).sum::<f64>();
    let crowding = |sums: &[(f64, f64)]| sums.iter().map(|(many, _)| many * many).sum::<f64>() / all;
    let (of_cases, of_reviewers) = (all - crowding(&by_case), all - crowding(&by_reviewer));
    let (cases, reviewers) = (count(part.cases), count(part.reviewers));
    let equations = Matrix3::from_row_slice(
        &[
            [of_cases, cases - crowding(&by_reviewer), cases - 1.0],
            [reviewers - crowding(&by_case), of_reviewers, reviewers - 1.0],
            [of_cases, of_reviewers, all - 1.0],
        ]
        .concat(),
    );
    let of_all: f64 = part.ratings.iter().map(|(_, _, share)| share * share).sum();
    let found = [squares(&by_case), squares(&by_reviewer), of_all].map(|squares| squares - of_mean);
    (equations, Vector3::from(found))
}

/// For each of some, how many shares it has and their sum.
fn sums(of: usize, shares: impl Iterator<Item = (usize, f64)>) -> Vec<(f64, f64)> {
    let mut sums = vec![(0.0, 0.0); of];
    for (place, share) in shares {
        sums[place].0 += 1.0;
        sums[place].1 += share;
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_equations_have_a_solution_unless_one_follows_from_the_others() {
        let equations = Matrix3::new(2.0, 0.0, 1.0, 0.0, 3.0, 0.0, 1.0, 0.0, 1.0);
        let found = solved(equations, Vector3::new(5.0, 6.0, 3.0)).expect("solved");
        assert!(found.iter().zip([2.0, 2.0, 1.0]).all(|(found, wanted)| (found - wanted).abs() < 1e-12));
        let dependent = Matrix3::new(1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0);
        assert!(solved(dependent, Vector3::repeat(1.0)).is_none());
    }
}
