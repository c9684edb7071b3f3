//! AssignAppealPanel.

use std::collections::HashSet;

use platform::{
    error::{Error, Result, Text},
    etag, names,
    store::Scope,
};
use proto::{
    platform::v1::Reason,
    reviews::v1::{AssignAppealPanelRequest, AssignAppealPanelResponse, HearingMade},
};
use sea_orm::prelude::Uuid;

use super::{
    heard, hearing,
    panel::{Before, Candidate, choose, take},
    rows, whole,
};
use crate::{assignment, case, conflict, decision::reviewed::number, edition::plans, member};

/// Puts a panel on an appeal, all at once and once: people who had no part in the case.
pub async fn assign(scope: &mut Scope, request: AssignAppealPanelRequest) -> Result<AssignAppealPanelResponse> {
    let (case, appeal) = rows::locked_by_name(scope, &request.name).await?;
    etag::check(&request.etag, appeal.version)?;
    heard(appeal.state)?;
    if appeal.panel > 0 {
        return Err(has_panel());
    }
    let wanted = usize::try_from(plans::of_case(scope, &case).await?.appeal_panel).unwrap_or(1);
    let reviewers = member::rows::reviewers(scope).await?;
    let candidates = candidates(scope, &case, &reviewers).await?;
    let before = part_takers(scope, &case, &appeal).await?;
    let asked = asked(scope, &request.reviewers)?;
    let chosen = match asked.is_empty() {
        true => choose(&candidates, &before, wanted)?,
        false => take(&candidates, &before, &asked, wanted)?,
    };
    for reviewer in reviewers.iter().filter(|reviewer| chosen.contains(&reviewer.id)) {
        let row = hearing::Model::new(&appeal, reviewer);
        scope.publish(&HearingMade {
            name: hearing::name(&row),
            version: row.version,
            registration: row.registration.clone(),
            reviewer: member::rows::name(&row.country, row.member),
            title: case.title.clone(),
        });
        scope.insert::<hearing::Entity>(row).await?;
    }
    let after = rows::Model { panel: number(chosen.len()), ..appeal.next() };
    scope.update::<rows::Entity>(&appeal, after.clone()).await?;
    Ok(AssignAppealPanelResponse { appeal: Some(whole::appeal(scope, after).await?) })
}

/// The reviewers of the country as the choice sees them; whom another one lends, reviews one case and hears none.
async fn candidates(
    scope: &Scope,
    case: &case::rows::Model,
    reviewers: &[member::rows::Model],
) -> Result<Vec<Candidate>> {
    let ruled_out = conflict::ruled_out(scope, std::slice::from_ref(case), reviewers).await?;
    let candidate = |reviewer: &member::rows::Model| Candidate {
        member: reviewer.id,
        subject: reviewer.subject.clone(),
        institution: reviewer.institution.clone(),
        load: reviewer.awaited,
        conflicted: ruled_out.contains(&(case.id, reviewer.id)),
    };
    Ok(reviewers.iter().filter(|reviewer| !reviewer.is_lent()).map(candidate).collect())
}

/// Who had a part in the case: whoever was assigned, whether they reviewed or not; whoever screened or decided; and who
/// admitted the appeal.
async fn part_takers(scope: &Scope, case: &case::rows::Model, appeal: &rows::Model) -> Result<Before> {
    let assigned = assignment::rows::of_cases(scope, &[case.id]).await?;
    let deciders = rows::deciders_of(scope, appeal).await?.into_iter();
    let mut subjects: HashSet<String> =
        assigned.iter().flat_map(|row| [row.subject.clone(), row.delegate_subject.clone()]).collect();
    subjects.extend(deciders.chain([appeal.judge.clone(), scope.subject().to_owned()]));
    Ok(Before {
        subjects,
        members: assigned.iter().flat_map(|row| row.delegate.into_iter().chain([row.reviewer])).collect(),
        institutions: assigned.into_iter().map(|row| row.institution).filter(|name| !name.is_empty()).collect(),
    })
}

/// The members that the request names.
fn asked(scope: &Scope, reviewers: &[String]) -> Result<Vec<Uuid>> {
    let id = |name: &String| {
        let [country, id] = names::segments::<2>("reviewers", name, "countries/*/members/*")?;
        if country == scope.country() { names::uuid(name, id) } else { Err(Error::not_found(name)) }
    };
    reviewers.iter().map(id).collect()
}

fn has_panel() -> Error {
    let text = Text::told(
        "this appeal has its panel already",
        "esta apelación ya tiene quienes la oigan",
        "este recurso já tem quem o ouça",
    );
    Error::refused(Reason::StateNotAllowed, text)
}
