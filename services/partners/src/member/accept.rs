//! `AcceptInvitation`

use platform::{Error, Result, Scope, access::grants::key, moment};
use proto::partners::v1::{AcceptInvitationRequest, AcceptInvitationResponse};
use time::OffsetDateTime;

use super::{
    State, facts,
    rows::{self, Model},
};

/// Makes the caller the member that the code was sent to. What is wrong with a code is not told; a second member with the
/// caller's subject is refused by an index.
pub async fn accept(scope: &mut Scope, request: AcceptInvitationRequest) -> Result<AcceptInvitationResponse> {
    let before = rows::lock(scope, &request.name).await?;
    if !is_good(&before, &request.code, moment::now()) {
        return Err(Error::not_found(&request.name));
    }
    let mut after = before.changed();
    after.subject = scope.subject().to_owned();
    after.state = State::Active;
    after.code_digest = None;
    after.invited_until = None;
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    facts::publish_grant(scope, &after).await?;
    facts::publish_contact(scope, &after);
    Ok(AcceptInvitationResponse { member: Some(rows::message(after)) })
}

fn is_good(row: &Model, code: &str, now: OffsetDateTime) -> bool {
    let same = row.code_digest.as_deref().is_some_and(|digest| key::same(digest, &key::digest(code)));
    same && row.state == State::Invited && row.invited_until.is_some_and(|end| now < end)
}

#[cfg(test)]
mod tests {
    use proto::{partners::v1::Member, platform::v1::Role};
    use time::Duration;

    use super::{super::resend::new_code, *};

    #[test]
    fn only_the_newest_code_is_good_while_its_time_lasts_and_only_once() {
        let mut row = rows::new("do", None, Member::default(), vec![Role::OfficeStaff], State::Invited);
        let now = moment::now();
        assert!(!is_good(&row, "", now), "no code was sent");
        let first = new_code(&mut row).expect("a code");
        assert!(is_good(&row, &first, now) && !is_good(&row, "inv_guess", now) && !is_good(&row, "", now));
        assert!(is_good(&row, &first, now + Duration::days(13)) && !is_good(&row, &first, now + Duration::days(15)));
        let second = new_code(&mut row).expect("a code");
        assert!(is_good(&row, &second, now) && !is_good(&row, &first, now));
        row.state = State::Revoked;
        assert!(!is_good(&row, &second, now), "an invitation that was taken back");
    }
}
