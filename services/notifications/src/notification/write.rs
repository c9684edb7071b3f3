//! Writes a notification to one recipient, once for each fact.

use platform::{Error, Result, Scope, moment, telemetry};
use proto::registrations::v1::LetterTemplate;
use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::{
    Audience, State,
    rows::{self, Way},
};
use crate::{
    country, edition, person, registration,
    template::{self, Facts, Language, Template, Worded},
};

/// What is told, and of which fact.
pub struct Told<'a> {
    /// Which letter.
    pub template: Template,
    /// The resource that the fact is about.
    pub about: &'a str,
    /// Its version after the fact.
    pub version: i64,
    /// The registration it concerns.
    pub registration: &'a str,
    /// What the letter says.
    pub facts: Facts<'a>,
}

/// Tells the applicant of the registration.
pub async fn to_applicant(scope: &mut Scope, told: Told<'_>) -> Result<()> {
    let concerned = person::rows::locked(scope, &[told.registration]).await?;
    let applicant = concerned.first().cloned().ok_or_else(|| Error::late("applicant.recorded"))?;
    tell(scope, Audience::Applicant, applicant, &concerned, told).await
}

/// Tells the office of the scope's country.
pub async fn to_office(scope: &mut Scope, told: Told<'_>) -> Result<()> {
    let office = format!("countries/{}", scope.country());
    let person = person::rows::of(scope, &office, "office.recorded").await?;
    write(scope, Audience::Office, person, told).await
}

/// Tells one member, as a reviewer.
pub async fn to_reviewer(scope: &mut Scope, member: &str, told: Told<'_>) -> Result<()> {
    to_member(scope, Audience::Reviewer, member, told).await
}

/// Tells one member, as a representative of an institution.
pub async fn to_representative(scope: &mut Scope, member: &str, told: Told<'_>) -> Result<()> {
    to_member(scope, Audience::Representative, member, told).await
}

/// Nobody is told of a registration that is hidden from them.
async fn to_member(scope: &mut Scope, audience: Audience, member: &str, told: Told<'_>) -> Result<()> {
    if scope.is_hidden_from(told.registration, member).await? {
        return Ok(());
    }
    let person = person::rows::of(scope, member, "member.recorded").await?;
    write(scope, audience, person, told).await
}

/// Whether somebody was told by this letter of what concerns a resource.
pub async fn is_told(scope: &Scope, about: &str, template: Template) -> Result<bool> {
    let of_it = scope.find::<rows::Entity>().filter(rows::Column::About.eq(about));
    Ok(scope.count(of_it.filter(rows::Column::Template.eq(template.name()))).await? > 0)
}

/// Tells whoever this is. Nobody is told of somebody who is erased, and what is told of blocked data waits until it is
/// free again. The rows of both are locked: a letter is written before they are erased, which empties it, or never.
pub async fn write(scope: &mut Scope, audience: Audience, person: person::rows::Model, told: Told<'_>) -> Result<()> {
    let concerned = person::rows::locked(scope, &[told.registration, &person.name]).await?;
    tell(scope, audience, person, &concerned, told).await
}

/// The same, where the rows of whom it concerns are locked.
async fn tell(
    scope: &mut Scope,
    audience: Audience,
    person: person::rows::Model,
    concerned: &[person::rows::Model],
    told: Told<'_>,
) -> Result<()> {
    if concerned.iter().any(|person| person.erased) {
        return Ok(());
    }
    let blocked = concerned.iter().any(|person| person.blocked);
    let fact = fact(&told, &person.name);
    let same = scope.find::<rows::Entity>().filter(rows::Column::Fact.eq(&fact));
    if scope.one(same).await?.is_some() {
        return Ok(());
    }
    let language = match Language::of(&person.language) {
        Some(theirs) => theirs,
        None => Language::first_of(&[&country::rows::default_language(scope).await?]),
    };
    let facts = Facts { greeted: &person.display_name, ..told.facts };
    let worded = worded(scope, &told, language).await?;
    let letter = template::write(told.template, language, &worded, &facts);
    let now = moment::now();
    let row = rows::Model {
        country: scope.country().to_owned(),
        id: Uuid::now_v7(),
        version: 1,
        created_at: now,
        updated_at: now,
        sent_at: None,
        next_attempt_at: moment::milliseconds(now),
        fact,
        template: told.template.name().into(),
        about: told.about.into(),
        registration: told.registration.into(),
        audience,
        // Who left no address is still told: in the inbox.
        channel: if person.email.is_empty() { Way::Inbox } else { Way::Email },
        language: language.code().into(),
        recipient: person.email,
        subject: letter.subject,
        body: letter.body,
        state: State::Pending,
        attempts: 0,
        misses: 0,
        server_away_since: None,
        traceparent: telemetry::trace_context(),
        blocked,
    };
    scope.insert::<rows::Entity>(row).await
}

/// What the edition of the registration has the letter say, in the versions that it was submitted under.
async fn worded(scope: &Scope, told: &Told<'_>, language: Language) -> Result<Worded> {
    if told.template.in_contract() == LetterTemplate::Unspecified {
        return Ok(Worded::default());
    }
    let entered = registration::rows::entered(scope, told.registration).await?;
    let which = format!("{entered:?} {} {}", told.template.name(), language.code());
    let read = edition::rows::worded(scope, &entered, told.template, language.code());
    let worded = scope.once(&which, &["edition_letters"], read).await?;
    Ok(Worded::clone(&worded))
}

/// What makes a notification the same one, however often and by whichever event it is asked for.
fn fact(told: &Told<'_>, recipient: &str) -> String {
    format!("{} {} {} {}", told.about, told.version, told.template.name(), recipient)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_version_of_a_fact_is_another_fact() {
        let told = |version| Told {
            template: Template::RegistrationReceived,
            about: "countries/do/registrations/1",
            version,
            registration: "countries/do/registrations/1",
            facts: Facts::default(),
        };
        assert_eq!(fact(&told(2), "a"), fact(&told(2), "a"));
        assert_ne!(fact(&told(2), "a"), fact(&told(3), "a"));
        assert_ne!(fact(&told(2), "a"), fact(&told(2), "b"));
    }
}
