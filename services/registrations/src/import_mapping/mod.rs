//! Import mappings: what an office says of the columns of its own spreadsheets, kept under a name.
//!
//! What always holds: each column says one thing, of one field or of none, and nobody's consent or address is said for all.

pub mod delete;
pub mod list;
pub mod rows;
pub mod update;

use std::collections::HashSet;

use platform::{
    Error, Result,
    error::{Text, Violation},
};
use proto::{
    platform::v1::Reason,
    registrations::v1::{ImportColumn, import_column::Source},
};

use crate::registration::table::{self, Field, Mapping, fold};

/// Mappings of one country: more than an office has kinds of files, and few enough to come at once.
pub const MOST: u64 = 100;

/// The columns as a reader takes them. `at` is the path of their list, for refusals; all of what is wrong is told at once.
pub fn mapping(columns: &[ImportColumn], at: &str) -> Result<Mapping> {
    let mut mapping = Mapping::default();
    let mut violations = Vec::new();
    let mut said = HashSet::new();
    for (place, column) in columns.iter().enumerate() {
        let mut wrong = |field: &str, text: Text| {
            violations.push(Violation { field: format!("{at}[{place}].{field}"), text });
        };
        let Some(source) = &column.source else {
            wrong(
                "heading",
                Text::told(
                    "give a heading or a constant",
                    "indique un encabezado o una constante",
                    "indique um cabeçalho ou uma constante",
                ),
            );
            continue;
        };
        if let Some(question) = table::question_of(&column.field) {
            match answers(question, source, &mut said) {
                Ok(heading) => mapping = mapping.answer(heading, question),
                Err((field, text)) => wrong(field, text),
            }
            continue;
        }
        let field = match named(&column.field) {
            Ok(field) => field,
            Err(text) => {
                wrong("field", text);
                continue;
            }
        };
        let subject = match (source, field) {
            (Source::Heading(heading), _) => format!("heading {}", fold(heading)),
            (Source::Constant(_), field) => format!("constant {}", field.map_or("", Field::name)),
        };
        if !said.insert(subject) {
            wrong("field", Text::told("this was said before", "esto ya se dijo antes", "isto já foi dito antes"));
            continue;
        }
        mapping = match (source, field) {
            (Source::Heading(heading), field) => {
                if field.is_some_and(|field| !said.insert(format!("column of {}", field.name()))) {
                    wrong(
                        "field",
                        Text::told(
                            "another column means this field",
                            "otra columna significa este campo",
                            "outra coluna significa este campo",
                        ),
                    );
                }
                mapping.heading(heading, field)
            }
            (Source::Constant(text), Some(field)) if Mapping::may_be_constant(field) => mapping.constant(field, text),
            _ => {
                wrong("constant", not_for_all());
                mapping
            }
        };
    }
    if violations.is_empty() { Ok(mapping) } else { Err(Error::fields(Reason::InvalidField, violations)) }
}

/// The heading above the answers to a question, or what is wrong with what is said of them, and where.
fn answers<'a>(
    question: &str,
    source: &'a Source,
    said: &mut HashSet<String>,
) -> std::result::Result<&'a str, (&'static str, Text)> {
    let Source::Heading(heading) = source else { return Err(("constant", not_for_all())) };
    if !said.insert(format!("heading {}", fold(heading))) {
        return Err(("field", Text::told("this was said before", "esto ya se dijo antes", "isto já foi dito antes")));
    }
    if !said.insert(format!("answers to {question}")) {
        return Err((
            "field",
            Text::told(
                "another column has these answers",
                "otra columna tiene estas respuestas",
                "outra coluna tem estas respostas",
            ),
        ));
    }
    Ok(heading)
}

/// The field of this name; none for an empty name.
fn named(name: &str) -> std::result::Result<Option<Field>, Text> {
    if name.is_empty() {
        return Ok(None);
    }
    let found = Field::all().find(|field| field.name() == name);
    found.map(Some).ok_or_else(|| {
        let names: Vec<&str> = Field::all().map(Field::name).collect();
        let names = names.join(", ");
        Text::told(
            format!("a field is one of {names}, or answers.{{question}}"),
            format!("un campo es uno de {names}, o answers.{{pregunta}}"),
            format!("um campo é um de {names}, ou answers.{{pergunta}}"),
        )
    })
}

fn not_for_all() -> Text {
    let names: Vec<&str> = Field::all().filter(|field| Mapping::may_be_constant(*field)).map(Field::name).collect();
    let names = names.join(", ");
    Text::told(
        format!("only {names} can be said for all rows"),
        format!("solo {names} se puede decir para todas las filas"),
        format!("só {names} pode ser dito para todas as linhas"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(field: &str, heading: &str) -> ImportColumn {
        ImportColumn { field: field.into(), source: Some(Source::Heading(heading.into())) }
    }

    fn constant(field: &str, text: &str) -> ImportColumn {
        ImportColumn { field: field.into(), source: Some(Source::Constant(text.into())) }
    }

    fn fields(columns: &[ImportColumn]) -> Vec<String> {
        let refused = mapping(columns, "columns").expect_err("a refusal");
        refused.violations().iter().map(|fault| fault.field.clone()).collect()
    }

    #[test]
    fn each_fault_of_a_mapping_is_told_with_its_place() {
        assert!(mapping(&[heading("title", "Nombre"), heading("", "Notas"), constant("language", "es")], "c").is_ok());
        let wrong = [
            heading("titel", "Nombre"),
            constant("data_consent", "yes"),
            ImportColumn::default(),
            heading("title", "Uno"),
            heading("title", "Otro"),
            heading("summary", "UNO"),
            constant("", "x"),
        ];
        let expected = ["[0].field", "[1].constant", "[2].heading", "[4].field", "[5].field", "[6].constant"];
        assert_eq!(fields(&wrong), expected.map(|place| format!("columns{place}")));
    }

    #[test]
    fn each_question_has_one_column_of_answers_and_nobody_answers_for_all() {
        assert!(mapping(&[heading("answers.cost", "Costo"), heading("answers.days", "Días")], "c").is_ok());
        let wrong = [
            heading("answers.cost", "Costo"),
            heading("answers.cost", "Precio"),
            heading("answers.days", "COSTO"),
            constant("answers.days", "3"),
        ];
        assert_eq!(fields(&wrong), ["[1].field", "[2].field", "[3].constant"].map(|place| format!("columns{place}")));
    }
}
