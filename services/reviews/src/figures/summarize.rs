//! SummarizeReviews.

use std::collections::{BTreeMap, HashMap};

use platform::{cover::Cover, error::Result, moment, store::Scope};
use proto::{
    platform::v1::Role,
    reviews::v1::{
        PhaseFigures, ReviewGroup, ReviewPhase, ReviewerFigures, ScoreTenth, SummarizeReviewsRequest,
        SummarizeReviewsResponse,
    },
};
use sea_orm::prelude::Uuid;
use time::{Duration, OffsetDateTime};

use super::{
    SHOWN_FROM, Work,
    counts::{Groups, Tally, signed, total},
    difference, percentile,
    rows::{self, Case},
    tenth,
};
use crate::{
    decision::reviewed,
    score::{
        Rating,
        model::{self, Fit},
    },
};

/// Counts the reviews of an edition in a country, or in all.
pub async fn summarize(scope: &mut Scope, request: SummarizeReviewsRequest) -> Result<SummarizeReviewsResponse> {
    let cases = rows::cases(scope, &request.edition).await?;
    let works = rows::works(scope, &request.edition, &cases).await?;
    let now = moment::now();
    if scope.is_own() {
        let read = rows::read_by_caller(scope, &request.edition).await?;
        let reviewers = own(&works, &read, now).into_iter().collect();
        return Ok(SummarizeReviewsResponse { reviewers, ..Default::default() });
    }
    let released = rows::released(scope, &request.edition).await?;
    let validated = rows::validated(scope, &request.edition).await?;
    let is_office = matches!(scope.role(), Role::OfficeAdmin | Role::OfficeStaff)
        && !scope.is_api_key()
        && !scope.country().is_empty();
    // By the same model that corrects the scores, of the same reviews.
    let fit = match is_office {
        true => Some(reviewed::of_edition(scope, &request.edition).await?.summary().fit),
        false => None,
    };
    let figures = Figures { fit, across: scope.country().is_empty(), now, cases, works };
    Ok(figures.answer(&released, &validated))
}

/// What a reviewer sees: of their own reviews, and how strict these are beside those that they may read.
fn own(works: &[Work], read: &[Rating], now: OffsetDateTime) -> Option<ReviewerFigures> {
    let first = works.first()?;
    let mut reviews: BTreeMap<Uuid, (bool, usize)> = BTreeMap::new();
    for rating in read {
        let (is_theirs, many) = reviews.entry(rating.case).or_default();
        *is_theirs |= rating.reviewer == first.subject;
        *many += 1;
    }
    let beside_others = reviews.values().filter(|(is_theirs, many)| *is_theirs && *many > 1).count();
    // Of one or two cases it would tell what the others gave.
    let severity = (beside_others >= SHOWN_FROM).then(|| model::fit(read).severity(&first.subject)).flatten();
    let tally = Tally::of(works, now);
    Some(ReviewerFigures {
        reviewer: first.reviewer.clone(),
        counts: Some(tally.exact()),
        mean_share: tally.mean_share(),
        severity,
    })
}

/// What was read, and for whom.
struct Figures {
    /// How strict reviewers are. Nothing where small counts are left out, and every reviewer.
    fit: Option<Fit>,
    /// They are of all countries.
    across: bool,
    now: OffsetDateTime,
    cases: Vec<Case>,
    works: Vec<Work>,
}

impl Figures {
    fn answer(
        self,
        released: &HashMap<Uuid, OffsetDateTime>,
        validated: &HashMap<Uuid, OffsetDateTime>,
    ) -> SummarizeReviewsResponse {
        let by = |value: fn(&Work) -> String| Groups::by(&self.works, value, self.is_covered(), self.now);
        let institutions = by(|work| work.institution.clone());
        let countries = by(|work| format!("countries/{}", work.country));
        let categories = by(|work| work.category.clone());
        let groups = [&institutions, &countries, &categories];
        let total = total(&self.works, &groups, self.is_covered(), self.now);
        let (scores, scores_hide) = self.scores();
        let shares: Vec<Vec<f64>> = self.shares().into_values().collect();
        let (mean_difference, pairs) = difference(&shares);
        let cases = (!self.is_too_few(self.cases.len())).then_some(signed(self.cases.len() as u64));
        let phases = self.phases(released, validated);
        let suppressed = groups.iter().any(|group| group.hides())
            || scores_hide
            || cases.is_none()
            || self.is_too_few(pairs)
            || phases.iter().any(|phase| phase.count.is_none());
        let reviewers = self.fit.as_ref().map(|fit| self.reviewers(fit)).unwrap_or_default();
        let figures = |groups: Groups| -> Vec<ReviewGroup> { groups.figures };
        SummarizeReviewsResponse {
            cases,
            total: Some(total),
            countries: if self.across { figures(countries) } else { Vec::new() },
            institutions: figures(institutions),
            categories: figures(categories),
            reviewers,
            scores,
            mean_difference: mean_difference.filter(|_| !self.is_too_few(pairs)),
            phases,
            suppressed,
        }
    }

    fn is_covered(&self) -> bool {
        self.fit.is_none()
    }

    fn is_too_few(&self, count: usize) -> bool {
        self.is_covered() && (1..SHOWN_FROM).contains(&count)
    }

    /// The shares of the reviews that are in, by case and stage.
    fn shares(&self) -> BTreeMap<(Uuid, &str), Vec<f64>> {
        let mut shares: BTreeMap<(Uuid, &str), Vec<f64>> = BTreeMap::new();
        for work in &self.works {
            shares.entry((work.case, work.stage.as_str())).or_default().extend(work.share);
        }
        shares
    }

    fn reviewers(&self, fit: &Fit) -> Vec<ReviewerFigures> {
        let mut by_reviewer: BTreeMap<&str, Vec<&Work>> = BTreeMap::new();
        for work in &self.works {
            by_reviewer.entry(&work.reviewer).or_default().push(work);
        }
        let figures = |(reviewer, works): (&str, Vec<&Work>)| {
            let tally = Tally::of(works.iter().copied(), self.now);
            ReviewerFigures {
                reviewer: reviewer.to_owned(),
                counts: Some(tally.exact()),
                mean_share: tally.mean_share(),
                severity: works.first().and_then(|work| fit.severity(&work.subject)),
            }
        };
        by_reviewer.into_iter().map(figures).collect()
    }

    /// How many cases have a score in which tenth.
    fn scores(&self) -> (Vec<ScoreTenth>, bool) {
        let mut counts = vec![0; 10];
        for case in self.cases.iter().filter(|case| case.reviews_in > 0) {
            counts[tenth(case.share_sum / f64::from(case.reviews_in)) - 1] += 1;
        }
        let cover = if self.is_covered() { Cover::small(counts, &[]) } else { Cover::nothing(counts) };
        let of = |place: usize| ScoreTenth {
            tenth: i32::try_from(place + 1).unwrap_or_default(),
            count: cover.at(place).map(signed),
        };
        ((0..10).map(of).collect(), cover.hides())
    }

    fn phases(
        &self,
        released: &HashMap<Uuid, OffsetDateTime>,
        validated: &HashMap<Uuid, OffsetDateTime>,
    ) -> Vec<PhaseFigures> {
        let mut first: HashMap<Uuid, OffsetDateTime> = HashMap::new();
        let mut last: HashMap<Uuid, OffsetDateTime> = HashMap::new();
        for work in &self.works {
            let made = first.entry(work.case).or_insert(work.made_at);
            *made = work.made_at.min(*made);
            if let Some(came) = work.submitted_at {
                let latest = last.entry(work.case).or_insert(came);
                *latest = came.max(*latest);
            }
        }
        let between = |from: &HashMap<Uuid, OffsetDateTime>, to: &HashMap<Uuid, OffsetDateTime>| {
            let spent = |(case, end): (&Uuid, &OffsetDateTime)| Some(*end - *from.get(case)?);
            to.iter().filter_map(spent).collect::<Vec<Duration>>()
        };
        let opened = self.cases.iter().map(|case| (case.id, case.created_at)).collect();
        let reviewing = self.works.iter().filter_map(|work| Some(work.submitted_at? - work.made_at)).collect();
        vec![
            self.phase(ReviewPhase::Assigning, between(&opened, &first)),
            self.phase(ReviewPhase::Reviewing, reviewing),
            self.phase(ReviewPhase::Deciding, between(&last, released)),
            self.phase(ReviewPhase::Validating, between(released, validated)),
        ]
    }

    fn phase(&self, phase: ReviewPhase, mut spent: Vec<Duration>) -> PhaseFigures {
        spent.sort_unstable();
        let shown = !self.is_too_few(spent.len());
        let days = |tenths| {
            let found = percentile(&spent, tenths).filter(|_| shown);
            found.map(|spent| spent.as_seconds_f64().max(0.0) / 86_400.0)
        };
        PhaseFigures {
            phase: phase.into(),
            count: shown.then_some(signed(spent.len() as u64)),
            median_days: days(5),
            ninetieth_percentile_days: days(9),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reviews of so many cases by somebody and by another one, who gives this much more.
    fn reviewed(cases: u128, more: f64) -> (Vec<Work>, Vec<Rating>) {
        let rating = |case: u128, reviewer: &str, share| Rating {
            case: Uuid::from_u128(case),
            reviewer: reviewer.into(),
            share,
            confidence: 3,
        };
        let share = |case: u128| if case.is_multiple_of(2) { 0.3 } else { 0.5 };
        let both = |case: u128| [rating(case, "ana", share(case)), rating(case, "beto", share(case) + more)];
        let work = |case: u128| Work {
            country: "do".into(),
            case: Uuid::from_u128(case),
            stage: String::new(),
            category: String::new(),
            institution: String::new(),
            reviewer: "countries/do/members/ana".into(),
            subject: "ana".into(),
            share: Some(share(case)),
            made_at: OffsetDateTime::UNIX_EPOCH,
            due_at: None,
            submitted_at: Some(OffsetDateTime::UNIX_EPOCH),
        };
        ((0..cases).map(work).collect(), (0..cases).flat_map(both).collect())
    }

    #[test]
    fn a_reviewer_reads_how_strict_they_are_from_five_cases_on_that_others_reviewed_too() {
        let severity = |(works, read): (Vec<Work>, Vec<Rating>)| {
            own(&works, &read, OffsetDateTime::UNIX_EPOCH).and_then(|figures| figures.severity)
        };
        assert!(severity(reviewed(5, 0.3)).is_some_and(|severity| severity < -0.1), "strict");
        assert!(severity(reviewed(5, -0.3)).is_some_and(|severity| severity > 0.1), "generous");
        assert_eq!(severity(reviewed(4, 0.3)), None, "of few cases it would tell what the other one gave");
        let (works, mut read) = reviewed(9, 0.3);
        read.retain(|rating| rating.reviewer == "ana");
        assert_eq!(severity((works, read)), None, "alone");
    }
}
