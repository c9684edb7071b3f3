//! From the cells of one record to a [`Row`], or to the first fault in a fixed order.

use sha2::{Digest, Sha256};

use super::answers::Wrong;
use super::choices::{self, OrganisationKind, Size, Stage, Track};
use super::field::Field;
use super::fold::fold_name;
use super::guard::unguarded;
use super::network::Network;
use super::problem::Problem;
use super::records::Record;
use super::refusal::Refusal;
use super::sheet::Sheet;
use super::values;

/// How much of a cell a refusal quotes: enough to find it, too little to carry a person's story into a log.
const LONGEST_QUOTE: usize = 60;

/// What makes rows the same registration, hashed: those of a whole file are kept beside each other.
pub(super) type Identity = [u8; 32];

/// One row that may be registered. Texts are trimmed and within the contract's limits; optional ones may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The spreadsheet's row; the header is row 1.
    pub row: u32,
    /// The country's code: `do`.
    pub country: String,
    /// City or place; may be empty.
    pub city: String,
    /// Solution or story.
    pub track: Track,
    /// The category's identifier: `agile-means-of-payment`.
    pub category: String,
    /// Name of the organisation.
    pub organisation: String,
    /// Kind of organisation, if told.
    pub organisation_kind: Option<OrganisationKind>,
    /// Size of the enterprise, if told.
    pub size: Option<Size>,
    /// Line of business; may be empty.
    pub sector: String,
    /// Title of the registration.
    pub title: String,
    /// Summary; may be empty.
    pub summary: String,
    /// The problem it answers; may be empty, as stories often have none.
    pub problem: String,
    /// The whole description; may be empty.
    pub description: String,
    /// How far it is in use, if told.
    pub stage: Option<Stage>,
    /// A `http` or `https` address, or empty.
    pub website: String,
    /// E-mail address of the person who answers for it.
    pub contact_email: String,
    /// Telephone as it was written; may be empty.
    pub contact_phone: String,
    /// Of the applicant: `es`, `en` or `pt`; empty where it is that of the country.
    pub language: String,
    /// Of the texts, where it is another one; else empty.
    pub source_language: String,
    /// Sustainable Development Goals, 1 to 17, each once.
    pub sdgs: Vec<i32>,
    /// People reached, if told.
    pub people_reached: Option<i32>,
    /// Jobs created or kept, if told.
    pub jobs: Option<i32>,
    /// Whether women lead the enterprise, if told.
    pub women_led: Option<bool>,
    /// Always true: a row without it is refused. It stands here because the registration records it.
    pub data_consent: bool,
    /// Whether it may be published; false where nothing was answered.
    pub publication_consent: bool,
    /// When the form recorded it, in the office's own time.
    pub recorded_at: Option<time::PrimitiveDateTime>,
    /// What stands in the columns of the edition's own questions, where anything does.
    pub answers: Vec<AnswerCell>,
}

/// One cell with an answer to a question of the edition's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerCell {
    /// The id of the question.
    pub question: String,
    /// What stands in it, trimmed.
    pub text: String,
}

impl Row {
    /// What makes two rows the same registration.
    pub(super) fn identity(&self) -> Identity {
        let mut hasher = Sha256::new();
        for part in [&self.country, &fold_name(&self.organisation), &fold_name(&self.title)] {
            hasher.update(part);
            // No byte of a text is this one: parts do not run into each other.
            hasher.update([0xff]);
        }
        hasher.finalize().into()
    }
}

/// Reads one record. Consent comes first: without it, nothing else of the row may even be quoted in a refusal.
pub(super) fn parse(sheet: &Sheet, record: &Record, network: &Network) -> Result<Row, Refusal> {
    let cells = Cells { sheet, record };
    cells.fit_the_header()?;
    let data_consent = cells.data_consent()?;
    cells.are_text()?;
    // The fields of the literal are read in the order written here, which is the fixed order of faults. What the platform
    // itself can do without, the edition may ask for all the same.
    Ok(Row {
        row: record.row,
        country: cells.required(Field::Country, |text| named(network.country(text), Problem::UnknownCountry))?,
        track: cells.required(Field::Track, Track::parse)?,
        category: cells.required(Field::Category, |text| named(network.category(text), Problem::UnknownCategory))?,
        organisation: cells.required(Field::Organisation, kept)?,
        organisation_kind: cells.optional(Field::OrganisationKind, OrganisationKind::parse)?,
        title: cells.required(Field::Title, kept)?,
        summary: cells.optional(Field::Summary, kept)?.unwrap_or_default(),
        description: cells.optional(Field::Description, kept)?.unwrap_or_default(),
        stage: cells.optional(Field::Stage, Stage::parse)?,
        contact_email: cells.required(Field::ContactEmail, values::email)?,
        language: cells.optional(Field::Language, choices::language)?.unwrap_or_default(),
        source_language: cells.optional(Field::SourceLanguage, choices::language)?.unwrap_or_default(),
        city: cells.optional(Field::City, kept)?.unwrap_or_default(),
        size: cells.optional(Field::Size, Size::parse)?,
        sector: cells.optional(Field::Sector, kept)?.unwrap_or_default(),
        problem: cells.optional(Field::Problem, kept)?.unwrap_or_default(),
        website: cells.optional(Field::Website, values::website)?.unwrap_or_default(),
        contact_phone: cells.optional(Field::ContactPhone, kept)?.unwrap_or_default(),
        sdgs: cells.optional(Field::Sdgs, values::goals)?.unwrap_or_default(),
        people_reached: cells.optional(Field::PeopleReached, values::count)?,
        jobs: cells.optional(Field::Jobs, values::count)?,
        women_led: cells.optional(Field::WomenLed, choices::yes_or_no)?,
        data_consent,
        publication_consent: cells.optional(Field::PublicationConsent, choices::yes_or_no)?.unwrap_or(false),
        recorded_at: cells.optional(Field::RecordedAt, values::moment)?,
        answers: cells.answers()?,
    })
}

fn named(found: Option<&str>, otherwise: Problem) -> Result<String, Problem> {
    found.map(str::to_owned).ok_or(otherwise)
}

#[expect(clippy::unnecessary_wraps, reason = "stands beside parsers that can fail")]
fn kept(text: &str) -> Result<String, Problem> {
    Ok(text.to_owned())
}

struct Cells<'a> {
    sheet: &'a Sheet,
    record: &'a Record,
}

impl Cells<'_> {
    fn required<T>(&self, field: Field, parse: impl FnOnce(&str) -> Result<T, Problem>) -> Result<T, Refusal> {
        self.optional(field, parse)?.ok_or_else(|| self.refusal(field, Problem::Missing))
    }

    fn optional<T>(&self, field: Field, parse: impl FnOnce(&str) -> Result<T, Problem>) -> Result<Option<T>, Refusal> {
        let text = self.text(field);
        if text.is_empty() {
            return Ok(None);
        }
        let limit = field.limit();
        if text.chars().count() > limit {
            return Err(self.refusal(field, Problem::TooLong { limit }));
        }
        parse(&text).map(Some).map_err(|problem| self.refusal(field, problem))
    }

    fn data_consent(&self) -> Result<bool, Refusal> {
        let field = Field::DataConsent;
        match self.optional(field, choices::yes_or_no)? {
            Some(true) => Ok(true),
            Some(false) | None => Err(self.refusal(field, Problem::NoDataConsent)),
        }
    }

    fn fit_the_header(&self) -> Result<(), Refusal> {
        let mut beyond = self.record.cells.iter().skip(self.sheet.header.len());
        if beyond.all(|cell| unguarded(cell).trim().is_empty()) {
            return Ok(());
        }
        Err(self.refusal(Field::Row, Problem::TooManyCells))
    }

    fn are_text(&self) -> Result<(), Refusal> {
        for field in Field::all() {
            let text = self.text(field);
            if let Some(problem) = damage(&text) {
                return Err(self.refusal(field, problem));
            }
        }
        Ok(())
    }

    /// The cells with answers to the edition's own questions, as they stand there: only the edition knows how to read them.
    fn answers(&self) -> Result<Vec<AnswerCell>, Refusal> {
        let mut found = Vec::new();
        for (question, index) in &self.sheet.answers {
            let text = unguarded(self.record.cells.get(*index).unwrap_or_default()).trim().to_owned();
            if text.is_empty() {
                continue;
            }
            if let Some(problem) = damage(&text) {
                let wrong = damaged(question.clone(), self.sheet.heading_at(*index), problem);
                return Err(Refusal::of_answer(self.record.row, wrong, false));
            }
            found.push(AnswerCell { question: question.clone(), text });
        }
        Ok(found)
    }

    /// The trimmed cell, with line breaks as `\n` where the field has lines, else as spaces.
    fn text(&self, field: Field) -> String {
        let cell = self.sheet.cell(self.record, field);
        let text = cell.trim();
        if matches!(field, Field::Summary | Field::Problem | Field::Description) {
            return text.replace("\r\n", "\n").replace('\r', "\n");
        }
        text.split(['\r', '\n', '\t']).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    fn refusal(&self, field: Field, problem: Problem) -> Refusal {
        Refusal::new(self.record.row, field, problem, self.found(field, problem))
    }

    fn found(&self, field: Field, problem: Problem) -> String {
        let text = self.text(field);
        match (field, problem) {
            (_, Problem::TooLong { .. }) => text.chars().count().to_string(),
            (Field::ContactEmail | Field::ContactPhone, _) | (_, Problem::ControlCharacter) => String::new(),
            _ => {
                let quote: String = text.chars().filter(|letter| !letter.is_control()).take(LONGEST_QUOTE).collect();
                let is_whole = text.chars().count() <= LONGEST_QUOTE;
                if is_whole { quote } else { format!("{quote}…") }
            }
        }
    }
}

/// Line breaks and tabs are text; every other control character is damage, or an attempt at it.
fn is_stray_control(letter: char) -> bool {
    letter.is_control() && !matches!(letter, '\n' | '\r' | '\t')
}

/// What spreadsheets show where a formula fails, in the languages of the network.
const FORMULA_ERRORS: [&str; 17] = [
    "#N/A",
    "#REF!",
    "#VALUE!",
    "#NAME?",
    "#DIV/0!",
    "#NULL!",
    "#NUM!",
    "#N/D",
    "#¡REF!",
    "#¡VALOR!",
    "#¿NOMBRE?",
    "#¡DIV/0!",
    "#¡NULO!",
    "#¡NUM!",
    "#VALOR!",
    "#NOME?",
    "#NÚM!",
];

/// What keeps a cell from being what somebody wrote, if anything does.
fn damage(text: &str) -> Option<Problem> {
    if text.contains(is_stray_control) {
        return Some(Problem::ControlCharacter);
    }
    FORMULA_ERRORS.contains(&text).then_some(Problem::FormulaError)
}

fn damaged(question: String, heading: String, problem: Problem) -> Wrong {
    Wrong { question, heading, text: problem.text() }
}
