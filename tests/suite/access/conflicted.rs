//! Whoever has a conflict of interest in a registration learns nothing of it, whatever they are: every rpc that reads answers
//! a reviewer, somebody who represents an institution, somebody of the office and its admin the same, to the byte, with the
//! case and without it. What they ask of the database is the same as well: the scope's condition stands in every query,
//! whether anything is hidden from the caller or not, so that no number of queries tells.

use platform::clients::Caller as Calls;
use proto::{
    partners::v1::{CreateInstitutionRequest, CreateMemberRequest, Institution, InstitutionKind, Member},
    platform::v1::{ListAuditEntriesRequest, Role},
    registrations::v1::GetRegistrationRequest,
    reviews::v1::{
        ComputeAssignmentsRequest, Conflict, GetAssignmentProposalRequest, ListCasesRequest, ListConflictsRequest,
        ListProposedAssignmentsRequest, ScreenCaseRequest, ScreeningOutcome, proposed_assignment::Action,
    },
};
use sea_orm::prelude::ChronoUtc;
use serde_json::json;
use tests::{issuer::claims, network::Network, platform::Failure};
use tonic::Code;

use super::{
    contract::Rpc,
    differential::{Caller, answers, asked_for, same},
    hidden::{StandIns, settled_and_sealed},
    making::recruit,
    tied::{self, NOTHING},
    world::{World, role_name},
};

/// Roles whose holders are conflicted.
const CONFLICTED: [Role; 4] = [Role::Reviewer, Role::PartnerRepresentative, Role::OfficeStaff, Role::OfficeAdmin];
#[tokio::test(flavor = "multi_thread")]
async fn a_case_changes_no_byte_for_whom_a_conflict_binds() -> Result<(), Failure> {
    compare(&Network::real("conflicted").await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_does_it_for_them_where_the_scope_alone_guards() -> Result<(), Failure> {
    compare(&Network::embedded().await?).await
}

async fn compare(network: &Network) -> Result<(), Failure> {
    let world = World::fill(network).await?;
    rival(network).await?;
    for subject in ["bea", "ciro"] {
        recruit(network, "do", subject, Role::Reviewer).await?;
    }
    let edition = tied::edition(network).await?;
    tied::beside(network, &edition).await?;
    settled_and_sealed(network).await?;
    let until_now = ChronoUtc::now();
    let rpcs: Vec<Rpc> = Rpc::all()?.into_iter().filter(Rpc::only_reads).collect();
    let callers = callers(network)?;
    let places = ["reviews", "notifications"].map(|service| format!("countries/do/services/{service}"));
    let mut names: Vec<&str> = world.names().chain(NOTHING).chain(places.iter().map(String::as_str)).collect();
    names.extend(["countries/do/cases/-", "countries/do/appeals/-", "countries/cr/cases/-"]);
    let member = names.iter().find(|name| name.starts_with("countries/do/members/")).ok_or("no member")?;
    let besides = [("edition", edition.clone()), ("member", (*member).to_owned())];
    let questions = asked_for(&rpcs, &callers, &names, &besides);
    let before = answers(network, &questions, &until_now, &[]).await?;
    let stand_ins = tied::at_work(network, &edition).await?;
    let after = answers(network, &questions, &until_now, &stand_ins).await?;
    let compared = same(&questions, &before, &after, |_| true);
    println!("conflicted: {compared} answers beside a case of which the callers must not know, the same");
    tells_the_others(network, &stand_ins).await?;
    a_proposal_tells_nothing(network, &edition, &stand_ins).await?;
    the_log_tells_nothing(network, &stand_ins).await
}

/// Asked of the databases themselves: a table that somebody adds says how its rows belong to registrations, or they would be
/// found by whom they must be hidden from.
#[tokio::test(flavor = "multi_thread")]
async fn every_table_that_names_a_registration_or_a_case_hides_its_rows() -> Result<(), Failure> {
    let network = Network::embedded().await?;
    let mut forgotten = Vec::new();
    for service in [registrations::SERVICE, reviews::SERVICE, notifications::SERVICE] {
        let declared = (service.personal)();
        for (table, column) in network.data.columns(service.name).await? {
            let names_one = ["registration", "case_id"].contains(&column.as_str());
            let bound = declared.iter().any(|one| one.name == table && one.bound);
            let name = format!("{}.{table}", service.name);
            if names_one && !bound && table != "concealments" {
                forgotten.push(name);
            }
        }
    }
    assert_eq!(forgotten, [""; 0], "say by `Tenant::bonds` how these belong to registrations");
    Ok(())
}

/// An institution whose people are tied to whoever registers from its domain.
async fn rival(network: &Network) -> Result<(), Failure> {
    let institution = Institution {
        display_name: "Rival".into(),
        kind: InstitutionKind::Company.into(),
        domains: vec!["rival.example".into()],
        ..Institution::default()
    };
    let institution = Some(institution);
    let request = CreateInstitutionRequest { institution_id: "rival".into(), institution, ..Default::default() };
    network.region()?.partners.create_institution(request).await?;
    for role in CONFLICTED {
        let member = Member {
            subject: subject(role),
            display_name: "Rita".into(),
            email: format!("{}@office.example", role_name(role)),
            roles: vec![role.into()],
            institution: "institutions/rival".into(),
            ..Member::default()
        };
        let request = CreateMemberRequest { parent: "countries/do".into(), member: Some(member), ..Default::default() };
        network.office("do")?.partners.create_member(request).await?;
    }
    Ok(())
}

fn subject(role: Role) -> String {
    format!("rival {}", role_name(role))
}

fn callers(network: &Network) -> Result<Vec<Caller>, Failure> {
    let mut callers = Vec::new();
    for role in CONFLICTED {
        let mut claims = claims(&subject(role), &role_name(role), "do");
        claims["roles"] = json!([]);
        let token = Some(network.issuer.sign(&claims)?);
        callers.push(Caller { described: format!("a conflicted {}", role_name(role)), sees_own: false, token });
    }
    Ok(callers)
}

fn real(stand_ins: &StandIns, name: &str) -> String {
    stand_ins.iter().fold(name.to_owned(), |name, (nothing, real)| name.replace(nothing, real))
}

/// What is hidden from some is there for the others: the conflicts, too, which the institution's tie made by itself.
async fn tells_the_others(network: &Network, stand_ins: &StandIns) -> Result<(), Failure> {
    let (registration, case) = (real(stand_ins, NOTHING[0]), real(stand_ins, NOTHING[2]));
    let office = network.office("do")?;
    let request = ListConflictsRequest { parent: case.clone(), ..Default::default() };
    let conflicts = office.reviews.clone().list_conflicts(request).await?.into_inner().conflicts;
    let holders: Vec<&str> = conflicts.iter().map(|conflict: &Conflict| conflict.holder.as_str()).collect();
    assert_eq!(holders, ["institutions/rival"]);
    let admin = conflicted(network, Role::OfficeAdmin)?;
    let request =
        ScreenCaseRequest { name: case.clone(), outcome: ScreeningOutcome::Passed.into(), ..Default::default() };
    let refused = admin.reviews.clone().screen_case(request).await.err().ok_or("the case is hidden")?;
    assert_eq!(refused.code(), Code::NotFound);
    let filter = format!("registration = \"{registration}\"");
    let request = ListCasesRequest { parent: "countries/do".into(), filter, ..Default::default() };
    assert!(admin.reviews.clone().list_cases(request).await?.into_inner().cases.is_empty());
    let applicant = network.caller("the rival's applicant", "applicant", "do", "en")?;
    let request = GetRegistrationRequest { name: registration };
    applicant.registrations.clone().get_registration(request).await?;
    Ok(())
}

/// What is computed for the whole edition shows them the rest, with sums of that alone.
async fn a_proposal_tells_nothing(network: &Network, edition: &str, stand_ins: &StandIns) -> Result<(), Failure> {
    let parent = "countries/do".to_owned();
    let request = ComputeAssignmentsRequest { parent, edition: edition.into(), ..Default::default() };
    let office = network.office("do")?;
    let computed = office.reviews.clone().compute_assignments(request).await?.into_inner();
    let whole = computed.proposal.ok_or("no proposal")?;
    let admin = conflicted(network, Role::OfficeAdmin)?;
    let mut seen = Vec::new();
    for caller in [&office, &admin] {
        let request = GetAssignmentProposalRequest { name: whole.name.clone() };
        let read = caller.reviews.clone().get_assignment_proposal(request).await?.into_inner();
        let read = read.proposal.ok_or("no proposal")?;
        let request =
            ListProposedAssignmentsRequest { parent: whole.name.clone(), page_size: 1000, ..Default::default() };
        let pairs = caller.reviews.clone().list_proposed_assignments(request).await?.into_inner().assignments;
        let added = pairs.iter().filter(|pair| pair.action() == Action::Add);
        assert_eq!(read.added as usize, added.count(), "its sums are of what is listed");
        assert_eq!(read.cost, pairs.iter().map(|pair| pair.cost).sum::<i64>());
        assert_eq!(read.lacking, read.unmet.iter().map(|unmet| unmet.lacking).sum::<i32>());
        seen.push((format!("{read:?} {pairs:?}"), read.added + read.lacking));
    }
    assert!(seen[1].1 < seen[0].1, "of the case that waits for a reviewer they are told nothing: {seen:?}");
    for (_, id) in stand_ins.iter().filter(|(nothing, id)| nothing != id && id.contains('-')) {
        assert!(!seen[1].0.contains(id.as_str()), "the proposal tells of {id}");
    }
    Ok(())
}

/// The audit log of no service tells a conflicted admin of it, since the differential questions ask of what was before.
async fn the_log_tells_nothing(network: &Network, stand_ins: &StandIns) -> Result<(), Failure> {
    let admin = conflicted(network, Role::OfficeAdmin)?;
    let office = network.office("do")?;
    for service in ["registrations", "reviews", "notifications"] {
        let told = told(&admin, service).await?;
        for (_, id) in stand_ins.iter().filter(|(nothing, id)| nothing != id && id.contains('-')) {
            let telling: Vec<&str> = told.lines().filter(|line| line.contains(id.as_str())).collect();
            assert!(telling.is_empty(), "{service} tells of {id}: {telling:?}");
        }
        let told = self::told(&office, service).await?;
        let registration = real(stand_ins, NOTHING[0]);
        assert!(told.contains(&registration), "{service} tells the others");
    }
    Ok(())
}

async fn told(caller: &Calls, service: &str) -> Result<String, Failure> {
    let parent = format!("countries/do/services/{service}");
    let request = ListAuditEntriesRequest { parent, page_size: 1000, ..Default::default() };
    let log = caller.audit.iter().find(|(name, _)| *name == service).ok_or("no such service")?;
    let entries = log.1.clone().list_audit_entries(request).await?.into_inner().audit_entries;
    Ok(entries.iter().map(|entry| format!("{} {} {}\n", entry.resource, entry.before, entry.after)).collect())
}

/// A caller by what the platform granted.
fn conflicted(network: &Network, role: Role) -> Result<Calls, Failure> {
    network.caller(&subject(role), &role_name(role), "do", "en")
}
