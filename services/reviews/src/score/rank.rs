//! The order of cases, in which a difference that means nothing is a tie.
//!
//! The rule: each score has an interval of 1.39 standard errors to both sides. Where the intervals of two independent scores
//! of the like error overlap, their difference is not significant at 5 % (H. Goldstein, M. J. R. Healy, "The graphical
//! presentation of a collection of means", Journal of the Royal Statistical Society A 158, 1995). The best case leads a
//! group of ties; whoever's interval overlaps the leader's shares its rank; the first whose does not leads the next group.

use uuid::Uuid;

/// How many standard errors an interval has to each side.
pub const WIDTH: f64 = 1.39;

/// One case with its score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    /// The case.
    pub case: Uuid,
    /// Its score.
    pub score: f64,
    /// The standard error of it.
    pub error: f64,
}

/// Where one case stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    /// The case.
    pub case: Uuid,
    /// Its rank, from 1; cases that are tied share one, and leave out as many behind it.
    pub rank: usize,
    /// Which group of ties it is in, from 1.
    pub group: usize,
    /// Whether others share its rank.
    pub tied: bool,
}

/// The interval of a score.
pub fn interval(score: f64, error: f64) -> (f64, f64) {
    (score - WIDTH * error, score + WIDTH * error)
}

/// Ranks cases, the best first; of equal scores by id, so that the order is always the same.
pub fn ranked(mut scored: Vec<Scored>) -> Vec<Placed> {
    scored.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.case.cmp(&other.case)));
    let mut placed: Vec<Placed> = Vec::with_capacity(scored.len());
    let mut bound = f64::INFINITY;
    for (place, one) in scored.iter().enumerate() {
        let (low, high) = interval(one.score, one.error);
        let before = placed.last().copied();
        let (rank, group) = match before {
            Some(before) if high >= bound => (before.rank, before.group),
            before => {
                bound = low;
                (place + 1, before.map_or(1, |before| before.group + 1))
            }
        };
        placed.push(Placed { case: one.case, rank, group, tied: false });
    }
    for place in 1..placed.len() {
        if placed[place].group == placed[place - 1].group {
            (placed[place].tied, placed[place - 1].tied) = (true, true);
        }
    }
    placed
}
