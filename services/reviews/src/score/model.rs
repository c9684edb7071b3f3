//! The score of a case corrected for the severity of its reviewers.
//!
//! The model is additive: share = mean + merit of the case + severity of the reviewer + noise, where merit and severity are
//! random effects that are shrunken towards nothing, the more so the fewer reviews speak of them. It is the one that NIPS
//! used for its reviews (H. Ge, M. Welling, Z. Ghahramani, "A Bayesian model for calibrating reviewer scores", 2013). The
//! effects are the best linear unbiased predictions, with their errors, by the mixed-model equations (C. R. Henderson,
//! "Best linear unbiased estimation and prediction under a selection model", Biometrics 31, 1975); the cases are absorbed
//! first, since each stands in one equation of its own, so that what remains has a row for each reviewer.
//!
//! Severity shows only between reviewers who are linked, by cases that both reviewed or over others. Cases that are not
//! linked are parts of their own: each part is centred on the mean of the edition, as if no part were better than another,
//! and cases of two parts are compared under that assumption alone. Whoever shows the scores says so (`Fit::parts`).

use std::collections::{BTreeMap, BTreeSet};

use nalgebra::{DMatrix, DVector};
use uuid::Uuid;

pub use super::variances::Variances;
use super::{
    Rating,
    components::Components,
    plain::count,
    variances::{Part, estimated},
};

/// What decisions remember the model by; another one gets another name.
pub const NAME: &str = "additive-blup-1";

/// What the model says of an edition.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// What differs, and by whom.
    pub variances: Variances,
    /// By case.
    pub cases: BTreeMap<Uuid, Corrected>,
    /// By reviewer.
    pub reviewers: BTreeMap<String, Severity>,
    /// How many parts there are that nothing links; 1 where everything can be compared.
    pub parts: usize,
}

/// The corrected score of one case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Corrected {
    /// The score; beside 0 and 1 in rare cases, since it is a prediction.
    pub score: f64,
    /// Its standard error.
    pub error: f64,
    /// Which part it is of, from 1.
    pub part: usize,
}

/// How one reviewer differs from the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Severity {
    /// What the reviewer adds to a share: above 0 generous, below strict.
    pub effect: f64,
    /// Its standard error.
    pub error: f64,
    /// How many reviews it is known from.
    pub reviews: usize,
    /// Which part the reviewer is of, from 1.
    pub part: usize,
}

impl Fit {
    /// How strict a reviewer is, where others are linked to them; of somebody alone nothing shows.
    pub fn severity(&self, reviewer: &str) -> Option<f64> {
        let found = self.reviewers.get(reviewer)?;
        let linked = self.reviewers.values().filter(|other| other.part == found.part).count();
        (linked > 1).then_some(found.effect)
    }
}

/// Fits the model. The order of the ratings does not matter.
pub fn fit(ratings: &[Rating]) -> Fit {
    fitted(ratings, None)
}

/// The same with variances that are known.
pub fn fit_with(ratings: &[Rating], variances: Variances) -> Fit {
    fitted(ratings, Some(variances))
}

/// One part with its names: ratings have places in the two lists.
struct Linked {
    cases: Vec<Uuid>,
    reviewers: Vec<String>,
    ratings: Vec<(usize, usize, f64)>,
}

fn fitted(ratings: &[Rating], known: Option<Variances>) -> Fit {
    let parts = linked(ratings);
    let shapes: Vec<Part<'_>> = parts
        .iter()
        .map(|part| Part { ratings: &part.ratings, cases: part.cases.len(), reviewers: part.reviewers.len() })
        .collect();
    let variances = known.unwrap_or_else(|| estimated(&shapes));
    let solved: Vec<Solved> = parts.iter().map(|part| solve(part, variances)).collect();
    let cases: usize = parts.iter().map(|part| part.cases.len()).sum();
    let sum: f64 = solved.iter().zip(&parts).map(|(part, of)| part.mean * count(of.cases.len())).sum();
    let centre = sum / count(cases.max(1));
    let mut fit = Fit { variances, cases: BTreeMap::new(), reviewers: BTreeMap::new(), parts: parts.len() };
    for (number, (part, solved)) in parts.into_iter().zip(solved).enumerate() {
        let part_number = number + 1;
        let mut reviews = vec![0; part.reviewers.len()];
        part.ratings.iter().for_each(|(_, reviewer, _)| reviews[*reviewer] += 1);
        for (case, (merit, error)) in part.cases.into_iter().zip(solved.cases) {
            fit.cases.insert(case, Corrected { score: centre + merit, error, part: part_number });
        }
        for ((reviewer, (effect, error)), reviews) in part.reviewers.into_iter().zip(solved.reviewers).zip(reviews) {
            fit.reviewers.insert(reviewer, Severity { effect, error, reviews, part: part_number });
        }
    }
    fit
}

/// The parts of the edition, numbered by their first case.
fn linked(ratings: &[Rating]) -> Vec<Linked> {
    let mut ordered: Vec<&Rating> = ratings.iter().collect();
    // Sums of floats depend on their order, and nothing that is told may.
    ordered.sort_by(|one, other| {
        (one.case, &one.reviewer).cmp(&(other.case, &other.reviewer)).then(one.share.total_cmp(&other.share))
    });
    let cases: BTreeSet<Uuid> = ordered.iter().map(|rating| rating.case).collect();
    let cases: BTreeMap<Uuid, usize> = cases.into_iter().zip(0..).collect();
    let reviewers: BTreeSet<&str> = ordered.iter().map(|rating| rating.reviewer.as_str()).collect();
    let reviewers: BTreeMap<&str, usize> = reviewers.into_iter().zip(cases.len()..).collect();
    let mut groups = Components::of(cases.len() + reviewers.len());
    for rating in &ordered {
        groups.join(cases[&rating.case], reviewers[rating.reviewer.as_str()]);
    }
    let mut parts: BTreeMap<usize, Vec<&Rating>> = BTreeMap::new();
    for rating in ordered {
        parts.entry(groups.root(cases[&rating.case])).or_default().push(rating);
    }
    parts.into_values().map(|ratings| numbered(&ratings)).collect()
}

fn numbered(ratings: &[&Rating]) -> Linked {
    let cases: BTreeSet<Uuid> = ratings.iter().map(|rating| rating.case).collect();
    let cases: Vec<Uuid> = cases.into_iter().collect();
    let reviewers: BTreeSet<&str> = ratings.iter().map(|rating| rating.reviewer.as_str()).collect();
    let reviewers: Vec<&str> = reviewers.into_iter().collect();
    let place = |rating: &&Rating| {
        let case = cases.binary_search(&rating.case).unwrap_or_default();
        let reviewer = reviewers.binary_search(&rating.reviewer.as_str()).unwrap_or_default();
        (case, reviewer, rating.share)
    };
    let ratings = ratings.iter().map(place).collect();
    Linked { ratings, cases, reviewers: reviewers.into_iter().map(str::to_owned).collect() }
}

/// The effects of one part, each with its standard error.
struct Solved {
    mean: f64,
    cases: Vec<(f64, f64)>,
    reviewers: Vec<(f64, f64)>,
}

/// The mixed-model equations of one part, its cases absorbed. Row 0 is the mean, the others are the reviewers.
fn solve(part: &Linked, variances: Variances) -> Solved {
    let (of_case, of_reviewer) = (variances.noise / variances.case, variances.noise / variances.reviewer);
    let size = part.reviewers.len() + 1;
    let mut rated: Vec<Vec<usize>> = vec![Vec::new(); part.cases.len()];
    let mut sums = vec![0.0; part.cases.len()];
    let mut left = DMatrix::<f64>::zeros(size, size);
    let mut right = DVector::<f64>::zeros(size);
    for (case, reviewer, share) in &part.ratings {
        rated[*case].push(reviewer + 1);
        sums[*case] += share;
        for row in [0, reviewer + 1] {
            right[row] += share;
            for column in [0, reviewer + 1] {
                left[(row, column)] += 1.0;
            }
        }
    }
    (1..size).for_each(|row| left[(row, row)] += of_reviewer);
    for (rows, sum) in rated.iter().zip(&sums) {
        let weight = count(rows.len()) + of_case;
        let entries = entries(rows);
        for (row, many) in &entries {
            right[*row] -= many * sum / weight;
            for (column, other) in &entries {
                left[(*row, *column)] -= many * other / weight;
            }
        }
    }
    // The penalties make it positive definite; were it not, nothing would be said instead of something wrong.
    let inverse = left.cholesky().map_or_else(|| DMatrix::zeros(size, size), |factor| factor.inverse());
    let effects = &inverse * right;
    let case = |(rows, sum): (&Vec<usize>, &f64)| {
        let weight = count(rows.len()) + of_case;
        let entries = entries(rows);
        let known: f64 = entries.iter().map(|(row, many)| many * effects[*row]).sum();
        // The error of mean and merit together: that of the rest of the equations, and the case's own.
        let mut leaning = vec![(0, 1.0)];
        leaning.extend(entries.iter().map(|(row, many)| (*row, -many / weight)));
        let spread: f64 = leaning
            .iter()
            .flat_map(|(row, one)| leaning.iter().map(move |(column, other)| (row, column, one * other)))
            .map(|(row, column, product)| product * inverse[(*row, *column)])
            .sum();
        ((sum - known) / weight, (variances.noise * (spread + 1.0 / weight)).max(0.0).sqrt())
    };
    let reviewer = |row: usize| (effects[row], (variances.noise * inverse[(row, row)]).max(0.0).sqrt());
    Solved {
        mean: effects[0],
        cases: rated.iter().zip(&sums).map(case).collect(),
        reviewers: (1..size).map(reviewer).collect(),
    }
}

/// How often a case stands in the equation of the mean and of each of its reviewers.
fn entries(rows: &[usize]) -> Vec<(usize, f64)> {
    let mut entries: BTreeMap<usize, f64> = BTreeMap::from([(0, count(rows.len()))]);
    rows.iter().for_each(|row| *entries.entry(*row).or_default() += 1.0);
    entries.into_iter().collect()
}
