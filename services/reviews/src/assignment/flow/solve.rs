//! The flow among the cheapest pairs, and then among those that could make it cheaper, until there are none.

use super::{Problem, Solution, arc::Arc, guess::guess, network::Network, prices::Prices};

/// Pairs of each case at first.
const FIRST_PAIRS: usize = 40;
/// Pairs of each case that are put in at once; twice as many each time.
const MORE_PAIRS: usize = 8;

/// What is known so far: the pairs that the network holds, who is chosen among them, and the prices.
struct Known {
    pairs: Vec<Vec<u32>>,
    chosen: Vec<Vec<u32>>,
    prices: Prices,
}

/// An assignment that fills the most places, and of those one that moves the fewest that are kept, and of those one of the
/// least cost.
pub fn solve(problem: &Problem) -> Solution {
    solve_from(problem, FIRST_PAIRS)
}

/// The same, with so many pairs of each case at first.
pub fn solve_from(problem: &Problem, first: usize) -> Solution {
    let (move_cost, empty_cost) = (problem.move_cost(), problem.empty_cost());
    let pairs = first_pairs(problem, move_cost, first);
    let guess = guess(problem, &pairs, move_cost);
    let mut known = Known { pairs, chosen: guess.chosen, prices: Prices::of(problem, guess.prices) };
    let (mut rounds, mut looks) = (0, 0);
    loop {
        looks += settle(problem, &mut known, move_cost, empty_cost);
        let most = MORE_PAIRS << rounds.min(6);
        let more = known.prices.cheaper(problem, &known.pairs, &known.chosen, move_cost, most);
        if more.iter().all(Vec::is_empty) {
            return Solution { chosen: known.chosen, looks, rounds };
        }
        for (pairs, more) in known.pairs.iter_mut().zip(more) {
            pairs.extend(more);
            pairs.sort_unstable();
        }
        rounds += 1;
    }
}

/// The cheapest of each case. Of those that cost the same, other cases take other ones, or all would want the same few.
fn first_pairs(problem: &Problem, move_cost: i64, first: usize) -> Vec<Vec<u32>> {
    let mut row = Vec::new();
    let mut order: Vec<(i64, u32, u32)> = Vec::new();
    let of_case = |case: usize| {
        problem.row(case, move_cost, &mut row);
        order.clear();
        for (reviewer, cost) in row.iter().enumerate().filter(|(_, cost)| **cost < i64::MAX) {
            order.push((*cost, mixed(case, reviewer), reviewer as u32));
        }
        if order.len() > first {
            order.select_nth_unstable(first);
            order.truncate(first);
        }
        let mut pairs: Vec<u32> = order.iter().map(|(_, _, reviewer)| *reviewer).collect();
        pairs.sort_unstable();
        pairs
    };
    (0..problem.cases.len()).map(of_case).collect()
}

/// Two numbers stirred into one that looks like chance and is the same each time.
fn mixed(case: usize, reviewer: usize) -> u32 {
    let mut mixed =
        (case as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (reviewer as u64).wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
    mixed = (mixed ^ (mixed >> 31)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed >> 32) as u32
}

/// The network of the pairs that are known, and where its parts are in it.
struct Built {
    network: Network,
    /// For each case, its pairs' arcs in the order of the pairs.
    pairs: Vec<Vec<u32>>,
    sink: u32,
}

/// Chooses among the pairs that are known: what was chosen is repaired, beginning with its prices. What it looked at.
fn settle(problem: &Problem, known: &mut Known, move_cost: i64, empty_cost: i64) -> u64 {
    let mut built = build(problem, known, move_cost, empty_cost);
    let network = &mut built.network;
    // Whatever the prices do not allow is changed at once, and what that leaves too much or too little is settled.
    network.fit();
    network.settle();
    for (case, arcs) in built.pairs.iter().enumerate() {
        let used = known.pairs[case].iter().zip(arcs).filter(|(_, arc)| network.arcs[**arc as usize].flow > 0);
        known.chosen[case] = used.map(|(reviewer, _)| *reviewer).collect();
    }
    known.prices.take(&network.price, built.sink as usize);
    network.looks
}

/// Nodes: the cases, the reviewers, the institutions, the sink; then the institutions of each case.
fn build(problem: &Problem, known: &Known, move_cost: i64, empty_cost: i64) -> Built {
    let (cases, reviewers) = (problem.cases.len(), problem.reviewers.len());
    let sink = (cases + reviewers + problem.institutions.len()) as u32;
    let mut network = Network::of(sink as usize + 1);
    known.prices.give(&mut network.price);
    let mut loads = vec![0_u32; reviewers];
    let mut pairs = Vec::with_capacity(cases);
    for case in 0..cases {
        pairs.push(case_arcs(problem, known, case, move_cost, &mut network));
        let (places, chosen) = (problem.cases[case].places, known.chosen[case].len() as u32);
        for reviewer in &known.chosen[case] {
            loads[*reviewer as usize] += 1;
        }
        let empty = places.saturating_sub(chosen);
        let step = i64::from(problem.shortage);
        network.arcs.push(Arc { from: case as u32, to: sink, base: empty_cost, step, flow: empty, capacity: places });
        network.excess[case] += i64::from(places);
        network.excess[sink as usize] -= i64::from(places);
    }
    reviewer_arcs(problem, &loads, sink, &mut network);
    Built { network, pairs, sink }
}

/// From a case to its reviewers: through the institution of each, where a second one costs more; to guests on one way, which
/// carries one.
fn case_arcs(problem: &Problem, known: &Known, case: usize, move_cost: i64, network: &mut Network) -> Vec<u32> {
    let mut row = Vec::new();
    problem.row(case, move_cost, &mut row);
    let (candidates, chosen) = (&known.pairs[case], &known.chosen[case]);
    let mut through: Vec<(u32, u32)> = Vec::new();
    let mut crowds: Vec<u32> = candidates.iter().filter_map(|reviewer| problem.crowd(*reviewer)).collect();
    crowds.sort_unstable();
    crowds.dedup();
    for crowd in crowds {
        let of_it = |reviewer: &&u32| problem.crowd(**reviewer) == Some(crowd);
        let flow = chosen.iter().filter(of_it).count() as u32;
        let base = i64::from(problem.spread) * problem.held(case, crowd);
        let node = network.node(known.prices.through(problem, case, crowd, chosen, &row));
        let places = problem.cases[case].places;
        let (step, capacity) =
            if crowd == problem.guests() { (0, places.min(1)) } else { (i64::from(problem.spread), places) };
        network.arcs.push(Arc { from: case as u32, to: node, base, step, flow, capacity });
        through.push((crowd, node));
    }
    let mut arcs = Vec::with_capacity(candidates.len());
    for reviewer in candidates {
        let from = problem.crowd(*reviewer).and_then(|crowd| {
            let place = through.binary_search_by_key(&crowd, |(crowd, _)| *crowd).ok()?;
            Some(through[place].1)
        });
        arcs.push(network.arcs.len() as u32);
        network.arcs.push(Arc {
            from: from.unwrap_or(case as u32),
            to: (problem.cases.len() + *reviewer as usize) as u32,
            base: row[*reviewer as usize],
            step: 0,
            flow: u32::from(chosen.binary_search(reviewer).is_ok()),
            capacity: 1,
        });
    }
    arcs
}

/// From the reviewers, each further review of whom costs more, to the sink: through their institutions.
fn reviewer_arcs(problem: &Problem, loads: &[u32], sink: u32, network: &mut Network) {
    let (first, first_institution) = (problem.cases.len(), problem.cases.len() + problem.reviewers.len());
    let mut taken = vec![0; problem.institutions.len()];
    for (place, (reviewer, flow)) in problem.reviewers.iter().zip(loads).enumerate() {
        let to = match reviewer.institution {
            Some(institution) => {
                taken[institution as usize] += flow;
                (first_institution + institution as usize) as u32
            }
            None => sink,
        };
        let step = i64::from(problem.load);
        let base = step * i64::from(reviewer.load);
        let capacity = reviewer.capacity.saturating_sub(reviewer.load);
        network.arcs.push(Arc { from: (first + place) as u32, to, base, step, flow: *flow, capacity });
    }
    for (institution, (capacity, flow)) in problem.institutions.iter().zip(taken).enumerate() {
        let from = (first_institution + institution) as u32;
        network.arcs.push(Arc { from, to: sink, base: 0, step: 0, flow, capacity: *capacity });
    }
}
