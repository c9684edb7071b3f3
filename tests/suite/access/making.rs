//! What people do to fill a country with something to ask for.

use std::time::{Duration, SystemTime};

use proto::{
    partners::v1::{
        ApiKey, CreateApiKeyRequest, CreateMemberRequest, CreatePartnershipRequest, Intervention, Loan, Member,
        OpenInterventionRequest, OpenLoanRequest, Partnership, PartnershipRole,
    },
    platform::v1::Role,
    registrations::v1::{CreateRegistrationRequest, SubmitRegistrationRequest},
    reviews::v1::{AssignReviewersRequest, ListCasesRequest},
};
use tests::{
    calls,
    network::{Network, registration},
    patience::until,
    platform::Failure,
};
use tonic::Code;

/// How long a key lasts that nobody waits for.
pub const DAY: Duration = Duration::from_secs(86_400);

/// Makes a partner of an institution.
pub async fn partner(network: &Network, country: &str, institution: &str) -> Result<(), Failure> {
    let partnership = Partnership {
        institution: institution.into(),
        roles: vec![PartnershipRole::Validation.into()],
        ..Partnership::default()
    };
    let request = CreatePartnershipRequest {
        parent: format!("countries/{country}"),
        partnership: Some(partnership),
        ..CreatePartnershipRequest::default()
    };
    network.office(country)?.partners.create_partnership(request).await?;
    Ok(())
}

/// Admits the country that borrows, and lends it the queue of `do`; the name of the loan.
pub async fn lend(network: &Network) -> Result<String, Failure> {
    network.admit("gt", "es").await?;
    let reason = "the office has more than it can screen".into();
    let loan = Loan { borrower: "countries/gt".into(), reason, ..Loan::default() };
    let request = OpenLoanRequest { parent: "countries/do".into(), loan: Some(loan), ..Default::default() };
    let opened = network.office("do")?.partners.open_loan(request).await?.into_inner();
    Ok(opened.loan.ok_or("no loan")?.name)
}

/// Makes a member of this subject; its name.
pub async fn recruit(network: &Network, country: &str, subject: &str, role: Role) -> Result<String, Failure> {
    let member = Member {
        subject: subject.into(),
        display_name: "Ana".into(),
        email: format!("{}@{country}.example.org", subject.replace(':', "-")),
        roles: vec![role.into()],
        institution: "institutions/chamber".into(),
        ..Member::default()
    };
    let parent = format!("countries/{country}");
    let request = CreateMemberRequest { parent, member: Some(member), ..Default::default() };
    let made = network.office(country)?.partners.create_member(request).await?.into_inner();
    Ok(made.member.ok_or("no member")?.name)
}

/// Issues a key with one role, by whoever may; its name and its secret.
pub async fn issue(network: &Network, parent: &str, role: Role, life: Duration) -> Result<(String, String), Failure> {
    issue_for(network, parent, role, life, &[]).await
}

/// The same narrowed to countries.
pub async fn issue_for(
    network: &Network,
    parent: &str,
    role: Role,
    life: Duration,
    countries: &[&str],
) -> Result<(String, String), Failure> {
    let mut issuer = match parent.strip_prefix("countries/") {
        Some(country) => network.office(country)?,
        None => network.region()?,
    };
    let end = SystemTime::now().checked_add(life).ok_or("no such time")?;
    let key = ApiKey {
        display_name: "Observatorio".into(),
        roles: vec![role.into()],
        expire_time: Some(end.into()),
        countries: countries.iter().map(|name| (*name).to_owned()).collect(),
        ..ApiKey::default()
    };
    let request = CreateApiKeyRequest { parent: parent.into(), api_key: Some(key) };
    let made = issuer.partners.create_api_key(request).await?.into_inner();
    Ok((made.api_key.ok_or("no key")?.name, made.secret))
}

/// Opens an intervention of somebody; its name.
pub async fn intervene(network: &Network, country: &str, subject: &str) -> Result<String, Failure> {
    let intervention = Intervention { reason: "the office is closed by a flood".into(), ..Intervention::default() };
    let request = OpenInterventionRequest {
        parent: format!("countries/{country}"),
        intervention: Some(intervention),
        ..OpenInterventionRequest::default()
    };
    let mut caller = network.caller(subject, "regional_admin", "network", "en")?;
    let opened = caller.partners.open_intervention(request).await?.into_inner();
    Ok(opened.intervention.ok_or("no intervention")?.name)
}

/// Hands a registration in as an applicant of this subject; its name.
pub async fn submit(network: &Network, subject: &str, country: &str, title: &str) -> Result<String, Failure> {
    let mut applicant = network.caller(subject, "applicant", country, "en")?;
    let parent = format!("countries/{country}");
    let request = CreateRegistrationRequest { parent, registration: Some(registration(title)), ..Default::default() };
    let made = until("the service knows the country", || async {
        match applicant.registrations.clone().create_registration(request.clone()).await {
            Err(early) if early.code() == Code::FailedPrecondition => Ok(None),
            answer => Ok(Some(answer?.into_inner())),
        }
    })
    .await?;
    let name = made.registration.ok_or("no registration")?.name;
    let request = SubmitRegistrationRequest { name: name.clone(), ..Default::default() };
    applicant.registrations.submit_registration(request).await?;
    Ok(name)
}

/// The case of a registration, once it is there.
pub async fn case(network: &Network, country: &str, registration: &str) -> Result<String, Failure> {
    let office = network.office(country)?;
    let filter = format!("registration = \"{registration}\"");
    until("a case", || async {
        let parent = format!("countries/{country}");
        let request = ListCasesRequest { parent, filter: filter.clone(), ..Default::default() };
        let found = office.reviews.clone().list_cases(request).await?.into_inner().cases;
        Ok(found.into_iter().next().map(|case| case.name))
    })
    .await
}

/// Lets a case through the screening and puts one reviewer on it; the assignment.
pub async fn assign(network: &Network, country: &str, case: &str) -> Result<String, Failure> {
    let office = network.office(country)?;
    calls::pass(&office, case).await?;
    let request = AssignReviewersRequest { name: case.into(), count: 1, ..Default::default() };
    until("the reviewers are known", || async {
        match office.reviews.clone().assign_reviewers(request.clone()).await {
            Err(early) if early.code() == Code::FailedPrecondition => Ok(None),
            answer => Ok(answer?.into_inner().assignments.into_iter().next().map(|made| made.name)),
        }
    })
    .await
}
