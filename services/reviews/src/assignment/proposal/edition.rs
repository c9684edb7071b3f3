//! An edition in a country as it stands: its cases, its reviewers, who is on what, and what is wished; and the question that the
//! flow answers.

use std::collections::{BTreeMap, HashMap, HashSet};

use platform::{error::Result, store::Scope};
use proto::reviews::v1::Bid;
use sea_orm::{Condition, QueryFilter, QueryOrder, QuerySelect, entity::prelude::*};

use crate::{
    assignment::{
        bid,
        flow::{Case, Own, Problem, Reviewer},
        lent::Lent,
        made,
        preference::{self, Entry, LENT, LOAD, Part, Reader, SHORTAGE, SPREAD, Wish},
        profile, rows,
    },
    case, conflict, edition, member, partnership,
};

/// Cases of one edition in one country.
const MOST_CASES: u64 = 20_000;
/// Assignments of one edition in one country.
const MOST_ASSIGNMENTS: u64 = 200_000;
/// More than anybody reviews.
const NO_LIMIT: u32 = 1_000_000;

/// What is read of an edition.
#[derive(Default, PartialEq)]
pub struct Edition {
    /// Those that take reviewers, by id.
    pub cases: Vec<case::rows::Model>,
    /// By id.
    pub reviewers: Vec<member::rows::Model>,
    /// Of all cases of the edition.
    pub assignments: Vec<rows::Model>,
    /// Pairs of case and member.
    pub ruled_out: HashSet<(Uuid, Uuid)>,
    /// Whom another country lends.
    pub lent: Lent,
    /// Whether one of them is wished for each case.
    pub wish_lent: bool,
    profiles: HashMap<Uuid, profile::rows::Model>,
    bids: HashMap<(Uuid, Uuid), Bid>,
    partners: HashSet<String>,
    most_per_reviewer: u32,
    most_per_institution: u32,
}

/// What becomes of an assignment that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stays {
    /// It stays for certain.
    Yes,
    /// It may be moved, where a place could not be filled otherwise.
    IfPossible,
    /// Its place is free; it stays where nobody takes that.
    UnlessReplaced,
    /// Its place is free.
    No,
}

/// Reads an edition, without the cases of which a review is awaited of the caller: who else reviews those is for others to
/// choose. Nothing is locked: what comes of it is a draft, and its release looks at everything once more.
pub async fn read(scope: &Scope, name: &str) -> Result<Edition> {
    let plan = edition::plans::of_version(scope, name, i64::MAX).await?;
    let takes = Condition::any()
        .add(case::rows::Column::State.eq(case::State::InReview))
        .add(case::rows::Column::State.eq(case::State::Open));
    let cases = scope
        .find::<case::rows::Entity>()
        .filter(case::rows::Column::Edition.eq(name))
        .filter(case::rows::Column::Screening.eq(case::Screening::Passed))
        .filter(case::rows::Column::Blocked.eq(false))
        .filter(takes)
        .filter(rows::not_awaited_of_caller(scope, case::rows::Column::Id))
        .order_by_asc(case::rows::Column::Id)
        .limit(MOST_CASES);
    let cases = scope.all(cases).await?;
    let reviewers = member::rows::reviewers_unlocked(scope).await?;
    let ruled_out = conflict::ruled_out(scope, &cases, &reviewers).await?;
    let of_edition = case::rows::of_edition(scope, name);
    let assignments = scope.find::<rows::Entity>().filter(rows::Column::CaseId.in_subquery(of_edition.clone()));
    let assignments = scope.all(assignments.order_by_asc(rows::Column::Id).limit(MOST_ASSIGNMENTS)).await?;
    let partners = partnership::rows::today(scope).await?.into_iter().map(|row| row.institution).collect();
    Ok(Edition {
        cases,
        reviewers,
        assignments,
        ruled_out,
        lent: Lent::of(scope).await?,
        wish_lent: false,
        profiles: profile::rows::of_edition(scope, name).await?,
        bids: bid::rows::of_cases(scope, of_edition).await?,
        partners,
        most_per_reviewer: limit(plan.most_per_reviewer),
        most_per_institution: limit(plan.most_per_institution),
    })
}

fn limit(most: Option<i32>) -> u32 {
    most.and_then(|most| u32::try_from(most).ok()).unwrap_or(NO_LIMIT).min(NO_LIMIT)
}

impl Edition {
    /// The place of a reviewer in the list.
    pub fn reviewer(&self, member: Uuid) -> Option<usize> {
        self.reviewers.binary_search_by_key(&member, |row| row.id).ok()
    }

    /// The case of an assignment, where it takes reviewers.
    pub fn case_of(&self, row: &rows::Model) -> Option<&case::rows::Model> {
        let place = self.cases.binary_search_by_key(&row.case_id, |case| case.id).ok()?;
        Some(&self.cases[place])
    }

    /// What a pair costs, but for the load and the spread.
    pub fn parts(&self, case: &case::rows::Model, reviewer: &member::rows::Model) -> Vec<Part> {
        let mut parts = preference::parts(&entry(case), &self.reader(reviewer));
        let bid = self.bids.get(&(case.id, reviewer.id)).copied().unwrap_or_default();
        let cost = preference::of_bid(bid);
        if cost > 0 {
            parts.push(Part { wish: Wish::Bid, cost });
        }
        parts
    }

    fn reader(&self, reviewer: &member::rows::Model) -> Reader {
        let partnered = self.partners.contains(&reviewer.institution);
        let Some(profile) = self.profiles.get(&reviewer.id) else { return Reader { partnered, ..Reader::default() } };
        Reader {
            languages: profile.languages.0.clone(),
            categories: profile.categories.0.clone(),
            tracks: profile.tracks.0.clone(),
            partnered,
        }
    }

    /// The most reviews of a reviewer: one of whoever is lent, whatever edition it is in.
    fn capacity(&self, reviewer: &member::rows::Model) -> u32 {
        let own = self.profiles.get(&reviewer.id).and_then(|profile| profile.capacity);
        let own = own.and_then(|own| u32::try_from(own).ok()).unwrap_or(self.most_per_reviewer);
        let is_here = |case: Uuid| self.assignments.iter().any(|row| row.case_id == case);
        match reviewer.is_lent() {
            true if self.lent.has_case_beside(reviewer.id, is_here) => 0,
            true => own.min(1),
            false => own,
        }
    }

    /// What a pair costs the flow by what its two sides are. Where one who is lent is wished, everybody else costs more: since as
    /// many places are filled in any case, the flow makes least what the cases cost that get none.
    fn cost(&self, parts: &[Part], reviewer: &member::rows::Model) -> u32 {
        let lent = if self.wish_lent && !reviewer.is_lent() { LENT } else { 0 };
        preference::sum(parts) + lent
    }

    /// The question for the flow: places to fill in the cases that `asked` names, with what is there as `stays` says.
    pub fn problem(&self, asked: impl Fn(Uuid) -> bool, stays: impl Fn(&rows::Model) -> Stays) -> Problem {
        let names: BTreeMap<&str, u32> = self.institutions();
        let mut of_case: HashMap<Uuid, Vec<(&rows::Model, Stays)>> = HashMap::new();
        let mut loads = vec![0; self.reviewers.len()];
        let mut taken = vec![0; names.len()];
        for row in self.assignments.iter().filter(|row| !row.is_calibration()) {
            let case = self.case_of(row);
            let stays = match case {
                Some(case) if made::is_on(row, case) => stays(row),
                _ if row.state.has_place() => Stays::Yes,
                _ => Stays::No,
            };
            if case.is_some_and(|case| made::is_taken(row, case)) {
                of_case.entry(row.case_id).or_default().push((row, stays));
            }
            // Who is late has that review to write still, wherever it goes: they get no other one for it.
            if matches!(stays, Stays::Yes | Stays::UnlessReplaced) {
                if let Some(place) = self.reviewer(row.reviewer) {
                    loads[place] += 1;
                }
                if let Some(place) = names.get(row.institution.as_str()) {
                    taken[*place as usize] += 1_u32;
                }
            }
        }
        let mut kinds = Kinds::default();
        let mut cases = Vec::with_capacity(self.cases.len());
        for case in &self.cases {
            let there = of_case.get(&case.id).map(Vec::as_slice).unwrap_or_default();
            cases.push(self.case(case, there, asked(case.id), kinds.of(self, case), &names));
        }
        let reviewer = |(place, row): (usize, &member::rows::Model)| Reviewer {
            institution: names.get(row.institution.as_str()).copied(),
            load: loads[place],
            capacity: self.capacity(row),
            guest: row.is_lent(),
        };
        Problem {
            cases,
            reviewers: self.reviewers.iter().enumerate().map(reviewer).collect(),
            institutions: taken.iter().map(|taken| self.most_per_institution.saturating_sub(*taken)).collect(),
            kinds: kinds.costs,
            spread: SPREAD,
            load: LOAD,
            shortage: SHORTAGE,
        }
    }

    /// The institutions of reviewers, and of those who were when they were put on a case, by name.
    fn institutions(&self) -> BTreeMap<&str, u32> {
        let named = self.reviewers.iter().map(|row| row.institution.as_str());
        let names = named.chain(self.assignments.iter().map(|row| row.institution.as_str()));
        let mut names: BTreeMap<&str, u32> = names.filter(|name| !name.is_empty()).map(|name| (name, 0)).collect();
        for (place, number) in (0..).zip(names.values_mut()) {
            *number = place;
        }
        names
    }

    /// A case for the flow: whoever is or was on it does not come to it again.
    fn case(
        &self,
        case: &case::rows::Model,
        there: &[(&rows::Model, Stays)],
        asked: bool,
        kind: usize,
        names: &BTreeMap<&str, u32>,
    ) -> Case {
        let fixed = || there.iter().filter(|(_, stays)| *stays == Stays::Yes).map(|(row, _)| row);
        let movable = there.iter().filter(|(_, stays)| *stays == Stays::IfPossible).count();
        let wanted = usize::try_from(case.reviews_wanted).unwrap_or_default().saturating_sub(fixed().count());
        let places = if asked { wanted.max(movable) } else { movable };
        let gives_way = |(row, stays): &(&rows::Model, Stays)| {
            let free = matches!(stays, Stays::No | Stays::IfPossible);
            free && row.state.has_place() && self.lent.is(row.reviewer)
        };
        let has_lent = self.lent.is_on(case.id) && !there.iter().any(gives_way);
        let mut own: BTreeMap<u32, Own> = BTreeMap::new();
        for (place, reviewer) in (0..).zip(&self.reviewers) {
            if self.ruled_out.contains(&(case.id, reviewer.id)) {
                own.insert(place, Own::Never);
            } else if self.bids.contains_key(&(case.id, reviewer.id)) {
                own.insert(place, Own::Cost(self.cost(&self.parts(case, reviewer), reviewer)));
            }
            if has_lent && reviewer.is_lent() {
                own.insert(place, Own::Never);
            }
        }
        for (row, stays) in there {
            let Some(place) = self.reviewer(row.reviewer) else { continue };
            let reviewer = &self.reviewers[place];
            let kept = Own::Kept(self.cost(&self.parts(case, reviewer), reviewer));
            let stays = if *stays == Stays::IfPossible { kept } else { Own::Never };
            own.insert(u32::try_from(place).unwrap_or(u32::MAX), stays);
        }
        Case {
            kind,
            places: u32::try_from(places).unwrap_or_default(),
            own: own.into_iter().collect(),
            held: fixed()
                .filter(|row| !self.lent.is(row.reviewer))
                .filter_map(|row| names.get(row.institution.as_str()).copied())
                .collect(),
        }
    }
}

fn entry(case: &case::rows::Model) -> Entry {
    Entry { language: case.language.clone(), track: case.track, category: case.category.clone() }
}

/// The kinds of cases, each with what the reviewers cost who bid nothing.
#[derive(Default)]
struct Kinds {
    known: HashMap<Entry, usize>,
    costs: Vec<Vec<u32>>,
}

impl Kinds {
    fn of(&mut self, edition: &Edition, case: &case::rows::Model) -> usize {
        let entry = entry(case);
        if let Some(kind) = self.known.get(&entry) {
            return *kind;
        }
        let no_bid = preference::of_bid(Bid::Unspecified);
        let cost =
            |row: &member::rows::Model| edition.cost(&preference::parts(&entry, &edition.reader(row)), row) + no_bid;
        self.costs.push(edition.reviewers.iter().map(cost).collect());
        self.known.insert(entry, self.costs.len() - 1);
        self.costs.len() - 1
    }
}
