//! Whoever has a conflict of interest in a registration learns nothing of it, whatever they are: every rpc that reads answers
//! a reviewer, somebody who represents an institution, somebody of the office and its admin the same, to the byte, with the
//! case and without it. What they ask of the database is the same as well: the scope's condition stands in every query,
//! whether anything is hidden from the caller or not, so that no number of queries tells.

use platform::clients::Caller as Calls;
use proto::{
    partners::v1::{
        CreateInstitutionRequest, CreateMemberRequest, GetMemberRequest, Institution, InstitutionKind, Member,
    },
    platform::v1::{ListAuditEntriesRequest, Role},
    registrations::v1::{Applicant, CreateRegistrationRequest, GetRegistrationRequest, SubmitRegistrationRequest},
    reviews::v1::{
        Conflict, GetAssignmentRequest, ListCasesRequest, ListConflictsRequest, Score, ScreenCaseRequest,
        ScreeningOutcome, SubmitReviewRequest,
    },
};
use sea_orm::prelude::ChronoUtc;
use serde_json::json;
use tests::{
    issuer::claims,
    network::{Network, registration},
    platform::Failure,
    reviewers::declare,
};
use tonic::Code;

use super::{
    contract::Rpc,
    differential::{Caller, answers, questions, same},
    hidden::{StandIns, ids, settled_and_sealed},
    making::{assign, case},
    world::{World, role_name},
};

/// Roles whose holders are conflicted.
const CONFLICTED: [Role; 4] = [Role::Reviewer, Role::PartnerRepresentative, Role::OfficeStaff, Role::OfficeAdmin];
/// An id that nothing has in place of each id that something will have.
const NOTHING: [&str; 3] = [
    "countries/do/registrations/00000000-0000-7000-8000-000000000007",
    "countries/do/cases/00000000-0000-7000-8000-000000000008/assignments/00000000-0000-7000-8000-000000000009",
    "countries/do/cases/00000000-0000-7000-8000-000000000008",
];

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
    settled_and_sealed(network).await?;
    let until_now = ChronoUtc::now();
    let rpcs: Vec<Rpc> = Rpc::all()?.into_iter().filter(Rpc::only_reads).collect();
    let callers = callers(network)?;
    let services = ["countries/do/services/reviews", "countries/do/services/notifications"];
    let questions = questions(&rpcs, &callers, &world, &[NOTHING.as_slice(), &services].concat());
    let before = answers(network, &questions, &until_now, &[]).await?;
    let stand_ins = at_work(network).await?;
    let after = answers(network, &questions, &until_now, &stand_ins).await?;
    let compared = same(&questions, &before, &after, |_| true);
    println!("conflicted: {compared} answers beside a case of which the callers must not know, the same");
    tells_the_others(network, &stand_ins).await?;
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

/// Somebody registers from the institution's domain, and others screen and review it.
async fn at_work(network: &Network) -> Result<StandIns, Failure> {
    let mut applicant = network.caller("the rival's applicant", "applicant", "do", "en")?;
    let plain = registration("Segunda ruta de la persona");
    let organisation =
        Applicant { website: "https://rival.example".into(), ..plain.applicant.clone().unwrap_or_default() };
    let registration = proto::registrations::v1::Registration { applicant: Some(organisation), ..plain };
    let request = CreateRegistrationRequest {
        parent: "countries/do".into(),
        registration: Some(registration),
        ..Default::default()
    };
    let made = applicant.registrations.create_registration(request).await?.into_inner();
    let registration = made.registration.ok_or("no registration")?.name;
    let request = SubmitRegistrationRequest { name: registration.clone(), ..Default::default() };
    applicant.registrations.submit_registration(request).await?;
    let case = case(network, "do", &registration).await?;
    let assignment = assign(network, "do", &case).await?;
    review(network, &assignment).await?;
    settled_and_sealed(network).await?;
    Ok(ids(&NOTHING, &[&registration, &assignment, &case]))
}

/// The review of whoever was chosen, whom no conflict binds.
async fn review(network: &Network, assignment: &str) -> Result<(), Failure> {
    let mut office = network.office("do")?;
    let request = GetAssignmentRequest { name: assignment.into() };
    let made = office.reviews.get_assignment(request).await?.into_inner().assignment.ok_or("no assignment")?;
    let request = GetMemberRequest { name: made.reviewer };
    let member = office.partners.get_member(request).await?.into_inner().member.ok_or("no member")?;
    assert!(!member.subject.starts_with("rival"), "nobody is assigned whom a conflict binds");
    let mut reviewer = network.caller(&member.subject, "reviewer", "do", "en")?;
    declare(&reviewer, assignment).await?;
    let request = SubmitReviewRequest {
        name: assignment.into(),
        scores: vec![Score { criterion: "in-use".into(), score: 4 }],
        confidence: 3,
        ..Default::default()
    };
    reviewer.reviews.submit_review(request).await?;
    Ok(())
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

/// The audit log of no service tells a conflicted admin of it, since the differential questions ask of what was before.
async fn the_log_tells_nothing(network: &Network, stand_ins: &StandIns) -> Result<(), Failure> {
    let admin = conflicted(network, Role::OfficeAdmin)?;
    let office = network.office("do")?;
    for service in ["registrations", "reviews", "notifications"] {
        let told = told(&admin, service).await?;
        for (_, id) in stand_ins.iter().filter(|(nothing, id)| nothing != id && id.contains('-')) {
            assert!(!told.contains(id.as_str()), "{service} tells of {id}");
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
