//! `GetFileLink`, and what becomes of a link when somebody follows it.

use futures::future::BoxFuture;
use platform::{
    Error, Result, Scope,
    error::Text,
    files::{Linked, Wanted},
    moment,
    names::Place,
    rpc::UseCase,
    service::Ground,
};
use proto::registrations::v1::{GetFileLinkRequest, GetFileLinkResponse};
use sea_orm::{ColumnTrait, QueryFilter};
use time::Duration;

use super::{
    rows::{Column, Model, expect, shown},
    saved,
};
use crate::{catalogue::picture, registration::rows as registrations};

/// The use case on the ground of the service.
pub struct Get(pub Ground);

impl<'a> UseCase<'a, GetFileLinkRequest> for Get {
    type Running = BoxFuture<'a, Result<GetFileLinkResponse>>;

    fn run(self, scope: &'a mut Scope, request: GetFileLinkRequest) -> Self::Running {
        Box::pin(async move { get(scope, request, &self.0).await })
    }
}

/// Makes a link to a file that is whole.
async fn get(scope: &mut Scope, request: GetFileLinkRequest, ground: &Ground) -> Result<GetFileLinkResponse> {
    let file = expect(scope, &request.name).await?.ready()?;
    let most = i64::try_from(ground.config.files.link_seconds).map_err(Error::internal)?;
    let seconds = if request.seconds == 0 { most } else { request.seconds.into() };
    if seconds > most {
        let text = Text::told(
            format!("a link is good for at most {most} seconds"),
            format!("un enlace vale como máximo {most} segundos"),
            format!("um link vale no máximo {most} segundos"),
        );
        return Err(Error::invalid("seconds", text));
    }
    let link = ground.store.files().link(&Wanted { country: file.country, id: file.id }, Duration::seconds(seconds));
    Ok(GetFileLinkResponse { url: link.url, expire_time: Some(moment::timestamp(link.expire_time)) })
}

/// The file of a link, if it is still there: one of a registration whose data is not blocked, or a picture of an entry that
/// everybody sees. A link to the one never leads to the other, for each names an id of its own.
pub async fn open(ground: Ground, wanted: Wanted) -> Result<Option<Linked>> {
    let scope = ground.store.work("file link", Place::Country(wanted.country)).await?;
    let found = match scope.one(shown(&scope).filter(Column::Id.eq(wanted.id))).await? {
        Some(file) => of_registration(&scope, file).await?,
        None => picture::rows::seen_by_everybody(&scope, wanted.id).await?,
    };
    scope.commit().await?;
    let Some((file, name)) = found else { return Ok(None) };
    let (key, size) = (file.key(ground.store.files()), u64::try_from(file.size).map_err(Error::internal)?);
    Ok(Some(Linked { key, name, content_type: file.content_type, size, sha256: file.sha256 }))
}

/// A file that is whole, and what it is saved as, unless its data is blocked.
async fn of_registration(scope: &Scope, file: Model) -> Result<Option<(Model, String)>> {
    let its = scope.find::<registrations::Entity>().filter(registrations::Column::Id.eq(file.registration));
    let may_go = scope.one(its).await?.is_some_and(|registration| !registration.blocked);
    let name = saved::name(&file.display_name, &file.content_type);
    Ok((may_go && file.is_whole()).then_some((file, name)))
}
