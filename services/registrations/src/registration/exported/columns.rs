//! What stands in the columns of a spreadsheet: those of an import, in words that it reads again, and what the platform
//! knows besides.

use platform::{choice, error::Language};
use proto::registrations::v1::{Applicant, Registration, answer::Value};

use crate::registration::table::{self, Field, spoken};

/// A column.
#[derive(Clone, Copy)]
pub enum Column {
    /// One that an import has, too.
    Imported(Field),
    /// The resource name.
    Name,
    /// The edition that it enters.
    Edition,
    /// Where it stands.
    State,
    /// When it was handed in.
    SubmitTime,
    /// When it was begun.
    CreateTime,
}

/// What stands in a cell.
#[derive(Debug, PartialEq)]
pub enum Cell {
    /// A text, as whoever registered wrote it.
    Text(String),
    /// A number.
    Number(f64),
}

/// The columns of one file: those that each has, and behind them one for each question of an edition's own.
pub struct Columns {
    language: String,
    questions: Vec<String>,
}

impl Columns {
    /// With headings in a language, and the answers to the questions of these ids.
    pub fn new(language: &str, questions: Vec<String>) -> Self {
        Self { language: language.to_owned(), questions }
    }

    /// What stands above them.
    pub fn headings(&self) -> impl Iterator<Item = String> {
        let each = Column::all().map(|column| column.heading(&self.language).to_owned());
        each.chain(self.questions.iter().map(|question| table::heading(question)))
    }

    /// What stands in them.
    pub fn cells(&self, registration: &Registration) -> impl Iterator<Item = Cell> {
        let each = Column::all().map(|column| column.cell(registration, &self.language));
        each.chain(self.questions.iter().map(|question| {
            let answer = registration.answers.iter().find(|answer| answer.question == *question);
            let value = answer.and_then(|answer| answer.value.as_ref());
            value.map_or_else(|| Cell::Text(String::new()), |value| answered(value, &self.language))
        }))
    }
}

/// An answer, in words that an import reads again.
fn answered(value: &Value, language: &str) -> Cell {
    Cell::Text(match value {
        Value::Number(number) => return Cell::Number(*number),
        Value::Text(text) | Value::Location(text) | Value::Date(text) | Value::File(text) => text.clone(),
        Value::Chosen(chosen) => chosen.choices.join(";"),
        Value::Files(files) => files.names.join(";"),
        Value::Consent(given) => yes_or_no(*given, language).to_owned(),
    })
}

impl Column {
    /// All of them, in the order of the form. The moment that a form recorded is not kept by an import, and has none.
    pub fn all() -> impl Iterator<Item = Self> {
        let imported = Field::all().filter(|field| *field != Field::RecordedAt).map(Self::Imported);
        imported.chain([Self::Name, Self::Edition, Self::State, Self::SubmitTime, Self::CreateTime])
    }

    /// What stands above it.
    pub fn heading(self, language: &str) -> &'static str {
        let (english, spanish, portuguese) = match self {
            Self::Imported(field) => return field.heading(language),
            Self::Name => ("Resource name", "Identificador", "Identificador"),
            Self::Edition => ("Edition", "Edición", "Edição"),
            Self::State => ("State", "Estado", "Estado"),
            Self::SubmitTime => ("Submitted", "Fecha de envío", "Data de envio"),
            Self::CreateTime => ("Created", "Fecha de creación", "Data de criação"),
        };
        match spoken(language) {
            Language::English => english,
            Language::Spanish => spanish,
            Language::Portuguese => portuguese,
        }
    }

    /// What stands in it.
    pub fn cell(self, registration: &Registration, language: &str) -> Cell {
        let time = |time: &Option<_>| time.as_ref().map(|time: &prost_types::Timestamp| time.to_string());
        Cell::Text(match self {
            Self::Imported(field) => return imported(field, registration, language),
            Self::Name => registration.name.clone(),
            Self::Edition => registration.edition.clone(),
            Self::State => word(registration.state().as_str_name(), "STATE_"),
            Self::SubmitTime => time(&registration.submit_time).unwrap_or_default(),
            Self::CreateTime => time(&registration.create_time).unwrap_or_default(),
        })
    }
}

fn imported(field: Field, registration: &Registration, language: &str) -> Cell {
    let nobody = Applicant::default();
    let applicant = registration.applicant.as_ref().unwrap_or(&nobody);
    Cell::Text(match field {
        Field::PeopleReached => return count(registration.people_reached),
        Field::Jobs => return count(registration.jobs),
        Field::Country => registration.name.split('/').nth(1).unwrap_or_default().to_owned(),
        Field::City => applicant.city.clone(),
        Field::Track => word(registration.track().as_str_name(), "TRACK_"),
        Field::Category => registration.category.clone(),
        Field::Organisation => applicant.organisation.clone(),
        Field::OrganisationKind => word(applicant.organisation_kind().as_str_name(), "ORGANISATION_KIND_"),
        Field::Size => word(applicant.size().as_str_name(), "ORGANISATION_SIZE_"),
        Field::Sector => applicant.sector.clone(),
        Field::Title => registration.title.clone(),
        Field::Summary => registration.summary.clone(),
        Field::Problem => registration.problem.clone(),
        Field::Description => registration.description.clone(),
        Field::Stage => word(registration.stage().as_str_name(), "STAGE_"),
        Field::Website => applicant.website.clone(),
        Field::ContactEmail => applicant.contact_email.clone(),
        Field::ContactPhone => applicant.contact_phone.clone(),
        Field::Language => applicant.language.clone(),
        Field::SourceLanguage => registration.source_language.clone(),
        Field::Sdgs => registration.sdgs.iter().map(i32::to_string).collect::<Vec<_>>().join(";"),
        Field::WomenLed => registration.women_led.map_or("", |yes| yes_or_no(yes, language)).to_owned(),
        Field::DataConsent => yes_or_no(registration.data_consent, language).to_owned(),
        Field::PublicationConsent => yes_or_no(registration.publication_consent, language).to_owned(),
        Field::RecordedAt | Field::Row => String::new(),
    })
}

fn count(count: Option<i32>) -> Cell {
    count.map_or_else(|| Cell::Text(String::new()), |count| Cell::Number(count.into()))
}

/// `public_sector` for `ORGANISATION_KIND_PUBLIC_SECTOR`, as an import reads it; nothing where it is not set.
fn word(contract_name: &str, prefix: &str) -> String {
    let word = choice::name(contract_name, prefix).to_lowercase();
    if word == "unspecified" { String::new() } else { word }
}

fn yes_or_no(yes: bool, language: &str) -> &'static str {
    match (yes, spoken(language)) {
        (true, Language::English) => "yes",
        (true, Language::Spanish) => "sí",
        (true, Language::Portuguese) => "sim",
        (false, Language::Portuguese) => "não",
        (false, _) => "no",
    }
}
