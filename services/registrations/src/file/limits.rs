//! What may come as an answer to one question: the limits that its edition sets, within those of the server.

use std::collections::HashMap;

use platform::{
    Error, Result, Scope,
    error::{Text, Violation},
};
use proto::{
    platform::v1::Reason,
    registrations::v1::{Definition, FileKind, FileLimits, Question, Registration, file::State, question::Kind},
};
use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::{
    kind,
    rows::{Column, Model, current},
};
use crate::{
    country_edition::held,
    definition::form_of,
    edition,
    form::{Categories, Filled, fault, path},
    registration::{answers::named, rows as registrations},
};

/// The limits of a question; none that anything meets where it sets none.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    question: String,
    set: FileLimits,
}

/// What a file is told to be too much of, or not to be.
type Fault = (Reason, Text);

impl Limits {
    fn of(question: &Question) -> Self {
        Self { question: question.id.clone(), set: question.files.clone().unwrap_or_default() }
    }

    /// Refuses a file of so many bytes.
    pub fn fits(&self, size: i64) -> Result<()> {
        self.refused(self.size_fault(size))
    }

    /// Refuses one more file beside so many.
    pub fn has_room(&self, there: u64) -> Result<()> {
        self.refused(self.count_fault(there.saturating_add(1)))
    }

    /// Refuses a file of this media type.
    pub fn takes(&self, media_type: &str) -> Result<()> {
        self.refused(self.kind_fault(media_type))
    }

    fn refused(&self, fault: Option<Fault>) -> Result<()> {
        let Some((reason, text)) = fault else { return Ok(()) };
        let field = format!("registration.answers.{}", self.question);
        Err(Error::fields(reason, vec![Violation { field, text }]))
    }

    fn size_fault(&self, size: i64) -> Option<Fault> {
        let most = self.set.max_bytes;
        let text = || {
            Text::told(
                format!("a file for this question may have {most} bytes; this one has {size}"),
                format!("un archivo para esta pregunta puede tener {most} bytes; este tiene {size}"),
                format!("um arquivo para esta pergunta pode ter {most} bytes; este tem {size}"),
            )
        };
        (most > 0 && size > most).then(|| (Reason::FileTooLarge, text()))
    }

    fn count_fault(&self, count: u64) -> Option<Fault> {
        let most = u64::try_from(self.set.max_files).unwrap_or_default();
        let text = || {
            Text::told(
                format!("this question takes {most} files; remove one first"),
                format!("esta pregunta admite {most} archivos; quite antes uno"),
                format!("esta pergunta aceita {most} arquivos; remova um antes"),
            )
        };
        (most > 0 && count > most).then(|| (Reason::FilesTooMany, text()))
    }

    fn kind_fault(&self, media_type: &str) -> Option<Fault> {
        let found = kind::kind(media_type);
        if self.set.kinds.is_empty() || self.set.kinds().any(|kind| kind == found) {
            return None;
        }
        let named = |language: &str| {
            let label = |kind: FileKind| {
                let label = platform::labels::of("aceleracion.registrations.v1.FileKind", kind.as_str_name(), language);
                label.unwrap_or(kind.as_str_name())
            };
            self.set.kinds().map(label).collect::<Vec<_>>().join(", ")
        };
        let text = Text::told(
            format!("by its content this file is {media_type}; this question takes: {}", named("en")),
            format!("por su contenido este archivo es {media_type}; esta pregunta acepta: {}", named("es")),
            format!("pelo conteúdo, este arquivo é {media_type}; esta pergunta aceita: {}", named("pt")),
        );
        Some((Reason::FileTypeNotAllowed, text))
    }
}

/// The limits of the question of this id, as it is asked of a registration. Refuses an id under which its form asks for no file:
/// what nothing asks for would keep to no limits but the server's.
pub async fn of_question(scope: &Scope, registration: &registrations::Model, question: &str) -> Result<Limits> {
    let asked = asked_for(scope, registration).await?;
    let found = asked.iter().find(|asked| asked.id == question);
    found.map(Limits::of).ok_or_else(|| asks_for_no_file(question, &asked))
}

/// The questions of a registration's form that are answered by files, as it is asked them.
pub async fn asked_for(scope: &Scope, registration: &registrations::Model) -> Result<Vec<Question>> {
    // What is answered once more is asked as it was when the registration was handed in.
    let versions = match registration.is_asked() {
        true => held::Versions {
            edition: registration.edition_version,
            country_edition: registration.country_edition_version,
        },
        false => held::Versions::default(),
    };
    let held = held::at(scope, &edition::rows::name(&registration.edition), versions).await?;
    let track = registrations::to_message(registration.clone()).track();
    let form = form_of(&held.definition, track);
    Ok(form.iter().flat_map(|form| &form.questions).filter(|asked| takes_file(asked)).cloned().collect())
}

fn takes_file(question: &Question) -> bool {
    question.kind() == Kind::File
}

fn asks_for_no_file(question: &str, asked: &[Question]) -> Error {
    let ids: Vec<&str> = asked.iter().map(|asked| asked.id.as_str()).collect();
    let ids = ids.join(", ");
    let text = match ids.is_empty() {
        true => Text::told(
            format!("no question of this form is answered by a file, `{question}` neither"),
            format!("ninguna pregunta de este formulario se responde con un archivo, tampoco `{question}`"),
            format!("nenhuma pergunta deste formulário é respondida com um arquivo, nem `{question}`"),
        ),
        false => Text::told(
            format!("`{question}` is no question of this form that takes a file; those that do: {ids}"),
            format!("`{question}` no es una pregunta de este formulario que admita archivos; las que sí: {ids}"),
            format!("`{question}` não é uma pergunta deste formulário que aceite arquivos; as que aceitam: {ids}"),
        ),
    };
    Error::invalid("question", text)
}

/// What is wrong with the files that a registration names as its answers: those that are not there, or not whole, and those
/// beyond the limits of their questions. Of an answer that does not fit its question the form tells.
pub async fn faults(scope: &Scope, registration: &Registration, definition: &Definition) -> Result<Vec<Violation>> {
    let Some(form) = form_of(definition, registration.track()) else { return Ok(Vec::new()) };
    let filled = Filled::of(form, registration);
    let below = format!("{}/files/", registration.name);
    let answered = form.questions.iter().filter(|question| takes_file(question)).filter_map(|question| {
        let value = filled.answer(&question.id)?;
        let fits = fault(question, value, &registration.name, &Categories::new()).is_none();
        let ids: Vec<&str> = named(value).iter().filter_map(|name| name.strip_prefix(&below)).collect();
        fits.then_some((question, ids))
    });
    let answered: Vec<(&Question, Vec<&str>)> = answered.collect();
    if answered.is_empty() {
        return Ok(Vec::new());
    }
    let id = registration.name.rsplit('/').next().and_then(|id| Uuid::try_parse(id).ok());
    let rows = scope.all(current(scope).filter(Column::Registration.eq(id))).await?;
    let files: HashMap<String, &Model> = rows.iter().map(|row| (row.id.to_string(), row)).collect();
    let wrong = |(question, ids): (&Question, Vec<&str>)| {
        let count = rows.iter().filter(|row| row.question == question.id).count();
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        let text = ids.iter().find_map(|id| fault_of(question, files.get(*id).copied(), count))?;
        Some(Violation { field: path(question), text })
    };
    Ok(answered.into_iter().filter_map(wrong).collect())
}

fn fault_of(question: &Question, file: Option<&Model>, count: u64) -> Option<Text> {
    let Some(file) = file.filter(|file| file.state() == State::Ready) else {
        return Some(Text::told(
            "this file is not there, or not whole yet",
            "este archivo no existe o no está completo",
            "este arquivo não existe ou não está completo",
        ));
    };
    let limits = Limits::of(question);
    let fault = limits.size_fault(file.size).or_else(|| limits.kind_fault(&file.content_type));
    fault.or_else(|| limits.count_fault(count)).map(|(_, text)| text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(kinds: &[FileKind], max_bytes: i64, max_files: i32) -> Limits {
        let kinds = kinds.iter().map(|kind| (*kind).into()).collect();
        Limits { question: "balance".into(), set: FileLimits { kinds, max_bytes, max_files } }
    }

    #[test]
    fn what_a_question_sets_no_limit_to_is_for_the_server_to_say() {
        let none = limits(&[], 0, 0);
        assert!(none.fits(i64::MAX).is_ok() && none.has_room(u64::MAX).is_ok() && none.takes("video/mp4").is_ok());
    }

    #[test]
    fn a_file_beyond_the_limits_of_its_question_is_refused_under_its_name() {
        let limits = limits(&[FileKind::Pdf, FileKind::Picture], 1_000, 2);
        assert!(limits.fits(1_000).is_ok() && limits.has_room(1).is_ok() && limits.takes("image/webp").is_ok());
        let refused = [
            (limits.fits(1_001), Reason::FileTooLarge),
            (limits.has_room(2), Reason::FilesTooMany),
            (limits.takes("video/mp4"), Reason::FileTypeNotAllowed),
        ];
        for (refused, reason) in refused {
            let refused = refused.expect_err("a refusal");
            assert_eq!(refused.reason(), reason);
            assert_eq!(refused.violations()[0].field, "registration.answers.balance");
        }
    }
}
