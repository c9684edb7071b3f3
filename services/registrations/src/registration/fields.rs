//! The fields that a caller may set, by their paths in the message; the answer to each question of the edition's own is one,
//! `answers.{question}`.

use platform::{Error, Result, choice, error::Text};
use proto::registrations::v1::{Applicant, Registration};

use super::{
    answers::Answers,
    rows::{Goals, Model},
};

/// All answers together.
const ANSWERS: &str = "answers";

/// One field: its path, whether a message sets it, and the way into the row.
struct Field {
    path: &'static str,
    is_set: fn(&Registration, &Applicant) -> bool,
    copy: fn(&mut Model, &Registration, &Applicant),
}

macro_rules! fields {
    ($($path:tt: |$row:ident, $of:ident, $by:ident| $is_set:expr => $copy:expr;)+) => {
        [$(Field {
            path: $path,
            is_set: |$of, $by| { let _ = ($of, $by); $is_set },
            copy: |$row, $of, $by| { let _ = ($of, $by); $copy },
        }),+]
    };
}

#[rustfmt::skip]
const FIELDS: [Field; 25] = fields! {
    "track": |row, of, by| of.track != 0 => row.track = choice::name(of.track().as_str_name(), "TRACK_");
    "category": |row, of, by| !of.category.is_empty() => row.category.clone_from(&of.category);
    "title": |row, of, by| !of.title.is_empty() => row.title = trimmed(&of.title);
    "summary": |row, of, by| !of.summary.is_empty() => row.summary.clone_from(&of.summary);
    "problem": |row, of, by| !of.problem.is_empty() => row.problem.clone_from(&of.problem);
    "description": |row, of, by| !of.description.is_empty() => row.description.clone_from(&of.description);
    "stage": |row, of, by| of.stage != 0 => row.stage = choice::name(of.stage().as_str_name(), "STAGE_");
    "sdgs": |row, of, by| !of.sdgs.is_empty() => row.sdgs = goals(&of.sdgs);
    "people_reached": |row, of, by| of.people_reached.is_some() => row.people_reached = of.people_reached;
    "jobs": |row, of, by| of.jobs.is_some() => row.jobs = of.jobs;
    "women_led": |row, of, by| of.women_led.is_some() => row.women_led = of.women_led;
    "data_consent": |row, of, by| of.data_consent => row.data_consent = of.data_consent;
    "publication_consent": |row, of, by| of.publication_consent => row.publication_consent = of.publication_consent;
    "source_language": |row, of, by| !of.source_language.is_empty() => row.source_language.clone_from(&of.source_language);
    "notice_version": |row, of, by| of.notice_version != 0 => row.notice_version = of.notice_version;
    ANSWERS: |row, of, by| !of.answers.is_empty() => row.answers = Answers::of(&of.answers);
    "applicant.organisation": |row, of, by| !by.organisation.is_empty() => row.organisation = trimmed(&by.organisation);
    "applicant.organisation_kind": |row, of, by| by.organisation_kind != 0 =>
        row.organisation_kind = choice::name(by.organisation_kind().as_str_name(), "ORGANISATION_KIND_");
    "applicant.size": |row, of, by| by.size != 0 => row.size = choice::name(by.size().as_str_name(), "ORGANISATION_SIZE_");
    "applicant.sector": |row, of, by| !by.sector.is_empty() => row.sector.clone_from(&by.sector);
    "applicant.city": |row, of, by| !by.city.is_empty() => row.city.clone_from(&by.city);
    "applicant.website": |row, of, by| !by.website.is_empty() => row.website.clone_from(&by.website);
    "applicant.contact_email": |row, of, by| !by.contact_email.is_empty() => row.contact_email.clone_from(&by.contact_email);
    "applicant.contact_phone": |row, of, by| !by.contact_phone.is_empty() => row.contact_phone.clone_from(&by.contact_phone);
    "applicant.language": |row, of, by| !by.language.is_empty() => row.language.clone_from(&by.language);
};

fn trimmed(text: &str) -> String {
    text.trim().to_owned()
}

/// Each goal once, in order.
fn goals(numbers: &[i32]) -> Goals {
    let mut numbers = numbers.to_vec();
    numbers.sort_unstable();
    numbers.dedup();
    Goals(numbers)
}

/// The paths of the fields that an update of a row is of: those of its mask, or else those that the message sets. Of answers
/// that come together, those that are not as they stand.
pub fn named(row: &Model, registration: &Registration, mask: Option<&[String]>) -> Vec<String> {
    let nobody = Applicant::default();
    let applicant = registration.applicant.as_ref().unwrap_or(&nobody);
    let below = |path: &str, field: &Field| field.path.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'));
    let is_named = |field: &&Field| match mask {
        Some(paths) => paths.iter().any(|path| path == field.path || below(path, field)),
        None => (field.is_set)(registration, applicant),
    };
    let mut named = Vec::new();
    for field in FIELDS.iter().filter(is_named) {
        if field.path != ANSWERS {
            named.push(field.path.to_owned());
            continue;
        }
        let after = match mask {
            Some(_) => Answers::of(&registration.answers),
            None => row.answers.with(&registration.answers),
        };
        named.extend(row.answers.differing(&after).into_iter().map(path_of));
    }
    let one_by_one = questions(mask.unwrap_or_default()).map(path_of);
    let more: Vec<String> = one_by_one.filter(|path| !named.contains(path)).collect();
    named.extend(more);
    named
}

/// The questions whose answers a mask names one by one.
pub fn questions(mask: &[String]) -> impl Iterator<Item = &str> {
    mask.iter().filter_map(|path| question_of(path))
}

/// The question that a path is about; nothing where it names no single answer.
fn question_of(path: &str) -> Option<&str> {
    path.strip_prefix(ANSWERS)?.strip_prefix('.')
}

/// Where the answer to a question stands.
pub fn path_of(question: &str) -> String {
    format!("{ANSWERS}.{question}")
}

/// Copies every field that the message sets; of the answers each that it has, beside those that stand.
pub fn copy_set(row: &mut Model, registration: &Registration) {
    let nobody = Applicant::default();
    let applicant = registration.applicant.as_ref().unwrap_or(&nobody);
    let answers = row.answers.with(&registration.answers);
    for field in &FIELDS {
        if (field.is_set)(registration, applicant) {
            (field.copy)(row, registration, applicant);
        }
    }
    row.answers = answers;
}

/// What is given and taken back by calls of its own, and stands whatever becomes of the words.
const CONSENTS: [&str; 3] = ["data_consent", "publication_consent", "notice_version"];

/// Puts all that its applicant wrote back as it was handed in.
pub fn put_back(row: &mut Model, handed_in: &Registration) {
    let nobody = Applicant::default();
    let applicant = handed_in.applicant.as_ref().unwrap_or(&nobody);
    for field in FIELDS.iter().filter(|field| !CONSENTS.contains(&field.path)) {
        (field.copy)(row, handed_in, applicant);
    }
}

/// Clears fields by their paths.
pub fn clear(row: &mut Model, paths: &[&str]) {
    for field in FIELDS.iter().filter(|field| paths.contains(&field.path)) {
        (field.copy)(row, &Registration::default(), &Applicant::default());
    }
}

/// Copies the fields of a mask, set or not; `applicant` names all that is below it, and `answers` puts those that come in the
/// place of all.
pub fn copy_masked(row: &mut Model, registration: &Registration, paths: &[String]) -> Result<()> {
    let nobody = Applicant::default();
    let applicant = registration.applicant.as_ref().unwrap_or(&nobody);
    for path in paths {
        if let Some(question) = question_of(path) {
            let given = registration.answers.iter().find(|answer| answer.question == question);
            row.answers.put(question, given.and_then(|answer| answer.value.as_ref()));
            continue;
        }
        let below = format!("{path}.");
        let mut named = FIELDS.iter().filter(|field| field.path == path || field.path.starts_with(&below)).peekable();
        if named.peek().is_none() {
            let text = Text::told(
                format!("`{path}` is not a field that can be changed"),
                format!("`{path}` no es un campo que se pueda cambiar"),
                format!("`{path}` não é um campo que se possa alterar"),
            );
            return Err(Error::invalid("update_mask", text));
        }
        for field in named {
            (field.copy)(row, registration, applicant);
        }
    }
    Ok(())
}
