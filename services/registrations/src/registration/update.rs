//! `UpdateRegistration`

use platform::{
    Error, Result, Scope,
    error::{Text, Violation},
    etag, moment,
};
use proto::{
    platform::v1::Reason,
    registrations::v1::{Definition, UpdateRegistrationRequest, UpdateRegistrationResponse, registration::State},
};

use super::{changeable, clarification, facts, fields, rows};
use crate::{
    consent,
    country_edition::held::{self, Versions},
    definition::question_of,
    edition, form, translation,
};

/// Changes a draft, or what was opened to be mended.
pub async fn update(scope: &mut Scope, request: UpdateRegistrationRequest) -> Result<UpdateRegistrationResponse> {
    let registration = request.registration.unwrap_or_default();
    let before = rows::locked_to_change(scope, &registration.name).await?;
    etag::check(&registration.etag, before.version)?;
    changeable(before.state(), before.is_asked())?;
    if !registration.edition.is_empty() && registration.edition != edition::rows::name(&before.edition) {
        let text = Text::told(
            "the edition cannot be changed; begin a new registration",
            "la edición no se puede cambiar; comience un registro nuevo",
            "a edição não pode ser alterada; comece um registro novo",
        );
        return Err(Error::invalid("registration.edition", text));
    }
    if let Some(fault) = form::repeated(&registration.answers) {
        return Err(Error::fields(Reason::InvalidField, vec![fault]));
    }
    let paths = request.update_mask.map(|mask| mask.paths).filter(|paths| !paths.is_empty());
    if before.state() != State::Draft {
        clarification::in_time(before.clarification_due, moment::now())?;
        let named = fields::named(&before, &registration, paths.as_deref());
        let closed = |path: &String| clarification::closed(path, &before.open_fields.0);
        let faults: Vec<_> = named.iter().filter_map(closed).collect();
        if !faults.is_empty() {
            return Err(Error::fields(Reason::InvalidField, faults));
        }
    }
    if let Some(paths) = &paths {
        known_questions(scope, &before, paths).await?;
    }
    let mut after = before.changed();
    match paths {
        Some(paths) => fields::copy_masked(&mut after, &registration, &paths)?,
        None => fields::copy_set(&mut after, &registration),
    }
    if consents(&after) != consents(&before) {
        rows::only_owner(scope, &before)?;
    }
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    consent::record(scope, Some(&before), &after).await?;
    translation::original::follow(scope, &before, &after).await?;
    facts::publish_draft(scope, Some(&before), &after);
    Ok(UpdateRegistrationResponse { registration: Some(rows::to_message(after)) })
}

/// Refuses paths to answers that no question of the edition is for. What was answered before to a question that is no more
/// may still be taken away.
async fn known_questions(scope: &Scope, row: &rows::Model, paths: &[String]) -> Result<()> {
    let named: Vec<&str> = fields::questions(paths).filter(|question| !row.answers.has(question)).collect();
    if named.is_empty() {
        return Ok(());
    }
    let versions = Versions { edition: row.edition_version, country_edition: row.country_edition_version };
    let held = held::at(scope, &edition::rows::name(&row.edition), versions).await?;
    let faults: Vec<Violation> = named.into_iter().filter_map(|question| unknown(&held.definition, question)).collect();
    if faults.is_empty() { Ok(()) } else { Err(Error::fields(Reason::InvalidField, faults)) }
}

/// What is wrong with a path to the answer to this question.
fn unknown(definition: &Definition, question: &str) -> Option<Violation> {
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
    Some(Violation { field: "update_mask".into(), text })
}

/// What is agreed to, which the owner alone says.
fn consents(row: &rows::Model) -> (bool, bool, i32) {
    (row.data_consent, row.publication_consent, row.notice_version)
}
