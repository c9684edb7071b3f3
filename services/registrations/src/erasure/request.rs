//! `RequestErasure`

use platform::{
    Error, Result, Scope, choice, moment, names,
    personal::{data_blocked, members_of, subject_of},
};
use proto::{
    platform::v1::{PersonBlocked, Role},
    registrations::v1::{RequestErasureRequest, RequestErasureResponse, erasure_request::State},
};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{
    due,
    rows::{self, Model, Names, clocks},
};
use crate::registration;

/// Registrations of one person: more than anybody has.
const MOST: u64 = 1000;

/// Asks for the erasure of the caller, or of whom an office names, and blocks the data.
pub async fn request(scope: &mut Scope, request: RequestErasureRequest) -> Result<RequestErasureResponse> {
    let (subject, named) = whose(scope, &request).await?;
    let own = registrations_of(scope, &subject, named.as_deref()).await?;
    let mut names: Vec<String> = own.iter().map(registration::rows::Model::name).collect();
    if !subject.is_empty() {
        let edited = registration::editor::rows::of_subject(scope, &subject, MOST).await?;
        names.extend(edited.iter().map(registration::editor::rows::name));
        names.extend(members_of(scope, &subject).await?.into_iter().map(|member| member.name));
    }
    if names.is_empty() {
        return Err(Error::not_found(if request.person.is_empty() { &request.parent } else { &request.person }));
    }
    not_asked_before(scope, &names).await?;
    let now = moment::now();
    let row = Model {
        country: scope.country().to_owned(),
        id: Uuid::now_v7(),
        version: 1,
        subject,
        requester: scope.subject().to_owned(),
        names: Names(names),
        state: choice::name(State::Blocked.as_str_name(), "STATE_"),
        reason: String::new(),
        due_date: due(now.date(), clocks::business_days(scope).await?),
        create_time: now,
        update_time: now,
    };
    scope.insert::<rows::Entity>(row.clone()).await?;
    // Here at once; elsewhere, and in the catalogue, with the news.
    for before in own {
        let after = registration::rows::Model { blocked: true, ..before.clone() };
        scope.update::<registration::rows::Entity>(&before, after).await?;
    }
    scope.publish(&block(scope, &row, true));
    Ok(RequestErasureResponse { erasure_request: Some(rows::message(row)) })
}

/// What every service is told of the person's data.
pub fn block(scope: &Scope, row: &Model, blocked: bool) -> PersonBlocked {
    PersonBlocked {
        name: rows::name(row),
        version: row.version,
        names: row.names.0.clone(),
        person_key: person_key(scope, row),
        blocked,
    }
}

/// Empty where nothing is known of the person but what is named.
pub fn person_key(scope: &Scope, row: &Model) -> Vec<u8> {
    if row.subject.is_empty() { Vec::new() } else { scope.person_key(&row.subject) }
}

/// The subject of the person, and the registration that names them where there is none. Nobody but an office names
/// somebody else.
async fn whose(scope: &Scope, request: &RequestErasureRequest) -> Result<(String, Option<String>)> {
    let named = request.person.as_str();
    if named.is_empty() {
        return Ok((scope.subject().to_owned(), None));
    }
    let elsewhere = !named.starts_with(&format!("{}/", names::owner(scope.country())));
    if scope.role() == Role::Unspecified || elsewhere {
        return Err(Error::not_found(named));
    }
    if named.contains("/members/") {
        let subject = subject_of(scope, named).await?.ok_or_else(|| Error::not_found(named))?;
        return Ok((subject, None));
    }
    let owner = registration::rows::expect(scope, named).await?.owner;
    // What an office registered for somebody has the office for its owner.
    match names::is_office(&owner) {
        true => Ok((String::new(), Some(named.to_owned()))),
        false => Ok((owner, None)),
    }
}

async fn registrations_of(scope: &Scope, subject: &str, named: Option<&str>) -> Result<Vec<registration::rows::Model>> {
    use registration::rows::{Column, Entity};
    if let Some(named) = named {
        return Ok(vec![registration::rows::locked(scope, named).await?]);
    }
    let own = scope.find::<Entity>().filter(Column::Owner.eq(subject));
    scope.all(own.limit(MOST).lock_exclusive()).await
}

async fn not_asked_before(scope: &Scope, names: &[String]) -> Result<()> {
    let blocked = choice::name(State::Blocked.as_str_name(), "STATE_");
    let open = scope.find::<rows::Entity>().filter(rows::Column::State.eq(blocked));
    let open = scope.all(open.limit(MOST)).await?;
    let asked = open.iter().flat_map(|row| &row.names.0).any(|name| names.contains(name));
    if asked { Err(data_blocked()) } else { Ok(()) }
}
