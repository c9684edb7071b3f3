//! A registration was handed in: its case is opened. What was withdrawn, revived and handed in again gets a case of its
//! own, and the one before stays closed.

use platform::{
    error::{Error, Result},
    moment,
    store::Scope,
};
use proto::{registrations::v1::RegistrationSubmitted, reviews::v1::CaseOpened};
use uuid::Uuid;

use super::{
    State,
    answers::Answers,
    particulars::Particulars,
    rows,
    rows::{Entity, Model},
    stage,
};
use crate::{clarification::rows::Paths, conflict, edition};

/// The contract's limits of the reviews of a case.
const FEWEST_REVIEWS: i32 = 1;
const MOST_REVIEWS: i32 = 10;

/// Opens the case of the submission; one that has a case is not told of anew. Where the withdrawal of the submission before
/// has not arrived yet, waits for it.
pub async fn react(scope: &mut Scope, event: RegistrationSubmitted) -> Result<()> {
    let submission = rows::submission(event.submission);
    match rows::newest(scope, &event.name).await? {
        Some(known) if known.submission >= submission => return Ok(()),
        Some(known) if known.withdrawn_at.is_none() => return Err(Error::late("the withdrawal of what was submitted")),
        _ => {}
    }
    let reviews_wanted = reviews_wanted(scope, &event).await?;
    let now = moment::now();
    let row = Model {
        country: scope.country().to_owned(),
        id: Uuid::now_v7(),
        registration: event.name,
        submission,
        edition: event.edition,
        track: event.track,
        category: event.category,
        organisation: event.organisation,
        title: event.title,
        summary: event.summary,
        problem: event.problem,
        description: event.description,
        applicant_domain: event.applicant_domain,
        state: State::Open,
        screening: None,
        screening_reason: String::new(),
        reviews_wanted,
        reviews_in: 0,
        share_sum: 0.0,
        decision: None,
        outcome: None,
        withdrawn_at: None,
        created_at: now,
        updated_at: now,
        version: 1,
        blocked: false,
        clarification: None,
        merged_at: None,
        state_before_merge: None,
        merge_version: 0,
        answers: Answers::of(event.answers),
        plan_version: event.edition_version,
        language: event.source_language,
        stage: String::new(),
        particulars: event.particulars.map(Particulars::of).unwrap_or_default(),
        questions: Paths(event.questions),
    };
    scope.publish(&CaseOpened {
        name: rows::name(&row.country, row.id),
        version: row.version,
        registration: row.registration.clone(),
        edition: row.edition.clone(),
        title: row.title.clone(),
        submission,
    });
    scope.insert::<Entity>(row.clone()).await?;
    conflict::keep::of_case(scope, &row).await
}

/// As many as the first stage of the plan gives, where the edition is known; else as many as were told.
async fn reviews_wanted(scope: &Scope, event: &RegistrationSubmitted) -> Result<i32> {
    let of_plan = async {
        if edition::rows::known(scope, &event.edition).await?.is_none() {
            return Ok(Planned(None));
        }
        let plan = edition::plans::of_version(scope, &event.edition, event.edition_version).await?;
        Ok(Planned(Some(stage::of_plan(&plan, "").reviews_per_case)))
    };
    let version = format!("{}@{}", event.edition, event.edition_version);
    let planned = scope.once(&version, &["editions", "plans"], of_plan).await?;
    Ok(planned.0.unwrap_or(event.reviews).clamp(FEWEST_REVIEWS, MOST_REVIEWS))
}

/// How many reviews the plan of an edition begins with; nothing where the edition is not known.
struct Planned(Option<i32>);
