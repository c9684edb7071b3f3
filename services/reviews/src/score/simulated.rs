//! Made-up editions in which the merit of every case and the severity of every reviewer are known, to measure how well the
//! scores find the merit again.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Rating, agreement::kendall, model, plain};

/// What the made-up editions are like.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Cases of an edition.
    pub cases: u32,
    /// Its reviewers.
    pub reviewers: u32,
    /// Reviews of each case.
    pub reviews: u32,
    /// How much merit differs, as a standard deviation of shares.
    pub merit: f64,
    /// How much severity differs.
    pub severity: f64,
    /// What else differs.
    pub noise: f64,
}

/// Like a country's part of an edition: severity differs as much as merit does.
pub const USUAL: Shape = Shape { cases: 60, reviewers: 12, reviews: 3, merit: 0.12, severity: 0.12, noise: 0.08 };

/// How well the scores of some editions agree with the truth, by Kendall's tau.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreement {
    /// Mean over the editions, by the raw mean.
    pub raw: f64,
    /// The same by the corrected score.
    pub corrected: f64,
    /// In how many editions the corrected score agrees better.
    pub better: u32,
}

/// Measures that over so many editions; the same seed makes the same editions.
pub fn agreement(shape: Shape, editions: u32, seed: u64) -> Agreement {
    let mut chance = Chance(seed);
    let mut found = Agreement { raw: 0.0, corrected: 0.0, better: 0 };
    for _ in 0..editions {
        let (truth, ratings) = edition(shape, &mut chance);
        let fit = model::fit(&ratings);
        let mut shares: BTreeMap<Uuid, Vec<f64>> = BTreeMap::new();
        for rating in &ratings {
            shares.entry(rating.case).or_default().push(rating.share);
        }
        let merit: Vec<f64> = truth.values().copied().collect();
        let raw: Vec<f64> = truth.keys().map(|case| plain::mean(&shares[case]).unwrap_or_default()).collect();
        let corrected: Vec<f64> = truth.keys().map(|case| fit.cases[case].score).collect();
        let (raw, corrected) = (kendall(&merit, &raw), kendall(&merit, &corrected));
        found.raw += raw / f64::from(editions);
        found.corrected += corrected / f64::from(editions);
        found.better += u32::from(corrected > raw);
    }
    found
}

/// An edition: the merit of each case, and its ratings. Reviewers are drawn for each case; shares are whole twentieths from 0
/// to 1, as of four criteria of five points.
fn edition(shape: Shape, chance: &mut Chance) -> (BTreeMap<Uuid, f64>, Vec<Rating>) {
    let severities: Vec<f64> = (0..shape.reviewers).map(|_| shape.severity * chance.normal()).collect();
    let mut truth = BTreeMap::new();
    let mut ratings = Vec::new();
    for number in 0..shape.cases {
        let case = Uuid::from_u128(u128::from(number));
        let merit = 0.6 + shape.merit * chance.normal();
        truth.insert(case, merit);
        for reviewer in chance.some(shape.reviews, shape.reviewers) {
            let severity = severities.get(reviewer as usize).copied().unwrap_or_default();
            let share = (merit + severity + shape.noise * chance.normal()).clamp(0.0, 1.0);
            let share = (share * 20.0).round() / 20.0;
            ratings.push(Rating { case, reviewer: format!("reviewer-{reviewer}"), share, confidence: 4 });
        }
    }
    (truth, ratings)
}

/// Numbers that look like chance, the same for the same seed (SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Above 0, and at most 1.
    fn fraction(&mut self) -> f64 {
        let high = u32::try_from(self.next() >> 32).unwrap_or_default();
        (f64::from(high) + 1.0) / (f64::from(u32::MAX) + 1.0)
    }

    /// Of the normal distribution with mean 0 and deviation 1, by Box and Muller.
    fn normal(&mut self) -> f64 {
        let (radius, angle) = (self.fraction(), self.fraction());
        (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * angle).cos()
    }

    /// So many different numbers below a bound; all of them where there are no more.
    fn some(&mut self, many: u32, bound: u32) -> Vec<u32> {
        let mut all: Vec<u32> = (0..bound).collect();
        let mut chosen = Vec::new();
        while !all.is_empty() && chosen.len() < many as usize {
            let place = usize::try_from(self.next() % all.len() as u64).unwrap_or_default();
            chosen.push(all.swap_remove(place));
        }
        chosen
    }
}
