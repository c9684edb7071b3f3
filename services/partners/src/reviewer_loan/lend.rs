//! `LendReviewer`

use platform::{
    Error, Result, Scope,
    error::Text,
    moment,
    names::{self, NETWORK},
};
use proto::{
    partners::v1::{LendReviewerRequest, LendReviewerResponse, country},
    platform::v1::{Reason, Role},
};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{
    end_of,
    rows::{self, Model},
};
use crate::{
    api_key::for_people_only,
    country::rows as countries,
    member::{self, rows as members},
};

/// Lends a reviewer of this country. The other country hears of it soon.
pub async fn lend(scope: &mut Scope, request: LendReviewerRequest) -> Result<LendReviewerResponse> {
    for_people_only(scope.is_api_key())?;
    let wanted = request.loan.unwrap_or_default();
    let now = moment::now();
    let expires_at = end_of(wanted.expire_time.as_ref(), now)?;
    let borrower = borrower(scope, &wanted.borrower).await?;
    // Locked: of two who lend the same person at the same moment, the second sees what the first did.
    let person = reviewer(scope, &wanted.member).await?;
    if rows::lasting(scope, person.id).await?.iter().any(|loan| loan.borrower == borrower) {
        return Err(lent_already());
    }
    let row = Model {
        country: scope.country().to_owned(),
        id: Uuid::now_v7(),
        version: 1,
        created_at: now,
        updated_at: now,
        lender: scope.country().to_owned(),
        borrower,
        member: Some(person.id),
        reason: wanted.reason,
        subject: scope.subject().to_owned(),
        expires_at,
        closed_at: None,
        settled: false,
    };
    scope.insert::<rows::Entity>(row.clone()).await?;
    Ok(LendReviewerResponse { loan: Some(rows::message(row)) })
}

/// The code of the country that borrows: another one, which is there.
async fn borrower(scope: &Scope, name: &str) -> Result<String> {
    let [code] = names::segments("loan.borrower", name, "countries/*")?;
    let known = scope.one(countries::by_code(scope, code)).await?;
    if code != scope.country() && known.is_some_and(|row| row.state() != country::State::Erased) {
        return Ok(code.to_owned());
    }
    let text = Text::told(
        "lend to another country that takes part, `countries/cr`",
        "preste a otro país que participe, `countries/cr`",
        "empreste a outro país que participa, `countries/cr`",
    );
    Err(Error::invalid("loan.borrower", text))
}

/// The member of this name, if they can be lent: an active reviewer of this country, whom no other one lends to it.
async fn reviewer(scope: &Scope, name: &str) -> Result<members::Model> {
    let own = name.starts_with(&format!("countries/{}/", scope.country())) && scope.country() != NETWORK;
    let known = match own {
        true => {
            let of_id = scope.find::<members::Entity>().filter(members::Column::Id.eq(members::id_of(name)?));
            scope.one(of_id.lock_exclusive()).await?
        }
        false => None,
    };
    let reviews = |row: &members::Model| row.is_active_reviewer() && row.lent_by.is_empty();
    known.filter(reviews).ok_or_else(|| {
        let role = member::role_text(Role::Reviewer);
        let text = Text::told(
            format!("an active member of this country with the role {role} can be lent, whom no other country lends"),
            format!("se puede prestar a un miembro activo de este país con el rol {role}, que no preste otro país"),
            format!("pode ser emprestado um membro ativo deste país com o papel {role}, que outro país não empreste"),
        );
        Error::invalid("loan.member", text)
    })
}

fn lent_already() -> Error {
    let text = Text::told(
        "this person is lent to that country already",
        "esta persona ya está prestada a ese país",
        "esta pessoa já está emprestada a esse país",
    );
    Error::refused(Reason::ResourceAlreadyExists, text)
}
