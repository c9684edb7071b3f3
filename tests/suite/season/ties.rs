//! Conflicts of interest of a season: what the office records of institutions, and what was found and declared in the end.

use std::collections::HashSet;

use proto::{
    registrations::v1::ConflictKind,
    reviews::v1::{
        Conflict, ListConflictsRequest, RecordTieRequest, Tie,
        conflict::{Basis, Origin, State},
    },
};
use tests::{patience::until, platform::Failure};
use tonic::Code;

use super::{
    ENTRIES,
    cast::institution,
    course::Season,
    entries::{Found, organisation, tie},
};

/// The office records which applicants an institution pays for, before any of them has applied.
pub async fn record(season: &Season<'_>, country: &str) -> Result<(), Failure> {
    let office = season.network.office(country)?.reviews;
    for entry in 0..ENTRIES {
        let Some((payer, Found::Recorded)) = tie(entry) else { continue };
        let tie = Tie {
            institution: institution(payer),
            organisation: organisation(country, entry),
            kind: ConflictKind::Funding.into(),
            words: "Le paga el camión".into(),
            ..Default::default()
        };
        let parent = format!("countries/{country}");
        let request = RecordTieRequest { parent, tie: Some(tie), ..Default::default() };
        until("the institution is known", || async {
            match office.clone().record_tie(request.clone()).await {
                Err(early) if early.code() == Code::InvalidArgument => Ok(None),
                answer => Ok(Some(answer?)),
            }
        })
        .await?;
    }
    Ok(())
}

/// Conflicts of every kind that this season has were found or declared, and stand.
pub async fn of_every_kind_stand(season: &Season<'_>, country: &str) -> Result<(), Failure> {
    let parent = format!("countries/{country}/cases/-");
    let request = ListConflictsRequest { parent, page_size: 1000, ..Default::default() };
    let all = season.network.office(country)?.reviews.list_conflicts(request).await?.into_inner().conflicts;
    let kind = |one: &Conflict| (one.origin(), one.basis(), one.kind());
    let standing = all.iter().filter(|one| one.state() == State::Stands);
    let found: HashSet<(Origin, Basis, ConflictKind)> = standing.map(kind).collect();
    let expected = [
        (Origin::Found, Basis::Domain, ConflictKind::Employment),
        (Origin::Found, Basis::Name, ConflictKind::Employment),
        (Origin::Found, Basis::MailDomain, ConflictKind::Employment),
        (Origin::Found, Basis::Tie, ConflictKind::Funding),
        (Origin::Declared, Basis::Unspecified, ConflictKind::CoWork),
    ];
    assert_eq!(found, HashSet::from(expected), "{country}");
    Ok(())
}
