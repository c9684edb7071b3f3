//! What the figures of a season tell, and to whom.

use platform::clients::Caller;
use proto::reviews::v1::{ReviewCounts, SummarizeReviewsRequest, SummarizeReviewsResponse};
use tests::platform::Failure;

use super::{
    COUNTRIES, ENTRIES, assigning::of_country, checks::has_place, course::Season, entries::EDITION, reviewing::is_in,
};

async fn figures(caller: &mut Caller, parent: &str) -> Result<SummarizeReviewsResponse, Failure> {
    let request = SummarizeReviewsRequest { parent: parent.into(), edition: EDITION.into() };
    Ok(caller.reviews.summarize_reviews(request).await?.into_inner())
}

fn assigned(counts: Option<&ReviewCounts>) -> i64 {
    counts.and_then(|counts| counts.assigned).unwrap_or_default()
}

/// The office of a country sees every count and every reviewer.
pub async fn an_office_sees_its_reviewers(season: &Season<'_>, country: &str) -> Result<(), Failure> {
    let told = figures(&mut season.network.office(country)?, &format!("countries/{country}")).await?;
    let mut all = of_country(season, country).await?;
    all.retain(has_place);
    let total = told.total.ok_or("no total")?;
    assert_eq!(total.assigned, Some(i64::try_from(all.len())?));
    assert_eq!(total.submitted, Some(i64::try_from(all.iter().filter(|assignment| is_in(assignment)).count())?));
    assert_eq!((told.cases, told.suppressed), (Some(i64::try_from(ENTRIES)?), false));
    let sum: i64 = told.reviewers.iter().map(|reviewer| assigned(reviewer.counts.as_ref())).sum();
    assert_eq!(sum, i64::try_from(all.len())?);
    let sum: i64 = told.institutions.iter().map(|group| assigned(group.counts.as_ref())).sum();
    assert_eq!(sum, i64::try_from(all.len())?);
    let severities: Vec<f64> = told.reviewers.iter().filter_map(|reviewer| reviewer.severity).collect();
    assert!(severities.iter().any(|severity| *severity < 0.0) && severities.iter().any(|severity| *severity > 0.0));
    assert!(told.mean_difference.is_some_and(|difference| difference > 0.0 && difference < 0.3), "{told:?}");
    assert!(told.phases.iter().all(|phase| phase.count.is_some_and(|count| count > 0)), "{:?}", told.phases);
    Ok(())
}

/// The network sees no reviewer and no small count; a reviewer sees their own figures and nothing else.
pub async fn nobody_else_sees_a_reviewer(season: &Season<'_>) -> Result<(), Failure> {
    let told = figures(&mut season.network.region()?, "countries/-").await?;
    assert_eq!(told.cases, Some(i64::try_from(COUNTRIES.len() * ENTRIES)?));
    assert_eq!((told.reviewers.len(), told.countries.len()), (0, COUNTRIES.len()));
    for group in told.institutions.iter().chain(&told.countries).chain(&told.categories) {
        let counts = group.counts.unwrap_or_default();
        for count in [counts.assigned, counts.submitted, counts.late] {
            assert!(count.is_none_or(|count| !(1..5).contains(&count)), "{group:?}");
        }
    }
    let country = COUNTRIES[0].0;
    let reviewer = season.reviewers.iter().find(|reviewer| reviewer.country == country).ok_or("no reviewer")?;
    let mut caller = season.network.caller(&reviewer.subject, "reviewer", country, "es")?;
    let own = figures(&mut caller, &format!("countries/{country}")).await?;
    assert_eq!(own.reviewers.iter().map(|own| own.reviewer.as_str()).collect::<Vec<_>>(), [reviewer.member.as_str()]);
    let nothing = SummarizeReviewsResponse { reviewers: own.reviewers.clone(), ..Default::default() };
    assert_eq!(own, nothing);
    Ok(())
}
