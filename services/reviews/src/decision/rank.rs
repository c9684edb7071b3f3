//! RankCases.

use std::collections::{BTreeMap, HashMap};

use platform::{error::Result, list, page::Page, store::Scope};
use proto::reviews::v1::{RankCasesRequest, RankCasesResponse, RankedCase, RankedReviewer, ScoreModel};
use sea_orm::prelude::Uuid;

use super::reviewed::{self, Reviewed, number, scores_message};
use crate::{
    case, member,
    score::{
        model,
        rank::{Placed, Scored, ranked},
        summary::Summary,
    },
};

/// Ranks the cases of an edition within the caller's reach. The model learns from every review of the edition there; only
/// what is asked for is ranked.
pub async fn rank(scope: &mut Scope, request: RankCasesRequest) -> Result<RankCasesResponse> {
    let track = request.track.to_string();
    let place = scope.place_key();
    let decides = ["RankCases", &request.parent, &request.edition, &track, &request.category, &place];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let reviewed = reviewed::of_edition(scope, &request.edition).await?;
    let summary = reviewed.summary();
    let cases: HashMap<Uuid, &case::rows::Model> =
        reviewed.cases.iter().filter(|case| is_asked_for(case, &request)).map(|case| (case.id, case)).collect();
    let scored = summary.cases.iter().filter(|(case, _)| cases.contains_key(*case));
    let scored = scored.map(|(case, one)| Scored { case: *case, score: one.corrected, error: one.error });
    let placed = ranked(scored.collect());
    // The key of a page is the case that was last; whoever moved meanwhile is met where they stand now.
    let begin = match &page.after {
        None => 0,
        Some(after) => {
            1 + after.parse().ok().and_then(|after: usize| after.checked_sub(1)).ok_or_else(list::no_position)?
        }
    };
    let limit = usize::try_from(page.limit()).unwrap_or(usize::MAX);
    let here: Vec<(usize, Placed)> = (begin + 1..).zip(placed.into_iter().skip(begin)).take(limit).collect();
    let (here, next_page_token) = page.cut(here, |(place, _)| place.to_string());
    let cases = here.into_iter().filter_map(|(_, placed)| to_message(&placed, cases.get(&placed.case)?, &summary));
    let cases = cases.collect();
    let reviewers = if begin == 0 { reviewers(&reviewed, &summary) } else { Vec::new() };
    Ok(RankCasesResponse { cases, reviewers, model: Some(model_message(&summary)), next_page_token })
}

fn is_asked_for(case: &case::rows::Model, request: &RankCasesRequest) -> bool {
    case.is_going_on()
        && (request.track == 0 || case.track == request.track)
        && (request.category.is_empty() || case.category == request.category)
}

fn to_message(placed: &Placed, case: &case::rows::Model, summary: &Summary) -> Option<RankedCase> {
    Some(RankedCase {
        case: case::rows::name(&case.country, case.id),
        registration: case.registration.clone(),
        title: if case.blocked { String::new() } else { case.title.clone() },
        track: case.track,
        category: case.category.clone(),
        state: case.state.message().into(),
        outcome: case.outcome.map_or(0, |outcome| outcome.message().into()),
        rank: number(placed.rank),
        tie_group: number(placed.group),
        tied: placed.tied,
        scores: Some(scores_message(summary.cases.get(&placed.case)?)),
    })
}

/// Everybody who reviewed, each once, by the first of their names.
fn reviewers(reviewed: &Reviewed, summary: &Summary) -> Vec<RankedReviewer> {
    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    for review in &reviewed.reviews {
        let name = member::rows::name(&review.country, review.reviewer);
        let known = names.entry(&review.subject).or_insert_with(|| name.clone());
        if name < *known {
            *known = name;
        }
    }
    let mut all: Vec<RankedReviewer> = names
        .into_iter()
        .filter_map(|(subject, reviewer)| {
            let found = summary.fit.reviewers.get(subject)?;
            Some(RankedReviewer {
                reviewer,
                reviews: number(found.reviews),
                severity: found.effect,
                standard_error: found.error,
                part: number(found.part),
            })
        })
        .collect();
    all.sort_by(|one, other| one.reviewer.cmp(&other.reviewer));
    all
}

fn model_message(summary: &Summary) -> ScoreModel {
    ScoreModel {
        name: model::NAME.into(),
        case_variance: summary.fit.variances.case,
        reviewer_variance: summary.fit.variances.reviewer,
        noise_variance: summary.fit.variances.noise,
        parts: number(summary.fit.parts),
    }
}
