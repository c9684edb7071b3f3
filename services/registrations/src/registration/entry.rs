//! A row of a file beside what the edition asks: the entry that it comes to, or what is wrong with its answers.

use std::collections::HashMap;

use platform::{Result, error::Text};
use proto::registrations::v1::{Answer, Definition, Edition, Form, Question};

use super::{
    answers::Answers,
    imported,
    rows::to_message,
    table::{self, Refusal, Row, Wrong},
};
use crate::{
    definition::{form_of, question_of},
    form::{Categories, Filled, path},
};

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
    categories: Categories<'a>,
    /// The questions that the file has a column for, and what stands above it: no answer is missing to one of which it says
    /// nothing at all.
    columns: HashMap<&'a str, String>,
}

impl<'a> Asked<'a> {
    /// An edition, what it asks in the country, and the questions that the file has a column for.
    pub fn new(edition: &'a Edition, definition: &'a Definition, columns: HashMap<&'a str, String>) -> Self {
        let categories = edition.categories.iter().map(|category| category.id.as_str()).collect();
        Self { edition, definition, categories, columns }
    }

    /// The entry that a row comes to. Its answers are checked as those of a submission are.
    pub fn entry(&self, mut row: Row) -> Result<std::result::Result<Entry, Refusal>> {
        let form = form_of(self.definition, imported::track(&row));
        let cells = std::mem::take(&mut row.answers);
        if self.columns.is_empty() {
            return Ok(Ok(Entry { row, answers: Answers::default() }));
        }
        let mut answers = Vec::new();
        for cell in &cells {
            match read(form, &cell.question, &cell.text) {
                Ok(answer) => answers.push(answer),
                Err(text) => return Ok(Err(self.refusal(&row, &cell.question, &text, false))),
            }
        }
        let Some(form) = form else { return Ok(Ok(Entry { row, answers: Answers::default() })) };
        let entry = Entry { row, answers: Answers::of(&answers) };
        let registration =
            to_message(imported::registration(&entry, self.edition.name.trim_start_matches("editions/"))?);
        let filled = Filled::of(form, &registration);
        let faults = filled.faults(&self.categories);
        // What is in fields of its own was looked at before.
        let mut questions = form.questions.iter().filter(|question| is_own(question));
        let fault = questions.find_map(|question| {
            let fault = faults.iter().find(|fault| fault.violation.field == path(question))?;
            (!fault.missing || self.columns.contains_key(question.id.as_str())).then_some((question, fault))
        });
        Ok(match fault {
            Some((question, fault)) => {
                Err(self.refusal(&entry.row, &question.id, &fault.violation.text, fault.missing))
            }
            None => Ok(Entry { answers: Answers::of(&filled.kept()), row: entry.row }),
        })
    }

    fn refusal(&self, row: &Row, question: &str, text: &Text, missing: bool) -> Refusal {
        let wrong = Wrong {
            question: question.to_owned(),
            heading: self.columns.get(question).cloned().unwrap_or_else(|| table::heading(question)),
            text: text.clone(),
        };
        Refusal::of_answer(row.row, wrong, missing)
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
