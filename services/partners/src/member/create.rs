//! `CreateMember`

use platform::{Error, Result, Scope, error::Text};
use proto::partners::v1::{CreateMemberRequest, CreateMemberResponse, Member};

use super::{State, facts, roles_of, rows};
use crate::{country::rows as countries, institution::rows as institutions};

/// Gives a person roles in a country. A second member with the subject is refused by an index.
pub async fn create(scope: &mut Scope, request: CreateMemberRequest) -> Result<CreateMemberResponse> {
    let member = request.member.unwrap_or_default();
    if member.subject.is_empty() {
        let text = Text::told(
            "the subject of the person's tokens is needed; whose is not known is invited",
            "hace falta el sujeto de los tokens de la persona; a quien no se conoce se le invita",
            "falta o sujeito dos tokens da pessoa; quem não é conhecido recebe um convite",
        );
        return Err(Error::invalid("member.subject", text));
    }
    let roles = roles_of(&member, rows::grantable_in(scope, &request.parent)?)?;
    let institution = institution_of(&member)?;
    scope.expect(countries::by_code(scope, scope.country()), &request.parent).await?;
    if let Some(id) = &institution {
        institutions::expect(scope, id).await?;
    }
    let row = rows::new(scope.country(), institution, member, roles, State::Active);
    scope.insert::<rows::Entity>(row.clone()).await?;
    facts::publish_grant(scope, &row).await?;
    facts::publish_contact(scope, &row);
    Ok(CreateMemberResponse { member: Some(rows::message(row)) })
}

fn institution_of(member: &Member) -> Result<Option<String>> {
    if member.institution.is_empty() {
        return Ok(None);
    }
    institutions::id_of("member.institution", &member.institution).map(|id| Some(id.to_owned()))
}
