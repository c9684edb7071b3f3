//! A first guess at the solution and its prices, which the flow starts from: the nearer, the less is left to settle. Nothing
//! about the solution depends on it but the time it takes.
//!
//! One case after the other takes whom it likes best as things stand, and several times over: loads are then nearly what they
//! will be. Whoever has more than they take only costs more here, by which the prices of those who are wanted most are found.

use super::Problem;

/// How often each case chooses.
const SWEEPS: usize = 8;
/// What each review over the most costs, of a reviewer.
const OVER: i64 = 40;
/// And of an institution.
const OVER_INSTITUTION: i64 = 4;

/// Who is chosen, and what everything is worth.
pub struct Guess {
    /// For each case, in the order of their numbers.
    pub chosen: Vec<Vec<u32>>,
    /// Of the cases, the reviewers, the institutions, and the sink.
    pub prices: Vec<i64>,
}

/// How much everybody has.
struct Loads<'a> {
    problem: &'a Problem,
    reviewers: Vec<i64>,
    institutions: Vec<i64>,
}

/// Guesses among these pairs.
pub fn guess(problem: &Problem, pairs: &[Vec<u32>], move_cost: i64) -> Guess {
    let mut row = Vec::new();
    let costs: Vec<Vec<i64>> = (0..problem.cases.len())
        .map(|case| {
            problem.row(case, move_cost, &mut row);
            pairs[case].iter().map(|reviewer| row[*reviewer as usize]).collect()
        })
        .collect();
    let mut loads = Loads {
        problem,
        reviewers: vec![0; problem.reviewers.len()],
        institutions: vec![0; problem.institutions.len()],
    };
    let mut chosen: Vec<Vec<u32>> = vec![Vec::new(); problem.cases.len()];
    let mut dearest = vec![0; problem.cases.len()];
    for _ in 0..SWEEPS {
        for (case, chosen) in chosen.iter_mut().enumerate() {
            for reviewer in chosen.drain(..) {
                loads.add(reviewer, -1);
            }
            (*chosen, dearest[case]) = loads.best(case, &pairs[case], &costs[case]);
            chosen.sort_unstable();
        }
    }
    let sink = 0;
    let prices = dearest
        .iter()
        .map(|dearest| -dearest)
        .chain((0..).zip(&problem.reviewers).map(|(number, _)| -loads.price(number)))
        .chain((0..problem.institutions.len()).map(|number| -loads.over(number)))
        .chain([sink])
        .collect();
    Guess { chosen, prices }
}

impl Loads<'_> {
    fn add(&mut self, reviewer: u32, more: i64) {
        self.reviewers[reviewer as usize] += more;
        if let Some(institution) = self.problem.reviewers[reviewer as usize].institution {
            self.institutions[institution as usize] += more;
        }
    }

    /// Whom a case likes best, one after the other, and what the last one costs.
    fn best(&mut self, case: usize, pairs: &[u32], costs: &[i64]) -> (Vec<u32>, i64) {
        let of = &self.problem.cases[case];
        let mut chosen: Vec<u32> = Vec::new();
        let mut crowd = of.held.clone();
        let mut dearest = 0;
        for _ in 0..of.places {
            let guests = self.problem.guests();
            let is_second = |reviewer: u32| self.problem.crowd(reviewer) == Some(guests) && crowd.contains(&guests);
            let free = pairs.iter().zip(costs);
            let free = free.filter(|(reviewer, _)| !chosen.contains(reviewer) && !is_second(**reviewer));
            let best =
                free.map(|(reviewer, cost)| (cost + self.next(*reviewer) + self.spread(*reviewer, &crowd), *reviewer));
            let Some((cost, reviewer)) = best.min() else { break };
            dearest = dearest.max(cost);
            crowd.extend(self.problem.crowd(reviewer));
            self.add(reviewer, 1);
            chosen.push(reviewer);
        }
        (chosen, dearest)
    }

    fn spread(&self, reviewer: u32, crowd: &[u32]) -> i64 {
        let Some(own) = self.problem.crowd(reviewer) else { return 0 };
        let others: i64 = crowd.iter().filter(|there| **there == own).map(|_| 1).sum();
        i64::from(self.problem.spread) * others
    }

    /// What one review more of a reviewer costs.
    fn next(&self, reviewer: u32) -> i64 {
        let of = &self.problem.reviewers[reviewer as usize];
        let load = self.reviewers[reviewer as usize];
        let over = load + 1 - i64::from(of.capacity.saturating_sub(of.load));
        let institution = of.institution.map_or(0, |institution| self.over(institution as usize));
        i64::from(self.problem.load) * (i64::from(of.load) + load) + OVER * over.max(0) + institution
    }

    /// Between what the last review of a reviewer cost and what one more would.
    fn price(&self, reviewer: u32) -> i64 {
        let load = self.reviewers[reviewer as usize];
        let next = self.next(reviewer);
        if load > 0 { next - (i64::from(self.problem.load) + 1) / 2 } else { next }
    }

    /// What an institution costs that has more than it takes.
    fn over(&self, institution: usize) -> i64 {
        let over = self.institutions[institution] - i64::from(self.problem.institutions[institution]);
        OVER_INSTITUTION * over.max(0)
    }
}
