//! `FileAppeal`

use platform::{
    Error, Result, Scope, choice,
    error::{Text, Violation},
    etag, moment,
};
use proto::{
    platform::v1::Reason,
    registrations::v1::{AppealFiled, FileAppealRequest, FileAppealResponse},
};
use uuid::Uuid;

use super::{appeal, rows};

/// Has the decision on a registration, or the screening that keeps it out, heard again. What is taken here in time counts, however late the others hear of it.
pub async fn file(scope: &mut Scope, request: FileAppealRequest) -> Result<FileAppealResponse> {
    let before = rows::locked_by_owner(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let now = moment::now();
    let state = appeal::filed(before.state(), !before.appeal.is_empty(), before.appeal_due, now)?;
    if let Some(twice) = twice(&request) {
        return Err(Error::fields(Reason::InvalidField, vec![twice]));
    }
    let name = format!("countries/{}/appeals/{}", before.country, Uuid::now_v7());
    let after = rows::Model { appeal: name.clone(), appealed_from: before.state.clone(), ..before.moved(state, "") };
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    scope.publish(&AppealFiled {
        name,
        version: after.version,
        registration: request.name,
        grounds: request.grounds,
        statement: request.statement,
        by_office: !scope.is_own(),
        file_time: Some(moment::timestamp(now)),
        submission: after.submissions,
    });
    Ok(FileAppealResponse { registration: Some(rows::to_message(after)) })
}

/// The first ground that is named twice, or not at all.
fn twice(request: &FileAppealRequest) -> Option<Violation> {
    let wrong = |(place, ground): (usize, &i32)| *ground == 0 || request.grounds[..place].contains(ground);
    let place = request.grounds.iter().enumerate().position(wrong)?;
    let named = request.grounds().nth(place).map(|ground| choice::name(ground.as_str_name(), "APPEAL_GROUND_"));
    let named = named.unwrap_or_default();
    let text = Text::told(
        format!("name each ground once; {named} is none here"),
        format!("indique cada motivo una sola vez; {named} aquí no lo es"),
        format!("indique cada motivo uma só vez; {named} aqui não é um"),
    );
    Some(Violation { field: format!("grounds[{place}]"), text })
}
