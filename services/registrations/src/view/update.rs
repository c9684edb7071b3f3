//! `UpdateView`

use platform::{
    Error, Result, Scope,
    error::{Text, Violation},
    etag, filter, moment, names,
};
use proto::registrations::v1::{UpdateViewRequest, UpdateViewResponse, View};

use super::{
    MOST,
    rows::{self, Entity, Model},
};
use crate::{registration::chosen::asked_by_offices, search::Question};

/// Saves a question, in place of what was saved under the same name.
pub async fn update(scope: &mut Scope, request: UpdateViewRequest) -> Result<UpdateViewResponse> {
    let wanted = request.view.unwrap_or_default();
    can_be_asked(&wanted.filter)?;
    let before = rows::locked(scope, &wanted.name).await?;
    etag::check(&wanted.etag, before.as_ref().map_or(0, |before| before.version))?;
    let after = after(scope, before.as_ref(), wanted)?;
    match before {
        Some(before) => {
            rows::changeable(scope, &before)?;
            scope.update::<Entity>(&before, after.clone()).await?;
        }
        None if rows::count_own(scope).await? >= MOST => return Err(too_many()),
        None => scope.insert::<Entity>(after.clone()).await?,
    }
    Ok(UpdateViewResponse { view: Some(rows::to_message(after, scope.subject())) })
}

fn after(scope: &Scope, before: Option<&Model>, wanted: View) -> Result<Model> {
    let [_, id] = names::segments("name", &wanted.name, "countries/*/views/*")?;
    let now = moment::now();
    Ok(Model {
        country: scope.country().to_owned(),
        id: id.to_owned(),
        version: before.map_or(1, |before| before.version + 1),
        owner: before.map_or_else(|| scope.subject().to_owned(), |before| before.owner.clone()),
        shared: wanted.shared,
        display_name: wanted.display_name,
        filter: wanted.filter,
        create_time: before.map_or(now, |before| before.create_time),
        update_time: now,
    })
}

/// Nobody keeps a question that has no answer: lists and searches have to take it.
fn can_be_asked(filter: &str) -> Result<()> {
    let checked = filter::parse(filter).and_then(|expression| {
        asked_by_offices(expression.as_ref())?;
        Question::of(expression).map(drop)
    });
    checked.map_err(|error| {
        let within = |fault: &Violation| Violation { field: format!("view.{}", fault.field), text: fault.text.clone() };
        Error::fields(error.reason(), error.violations().iter().map(within).collect())
    })
}

fn too_many() -> Error {
    let text = Text::told(
        format!("one person keeps at most {MOST} views; remove one"),
        format!("una persona guarda a lo sumo {MOST} vistas; elimine una"),
        format!("uma pessoa guarda no máximo {MOST} visões; remova uma"),
    );
    Error::invalid("view.name", text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_that_the_list_does_not_take_is_not_saved_and_its_place_is_told() {
        assert!(can_be_asked("state = SUBMITTED talleres").is_ok());
        let many: Vec<String> = (0..13).map(|number| format!("palabra{number}")).collect();
        for wrong in ["state =", "nothing = 1", &many.join(" ")] {
            let refused = can_be_asked(wrong).expect_err("a refusal");
            let fields: Vec<&str> = refused.violations().iter().map(|fault| fault.field.as_str()).collect();
            assert_eq!(fields, ["view.filter"], "{wrong}");
        }
    }
}
