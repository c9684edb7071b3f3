//! `CreateMember`

use platform::{Result, Scope};
use proto::partners::v1::{CreateMemberRequest, CreateMemberResponse, Member, MemberAdded, MemberRecorded};

use super::rows;
use crate::{country::rows as countries, institution::rows as institutions};

/// Gives a person roles in a country. A second member with the subject is refused by an index.
pub async fn create(scope: &mut Scope, request: CreateMemberRequest) -> Result<CreateMemberResponse> {
    let member = request.member.unwrap_or_default();
    let institution = institution_of(&member)?;
    let row = rows::new(scope.country(), institution.as_deref(), member)?;
    scope.expect(countries::by_code(scope, scope.country()), &request.parent).await?;
    if let Some(id) = &institution {
        institutions::expect(scope, id).await?;
    }
    scope.insert::<rows::Entity>(row.clone()).await?;
    scope.publish(&MemberAdded {
        name: rows::name(&row),
        version: row.version,
        subject: row.subject.clone(),
        roles: rows::role_numbers(&row),
        institution: rows::institution_name(&row),
        language: row.language.clone(),
    });
    scope.publish(&MemberRecorded {
        name: rows::name(&row),
        version: row.version,
        email: row.email.clone(),
        display_name: row.display_name.clone(),
        language: row.language.clone(),
    });
    Ok(CreateMemberResponse { member: Some(rows::message(row)) })
}

fn institution_of(member: &Member) -> Result<Option<String>> {
    if member.institution.is_empty() {
        return Ok(None);
    }
    institutions::id_of("member.institution", &member.institution).map(|id| Some(id.to_owned()))
}
