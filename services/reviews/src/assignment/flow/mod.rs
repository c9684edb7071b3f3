//! Who reviews what in a whole edition: an assignment of the least cost, found as a flow of the least cost through a network.
//!
//! Pure: numbers in, numbers out. A case sends as many units as it has places to fill, through an institution of the case, to a
//! reviewer, to the reviewer's institution, to the sink. An arc's cost grows with its flow where a second unit is wished
//! less than the first: a second reviewer of one institution on a case, one more review for somebody who has many, one more
//! place that stays empty. All guests of a case share one arc that carries one unit, as if they were an institution of their own. What is sent past the reviewers stays empty, and costs more than everything else together: so as
//! many places are filled as can be, then as few assignments as possible are moved, then the cost is the least.
//!
//! Of the ten million pairs that a large edition has, the network holds the cheapest of each case at first. The prices of the
//! solution tell of every other pair whether it could make the solution cheaper; those that could are put in, and the flow is
//! repaired, until none is left. That no pair is left is the proof that the solution is one of all pairs
//! (Ahuja, Magnanti, Orlin: Network Flows, chapters 9 and 17). Everything is a whole number and goes in the order that
//! the caller gave: the same question has the same answer.
//!
//! Of the crates that are kept, none has this: `rustworkx-core` and `petgraph` have no flow of the least cost, `pathfinding`
//! has one for a square matrix of pairs alone, in cubic time, and `mcmf` binds a library in C++ that takes every arc at once.

mod arc;
mod guess;
mod network;
mod prices;
mod solve;

pub use solve::solve;

/// An edition's cases and reviewers. Whoever is named by a number is so by the place in these lists.
#[derive(Clone, Debug, Default)]
pub struct Problem {
    /// The cases.
    pub cases: Vec<Case>,
    /// The reviewers.
    pub reviewers: Vec<Reviewer>,
    /// How many more reviews each institution takes.
    pub institutions: Vec<u32>,
    /// For each kind of case, what each reviewer costs. Below 2^20.
    pub kinds: Vec<Vec<u32>>,
    /// What a second reviewer of one institution costs on a case; a third costs twice as much more. Below 2^20.
    pub spread: u32,
    /// What one more review costs for each that the reviewer has already. Below 2^10.
    pub load: u32,
    /// What each further empty place of a case costs more than the one before. Below 2^20.
    pub shortage: u32,
}

/// A case.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// Its kind, by which reviewers cost.
    pub kind: usize,
    /// Places to fill, beside those of reviewers who stay for certain.
    pub places: u32,
    /// Reviewers who do not cost what the kind says, in the order of their numbers, each once.
    pub own: Vec<(u32, Own)>,
    /// The institution of each reviewer who stays for certain.
    pub held: Vec<u32>,
}

/// What is different about one reviewer on one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// Ruled out, or on the case for certain.
    Never,
    /// Costs this.
    Cost(u32),
    /// Is on the case and costs this; stays unless that lets more places be filled.
    Kept(u32),
}

/// A reviewer.
#[derive(Clone, Debug, Default)]
pub struct Reviewer {
    /// The institution, if there is one.
    pub institution: Option<u32>,
    /// Reviews that the reviewer has for certain.
    pub load: u32,
    /// The most reviews, those included.
    pub capacity: u32,
    /// Whether the reviewer is a guest, of whom a case takes one. Guests stand beside the institutions of a case.
    pub guest: bool,
}

/// An assignment of the least cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Solution {
    /// For each case its reviewers, in the order of their numbers.
    pub chosen: Vec<Vec<u32>>,
    /// Arcs that were looked at: what it took, on whatever machine.
    pub looks: u64,
    /// How often pairs were put in after the first ones.
    pub rounds: u32,
}

impl Problem {
    /// What a reviewer costs on a case; nothing where that must not be.
    pub fn cost(&self, case: usize, reviewer: u32) -> Option<u32> {
        let of = &self.cases[case];
        match of.own.binary_search_by_key(&reviewer, |(reviewer, _)| *reviewer) {
            Err(_) => Some(self.kinds[of.kind][reviewer as usize]),
            Ok(place) => match of.own[place].1 {
                Own::Never => None,
                Own::Cost(cost) | Own::Kept(cost) => Some(cost),
            },
        }
    }

    /// What each reviewer costs on a case, with what a moved assignment costs; the highest number where that must not be.
    fn row(&self, case: usize, move_cost: i64, row: &mut Vec<i64>) {
        let of = &self.cases[case];
        row.clear();
        row.extend(self.kinds[of.kind].iter().map(|cost| i64::from(*cost)));
        for (reviewer, own) in &of.own {
            row[*reviewer as usize] = match own {
                Own::Never => i64::MAX,
                Own::Cost(cost) => i64::from(*cost),
                Own::Kept(cost) => i64::from(*cost) - move_cost,
            };
        }
    }

    /// Whom a reviewer is counted with on a case: the others of the institution, or the guests.
    fn crowd(&self, reviewer: u32) -> Option<u32> {
        let of = &self.reviewers[reviewer as usize];
        if of.guest { Some(self.guests()) } else { of.institution }
    }

    /// The number of the crowd of all guests, behind those of the institutions.
    fn guests(&self) -> u32 {
        u32::try_from(self.institutions.len()).unwrap_or(u32::MAX)
    }

    /// Reviewers of the institution of each who stays on the case for certain.
    fn held(&self, case: usize, institution: u32) -> i64 {
        self.cases[case].held.iter().filter(|held| **held == institution).map(|_| 1).sum()
    }

    /// What it costs to move one assignment: more than all wishes together.
    fn move_cost(&self) -> i64 {
        let places: i64 = self.cases.iter().map(|case| i64::from(case.places)).sum();
        let dearest = self.kinds.iter().flatten().max().copied().unwrap_or_default();
        let own = self.cases.iter().flat_map(|case| &case.own).map(|(_, own)| match own {
            Own::Never => 0,
            Own::Cost(cost) | Own::Kept(cost) => *cost,
        });
        let most_places =
            self.cases.iter().map(|case| case.places as usize + case.held.len()).max().unwrap_or_default();
        let most_held = self.reviewers.iter().map(|reviewer| i64::from(reviewer.load)).max().unwrap_or_default();
        let most_load = most_held + places.min(i64::try_from(self.cases.len()).unwrap_or(i64::MAX));
        let each = i64::from(dearest.max(own.max().unwrap_or_default()))
            + (i64::from(self.spread) + i64::from(self.shortage)) * i64::try_from(most_places).unwrap_or(i64::MAX)
            + i64::from(self.load) * most_load;
        1 + places * each
    }

    /// What an empty place costs: more than everything else together.
    fn empty_cost(&self) -> i64 {
        let places: i64 = self.cases.iter().map(|case| i64::from(case.places)).sum();
        1 + self.move_cost() * (places + 1)
    }
}

#[cfg(test)]
mod tests;
