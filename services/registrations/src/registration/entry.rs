//! A row of a file beside what the edition asks: the entry that it comes to, or what is wrong with it there.

use std::collections::{HashMap, HashSet};

use platform::{
    Result,
    error::{Text, Violation},
    moment,
};
use proto::registrations::v1::{Answer, Definition, Edition, Form, Question, Registration, question::Kind};

use super::{
    answers::Answers,
    complete::{self, Measure},
    imported,
    rows::to_message,
    table::{self, Refusal, Row, Sheet, Wrong},
};
use crate::{
    definition::{form_of, question_of},
    eligibility,
    form::{Filled, path},
};

/// Where the fields of a registration stand in a refusal.
const REGISTRATION: &str = "registration.";

/// A row with its answers to the edition's own questions.
pub struct Entry {
    /// The row.
    pub row: Row,
    /// Those to what is asked, in the order of the form.
    pub answers: Answers,
}

/// What the rows of a file are held against.
pub struct Asked<'a> {
    edition: &'a Edition,
    definition: &'a Definition,
    sheet: &'a Sheet,
    /// The questions that the file has a column for, and what stands above it.
    columns: HashMap<&'a str, String>,
}

impl<'a> Asked<'a> {
    /// An edition, what it asks in the country, and the file: no answer is missing to a question of which that says nothing
    /// at all.
    pub fn new(edition: &'a Edition, definition: &'a Definition, sheet: &'a Sheet) -> Self {
        Self { edition, definition, sheet, columns: sheet.questions() }
    }

    /// The entry that a row comes to. It is measured as a submission is, but for the clock: each row tells by itself when it
    /// was made.
    pub fn entry(&self, mut row: Row) -> Result<std::result::Result<Entry, Refusal>> {
        let form = form_of(self.definition, imported::track(&row));
        let cells = std::mem::take(&mut row.answers);
        let mut answers = Vec::new();
        let asks_for_file = |id: &str| {
            let question = form.and_then(|form| question_of(form, id));
            question.is_some_and(|question| question.kind() == Kind::File)
        };
        // A file comes by no spreadsheet: what stands there names one of another registration.
        for cell in cells.iter().filter(|cell| !asks_for_file(&cell.question)) {
            match read(form, &cell.question, &cell.text) {
                Ok(answer) => answers.push(answer),
                Err(text) => return Ok(Err(self.of_answer(&row, &cell.question, &text, false))),
            }
        }
        let entry = Entry { row, answers: Answers::of(&answers) };
        let id = self.edition.name.trim_start_matches("editions/");
        let registration = to_message(imported::registration(&entry, id)?);
        if let Some(refusal) = self.refusal(form, &entry.row, &registration) {
            return Ok(Err(refusal));
        }
        Ok(Ok(Entry { answers: Answers::of(&complete::kept(&registration, self.definition)), row: entry.row }))
    }

    /// The first fault of what the file says of an entry.
    fn refusal(&self, form: Option<&Form>, row: &Row, registration: &Registration) -> Option<Refusal> {
        let measure = Measure {
            edition: self.edition,
            definition: self.definition,
            country: &row.country,
            now: row.recorded_at.map(|at| moment::milliseconds(at.assume_utc())).unwrap_or_default(),
            late_until: None,
            // What an office enters is for many applicants, and is not counted.
            entries: Some(0),
        };
        let filled = form.map(|form| Filled::of(form, registration));
        complete::faults(registration, &measure).into_iter().find_map(|fault| {
            let mut questions = form.into_iter().flat_map(|form| &form.questions);
            let question = questions.find(|question| path(question) == fault.field);
            let missing =
                question.is_some_and(|question| filled.as_ref().is_none_or(|of| of.answer(&question.id).is_none()));
            let said = question.is_none_or(|question| self.speaks_of(question));
            (said || !missing).then(|| self.at_fault(row, question, &fault, missing))
        })
    }

    /// Whether the file has a column for a question, or something that stands for it in all rows.
    fn speaks_of(&self, question: &Question) -> bool {
        match is_own(question) {
            true => question.kind() != Kind::File && self.columns.contains_key(question.id.as_str()),
            false => self.sheet.has(imported::field(&question.binds)),
        }
    }

    fn at_fault(&self, row: &Row, question: Option<&Question>, fault: &Violation, missing: bool) -> Refusal {
        if let Some(own) = question.filter(|question| is_own(question)) {
            return self.of_answer(row, &own.id, &fault.text, missing);
        }
        let field = imported::field(fault.field.strip_prefix(REGISTRATION).unwrap_or(&fault.field));
        Refusal::of_form(row.row, field, fault.text.clone(), missing)
    }

    fn of_answer(&self, row: &Row, question: &str, text: &Text, missing: bool) -> Refusal {
        let wrong = Wrong {
            question: question.to_owned(),
            heading: self.columns.get(question).cloned().unwrap_or_else(|| table::heading(question)),
            text: text.clone(),
        };
        Refusal::of_answer(row.row, wrong, missing)
    }

    /// The questions that need an answer, or that a rule asks about, and that the file says nothing of: by none of them was it
    /// measured. Each once, as in a refusal.
    pub fn unasked(&self) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        let questions = self.definition.forms.iter().flat_map(|form| &form.questions);
        let ruled: HashSet<&str> = self.definition.rules.iter().map(eligibility::question_of).collect();
        let is_needed = |question: &Question| question.required || ruled.contains(question.id.as_str());
        for question in questions.filter(|question| is_needed(question) && !self.speaks_of(question)) {
            let path = path(question);
            let path = path.strip_prefix(REGISTRATION).unwrap_or(&path).to_owned();
            if !found.contains(&path) {
                found.push(path);
            }
        }
        found
    }
}

fn is_own(question: &Question) -> bool {
    question.binds.is_empty()
}

fn read(form: Option<&Form>, id: &str, text: &str) -> std::result::Result<Answer, Text> {
    let question = form.and_then(|form| question_of(form, id)).filter(|question| is_own(question));
    let question = question.ok_or_else(|| {
        Text::told(
            "the form of this entry has no such question; empty the cell, or correct the heading",
            "el formulario de este registro no tiene esa pregunta; vacíe la celda o corrija el encabezado",
            "o formulário deste registro não tem essa pergunta; esvazie a célula ou corrija o cabeçalho",
        )
    })?;
    Ok(Answer { question: id.to_owned(), value: Some(table::read_answer(question, text)?) })
}
