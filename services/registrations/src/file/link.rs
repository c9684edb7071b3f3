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
use proto::registrations::v1::{GetFileLinkRequest, GetFileLinkResponse, file::State};
use sea_orm::{ColumnTrait, QueryFilter};
use time::Duration;

use super::rows::{Column, expect, shown};
use crate::registration::rows as registrations;

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
        let text = Text::new(
            format!("a link is good for at most {most} seconds"),
            format!("un enlace vale como máximo {most} segundos"),
        );
        return Err(Error::invalid("seconds", text));
    }
    let link = ground.store.files().link(&Wanted { country: file.country, id: file.id }, Duration::seconds(seconds));
    Ok(GetFileLinkResponse { url: link.url, expire_time: Some(moment::timestamp(link.expire_time)) })
}

/// The file of a link, if it is still there and its data is not blocked.
pub async fn open(ground: Ground, wanted: Wanted) -> Result<Option<Linked>> {
    let scope = ground.store.work("file link", Place::Country(wanted.country)).await?;
    let Some(file) = scope.one(shown(&scope).filter(Column::Id.eq(wanted.id))).await? else { return Ok(None) };
    let registration = scope.find::<registrations::Entity>().filter(registrations::Column::Id.eq(file.registration));
    let may_go = scope.one(registration).await?.is_some_and(|registration| !registration.blocked);
    scope.commit().await?;
    if !may_go || file.state() != State::Ready {
        return Ok(None);
    }
    let (key, size) = (file.key(ground.store.files()), u64::try_from(file.size).map_err(Error::internal)?);
    Ok(Some(Linked { key, name: file.display_name, content_type: file.content_type, size }))
}
