//! Conflicts of interest: who may have nothing to do with which case. Here are their states; what conflicts are found by
//! and whom they bind stands in the files below, pure as well.

mod bound;
pub mod declarations;
pub mod declare;
pub mod drafts;
pub mod end_tie;
pub mod explain;
mod found;
pub mod keep;
pub mod list;
pub mod list_ties;
pub mod mark;
pub mod on_conflict_named;
pub mod on_registration_drafted;
pub mod recompute;
pub mod record_tie;
pub mod rows;
pub mod rule;
pub mod ties;

use std::collections::{HashMap, HashSet};

pub use declarations::until_declared;
use platform::{error::Result, store::Scope};
use proto::{registrations::v1::ConflictKind, reviews::v1::conflict};
use sea_orm::{QueryFilter, entity::prelude::*};
use serde::Serialize;

use crate::{case, institution, member};

/// Where a conflict stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    /// An applicant says so; the office has not ruled.
    #[sea_orm(string_value = "CLAIMED")]
    Claimed,
    /// It binds.
    #[sea_orm(string_value = "STANDS")]
    Stands,
    /// The office found that it is none.
    #[sea_orm(string_value = "SET_ASIDE")]
    SetAside,
    /// It was found once, and is found no more.
    #[sea_orm(string_value = "ENDED")]
    Ended,
}

/// Where a conflict comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Origin {
    /// Found by what is known of both.
    #[sea_orm(string_value = "FOUND")]
    Found,
    /// Declared by the person.
    #[sea_orm(string_value = "DECLARED")]
    Declared,
    /// Named by the applicant.
    #[sea_orm(string_value = "NAMED_BY_APPLICANT")]
    NamedByApplicant,
    /// Recorded by the office.
    #[sea_orm(string_value = "RULED")]
    Ruled,
}

/// What ties a person or an institution to an applicant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Kind {
    /// One works for the other.
    #[sea_orm(string_value = "EMPLOYMENT")]
    Employment,
    /// One owns the other.
    #[sea_orm(string_value = "OWNERSHIP")]
    Ownership,
    /// One pays for the other.
    #[sea_orm(string_value = "FUNDING")]
    Funding,
    /// Family, or as near.
    #[sea_orm(string_value = "FAMILY")]
    Family,
    /// They work together.
    #[sea_orm(string_value = "CO_WORK")]
    CoWork,
    /// They compete.
    #[sea_orm(string_value = "COMPETITION")]
    Competition,
}

/// What a conflict was found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Basis {
    /// The applicant's domain is one of the institution's, or below it.
    #[sea_orm(string_value = "DOMAIN")]
    Domain,
    /// Both go by the same name.
    #[sea_orm(string_value = "NAME")]
    Name,
    /// The person's address is in the applicant's domain.
    #[sea_orm(string_value = "MAIL_DOMAIN")]
    MailDomain,
    /// A tie is recorded.
    #[sea_orm(string_value = "TIE")]
    Tie,
}

impl State {
    /// What was found is found, whether it was there before or not. What the office ruled stays as it was ruled.
    pub fn found(self, pinned: bool) -> Self {
        if self == State::Ended && !pinned { State::Stands } else { self }
    }

    /// What was found is found no more.
    pub fn lost(self, pinned: bool) -> Self {
        if self == State::Stands && !pinned { State::Ended } else { self }
    }

    /// The contract's.
    pub fn message(self) -> conflict::State {
        match self {
            State::Claimed => conflict::State::Claimed,
            State::Stands => conflict::State::Stands,
            State::SetAside => conflict::State::SetAside,
            State::Ended => conflict::State::Ended,
        }
    }
}

impl Origin {
    /// The contract's.
    pub fn message(self) -> conflict::Origin {
        match self {
            Origin::Found => conflict::Origin::Found,
            Origin::Declared => conflict::Origin::Declared,
            Origin::NamedByApplicant => conflict::Origin::NamedByApplicant,
            Origin::Ruled => conflict::Origin::Ruled,
        }
    }
}

impl Kind {
    /// That of the contract; nothing where none is set.
    pub fn of(kind: ConflictKind) -> Option<Self> {
        Some(match kind {
            ConflictKind::Unspecified => return None,
            ConflictKind::Employment => Kind::Employment,
            ConflictKind::Ownership => Kind::Ownership,
            ConflictKind::Funding => Kind::Funding,
            ConflictKind::Family => Kind::Family,
            ConflictKind::CoWork => Kind::CoWork,
            ConflictKind::Competition => Kind::Competition,
        })
    }

    /// The contract's.
    pub fn message(self) -> ConflictKind {
        match self {
            Kind::Employment => ConflictKind::Employment,
            Kind::Ownership => ConflictKind::Ownership,
            Kind::Funding => ConflictKind::Funding,
            Kind::Family => ConflictKind::Family,
            Kind::CoWork => ConflictKind::CoWork,
            Kind::Competition => ConflictKind::Competition,
        }
    }
}

impl Basis {
    /// The contract's.
    pub fn message(self) -> conflict::Basis {
        match self {
            Basis::Domain => conflict::Basis::Domain,
            Basis::Name => conflict::Basis::Name,
            Basis::MailDomain => conflict::Basis::MailDomain,
            Basis::Tie => conflict::Basis::Tie,
        }
    }
}

/// Which of these members of the country are ruled out from which of these cases, as pairs of case and member: by what was
/// found, declared or ruled, and by what is found at this moment. Of an institution of which nothing is known yet nobody is
/// chosen: better to wait for the fact than to choose wrongly.
pub async fn ruled_out(
    scope: &Scope,
    cases: &[case::rows::Model],
    members: &[member::rows::Model],
) -> Result<HashSet<(Uuid, Uuid)>> {
    let registrations: Vec<String> = cases.iter().map(|of| of.registration.clone()).collect();
    let known = keep::knowledge(scope, members).await?;
    let mut rows = rows::by_registration(scope, &registrations).await?;
    let institutions = institutions_known(scope, members).await?;
    let strangers: Vec<Uuid> = members
        .iter()
        .filter(|member| !member.institution.is_empty() && !institutions.contains(&member.institution))
        .map(|member| member.id)
        .collect();
    let mut by_holder: HashMap<String, Vec<&member::rows::Model>> = HashMap::new();
    for member in members {
        by_holder.entry(member::rows::name(&member.country, member.id)).or_default().push(member);
        by_holder.entry(member.institution.clone()).or_default().push(member);
    }
    let mut out = HashSet::new();
    for of in cases {
        out.extend(strangers.iter().map(|member| (of.id, *member)));
        let found = known.found(&of.applicant_domain, &of.organisation);
        let rows = rows.remove(&of.registration).unwrap_or_default();
        let now = bound::as_of_now(&of.country, &of.registration, rows, &found);
        // Only who is named by one of these can be bound, and those are few.
        for row in now.iter().filter(|row| row.state == State::Stands && !row.holder.is_empty()) {
            for member in by_holder.get(&row.holder).into_iter().flatten() {
                let name = member::rows::name(&member.country, member.id);
                if bound::binding(&now, &name, &member.institution).next().is_some() {
                    out.insert((of.id, member.id));
                }
            }
        }
    }
    Ok(out)
}

/// Those of their institutions of which something is known.
async fn institutions_known(scope: &Scope, members: &[member::rows::Model]) -> Result<HashSet<String>> {
    let named: HashSet<&str> =
        members.iter().map(|row| row.institution.as_str()).filter(|name| !name.is_empty()).collect();
    let known = scope.find::<institution::rows::Entity>().filter(institution::rows::Column::Id.is_in(named));
    Ok(scope.all(known).await?.into_iter().map(|row| row.id).collect())
}

#[cfg(test)]
mod tests;
