//! `SummarizeRegistrations`

use std::collections::{BTreeMap, HashMap};

use platform::{Result, Scope, choice, cover::Cover, moment, names};
use proto::registrations::v1::{
    GroupFigure, StateFigures, SummarizeRegistrationsRequest, SummarizeRegistrationsResponse, WorkFigures,
    registration::State,
};

use super::{
    Standing,
    rows::{Counted, Group, Left, Reached, unsigned, zones},
    weeks::weeks,
};
use crate::view;

/// Seconds.
const HOUR: i64 = 3600;

/// Counts the registrations of a country, or of all.
pub async fn summarize(
    scope: &mut Scope,
    request: SummarizeRegistrationsRequest,
) -> Result<SummarizeRegistrationsResponse> {
    let asked = view::asked::asked(scope, &request.view, &request.filter).await?;
    let edition = match request.edition.as_str() {
        "" => "",
        name => names::segments::<1>("edition", name, "editions/*")?[0],
    };
    let counted = Counted { asked: asked.as_ref(), edition, now: moment::now() };
    let groups = counted.groups(scope).await?;
    let reached = counted.reached(scope).await?;
    let left = counted.left(scope).await?;
    let submitted = weeks(&counted.submitted(scope).await?, &zones(scope).await?);
    let is_office = view::is_of_the_office(scope.role()) && !scope.is_api_key() && !scope.country().is_empty();
    let figures = Figures { covered: !is_office, across: scope.country().is_empty(), groups, submitted };
    Ok(figures.answer(&reached, &left))
}

/// What was counted, and for whom.
struct Figures {
    /// Small counts are left out.
    covered: bool,
    /// They are of all countries.
    across: bool,
    groups: Vec<Group>,
    /// By week.
    submitted: BTreeMap<String, u64>,
}

impl Figures {
    fn answer(self, reached: &[Reached], left: &[Left]) -> SummarizeRegistrationsResponse {
        let standings = self.standings();
        let by = |value: fn(&Group) -> String| self.values(value, &standings);
        let groups = [
            if self.across { by(|group| format!("countries/{}", group.country)) } else { Table::default() },
            by(|group| group.category.clone()),
            by(|group| group.track.clone()),
            self.weeks(&standings),
        ];
        let states = states(&standings, reached, left);
        let is_covered = standings.hides() || groups.iter().any(|table| table.hides) || states.iter().any(lacks);
        let [countries, categories, tracks, weeks] = groups.map(|table| table.figures);
        SummarizeRegistrationsResponse {
            total: (!self.is_too_few(standings.whole())).then(|| signed(standings.whole())),
            states,
            countries,
            categories,
            tracks,
            weeks,
            work: Some(work(&standings)),
            suppressed: is_covered,
            history_is_partial: reached.iter().any(|row| row.unknown > 0),
        }
    }

    fn is_too_few(&self, whole: u64) -> bool {
        self.covered && (1..5).contains(&whole)
    }

    fn cover(&self, counts: Vec<u64>, also: &[usize]) -> Cover {
        match self.covered {
            false => Cover::nothing(counts),
            true => Cover::small(counts, also),
        }
    }

    /// How many stand where, in the order of [`Standing::all`].
    fn standings(&self) -> Cover {
        let mut counts: HashMap<&str, u64> = HashMap::new();
        for group in &self.groups {
            *counts.entry(group.standing.as_str()).or_default() += unsigned(group.found);
        }
        let of = |standing: Standing| counts.get(standing.name().as_str()).copied().unwrap_or_default();
        self.cover(Standing::all().into_iter().map(of).collect(), &[])
    }

    /// How many have which value.
    fn values(&self, value: fn(&Group) -> String, standings: &Cover) -> Table {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for group in &self.groups {
            *counts.entry(value(group)).or_default() += unsigned(group.found);
        }
        let (values, counts): (Vec<String>, Vec<u64>) = counts.into_iter().unzip();
        match self.is_too_few(standings.whole()) {
            true => Table::of(values, &Cover::blank(counts)),
            false => Table::of(values, &self.cover(counts, &[])),
        }
    }

    /// How many were submitted in which week. Those that were not are counted along, so that all make up the whole; where
    /// they cannot be shown, a week has to be left out with them.
    fn weeks(&self, standings: &Cover) -> Table {
        let is_unsubmitted = |place: usize| !Standing::all()[place].is_submitted();
        let unsubmitted = standings.sum(is_unsubmitted);
        let (weeks, mut counts): (Vec<String>, Vec<u64>) = self.submitted.clone().into_iter().unzip();
        let submitted: u64 = counts.iter().sum();
        let also = if unsubmitted.is_some() { None } else { Some(counts.len()) };
        if also.is_some() {
            counts.push(standings.whole().saturating_sub(submitted));
        }
        match self.is_too_few(submitted) {
            true => Table::of(weeks, &Cover::blank(counts)),
            false => Table::of(weeks, &self.cover(counts, also.as_slice())),
        }
    }
}

/// Counts by value.
#[derive(Default)]
struct Table {
    figures: Vec<GroupFigure>,
    /// Some are left out.
    hides: bool,
}

impl Table {
    /// Of several that are not shown it is told which they are; of none how many there are.
    fn of(values: Vec<String>, cover: &Cover) -> Self {
        let figure = |(place, value)| GroupFigure { value, count: cover.at(place).map(signed) };
        let figures = match cover.is_blank() {
            true => Vec::new(),
            false => values.into_iter().enumerate().map(figure).collect(),
        };
        Self { figures, hides: cover.hides() }
    }
}

fn states(standings: &Cover, reached: &[Reached], left: &[Left]) -> Vec<StateFigures> {
    let all = Standing::all();
    let states = all.iter().filter_map(|standing| match standing {
        Standing::In(state) => Some(*state),
        _ => None,
    });
    let figures = states.map(|state| {
        let name = choice::name(state.as_str_name(), "STATE_");
        let of = |standing: &Standing| {
            let rows = reached.iter().filter(|row| row.reached == name && row.standing == standing.name());
            rows.map(|row| unsigned(row.found)).sum()
        };
        let did: Vec<u64> = all.iter().map(of).collect();
        state_figures(standings, state, &did, left.iter().filter(|row| row.previous == name).collect())
    });
    figures.collect()
}

/// `did` is how many came to the state, for each standing; `left` those in the middle and near the end of those that left
/// it. Who came and who left differ by who is there: of the three, none may be shown that tells another.
fn state_figures(standings: &Cover, state: State, did: &[u64], left: Vec<&Left>) -> StateFigures {
    let is_in = |place: usize| Standing::all()[place].state() == state;
    let now = standings.sum(is_in);
    let gone = left.first().map_or(0, |row| unsigned(row.found));
    let reached = standings.passed(did).filter(|_| !standings.is_too_small(gone));
    let gone = reached.and(now).map(|_| gone);
    let seconds = |place: fn(i64) -> i64| {
        let row = gone.and_then(|_| left.iter().find(|row| row.place == place(row.found)))?;
        time(standings, row)
    };
    StateFigures {
        state: state.into(),
        reached: reached.map(signed),
        now: now.map(signed),
        left: gone.map(signed),
        median_seconds: seconds(|found| (found + 1) / 2),
        ninetieth_percentile_seconds: seconds(|found| (found * 9 + 9) / 10),
    }
}

/// The time of one of those that left, in seconds. Where small counts are left out it is told in whole hours, and only with
/// enough others at least as fast and at least as slow: near an end it would be somebody's own.
fn time(standings: &Cover, row: &Left) -> Option<i64> {
    let seconds = row.milliseconds / 1000;
    if !standings.is_covered() {
        return Some(seconds);
    }
    let beside = row.place.min(row.found - row.place + 1);
    let hours = (seconds + HOUR - 1) / HOUR;
    (!standings.is_too_small(unsigned(beside))).then_some(hours * HOUR)
}

fn lacks(figures: &StateFigures) -> bool {
    figures.reached.is_none() || figures.now.is_none() || figures.left.is_none()
}

/// Each standing is in one of these.
fn work(standings: &Cover) -> WorkFigures {
    let all = Standing::all();
    let of = |those: &[Standing]| standings.sum(|place| those.contains(&all[place])).map(signed);
    let states = |those: &[State]| of(&those.iter().copied().map(Standing::In).collect::<Vec<_>>());
    let ends =
        [State::Published, State::Suspended, State::Ineligible, State::Declined, State::Merged, State::Withdrawn];
    let done: Vec<Standing> = ends.into_iter().map(Standing::In).chain([Standing::Unsubmitted]).collect();
    WorkFigures {
        done: of(&done),
        screening: states(&[State::Submitted, State::Screening]),
        clarifications_overdue: of(&[Standing::Overdue]),
        unpublished: states(&[State::Validated]),
        drafts: states(&[State::Draft]),
        clarifications: states(&[State::Clarification]),
        reviews: states(&[State::InReview, State::Waitlisted, State::Appealed]),
        validations: states(&[State::Accepted, State::Expired]),
        publications_suspended: of(&[Standing::OutOfSight]),
    }
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
