//! What others are told of a registration.

use platform::{Result, Scope, choice, moment::timestamp};
use proto::registrations::v1::{
    AnsweredQuestion, ApplicantRecorded, Definition, Edition, LateEntryAllowed, RegistrationClarified,
    RegistrationDrafted, RegistrationSubmitted, Track, registration::State,
};

use super::{
    complete, particulars,
    rows::{Model, to_message},
};
use crate::edition;

/// Tells who applies by a draft, where it says so, or says it otherwise than `before`.
pub fn publish_draft(scope: &mut Scope, before: Option<&Model>, row: &Model) {
    let who = |row: &Model| (row.organisation.clone(), domain(&row.website, &row.contact_email));
    let now = who(row);
    if row.state() != State::Draft || now == before.map(who).unwrap_or_default() {
        return;
    }
    let (organisation, applicant_domain) = now;
    scope.publish(&RegistrationDrafted {
        name: row.name(),
        version: row.version,
        organisation,
        applicant_domain,
        submission: row.submissions,
    });
}

/// Tells that a registration was submitted, and how to reach its applicant. `language` is what the applicant chose, or
/// the country's default; `definition` is what the edition asks in the version that it was submitted under.
pub async fn publish_submission(
    scope: &mut Scope,
    row: &Model,
    edition: &Edition,
    definition: &Definition,
    language: String,
) -> Result<()> {
    let track: Track = choice::of(&row.track, "TRACK_", Track::from_str_name);
    let answers = answers(row, definition);
    let particulars = particulars::of(scope, row, &answers).await?;
    // First who is to be told, then what there is to tell: in order, nothing has to wait.
    publish_applicant(scope, row, language);
    scope.publish(&RegistrationSubmitted {
        name: row.name(),
        version: row.version,
        edition: edition.name.clone(),
        track: track.into(),
        category: row.category.clone(),
        organisation: row.organisation.clone(),
        title: row.title.clone(),
        summary: row.summary.clone(),
        problem: row.problem.clone(),
        description: row.description.clone(),
        applicant_domain: domain(&row.website, &row.contact_email),
        reviews: edition.reviews_per_case,
        submit_time: row.submit_time.map(timestamp),
        submission: row.submissions,
        answers,
        edition_version: row.edition_version,
        source_language: row.source_language.clone(),
        country_edition_version: row.country_edition_version,
        particulars: Some(particulars),
        questions: complete::questions(track, definition),
    });
    Ok(())
}

/// Tells that a registration may be handed in late, and how to reach its applicant: of a draft nobody has heard yet.
pub fn publish_late_entry(scope: &mut Scope, row: &Model, language: String) {
    publish_applicant(scope, row, language);
    scope.publish(&LateEntryAllowed {
        name: row.name(),
        version: row.version,
        title: if row.title.is_empty() { row.organisation.clone() } else { row.title.clone() },
        until: row.late_until.map(timestamp),
        withdrawn: row.state() == State::Withdrawn,
    });
}

/// What an applicant answered.
pub struct Said {
    /// The clarification.
    pub clarification: String,
    /// In words, beside what was mended.
    pub answer: String,
    /// An institution that checks the evidence had asked.
    pub of_validation: bool,
}

/// Tells that its applicant answered `clarification` with `answer`, and the registration as it reads now.
pub async fn publish_answer(
    scope: &mut Scope,
    row: &Model,
    definition: &Definition,
    said: Said,
    language: String,
) -> Result<()> {
    let track: Track = choice::of(&row.track, "TRACK_", Track::from_str_name);
    let answers = answers(row, definition);
    let particulars = particulars::of(scope, row, &answers).await?;
    publish_applicant(scope, row, language);
    scope.publish(&RegistrationClarified {
        name: row.name(),
        version: row.version,
        clarification: said.clarification,
        answer: said.answer,
        track: track.into(),
        category: row.category.clone(),
        organisation: row.organisation.clone(),
        title: row.title.clone(),
        summary: row.summary.clone(),
        problem: row.problem.clone(),
        description: row.description.clone(),
        applicant_domain: domain(&row.website, &row.contact_email),
        answer_time: Some(timestamp(row.update_time)),
        edition: edition::rows::name(&row.edition),
        answers,
        of_validation: said.of_validation,
        edition_version: row.edition_version,
        country_edition_version: row.country_edition_version,
        particulars: Some(particulars),
        questions: complete::questions(track, definition),
    });
    Ok(())
}

/// The answers to the edition's own questions.
fn answers(row: &Model, definition: &Definition) -> Vec<AnsweredQuestion> {
    if row.answers.is_empty() { Vec::new() } else { complete::told(&to_message(row.clone()), definition) }
}

fn publish_applicant(scope: &mut Scope, row: &Model, language: String) {
    scope.publish(&ApplicantRecorded {
        name: row.name(),
        version: row.version,
        email: row.contact_email.clone(),
        language,
        organisation: row.organisation.clone(),
    });
}

/// The internet domain of a web site, or else of an e-mail address; empty where there is none.
fn domain(website: &str, email: &str) -> String {
    let website = website.trim();
    let after_scheme = website.split_once("://").map_or(website, |(_, rest)| rest);
    let host = after_scheme.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split(':').next().unwrap_or_default().to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    if host.contains('.') {
        return host.to_owned();
    }
    email.rsplit_once('@').map(|(_, domain)| domain.trim().to_lowercase()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::domain;

    #[test]
    fn the_domain_is_that_of_the_site_or_else_of_the_address() {
        assert_eq!(domain("https://www.Taller.example.org/x?y", "a@b.example"), "taller.example.org");
        assert_eq!(domain("taller.example.org:8080", ""), "taller.example.org");
        assert_eq!(domain("", "Contacto@Taller.example.org"), "taller.example.org");
        assert_eq!(domain("none", "a@b.example"), "b.example");
        assert_eq!(domain("", ""), "");
    }
}
