//! Request ids (AIP-155): the same request sent twice gives the first answer and does nothing the second time.

use proto::platform::v1::Reason;
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ConnectionTrait, IntoActiveModel,
    entity::prelude::*,
};

use crate::error::{Error, Result, Text};

/// One request that was answered.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "request_ids")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub request_id: String,
    pub method: String,
    pub digest: Vec<u8>,
    pub answer: Vec<u8>,
    pub at: time::OffsetDateTime,
}

/// No relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What tells one request from another.
pub(super) struct Request<'a> {
    pub country: &'a str,
    pub subject: &'a str,
    pub id: &'a str,
    pub method: &'a str,
    pub digest: [u8; 32],
}

/// Claims the id for this request, until the transaction ends. When the id was used before: the first answer to the
/// same request, or a refusal of another one. Whoever comes at the same moment waits here for the first one's end.
pub(super) async fn claim(connection: &impl ConnectionTrait, request: &Request<'_>) -> Result<Option<Vec<u8>>> {
    let claimed = Model {
        country: request.country.into(),
        subject: request.subject.into(),
        request_id: request.id.into(),
        method: request.method.into(),
        digest: request.digest.to_vec(),
        answer: Vec::new(),
        at: time::OffsetDateTime::now_utc(),
    };
    let insert = Entity::insert(claimed.into_active_model().reset_all())
        .on_conflict(sea_orm::sea_query::OnConflict::new().do_nothing().to_owned());
    if insert.exec_without_returning(connection).await? == 1 {
        return Ok(None);
    }
    let Some(first) = Entity::find_by_id(key(request)).one(connection).await? else {
        // Removed between the two statements, as too old: a repetition may find it gone and be the first again.
        return Err(Error::internal("a request id came to its end in this moment"));
    };
    if first.method == request.method && first.digest == request.digest {
        return Ok(Some(first.answer));
    }
    let text = Text::told(
        "this request id was used before with another request; take a new one",
        "este identificador de solicitud ya se usó con otra solicitud; use uno nuevo",
        "este identificador de pedido já foi usado com outro pedido; use um novo",
    );
    Err(Error::refused(Reason::RequestIdReused, text))
}

/// Keeps the answer for a repetition of the request.
pub(super) async fn answer(connection: &impl ConnectionTrait, request: &Request<'_>, answer: Vec<u8>) -> Result<()> {
    let (country, subject, request_id) = key(request);
    let answered = ActiveModel {
        country: Unchanged(country),
        subject: Unchanged(subject),
        request_id: Unchanged(request_id),
        answer: Set(answer),
        ..Default::default()
    };
    Entity::update(answered).exec(connection).await?;
    Ok(())
}

fn key(request: &Request<'_>) -> (String, String, String) {
    (request.country.into(), request.subject.into(), request.id.into())
}
