//! DelegateAssignment.

use platform::{
    error::{Error, Result, Text},
    etag, names,
    store::Scope,
};
use proto::reviews::v1::{AssignmentDelegated, DelegateAssignmentRequest, DelegateAssignmentResponse};
use sea_orm::{QueryFilter, entity::prelude::*};

use super::{
    brief,
    lent::{self, Lent},
    rows, transitions,
};
use crate::{case, conflict, member};

/// Has another reviewer write a review, or nobody any more. The load stays with the accountable reviewer.
pub async fn delegate(scope: &mut Scope, request: DelegateAssignmentRequest) -> Result<DelegateAssignmentResponse> {
    let (case_id, _) = rows::ids(&request.name)?;
    let case = case::rows::locked(scope, case_id, &request.name).await?;
    let before = rows::accountable(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    transitions::delegated(before.state)?;
    if Lent::of(scope).await?.is(before.reviewer) {
        return Err(lent::reviews_themselves());
    }
    let writer = match request.delegate.is_empty() {
        true => None,
        false => Some(eligible(scope, &case, &before, &request.delegate).await?),
    };
    let after = rows::Model {
        delegate: writer.as_ref().map(|member| member.id),
        delegate_subject: writer.as_ref().map(|member| member.subject.clone()).unwrap_or_default(),
        ..before.next()
    };
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    if writer.is_some() && after.delegate != before.delegate {
        let title = brief::title(scope, &after, &case).await?;
        scope.publish(&AssignmentDelegated {
            name: request.name,
            version: after.version,
            case: case::rows::name(&case.country, case.id),
            registration: case.registration.clone(),
            delegate: request.delegate,
            title,
        });
    }
    let brief = brief::short(scope, &after, &case).await?;
    Ok(DelegateAssignmentResponse { assignment: Some(rows::to_message_for_caller(scope, after, brief)) })
}

/// The member of this name, if they can review the case in somebody's stead: a reviewer of the country, another one than the
/// accountable, not lent by another country, and not ruled out. Why somebody cannot is not said: it would tell of the case, or of them.
async fn eligible(
    scope: &Scope,
    case: &case::rows::Model,
    of: &rows::Model,
    name: &str,
) -> Result<member::rows::Model> {
    let [country, id] = names::segments::<2>("delegate", name, "countries/*/members/*")?;
    let id = names::uuid(name, id)?;
    let known = scope.find::<member::rows::Entity>().filter(member::rows::Column::Id.eq(id));
    let found = scope.one(known.filter(member::rows::Column::Reviewer.eq(true))).await?;
    let found = found.filter(|member| country == member.country && member.id != of.reviewer && !member.is_lent());
    let Some(member) = found else { return Err(cannot()) };
    let ruled_out = conflict::ruled_out(scope, std::slice::from_ref(case), std::slice::from_ref(&member)).await?;
    if ruled_out.contains(&(case.id, member.id)) {
        return Err(cannot());
    }
    Ok(member)
}

fn cannot() -> Error {
    let text = Text::told(
        "this is nobody who can review the case in your stead",
        "esta persona no puede revisar el caso en su lugar",
        "esta pessoa não pode avaliar o caso em seu lugar",
    );
    Error::invalid("delegate", text)
}
