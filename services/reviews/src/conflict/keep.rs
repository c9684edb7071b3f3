//! Keeping conflicts in step with what is known: found anew when a case, a member, an institution or a tie changes. Whoever
//! comes to be bound is shown nothing of the registration from then on, and their review is not awaited any more.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use platform::{
    error::Result,
    store::{Concealment, Scope},
};
use sea_orm::{QueryFilter, QueryOrder, QuerySelect, entity::prelude::*, sea_query::Condition};

use super::{
    bound, drafts,
    found::Knowledge,
    rows::{self, Entity, Model},
    ties,
};
use crate::{assignment, case, institution, member};

/// No country has more members, or cases, than this.
const MOST: u64 = 100_000;

/// What conflicts of a registration are found by.
#[derive(Debug, sea_orm::FromQueryResult)]
pub struct Entry {
    registration: String,
    submission: i32,
    organisation: String,
    applicant_domain: String,
}

impl Entry {
    /// That of a case.
    pub fn of(case: &case::rows::Model) -> Self {
        Self {
            registration: case.registration.clone(),
            submission: case.submission,
            organisation: case.organisation.clone(),
            applicant_domain: case.applicant_domain.clone(),
        }
    }
}

/// The people of a country, and what conflicts with them are found by.
struct People {
    members: Vec<member::rows::Model>,
    known: Knowledge,
}

/// What they are read from; the institutions are the network's.
const OF_PEOPLE: &[&str] = &["members", "ties", "institutions"];

/// The same for all events of a batch.
async fn people(scope: &Scope) -> Result<Arc<People>> {
    let read = async {
        let members = scope.all(scope.find::<member::rows::Entity>().limit(MOST)).await?;
        let known = knowledge(scope, &members).await?;
        Ok(People { members, known })
    };
    scope.once("", OF_PEOPLE, read).await
}

/// All that conflicts of these members are found by.
pub async fn knowledge(scope: &Scope, members: &[member::rows::Model]) -> Result<Knowledge> {
    let named: BTreeSet<&str> =
        members.iter().map(|row| row.institution.as_str()).filter(|name| !name.is_empty()).collect();
    let institutions = scope.find::<institution::rows::Entity>();
    let institutions = institutions.filter(institution::rows::Column::Id.is_in(named.iter().copied()));
    let mut known = Knowledge::default();
    for row in scope.all(institutions).await? {
        known.institution(&row.id, &row.domains.0, &row.display_name);
    }
    for row in members {
        known.member(&member::rows::name(&row.country, row.id), &row.mail_domain);
    }
    for row in ties::binding(scope).await?.iter().filter(|row| named.contains(row.institution.as_str())) {
        known.tie(&row.institution, row.kind, &row.organisation, &row.organisation_domain);
    }
    Ok(known)
}

/// Finds the conflicts of a case's registration anew.
pub async fn of_case(scope: &mut Scope, of: &case::rows::Model) -> Result<()> {
    let registrations = [of.registration.clone()];
    let concealed = scope.concealments(&registrations).await?;
    entries(scope, vec![Entry::of(of)], concealed).await
}

/// The same of a draft.
pub async fn of_draft(scope: &mut Scope, of: &drafts::Model) -> Result<()> {
    let concealed = scope.concealments(std::slice::from_ref(&of.registration)).await?;
    let drafts::Model { registration, submission, organisation, applicant_domain, .. } = of.clone();
    entries(scope, vec![Entry { registration, submission, organisation, applicant_domain }], concealed).await
}

/// Finds those of every registration of the country anew.
pub async fn of_country(scope: &mut Scope) -> Result<()> {
    use case::rows::Column;
    let cases = scope.find::<case::rows::Entity>().select_only();
    let cases =
        cases.columns([Column::Registration, Column::Submission, Column::Organisation, Column::ApplicantDomain]);
    let cases = cases.order_by_asc(Column::Submission).limit(MOST);
    let found: Vec<Entry> = scope.picked(cases, Condition::all()).await?;
    // Of several submissions of one registration, the latest says what it is.
    let mut latest: HashMap<String, Entry> =
        found.into_iter().map(|entry| (entry.registration.clone(), entry)).collect();
    for draft in drafts_of_country(scope).await? {
        let handed_in = latest.get(&draft.registration).is_some_and(|case| case.submission > draft.submission);
        if !handed_in {
            latest.insert(draft.registration.clone(), draft);
        }
    }
    let concealed = scope.concealments(&[]).await?;
    entries(scope, latest.into_values().collect(), concealed).await
}

async fn drafts_of_country(scope: &Scope) -> Result<Vec<Entry>> {
    use drafts::Column;
    let drafts = scope.find::<drafts::Entity>().select_only();
    let drafts =
        drafts.columns([Column::Registration, Column::Submission, Column::Organisation, Column::ApplicantDomain]);
    scope.picked(drafts.limit(MOST), Condition::all()).await
}

async fn entries(scope: &mut Scope, entries: Vec<Entry>, concealed: Vec<Concealment>) -> Result<()> {
    let people = people(scope).await?;
    let registrations: Vec<String> = entries.iter().map(|entry| entry.registration.clone()).collect();
    let mut kept = rows::by_registration(scope, &registrations).await?;
    let mut before: HashMap<String, Vec<Concealment>> = HashMap::new();
    for row in concealed {
        before.entry(row.registration.clone()).or_default().push(row);
    }
    for entry in entries {
        let found = people.known.found(&entry.applicant_domain, &entry.organisation);
        let kept = kept.remove(&entry.registration).unwrap_or_default();
        let now = bound::as_of_now(scope.country(), &entry.registration, kept.clone(), &found);
        write(scope, &kept, &now).await?;
        let before = before.remove(&entry.registration).unwrap_or_default();
        if !now.is_empty() || !before.is_empty() {
            show_and_hide(scope, &entry.registration, &people.members, &now, &before).await?;
        }
    }
    Ok(())
}

async fn write(scope: &mut Scope, kept: &[Model], now: &[Model]) -> Result<()> {
    for row in now {
        match kept.iter().find(|before| before.id == row.id) {
            Some(before) => scope.update::<Entity>(before, row.clone()).await?,
            None => scope.insert::<Entity>(row.clone()).await?,
        }
    }
    Ok(())
}

/// Hides the registration from whom its conflicts bind, and shows it to whom they do not bind any more.
async fn show_and_hide(
    scope: &mut Scope,
    registration: &str,
    members: &[member::rows::Model],
    now: &[Model],
    before: &[Concealment],
) -> Result<()> {
    let is_bound = |row: &&member::rows::Model| {
        let name = member::rows::name(&row.country, row.id);
        !row.subject.is_empty() && bound::binding(now, &name, &row.institution).next().is_some()
    };
    let hidden: BTreeSet<&str> = members.iter().filter(is_bound).map(|row| row.subject.as_str()).collect();
    for subject in &hidden {
        let known = before.iter().find(|row| row.subject == *subject);
        // First what is theirs ends: where they are the caller, it is out of this scope's sight once it is hidden.
        if !known.is_some_and(|known| known.hidden) {
            assignment::rows::end_conflicted(scope, registration, subject).await?;
        }
        scope.conceal(known, registration, subject, true).await?;
    }
    for shown in before.iter().filter(|row| !hidden.contains(row.subject.as_str())) {
        scope.conceal(Some(shown), registration, &shown.subject, false).await?;
    }
    Ok(())
}
