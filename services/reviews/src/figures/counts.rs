//! Counts of assignments by what they have in common, and what of them may be told to whom.

use std::collections::BTreeMap;

use platform::cover::Cover;
use proto::reviews::v1::{ReviewCounts, ReviewGroup};
use time::OffsetDateTime;

use super::{SHOWN_FROM, Work, mean, percentile};

/// Assignments that have something in common, as they are.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    assigned: u64,
    shares: Vec<f64>,
    /// The whole days of the late ones, sorted.
    days_late: Vec<i64>,
}

impl Tally {
    /// Of these.
    pub fn of<'a>(works: impl IntoIterator<Item = &'a Work>, now: OffsetDateTime) -> Self {
        let mut tally = Self::default();
        for work in works {
            tally.assigned += 1;
            tally.shares.extend(work.share);
            tally.days_late.extend(work.days_late(now));
        }
        tally.days_late.sort_unstable();
        tally
    }

    /// As they are.
    pub fn exact(&self) -> ReviewCounts {
        ReviewCounts {
            assigned: Some(signed(self.assigned)),
            submitted: Some(signed(self.submitted())),
            late: Some(signed(self.late())),
            median_days_late: percentile(&self.days_late, 5),
        }
    }

    /// The mean of the reviews that are in.
    pub fn mean_share(&self) -> Option<f64> {
        mean(self.shares.iter().copied())
    }

    fn submitted(&self) -> u64 {
        self.shares.len() as u64
    }

    fn late(&self) -> u64 {
        self.days_late.len() as u64
    }

    /// What may be shown beside a count that is: neither a small part, nor one that leaves a small rest.
    fn part(&self, part: u64) -> Option<u64> {
        let small = |count: u64| (1..SHOWN_FROM as u64).contains(&count);
        (!small(part) && !small(self.assigned.saturating_sub(part))).then_some(part)
    }

    fn shown(&self) -> (ReviewCounts, Option<f64>) {
        let (submitted, late) = (self.part(self.submitted()), self.part(self.late()));
        let counts = ReviewCounts {
            assigned: Some(signed(self.assigned)),
            submitted: submitted.map(signed),
            late: late.map(signed),
            median_days_late: late.and_then(|_| percentile(&self.days_late, 5)),
        };
        (counts, submitted.and_then(|_| self.mean_share()))
    }
}

/// A count of the database.
pub fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Groups beside one another that make up all assignments, and whether something of them is left out.
pub struct Groups {
    /// As they may be shown.
    pub figures: Vec<ReviewGroup>,
    hides: bool,
    /// Of the parts, which are shown of every group: the submitted, and the late.
    whole_parts: (bool, bool),
}

impl Groups {
    /// By a value; small counts are left out where it is `covered`.
    pub fn by(works: &[Work], value: fn(&Work) -> String, covered: bool, now: OffsetDateTime) -> Self {
        let mut grouped: BTreeMap<String, Vec<&Work>> = BTreeMap::new();
        for work in works {
            grouped.entry(value(work)).or_default().push(work);
        }
        let tallies: Vec<(String, Tally)> =
            grouped.into_iter().map(|(value, works)| (value, Tally::of(works, now))).collect();
        let counts = tallies.iter().map(|(_, tally)| tally.assigned).collect();
        let cover = if covered { Cover::small(counts, &[]) } else { Cover::nothing(counts) };
        let figures = tallies.iter().enumerate().map(|(place, (value, tally))| {
            let (counts, mean_share) = match (covered, cover.at(place)) {
                (false, _) => (tally.exact(), tally.mean_share()),
                (true, Some(_)) => tally.shown(),
                (true, None) => (ReviewCounts::default(), None),
            };
            ReviewGroup { value: value.clone(), counts: Some(counts), mean_share }
        });
        let figures: Vec<ReviewGroup> = if cover.is_blank() { Vec::new() } else { figures.collect() };
        let every = |part: fn(&ReviewCounts) -> Option<i64>| {
            !cover.is_blank() && figures.iter().all(|group| group.counts.as_ref().and_then(part).is_some())
        };
        let whole_parts = (every(|counts| counts.submitted), every(|counts| counts.late));
        let hides = cover.hides() || !whole_parts.0 || !whole_parts.1;
        Self { figures, hides, whole_parts }
    }

    /// Whether something is left out.
    pub fn hides(&self) -> bool {
        self.hides
    }
}

/// All assignments, as far as they may be shown beside these groups: of what is left out of a group, no sum is told.
pub fn total(works: &[Work], groups: &[&Groups], covered: bool, now: OffsetDateTime) -> ReviewCounts {
    let tally = Tally::of(works, now);
    if !covered {
        return tally.exact();
    }
    if (1..SHOWN_FROM).contains(&works.len()) {
        return ReviewCounts::default();
    }
    let (shown, _) = tally.shown();
    let all = |part: fn(&Groups) -> bool| groups.iter().all(|group| part(group));
    let late = shown.late.filter(|_| all(|group| group.whole_parts.1));
    ReviewCounts {
        assigned: shown.assigned,
        submitted: shown.submitted.filter(|_| all(|group| group.whole_parts.0)),
        late,
        median_days_late: late.and(shown.median_days_late),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sea_orm::prelude::Uuid;
    use time::Duration;

    use super::*;

    const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

    fn work(institution: usize, submitted: bool, late: bool) -> Work {
        let due_at = if late { NOW - Duration::days(3) } else { NOW + Duration::days(3) };
        Work {
            country: "do".into(),
            case: Uuid::nil(),
            stage: String::new(),
            category: String::new(),
            institution: format!("institutions/{institution}"),
            reviewer: String::new(),
            subject: String::new(),
            share: submitted.then_some(0.5),
            made_at: NOW - Duration::days(20),
            due_at: Some(due_at),
            submitted_at: submitted.then_some(NOW),
        }
    }

    fn by_institution(works: &[Work], covered: bool) -> Groups {
        Groups::by(works, |work| work.institution.clone(), covered, NOW)
    }

    #[test]
    fn an_office_sees_every_count_and_nobody_else_a_small_one() {
        let works: Vec<Work> = (0..9).map(|place| work(place / 6, true, place == 0)).collect();
        let exact = by_institution(&works, false);
        assert!(!exact.hides());
        assert_eq!(total(&works, &[&exact], false, NOW).late, Some(1));
        let covered = by_institution(&works, true);
        let hidden = covered.figures.iter().all(|group| group.counts == Some(ReviewCounts::default()));
        assert!(covered.hides() && hidden, "of six and three none is shown");
        let told = total(&works, &[&covered], true, NOW);
        assert_eq!((told.assigned, told.submitted, told.late), (Some(9), None, None));
        assert_eq!(total(&works[..4], &[], true, NOW), ReviewCounts::default(), "four are too few");
    }

    proptest! {
        #[test]
        fn nobody_computes_a_part_that_is_left_out_of_one_group(
            works in prop::collection::vec((0..4_usize, any::<bool>(), any::<bool>()), 0..60),
        ) {
            let works: Vec<Work> = works.into_iter().map(|(at, submitted, late)| work(at, submitted, late)).collect();
            let groups = by_institution(&works, true);
            let told = total(&works, &[&groups], true, NOW);
            for part in [|counts: &ReviewCounts| counts.submitted, |counts: &ReviewCounts| counts.late] {
                let left_out =
                    groups.figures.iter().filter(|group| group.counts.as_ref().and_then(part).is_none()).count();
                prop_assert!(left_out == 0 || part(&told).is_none(), "the sum tells the rest");
                for group in &groups.figures {
                    let counts = group.counts.unwrap_or_default();
                    prop_assert!(part(&counts).is_none_or(|count| !(1..5).contains(&count)));
                }
            }
        }
    }
}
