//! What is done with the entries beside the usual steps, and what came of them.

use prost_types::FieldMask;
use proto::{
    registrations::v1::{
        AnswerClarificationRequest, ConsentKind, ListDuplicatesRequest, ListPublicationsRequest,
        ListTranslationsRequest, MergeRegistrationRequest, Registration, Translation, UpdateRegistrationRequest,
        UpdateTranslationRequest, WithdrawConsentRequest, registration::State, translation::Origin,
    },
    reviews::v1::{RequestClarificationRequest, case},
};

use super::{
    EDITION,
    entries::{DUPLICATE, ENGLISH, LATE, STORY, SURVIVOR, UNCLEAR, WITHDRAWN},
    mending::EVIDENCED,
};
use crate::{
    demo::{
        cast::{Cast, tell, until},
        outcome::ByHand,
        registering::{cases, registrations},
    },
    problem::Problem,
};

/// What the applicant says when asked.
const CLEARER: &str = "Avisa a la cuadrilla con media hora de ventaja, y nadie ha faltado por calor desde entonces.";

/// The office asks for a clearer summary, and the applicant gives one.
pub async fn clarify(cast: &Cast) -> Result<usize, Problem> {
    let before = UNCLEAR.expect(cast).await?;
    if before.summary == CLEARER {
        return Ok(0);
    }
    let case = cases(cast, UNCLEAR.country, EDITION).await?.into_iter().find(|case| case.registration == before.name);
    let case = case.ok_or_else(|| Problem::Said(format!("there is no case of {}", before.name)))?;
    if case.state() == case::State::Open {
        let request = RequestClarificationRequest {
            name: case.name,
            fields: vec!["summary".into()],
            question: "¿A quién avisa, con cuánto tiempo, y qué cambió desde entonces?".into(),
            ..Default::default()
        };
        let asked = cast.office(UNCLEAR.country)?.reviews.request_clarification(request).await;
        asked.map_err(|status| Problem::call("asking for a clarification", &status))?;
    }
    comes_to(cast, State::Clarification).await?;
    let mut applicant = UNCLEAR.applicant(cast)?.registrations;
    let (name, summary) = (before.name.clone(), CLEARER.to_owned());
    let request = UpdateRegistrationRequest {
        registration: Some(Registration { name, summary, ..Registration::default() }),
        update_mask: Some(FieldMask { paths: vec!["summary".into()] }),
        ..Default::default()
    };
    applicant.update_registration(request).await.map_err(|status| Problem::call("mending the summary", &status))?;
    let request = AnswerClarificationRequest { name: before.name, ..Default::default() };
    applicant.answer_clarification(request).await.map_err(|status| Problem::call("answering the office", &status))?;
    comes_to(cast, State::Screening).await?;
    until("the case with the answer", || async {
        let cases = cases(cast, UNCLEAR.country, EDITION).await?;
        Ok(cases.iter().all(|case| case.state() != case::State::Clarification).then_some(()))
    })
    .await?;
    tell("clarifications asked and answered", 1);
    Ok(1)
}

async fn comes_to(cast: &Cast, state: State) -> Result<(), Problem> {
    until("the news of the clarification", || async {
        Ok((UNCLEAR.expect(cast).await?.state() == state).then_some(()))
    })
    .await
}

/// The office is shown two that are the same, and merges the later one into the earlier.
pub async fn merge(cast: &Cast) -> Result<usize, Problem> {
    let (survivor, duplicate) = (SURVIVOR.expect(cast).await?, DUPLICATE.expect(cast).await?);
    if duplicate.state() == State::Merged {
        return Ok(0);
    }
    let mut office = cast.office(SURVIVOR.country)?.registrations;
    let request = ListDuplicatesRequest { parent: format!("countries/{}", SURVIVOR.country), ..Default::default() };
    let pairs = office.list_duplicates(request).await;
    let pairs = pairs.map_err(|status| Problem::call("looking for duplicates", &status))?.into_inner().duplicates;
    if !pairs.iter().any(|pair| pair.registration == duplicate.name && pair.other == survivor.name) {
        return Err(Problem::Said("two entries of one house were not found to be the same".into()));
    }
    let request = MergeRegistrationRequest {
        name: duplicate.name,
        survivor: survivor.name,
        reason: "Su organización ya registró esta solución.".into(),
        ..Default::default()
    };
    office.merge_registration(request).await.map_err(|status| Problem::call("merging", &status))?;
    until("the case of what was merged at its end", || async {
        let cases = cases(cast, SURVIVOR.country, EDITION).await?;
        Ok(cases.iter().any(|case| case.state() == case::State::Closed).then_some(()))
    })
    .await?;
    tell("duplicates merged", 1);
    Ok(1)
}

/// The office gives an entry that was written in English its Spanish words.
pub async fn translate(cast: &Cast) -> Result<usize, Problem> {
    let entry = ENGLISH.expect(cast).await?;
    if translations(cast, &entry.name).await? > 0 {
        return Ok(0);
    }
    let translation = Translation {
        name: format!("{}/translations/es", entry.name),
        origin: Origin::Person.into(),
        title: "Neveras compartidas para pescadores".into(),
        summary: "Los pescadores de un muelle comparten una nevera y venden por la mañana, a mejor precio.".into(),
        ..Translation::default()
    };
    let request = UpdateTranslationRequest { translation: Some(translation), ..Default::default() };
    let translated = cast.office(ENGLISH.country)?.registrations.update_translation(request).await;
    translated.map_err(|status| Problem::call("translating", &status))?;
    tell("entries translated", 1);
    Ok(1)
}

async fn translations(cast: &Cast, parent: &str) -> Result<usize, Problem> {
    let request = ListTranslationsRequest { parent: parent.into() };
    let found = cast.office(ENGLISH.country)?.registrations.list_translations(request).await;
    let found = found.map_err(|status| Problem::call("listing translations", &status))?.into_inner();
    Ok(found.translations.len())
}

/// An applicant takes the consent to the publication back, and the entry is gone.
pub async fn withdraw_consent(cast: &Cast) -> Result<usize, Problem> {
    let entry = WITHDRAWN.expect(cast).await?;
    if !entry.publication_consent {
        return Ok(0);
    }
    let kind = ConsentKind::Publication.into();
    let request = WithdrawConsentRequest { name: entry.name.clone(), kind, ..Default::default() };
    let taken = WITHDRAWN.applicant(cast)?.registrations.withdraw_consent(request).await;
    taken.map_err(|status| Problem::call("withdrawing the consent", &status))?;
    if is_shown(cast, &entry).await? {
        return Err(Problem::Said("what nobody consents to any more is still in the catalogue".into()));
    }
    tell("published entries whose consent was withdrawn", 1);
    Ok(1)
}

/// Whether the public sees an entry.
async fn is_shown(cast: &Cast, entry: &Registration) -> Result<bool, Problem> {
    let country = entry.name.split("/registrations/").next().unwrap_or_default();
    let filter = format!("edition = \"editions/{EDITION}\"");
    let request = ListPublicationsRequest { parent: country.into(), filter, page_size: 100, ..Default::default() };
    let shown = cast.region()?.registrations.list_publications(request).await;
    let shown = shown.map_err(|status| Problem::call("looking at the catalogue", &status))?.into_inner().publications;
    Ok(shown.iter().any(|publication| publication.registration == entry.name))
}

/// What came of the entries.
pub async fn count(cast: &Cast) -> Result<ByHand, Problem> {
    let mut by_hand = ByHand::default();
    let countries = [&UNCLEAR, &SURVIVOR, &STORY, &ENGLISH, &LATE, &WITHDRAWN].map(|entry| entry.country);
    for country in countries {
        for entry in registrations(cast, country, EDITION).await? {
            by_hand.registered += usize::from(entry.submit_time.is_some());
            by_hand.clarified += usize::from(entry.summary == CLEARER);
            by_hand.merged += usize::from(entry.state() == State::Merged);
            by_hand.mended += usize::from(entry.description == EVIDENCED && entry.state() == State::Published);
            by_hand.late += usize::from(entry.late_until.is_some());
            let shown = is_shown(cast, &entry).await?;
            by_hand.stories += usize::from(shown && entry.title == STORY.title);
            by_hand.translated +=
                usize::from(shown && entry.title == ENGLISH.title && translations(cast, &entry.name).await? > 0);
            let gone = entry.state() == State::Validated && !entry.publication_consent && !shown;
            by_hand.consents_withdrawn += usize::from(gone);
        }
    }
    Ok(by_hand)
}
