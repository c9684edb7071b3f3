//! The applicant answered a clarification: the case has the new words, and is again with whoever asked.

use platform::{
    error::{Error, Result},
    names,
    store::Scope,
};
use proto::{registrations::v1::RegistrationClarified, reviews::v1::ValidationMended};
use sea_orm::{QueryFilter, QuerySelect, entity::prelude::*};

use super::{
    Stage, State, answered,
    rows::{self, Entity, Model},
};
use crate::{case, conflict, member};

/// Takes the answer and the words, in the case that was asked about: its registration may have others, of submissions that
/// were withdrawn. Where the case is not known yet, waits for it.
pub async fn react(scope: &mut Scope, event: RegistrationClarified) -> Result<()> {
    let [_, of, id] = names::segments::<3>("name", &event.clarification, "countries/*/cases/*/clarifications/*")?;
    let of = names::uuid(&event.clarification, of)?;
    let asked_about = scope
        .find::<case::rows::Entity>()
        .filter(case::rows::Column::Id.eq(of))
        .filter(case::rows::Column::Registration.eq(event.name.as_str()));
    let Some(case) = scope.one(asked_about.lock_exclusive()).await? else {
        return Err(Error::late("the submission of the registration that was clarified"));
    };
    let id = names::uuid(&event.clarification, id)?;
    let all = rows::of_case(scope, case.id).await?;
    let Some(before) = all.iter().find(|row| row.id == id) else {
        return Err(Error::late("the clarification that was answered"));
    };
    let Some(state) = answered(before.state, case.withdrawn_at.is_some()) else { return Ok(()) };
    let after = Model { answer: event.answer.clone(), ..before.ended(state) };
    scope.update::<Entity>(before, after).await?;
    let answer = event.answer.clone();
    let later = all.iter().filter(|row| row.id > id);
    let mut changed = case.next();
    if later.clone().next().is_none() {
        changed.clarification = Some(state);
        if before.state == State::Asked {
            changed.state = case::clarification_ended(case.state);
        }
    }
    // Answers may come in any order: the words of the last one stand.
    if !later.clone().any(|row| row.state == State::Answered) {
        changed = with_words(changed, event);
    }
    if before.stage == Stage::Validation && before.state != State::Ended {
        tell_institution(scope, before, &changed, answer).await?;
    }
    scope.update::<case::rows::Entity>(&case, changed.clone()).await?;
    conflict::keep::of_case(scope, &changed).await
}

/// The institution that asked can look again.
async fn tell_institution(scope: &mut Scope, asked: &Model, of: &case::rows::Model, answer: String) -> Result<()> {
    let representatives = member::rows::representatives(scope, &asked.institution).await?;
    scope.publish(&ValidationMended {
        name: asked.name(),
        version: of.version,
        case: case::rows::name(&of.country, of.id),
        registration: asked.registration.clone(),
        institution: asked.institution.clone(),
        representatives,
        answer,
    });
    Ok(())
}

fn with_words(case: case::rows::Model, event: RegistrationClarified) -> case::rows::Model {
    let particulars = event.particulars.map(case::particulars::Particulars::of);
    case::rows::Model {
        particulars: particulars.unwrap_or_else(|| case.particulars.clone()),
        track: event.track,
        category: event.category,
        organisation: event.organisation,
        title: event.title,
        summary: event.summary,
        problem: event.problem,
        description: event.description,
        applicant_domain: event.applicant_domain,
        answers: case::answers::Answers::of(event.answers),
        questions: if event.questions.is_empty() { case.questions.clone() } else { rows::Paths(event.questions) },
        ..case
    }
}
