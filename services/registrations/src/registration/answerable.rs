//! Which answers a registration takes: to questions that its edition asks, and no more of them than a list can carry.

use platform::{
    Error, Result, Scope,
    error::{Text, Violation},
};
use proto::{platform::v1::Reason, registrations::v1::Definition};

use super::{fields, rows::Model};
use crate::{country_edition::held, definition::question_of};

/// Answers of one registration: as many as the contract lets come at once.
const MOST: usize = 100;

/// Characters of all of them. A page has 50 registrations where nothing is said, and with all else that these say it stays
/// below the 4 MiB that most clients read.
const MOST_CHARACTERS: usize = 50_000;

/// Refuses changes at these paths where they answer what the edition of a registration does not ask. What was answered before to
/// a question that is no more may stay, change and be taken away. `mask`: the paths that the caller named.
pub async fn known(scope: &Scope, row: &Model, paths: &[String], mask: &[String]) -> Result<()> {
    if first(row, paths).next().is_none() {
        return Ok(());
    }
    let held = held::of(scope, row).await?;
    known_in(&held.definition, row, paths, mask)
}

/// The same by what the edition asks.
pub fn known_in(definition: &Definition, row: &Model, paths: &[String], mask: &[String]) -> Result<()> {
    let faults: Vec<Violation> = first(row, paths).filter_map(|question| unknown(definition, question, mask)).collect();
    if faults.is_empty() { Ok(()) } else { Err(Error::fields(Reason::InvalidField, faults)) }
}

/// The questions at these paths that the registration has not answered yet.
fn first<'a>(row: &'a Model, paths: &'a [String]) -> impl Iterator<Item = &'a str> {
    fields::questions(paths).filter(move |question| !row.answers.has(question))
}

/// What is wrong with an answer to this question.
fn unknown(definition: &Definition, question: &str, mask: &[String]) -> Option<Violation> {
    let known: Vec<_> = definition.forms.iter().filter_map(|form| question_of(form, question)).collect();
    if known.iter().any(|known| known.binds.is_empty()) {
        return None;
    }
    let path = fields::path_of(question);
    let text = match known.first() {
        Some(bound) => Text::told(
            format!("the answer to `{path}` stands in the field `{}`; name that one", bound.binds),
            format!("la respuesta a `{path}` está en el campo `{}`; nombre ese", bound.binds),
            format!("a resposta a `{path}` está no campo `{}`; indique esse", bound.binds),
        ),
        None => {
            let own = definition.forms.iter().flat_map(|form| &form.questions).filter(|one| one.binds.is_empty());
            let mut own: Vec<String> = own.map(|one| fields::path_of(&one.id)).collect();
            own.sort_unstable();
            own.dedup();
            let own = own.join(", ");
            Text::told(
                format!("no form of this edition asks `{path}`; its questions are {own}"),
                format!("ningún formulario de esta edición pregunta `{path}`; sus preguntas son {own}"),
                format!("nenhum formulário desta edição pergunta `{path}`; as perguntas são {own}"),
            )
        }
    };
    let field = if mask.contains(&path) { "update_mask".to_owned() } else { format!("registration.{path}") };
    Some(Violation { field, text })
}

/// Refuses a change that adds to answers which are too many then, or too long in all. What stands, as from an import, may stay.
pub fn bounded(before: &Model, after: &Model) -> Result<()> {
    let (count, characters) = (after.answers.count(), after.answers.characters());
    let text = if count > MOST && count > before.answers.count() {
        Text::told(
            format!("a registration has at most {MOST} answers; with these it would have {count}: take others away"),
            format!("un registro tiene como máximo {MOST} respuestas; con estas tendría {count}: quite otras"),
            format!("um registro tem no máximo {MOST} respostas; com estas teria {count}: remova outras"),
        )
    } else if characters > MOST_CHARACTERS && characters > before.answers.characters() {
        Text::told(
            format!(
                "all answers have at most {MOST_CHARACTERS} characters; these would have {characters}: shorten them"
            ),
            format!(
                "todas las respuestas suman como máximo {MOST_CHARACTERS} caracteres; serían {characters}: acórtelas"
            ),
            format!("todas as respostas somam no máximo {MOST_CHARACTERS} caracteres; seriam {characters}: encurte-as"),
        )
    } else {
        return Ok(());
    };
    Err(Error::invalid("registration.answers", text))
}

#[cfg(test)]
mod tests {
    use proto::registrations::v1::{Answer, answer::Value};

    use super::*;
    use crate::registration::answers::Answers;

    fn with(count: usize, length: usize) -> Model {
        let answer = |number| Answer {
            question: format!("q{number:03}"),
            value: Some(Value::Text("a".repeat(length.saturating_sub(4)))),
        };
        let answers: Vec<Answer> = (0..count).map(answer).collect();
        Model { answers: Answers::of(&answers), ..Model::draft("do", "ana".into(), "2026") }
    }

    #[test]
    fn answers_have_an_end_in_number_and_in_length() {
        let fault =
            |before: &Model, after: &Model| bounded(before, after).err().map(|error| error.violations()[0].clone());
        let nothing = with(0, 0);
        assert!(fault(&nothing, &with(MOST, 500)).is_none());
        for wrong in [with(MOST + 1, 10), with(10, 5_001)] {
            assert_eq!(fault(&nothing, &wrong).expect("too much").field, "registration.answers");
            assert!(fault(&wrong, &wrong).is_none(), "what stands may stay");
        }
        assert!(fault(&with(MOST + 2, 10), &with(MOST + 1, 10)).is_none(), "and be taken away one by one");
    }
}
