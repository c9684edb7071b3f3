//! `UpdateMember`

use platform::{Result, Scope, etag, mask::Mask};
use prost_types::FieldMask;
use proto::{
    partners::v1::{Member, UpdateMemberRequest, UpdateMemberResponse},
    platform::v1::Role,
};

use super::{State, facts, is_admin, keeps_an_admin, roles_of, rows, seat};
use crate::{institution::rows as institutions, reviewer_loan::follow};

/// What may be changed.
const PATHS: [&str; 4] = ["roles", "display_name", "language", "institution"];

/// Changes a member.
pub async fn update(scope: &mut Scope, request: UpdateMemberRequest) -> Result<UpdateMemberResponse> {
    let wanted = request.member.unwrap_or_default();
    let grantable = rows::grantable_in(scope, &wanted.name)?;
    let admins = rows::lock_admins(scope).await?;
    let before = rows::lock(scope, &wanted.name).await?;
    etag::check(&wanted.etag, before.version)?;
    before.state.expect(&[State::Invited, State::Active])?;
    seat::expect_own(&before)?;
    let member = merged(rows::message(before.clone()), wanted, request.update_mask)?;
    let roles: Vec<Role> = roles_of(&member, grantable)?;
    if !is_admin(&roles) {
        keeps_an_admin(&admins, before.id)?;
    }
    let mut after = before.changed();
    after.hold(roles);
    after.institution = match member.institution.as_str() {
        "" => None,
        name => Some(institutions::id_of("member.institution", name)?.to_owned()),
    };
    if let Some(id) = after.institution.as_deref().filter(|_| after.institution != before.institution) {
        institutions::expect(scope, id).await?;
    }
    after.display_name = member.display_name;
    after.language = member.language;
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    facts::publish_grant(scope, &after).await?;
    follow::follow(scope, &after).await?;
    if after.state == State::Active {
        facts::publish_contact(scope, &after);
    }
    Ok(UpdateMemberResponse { member: Some(rows::message(after)) })
}

/// The member as it stands, with what is wanted of it by the mask.
fn merged(mut member: Member, wanted: Member, mask: Option<FieldMask>) -> Result<Member> {
    let mask = Mask::of(mask, &PATHS)?;
    if mask.takes("roles", !wanted.roles.is_empty()) {
        member.roles = wanted.roles;
    }
    if mask.takes("display_name", !wanted.display_name.is_empty()) {
        member.display_name = wanted.display_name;
    }
    if mask.takes("language", !wanted.language.is_empty()) {
        member.language = wanted.language;
    }
    if mask.takes("institution", !wanted.institution.is_empty()) {
        member.institution = wanted.institution;
    }
    Ok(member)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(roles: &[i32], language: &str) -> Member {
        Member { roles: roles.to_vec(), language: language.into(), ..Member::default() }
    }

    #[test]
    fn without_paths_what_is_set_is_taken_and_with_them_what_they_name() {
        let stands = member(&[4], "es");
        let by = |path: &str| Some(FieldMask { paths: vec![path.to_owned()] });
        assert_eq!(merged(stands.clone(), member(&[5], ""), None).expect("merged"), member(&[5], "es"));
        assert_eq!(merged(stands.clone(), member(&[5], ""), by("language")).expect("merged"), member(&[4], ""));
        let refused = merged(stands, member(&[], ""), by("subject")).expect_err("a refusal");
        assert_eq!(refused.violations()[0].field, "update_mask");
    }
}
