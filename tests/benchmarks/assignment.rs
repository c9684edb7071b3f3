//! The assignment of a whole edition, on one core, beside a general-purpose solver on the same input: `microlp`, a simplex
//! method for linear programs. The program it gets is the same flow, which has a whole solution wherever it has one; its cost has
//! to be the same. The large editions are out of its reach: ten million pairs are ten million columns.

use std::time::Instant;

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem as Program, Variable};
use reviews::flow::{Case, Own, Problem, Reviewer, solve};
use tests::platform::Failure;

use crate::table::Table;

/// Cases and reviewers of the edition that both solve.
const BESIDE: (u32, u32) = (100, 30);
/// Those that the flow alone solves, and what they are called in the table.
const ALONE: [(&str, u32, u32); 2] = [
    ("assignment of 1,000 cases to 200 reviewers", 1_000, 200),
    ("assignment of 10,000 cases to 1,000 reviewers", 10_000, 1_000),
];
/// Reviewers of a case.
const PLACES: u32 = 3;
const SPREAD: u32 = 50;
const LOAD: u32 = 2;
/// What a program has an empty place cost; the flow's is higher still, and none is empty here.
const EMPTY: f64 = 1e5;

/// Measures each edition.
pub fn measure(table: &mut Table) -> Result<(), Failure> {
    for (name, cases, reviewers) in ALONE {
        let problem = edition(cases, reviewers);
        let begun = Instant::now();
        let found = solve(&problem);
        table.figure(name, begun.elapsed().as_secs_f64(), "s");
        cost(&problem, &found.chosen)?;
    }
    let problem = edition(BESIDE.0, BESIDE.1);
    let begun = Instant::now();
    let ours = cost(&problem, &solve(&problem).chosen)?;
    table.figure("assignment of 100 cases to 30 reviewers", begun.elapsed().as_secs_f64() * 1000.0, "ms");
    let begun = Instant::now();
    let theirs = program(&problem).solve()?.into_solution().map_err(|_| "the solver came to no end")?.objective();
    table.figure("the same by a general-purpose solver", begun.elapsed().as_secs_f64() * 1000.0, "ms");
    if (theirs - ours as f64).abs() > 0.5 {
        return Err(format!("the flow costs {ours}, the solver's solution {theirs}").into());
    }
    Ok(())
}

/// An edition as it may be: six categories in three languages, reviewers at home in some, one pair in fifty ruled out, one in
/// fifty wanted, and a third more room than is needed.
fn edition(cases: u32, reviewers: u32) -> Problem {
    let mut state = 7_u64;
    let mut chance = |below: u32| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(state >> 33).unwrap_or_default() % below
    };
    let institutions = (reviewers / 20).max(3);
    let known: Vec<(u32, u32, bool)> = (0..reviewers).map(|_| (chance(6), chance(4), chance(3) == 0)).collect();
    let kind = |category: u32, language: u32| {
        let cost = |(home, reads, partnered): &(u32, u32, bool)| {
            let lacks = |lacks: bool, cost: u32| if lacks { cost } else { 0 };
            // Whoever reads the fourth reads all of them.
            20 + lacks(*home != category, 40) + lacks(*reads < 3 && *reads != language, 100) + lacks(!partnered, 15)
        };
        known.iter().map(cost).collect()
    };
    let kinds = (0..18).map(|number| kind(number % 6, number / 6)).collect();
    let mut case = || {
        let own = (0..reviewers).filter_map(|reviewer| match chance(100) {
            0..=1 => Some((reviewer, Own::Never)),
            2..=3 => Some((reviewer, Own::Cost([0, 10, 60, 100][reviewer as usize % 4]))),
            _ => None,
        });
        let own = own.collect();
        Case { own, kind: chance(18) as usize, places: PLACES, held: Vec::new() }
    };
    Problem {
        cases: (0..cases).map(|_| case()).collect(),
        reviewers: (0..reviewers)
            .map(|number| Reviewer {
                institution: (number % (institutions + 1)).checked_sub(1),
                load: 0,
                capacity: (cases * PLACES * 4 / 3).div_ceil(reviewers),
                guest: false,
            })
            .collect(),
        institutions: vec![cases * PLACES * 2 / institutions; institutions as usize],
        kinds,
        spread: SPREAD,
        load: LOAD,
        shortage: 200,
    }
}

/// What an assignment costs. Refuses one that leaves a place empty.
fn cost(problem: &Problem, chosen: &[Vec<u32>]) -> Result<u64, Failure> {
    let mut loads = vec![0_u64; problem.reviewers.len()];
    let mut cost = 0;
    for (case, chosen) in chosen.iter().enumerate() {
        if chosen.len() < PLACES as usize {
            return Err(format!("a place of case {case} is empty").into());
        }
        let mut crowd = Vec::new();
        for reviewer in chosen {
            let of = &problem.reviewers[*reviewer as usize];
            let others = crowd.iter().filter(|there| of.institution.is_some() && **there == of.institution).count();
            crowd.push(of.institution);
            let load = &mut loads[*reviewer as usize];
            let pair = problem.cost(case, *reviewer).ok_or("a pair that is ruled out")?;
            cost += u64::from(pair) + u64::from(SPREAD) * others as u64 + u64::from(LOAD) * *load;
            *load += 1;
        }
    }
    Ok(cost)
}

/// The same as a linear program: units that cost more than those before them are columns of their own.
fn program(problem: &Problem) -> Program {
    let mut program = Program::new(OptimizationDirection::Minimize);
    let mut of_reviewer: Vec<Vec<Variable>> = vec![Vec::new(); problem.reviewers.len()];
    for case in 0..problem.cases.len() {
        let mut places = Vec::new();
        let mut through: Vec<Vec<Variable>> = vec![Vec::new(); problem.institutions.len()];
        for (number, reviewer) in (0_u32..).zip(&problem.reviewers) {
            let Some(cost) = problem.cost(case, number) else { continue };
            let pair = program.add_var(f64::from(cost), (0.0, 1.0));
            of_reviewer[number as usize].push(pair);
            places.push(pair);
            if let Some(institution) = reviewer.institution {
                through[institution as usize].push(pair);
            }
        }
        for pairs in through.into_iter().filter(|pairs| !pairs.is_empty()) {
            let units: Vec<Variable> =
                (0..PLACES).map(|others| program.add_var(f64::from(SPREAD * others), (0.0, 1.0))).collect();
            program.add_constraint(balance(&pairs, &units), ComparisonOp::Eq, 0.0);
        }
        places.push(program.add_var(EMPTY, (0.0, f64::from(PLACES))));
        program.add_constraint(balance(&places, &[]), ComparisonOp::Eq, f64::from(PLACES));
    }
    let mut of_institution: Vec<Vec<Variable>> = vec![Vec::new(); problem.institutions.len()];
    for (reviewer, pairs) in problem.reviewers.iter().zip(of_reviewer) {
        let units: Vec<Variable> =
            (0..reviewer.capacity).map(|load| program.add_var(f64::from(LOAD * load), (0.0, 1.0))).collect();
        program.add_constraint(balance(&pairs, &units), ComparisonOp::Eq, 0.0);
        if let Some(institution) = reviewer.institution {
            of_institution[institution as usize].extend(units);
        }
    }
    for (units, most) in of_institution.iter().zip(&problem.institutions) {
        program.add_constraint(balance(units, &[]), ComparisonOp::Le, f64::from(*most));
    }
    program
}

/// The sum of some less the sum of others.
fn balance(these: &[Variable], less: &[Variable]) -> LinearExpr {
    let mut sum = LinearExpr::empty();
    for variable in these {
        sum.add(*variable, 1.0);
    }
    for variable in less {
        sum.add(*variable, -1.0);
    }
    sum
}
