//! What is kept of an answer of the flow: the pairs that are new, those that go, and the places that stay empty, and why.

use std::collections::HashMap;

use platform::{
    error::{Error, Result},
    store::Scope,
};
use sea_orm::entity::prelude::Uuid;

use super::{
    Action, Gap,
    edition::{Edition, Stays},
    gap, loan_gap, pair, rows,
};
use crate::{
    assignment::{
        self,
        flow::{self, Own, Problem, Solution},
        made,
        preference::{LENT, LOAD, Part, SPREAD, Wish},
    },
    case,
};

/// What the flow answered to a question about an edition; by default, to none about one that nothing is known of.
#[derive(Default)]
pub struct Answer {
    /// The edition as it stood.
    pub edition: Edition,
    problem: Problem,
    solution: Solution,
}

impl Answer {
    /// Asks the flow, which works for seconds where an edition is large: beside the threads that answer calls.
    pub async fn to(problem: Problem, edition: Edition) -> Result<Self> {
        let solving = tokio::task::spawn_blocking(move || {
            let solution = flow::solve(&problem);
            Self { edition, problem, solution }
        });
        solving.await.map_err(Error::internal)
    }
}

/// Keeps the answer for a proposal.
pub async fn keep(
    scope: &mut Scope,
    proposal: &rows::Model,
    stays: impl Fn(&assignment::rows::Model) -> Stays,
    Answer { edition, problem, solution }: &Answer,
) -> Result<()> {
    let (mut pairs, mut gaps) = (Vec::new(), Vec::new());
    let mut counted = Counted::of(problem);
    let there = there(edition);
    let mut lacking = Vec::new();
    for (place, case) in edition.cases.iter().enumerate() {
        let chosen = &solution.chosen[place];
        let mut loan_gap = loan_gap::of(edition, problem, solution, place);
        for number in chosen {
            let mut row = counted.pair(proposal, edition, place, *number as usize);
            if !is_kept(problem, place, *number) {
                row.loan_gap = loan_gap.take();
                if row.loan_gap.is_some() {
                    row.parts.0.push(Part { wish: Wish::Lent, cost: LENT });
                }
                pairs.push(row);
            }
        }
        let mut empty = problem.cases[place].places as usize - chosen.len();
        for row in there.get(&case.id).map(Vec::as_slice).unwrap_or_default() {
            let stays = stays(row);
            if stays == Stays::UnlessReplaced && empty > 0 {
                empty -= 1;
            } else if goes(edition, chosen, stays, row) {
                pairs.push(withdrawn(proposal, edition, case, row));
            }
        }
        lacking.push(empty);
    }
    // Once all is counted, so that it is told who is full in the end.
    for (place, lacking) in lacking.into_iter().enumerate().filter(|(_, lacking)| *lacking > 0) {
        gaps.push(counted.gap(proposal, edition, &edition.cases[place], &solution.chosen[place], lacking));
    }
    scope.insert_all::<pair::rows::Entity>(pairs).await?;
    scope.insert_all::<gap::rows::Entity>(gaps).await
}

/// The assignments that have a place in the stage of their case, by case.
fn there(edition: &Edition) -> HashMap<Uuid, Vec<&assignment::rows::Model>> {
    let mut there: HashMap<Uuid, Vec<&assignment::rows::Model>> = HashMap::new();
    let on_it = |row: &&assignment::rows::Model| edition.case_of(row).is_some_and(|case| made::is_on(row, case));
    for row in edition.assignments.iter().filter(on_it) {
        there.entry(row.case_id).or_default().push(row);
    }
    there
}

fn is_kept(problem: &Problem, case: usize, reviewer: u32) -> bool {
    let own = &problem.cases[case].own;
    let known = own.binary_search_by_key(&reviewer, |(reviewer, _)| *reviewer);
    known.is_ok_and(|place| matches!(own[place].1, Own::Kept(_)))
}

/// Whether an assignment that is there is taken back: one that was moved, and one whose place is free.
fn goes(edition: &Edition, chosen: &[u32], stays: Stays, row: &assignment::rows::Model) -> bool {
    match stays {
        Stays::Yes => false,
        Stays::No | Stays::UnlessReplaced => true,
        Stays::IfPossible => {
            let number = edition.reviewer(row.reviewer).and_then(|place| u32::try_from(place).ok());
            number.is_none_or(|number| !chosen.contains(&number))
        }
    }
}

/// A pair that is taken back.
fn withdrawn(
    proposal: &rows::Model,
    edition: &Edition,
    case: &case::rows::Model,
    row: &assignment::rows::Model,
) -> pair::rows::Model {
    pair::rows::Model {
        country: proposal.country.clone(),
        proposal: proposal.id,
        case_id: case.id,
        reviewer: row.reviewer,
        registration: case.registration.clone(),
        institution: row.institution.clone(),
        action: Action::Withdraw,
        by_hand: false,
        parts: pair::rows::Parts::default(),
        lent: edition.lent.is(row.reviewer),
        loan_gap: None,
    }
}

/// How much everybody has by now, pair after pair.
struct Counted<'a> {
    problem: &'a Problem,
    loads: Vec<u32>,
    taken: Vec<u32>,
    /// The institutions of those on the case that is looked at.
    crowd: (usize, Vec<u32>),
}

impl<'a> Counted<'a> {
    fn of(problem: &'a Problem) -> Self {
        Self {
            problem,
            loads: problem.reviewers.iter().map(|reviewer| reviewer.load).collect(),
            taken: vec![0; problem.institutions.len()],
            crowd: (usize::MAX, Vec::new()),
        }
    }

    /// The row of a pair with all that it costs, behind those before it; together they cost what the flow made least.
    fn pair(&mut self, proposal: &rows::Model, edition: &Edition, case: usize, reviewer: usize) -> pair::rows::Model {
        let (of, member) = (&edition.cases[case], &edition.reviewers[reviewer]);
        let mut parts = edition.parts(of, member);
        if self.crowd.0 != case {
            self.crowd = (case, self.problem.cases[case].held.clone());
        }
        if let Some(institution) = self.problem.reviewers[reviewer].institution {
            // Whoever is lent stands for their country, beside whichever institutions are on the case.
            if !self.problem.reviewers[reviewer].guest {
                let others = self.crowd.1.iter().filter(|there| **there == institution).count();
                add(&mut parts, Wish::Spread, u32::try_from(others).unwrap_or(u32::MAX).saturating_mul(SPREAD));
                self.crowd.1.push(institution);
            }
            self.taken[institution as usize] += 1;
        }
        add(&mut parts, Wish::Load, self.loads[reviewer].saturating_mul(LOAD));
        self.loads[reviewer] += 1;
        pair::rows::Model {
            country: proposal.country.clone(),
            proposal: proposal.id,
            case_id: of.id,
            reviewer: member.id,
            registration: of.registration.clone(),
            institution: member.institution.clone(),
            action: Action::Add,
            by_hand: false,
            parts: pair::rows::Parts(parts),
            lent: member.is_lent(),
            loan_gap: None,
        }
    }

    /// Why places of a case stay empty, once everybody has what they have.
    fn gap(
        &self,
        proposal: &rows::Model,
        edition: &Edition,
        case: &case::rows::Model,
        chosen: &[u32],
        lacking: usize,
    ) -> gap::rows::Model {
        let taken = |row: &&assignment::rows::Model| row.case_id == case.id && made::is_taken(row, case);
        let of_case: Vec<Uuid> = edition.assignments.iter().filter(taken).map(|row| row.reviewer).collect();
        let (mut conflicted, mut busy, mut crowded) = (0, 0, 0);
        for (place, (number, member)) in (0_u32..).zip(edition.reviewers.iter().enumerate()) {
            let reviewer = &self.problem.reviewers[number];
            let is_full =
                |institution: u32| self.taken[institution as usize] >= self.problem.institutions[institution as usize];
            if edition.ruled_out.contains(&(case.id, member.id)) {
                conflicted += 1;
            } else if of_case.contains(&member.id) || chosen.contains(&place) {
                continue;
            } else if self.loads[number] >= reviewer.capacity {
                busy += 1;
            } else if reviewer.institution.is_some_and(is_full) {
                crowded += 1;
            }
        }
        let gap = match (conflicted, busy, crowded) {
            (_, _, 1..) => Gap::InstitutionsFull,
            (_, 1.., _) => Gap::ReviewersFull,
            (1.., _, _) => Gap::AllConflicted,
            _ => Gap::NobodyElse,
        };
        gap::rows::Model {
            country: proposal.country.clone(),
            proposal: proposal.id,
            case_id: case.id,
            registration: case.registration.clone(),
            lacking: i32::try_from(lacking).unwrap_or(i32::MAX),
            gap,
            conflicted,
            full: busy + crowded,
        }
    }
}

fn add(parts: &mut Vec<Part>, wish: Wish, cost: u32) {
    if cost > 0 {
        parts.push(Part { wish, cost });
    }
}
