//! The prices of a solution, and the pairs that could make it cheaper.

use super::Problem;

/// What a place on a case, a review of a reviewer, and one of an institution are worth in a solution.
pub struct Prices {
    cases: usize,
    /// Cases, reviewers, institutions, the sink.
    nodes: Vec<i64>,
}

impl Prices {
    /// These, of the cases, the reviewers, the institutions, and the sink.
    pub fn of(problem: &Problem, nodes: Vec<i64>) -> Self {
        Self { cases: problem.cases.len(), nodes }
    }

    /// Keeps those of a network, of which the sink is the last that counts.
    pub fn take(&mut self, prices: &[i64], sink: usize) {
        self.nodes.clear();
        self.nodes.extend_from_slice(&prices[..=sink]);
    }

    /// Gives them to a network.
    pub fn give(&self, prices: &mut [i64]) {
        prices.copy_from_slice(&self.nodes);
    }

    fn of_reviewer(&self, reviewer: u32) -> i64 {
        self.nodes[self.cases + reviewer as usize]
    }

    /// The highest price of an institution of a case, or of its guests, under which no unit that it carries should go elsewhere.
    pub fn through(&self, problem: &Problem, case: usize, crowd: u32, chosen: &[u32], row: &[i64]) -> i64 {
        let of_it = |reviewer: &&u32| problem.crowd(**reviewer) == Some(crowd);
        let mut carried = problem.held(case, crowd);
        let mut lowest = i64::MAX;
        for reviewer in chosen.iter().filter(of_it) {
            carried += 1;
            lowest = lowest.min(self.of_reviewer(*reviewer) - row[*reviewer as usize]);
        }
        // Where the guest of a case is chosen there is no room for another one, whatever they cost.
        match crowd == problem.guests() && carried > 0 {
            true => lowest,
            false => lowest.min(self.nodes[case] + i64::from(problem.spread) * carried),
        }
    }

    /// For each case, the pairs outside of those known that cost less than nothing under the prices, the cheapest ones.
    pub fn cheaper(
        &self,
        problem: &Problem,
        known: &[Vec<u32>],
        chosen: &[Vec<u32>],
        move_cost: i64,
        most: usize,
    ) -> Vec<Vec<u32>> {
        let mut row = Vec::new();
        let mut through = vec![0; problem.institutions.len() + 1];
        let of_case = |case: usize| {
            problem.row(case, move_cost, &mut row);
            through.fill(self.nodes[case]);
            let at_work = chosen[case].iter().filter_map(|reviewer| problem.crowd(*reviewer));
            for crowd in at_work.chain(problem.cases[case].held.iter().copied()) {
                through[crowd as usize] = self.through(problem, case, crowd, &chosen[case], &row);
            }
            let mut cheaper: Vec<(i64, u32)> = Vec::new();
            for (reviewer, _) in row.iter().enumerate().filter(|(_, cost)| **cost < i64::MAX) {
                let crowd = problem.crowd(reviewer as u32);
                let from = crowd.map_or(self.nodes[case], |crowd| through[crowd as usize]);
                let cost = row[reviewer] + from - self.of_reviewer(reviewer as u32);
                if cost < 0 && known[case].binary_search(&(reviewer as u32)).is_err() {
                    cheaper.push((cost, reviewer as u32));
                }
            }
            cheaper.sort_unstable();
            cheaper.into_iter().take(most).map(|(_, reviewer)| reviewer).collect()
        };
        (0..problem.cases.len()).map(of_case).collect()
    }
}
