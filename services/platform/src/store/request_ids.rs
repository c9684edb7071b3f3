//! Request ids (AIP-155): the same request sent twice gives the first answer and does nothing the second time.

use proto::platform::v1::Reason;
use sea_orm::{ConnectionTrait, IntoActiveModel, entity::prelude::*};

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

pub(super) async fn first_answer(
    connection: &impl ConnectionTrait,
    country: &str,
    subject: &str,
    request_id: &str,
    method: &str,
    digest: [u8; 32],
) -> Result<Option<Vec<u8>>> {
    let key = (country.to_owned(), subject.to_owned(), request_id.to_owned());
    let Some(first) = Entity::find_by_id(key).one(connection).await? else { return Ok(None) };
    if first.method == method && first.digest == digest {
        return Ok(Some(first.answer));
    }
    let text = Text::new(
        "this request id was used before with another request; take a new one",
        "este identificador de solicitud ya se usó con otra solicitud; use uno nuevo",
    );
    Err(Error::refused(Reason::RequestIdReused, text))
}

#[allow(clippy::too_many_arguments, reason = "one argument a column")]
pub(super) async fn keep(
    connection: &impl ConnectionTrait,
    country: &str,
    subject: &str,
    request_id: &str,
    method: &str,
    digest: [u8; 32],
    answer: Vec<u8>,
) -> Result<()> {
    let kept = Model {
        country: country.into(),
        subject: subject.into(),
        request_id: request_id.into(),
        method: method.into(),
        digest: digest.to_vec(),
        answer,
        at: time::OffsetDateTime::now_utc(),
    };
    Entity::insert(kept.into_active_model().reset_all()).exec_without_returning(connection).await?;
    Ok(())
}
