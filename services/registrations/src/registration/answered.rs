//! What a filter asks of the answers to an edition's own questions: `answers.cost < 100`, `answers.paid:cash`.
//!
//! An answer is held against the value as what it is: a text, a place, a day, a choice or a consent as it is written, a
//! number as a number. Of several choices one is enough. Questions of the same name in two editions are both asked.

use platform::{
    Error, Result,
    error::Text,
    filter::{Comparison, Operator},
    store::Backend,
};
use sea_orm::{
    ColumnTrait, Value,
    sea_query::{Expr, ExprTrait},
};

use super::rows::Column;

/// How a database reads the column of answers, which is a list of pairs: the question, and the value under its kind.
struct Reading {
    /// Begins a condition on the pair of one question, whose id follows.
    answers: &'static str,
    /// The answer where it is written in letters.
    letters: [&'static str; 3],
    number: &'static str,
    consent: &'static str,
    /// Begins a condition on one of several choices, `c.value`.
    choices: &'static str,
    /// Whether there is an answer.
    any: &'static str,
}

const POSTGRES: Reading = Reading {
    answers: r#"EXISTS (SELECT 1 FROM json_array_elements("registrations"."answers") AS a WHERE a.value ->> 0 = "#,
    letters: ["a.value #>> '{1,text}'", "a.value #>> '{1,location}'", "a.value #>> '{1,date}'"],
    number: "CAST(a.value #>> '{1,number}' AS double precision)",
    consent: "a.value #>> '{1,consent}'",
    choices: "EXISTS (SELECT 1 FROM json_array_elements_text(a.value #> '{1,chosen}') AS c WHERE ",
    any: "a.value ->> 1 IS NOT NULL",
};

const SQLITE: Reading = Reading {
    answers: r#"EXISTS (SELECT 1 FROM json_each("registrations"."answers") AS a WHERE json_extract(a.value, '$[0]') = "#,
    letters: [
        "json_extract(a.value, '$[1].text')",
        "json_extract(a.value, '$[1].location')",
        "json_extract(a.value, '$[1].date')",
    ],
    number: "json_extract(a.value, '$[1].number')",
    consent: "CASE json_extract(a.value, '$[1].consent') WHEN 1 THEN 'true' WHEN 0 THEN 'false' END",
    choices: "EXISTS (SELECT 1 FROM json_each(a.value, '$[1].chosen') AS c WHERE ",
    any: "json_extract(a.value, '$[1]') IS NOT NULL",
};

/// The condition of a comparison, whose field is the id of a question. What is blocked is not there to be asked for.
pub fn answered(asked: &Comparison, backend: Backend) -> Result<Expr> {
    let is_id = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    if asked.field.is_empty() || !asked.field.chars().all(is_id) {
        return Err(no_question());
    }
    let mut writing = Writing { backend, condition: String::new(), values: Vec::new() };
    let reading = match backend {
        Backend::Postgres => &POSTGRES,
        Backend::Sqlite => &SQLITE,
    };
    writing.add(reading.answers).value(asked.field.as_str()).add(" AND (");
    writing.held(asked, reading)?;
    writing.add("))");
    Ok(Expr::cust_with_values(writing.condition, writing.values).and(Column::Blocked.eq(false)))
}

/// A condition as it is written, with its values in the order in which they stand in it.
struct Writing {
    backend: Backend,
    condition: String,
    values: Vec<Value>,
}

impl Writing {
    fn add(&mut self, text: &str) -> &mut Self {
        self.condition.push_str(text);
        self
    }

    fn value(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        match self.backend {
            Backend::Postgres => self.condition.push_str(&format!("${}", self.values.len())),
            Backend::Sqlite => self.condition.push('?'),
        }
        self
    }

    /// What is asked of one answer.
    fn held(&mut self, asked: &Comparison, reading: &Reading) -> Result<()> {
        if asked.asks_for_any() {
            self.add(reading.any);
            return Ok(());
        }
        let number = asked.value.parse::<f64>().ok().filter(|number| number.is_finite() && !asked.begins);
        if matches!(asked.operator, Operator::Equals | Operator::Has | Operator::Differs) {
            for letters in reading.letters.iter().chain([&reading.consent]) {
                self.is(letters, asked).add(" OR ");
            }
            if let Some(number) = number {
                self.add(reading.number).add(" = ").value(number).add(" OR ");
            }
            self.add(reading.choices).is("c.value", asked).add(")");
            return Ok(());
        }
        let [.., day] = reading.letters;
        let sign = format!(" {} ", asked.operator.sign());
        match (number, asked.day()) {
            (Some(number), _) => self.add(reading.number).add(&sign).value(number),
            // Answers have days as the calendar writes them, which come in order as letters do.
            (None, Some(asked)) => self.add(day).add(&sign).value(asked.to_string()),
            (None, None) => return Err(no_order()),
        };
        Ok(())
    }

    /// That something is the value, or begins with it.
    fn is(&mut self, what: &str, asked: &Comparison) -> &mut Self {
        let value = asked.value.as_str();
        if !asked.begins {
            return self.add(what).add(" = ").value(value);
        }
        let length = i32::try_from(value.chars().count()).unwrap_or(i32::MAX);
        self.add("substr(").add(what).add(", 1, ").value(length).add(") = ").value(value)
    }
}

fn no_question() -> Error {
    let text = Text::told(
        "behind answers stands the id of a question of the form, such as answers.cost",
        "detrás de answers va el id de una pregunta del formulario, como answers.cost",
        "depois de answers vem o id de uma pergunta do formulário, como answers.cost",
    );
    Error::invalid("filter", text)
}

fn no_order() -> Error {
    let text = Text::told(
        "an answer is more or less than a number, such as 100, or a day, such as 2026-01-31",
        "una respuesta es mayor o menor que un número, como 100, o un día, como 2026-01-31",
        "uma resposta é maior ou menor que um número, como 100, ou um dia, como 2026-01-31",
    );
    Error::invalid("filter", text)
}
