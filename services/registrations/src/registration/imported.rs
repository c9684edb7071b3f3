//! What an import takes from a file: the rows of one country, and the refusals that its office has to know of.

use std::{collections::HashMap, fs::File};

use platform::{Error, Result, error::Text, moment, names};
use proto::{
    platform::v1::Reason,
    registrations::v1::{Definition, Edition, RefusedRow, Track},
};

use super::{
    entry::{Asked, Entry},
    rows::{Goals, Model},
    submitted,
    table::{
        self, CategorySpelling, CountrySpelling, Earlier, Field, Found, Mapping, Network, Problem, Refusal,
        RefusedRows, Row, Unreadable,
    },
};

/// How far the clocks of the easternmost places are ahead of UTC.
const EASTERNMOST: time::Duration = time::Duration::hours(14);

/// Whoever takes the rows of a file, one after the other: no two of them need be in memory at once.
pub trait Takes {
    /// One that may be registered.
    fn entry(&mut self, entry: Entry) -> Result<()>;

    /// One that is refused.
    fn refusal(&mut self, refusal: Refusal) -> Result<()>;
}

/// What is left of a file once its rows are taken.
pub struct Left {
    /// How many were refused.
    pub refused: usize,
    /// How many are of other countries.
    pub elsewhere: usize,
    /// The refused rows to mend and send again; none where none was refused.
    pub refused_file: Option<File>,
    /// The questions that need an answer, and that the file says nothing of.
    pub unasked: Vec<String>,
}

/// Reads a file, and hands over each row as it is come to. Nothing is handed over of a file that cannot be read as a whole.
/// Rows of other countries of the network are theirs to import: they are left out, good or not, and counted. A row that names
/// no country of the network is refused, since nobody else will.
pub fn sort(
    file: &File,
    mapping: &Mapping,
    network: &Network,
    country: &str,
    (edition, definition): (&Edition, &Definition),
    language: &str,
    takes: &mut impl Takes,
) -> Result<Left> {
    let unreadable = |problem| unreadable(&problem);
    let sheet = table::read(file, mapping).map_err(unreadable)?;
    let asked = Asked::new(edition, definition, &sheet);
    let (mut earlier, mut refused, mut elsewhere) = (Earlier::default(), RefusedRows::of(&sheet, language), 0);
    for found in sheet.rows(network).map_err(unreadable)? {
        let (record, found) = found.map_err(unreadable)?;
        if found.country().is_some_and(|named| named != country) {
            elsewhere += 1;
            continue;
        }
        let refusal = match found {
            Found::Row(row) => match entry(*row, &asked, edition, &mut earlier)? {
                Ok(entry) => {
                    takes.entry(entry)?;
                    continue;
                }
                Err(refusal) => refusal,
            },
            Found::Refused(refusal, _) => refusal,
        };
        refused.add(&record, &refusal).map_err(unreadable)?;
        takes.refusal(refusal)?;
    }
    let (refused, refused_file) = refused.end().map_err(unreadable)?;
    Ok(Left { refused, elsewhere, refused_file, unasked: asked.unasked() })
}

/// The entry that a row comes to, unless the edition or an earlier row has something against it.
fn entry(
    row: Row,
    asked: &Asked<'_>,
    edition: &Edition,
    earlier: &mut Earlier,
) -> Result<std::result::Result<Entry, Refusal>> {
    if let Some((field, problem)) = fault(&row, edition) {
        return Ok(Err(Refusal::new(row.row, field, problem, String::new())));
    }
    Ok(asked.entry(row)?.and_then(|entry| match earlier.repeated(&entry.row) {
        None => Ok(entry),
        Some(refusal) => Err(refusal),
    }))
}

/// The countries and categories of an edition with their spellings, and with what the network calls the countries, by their
/// codes.
pub fn network(edition: &Edition, names: &HashMap<String, Vec<String>>) -> Network {
    let codes = edition.countries.iter().filter_map(|name| name.strip_prefix("countries/"));
    let spelled = |code: &str| CountrySpelling::of(code, names.get(code).map_or(&[][..], Vec::as_slice));
    let countries: Vec<CountrySpelling> = codes.map(spelled).collect();
    let categories = edition.categories.iter().map(|category| {
        let titles: Vec<&str> = category.titles.values().map(String::as_str).collect();
        CategorySpelling::new(&category.id, &titles)
    });
    Network::new(&countries, &categories.collect::<Vec<_>>())
}

/// What the edition has against a row that is well in itself.
fn fault(row: &Row, edition: &Edition) -> Option<(Field, Problem)> {
    if !edition.tracks.contains(&track(row).into()) {
        return Some((Field::Track, Problem::UnknownTrack));
    }
    // Forms record the time of a place that they do not tell: what is refused came too late everywhere. A row without
    // a time is the office's to vouch for.
    let closes = edition.calendar.as_ref().and_then(|calendar| calendar.closes.as_ref()).map(moment::milliseconds_of);
    let recorded = row.recorded_at.map(|at| moment::milliseconds(at.assume_utc() - EASTERNMOST));
    match (recorded, closes) {
        (Some(recorded), Some(closes)) if recorded >= closes => Some((Field::RecordedAt, Problem::RecordedTooLate)),
        _ => None,
    }
}

/// What kind of entry a row is.
pub fn track(row: &Row) -> Track {
    match row.track {
        table::Track::Solution => Track::Solution,
        table::Track::Story => Track::Story,
    }
}

/// A row of a file as a submitted registration of its country's office.
pub fn registration(Entry { row, answers }: &Entry, edition: &str) -> Result<Model> {
    let mut draft = Model::draft(&row.country, names::office(&row.country), edition);
    draft.track = row.track.name().to_uppercase();
    draft.category.clone_from(&row.category);
    draft.title.clone_from(&row.title);
    draft.summary.clone_from(&row.summary);
    draft.problem.clone_from(&row.problem);
    draft.description.clone_from(&row.description);
    if let Some(stage) = row.stage {
        draft.stage = stage.name().to_uppercase();
    }
    draft.sdgs = Goals(row.sdgs.clone());
    draft.people_reached = row.people_reached;
    draft.jobs = row.jobs;
    draft.women_led = row.women_led;
    draft.data_consent = row.data_consent;
    draft.publication_consent = row.publication_consent;
    draft.organisation.clone_from(&row.organisation);
    if let Some(kind) = row.organisation_kind {
        draft.organisation_kind = kind.name().to_uppercase();
    }
    if let Some(size) = row.size {
        draft.size = size.name().to_uppercase();
    }
    draft.sector.clone_from(&row.sector);
    draft.city.clone_from(&row.city);
    draft.website.clone_from(&row.website);
    draft.contact_email.clone_from(&row.contact_email);
    draft.contact_phone.clone_from(&row.contact_phone);
    draft.language.clone_from(&row.language);
    draft.source_language.clone_from(&row.source_language);
    draft.answers = answers.clone();
    let mut row = draft.handed_in(submitted(draft.state())?);
    row.version = draft.version;
    Ok(row)
}

/// A refusal as the office reads it.
pub fn refused_row(refusal: &Refusal, language: &str) -> RefusedRow {
    let reason = match refusal.problem {
        Problem::RepeatsRow { .. } => Reason::RegistrationAlreadyMade,
        Problem::RecordedTooLate => Reason::EditionNotOpen,
        Problem::Missing | Problem::MissingAnswer | Problem::NoDataConsent => Reason::RegistrationIncomplete,
        _ => Reason::InvalidField,
    };
    RefusedRow {
        row: i32::try_from(refusal.row).unwrap_or(i32::MAX),
        field: match &refusal.answer {
            Some(wrong) => table::heading(&wrong.question),
            None => path(refusal.field),
        },
        reason: reason.as_str_name().to_owned(),
        message: refusal.reason(language),
    }
}

/// The field at this path of the registration. A rule about the country looks at the entry's edition.
pub fn field(path: &str) -> Field {
    match path {
        "edition" => Field::Country,
        _ => Field::all().find(|field| self::path(*field) == path).unwrap_or(Field::Row),
    }
}

/// The path of a field in the registration.
fn path(field: Field) -> String {
    match field {
        Field::Row => "row".to_owned(),
        Field::City
        | Field::Organisation
        | Field::OrganisationKind
        | Field::Size
        | Field::Sector
        | Field::Website
        | Field::ContactEmail
        | Field::ContactPhone
        | Field::Language => format!("applicant.{}", field.name()),
        _ => field.name().to_owned(),
    }
}

/// The refusal of a file as a whole.
pub fn unreadable(problem: &Unreadable) -> Error {
    let reason = match problem {
        Unreadable::NotAtHand(kind) => return Error::internal(format!("a file put aside: {kind}")),
        Unreadable::TooLarge | Unreadable::TooManyRows => Reason::ImportTooLarge,
        _ => Reason::ImportUnreadable,
    };
    Error::refused(reason, Text::told(problem.message("en"), problem.message("es"), problem.message("pt")))
}

#[cfg(test)]
mod tests;
