//! Conflicts of interest through the public door, on both grounds: what a reviewer sees until they have declared, what a
//! declared, a named and a recorded one come to, and what stays as the office ruled.

mod drafts;

use platform::clients::Caller;
use proto::{
    partners::v1::{CreateInstitutionRequest, CreateMemberRequest, Institution, InstitutionKind, Member},
    platform::v1::{ListAuditEntriesRequest, Role},
    registrations::v1::{ConflictKind, NameConflictRequest},
    reviews::v1::{
        AssignReviewersRequest, Assignment, Conflict, DeclareConflictRequest, EndTieRequest, ExplainConflictsRequest,
        ExplainConflictsResponse, GetAssignmentRequest, GetCaseRequest, ListConflictsRequest, ListTiesRequest,
        RecordTieRequest, RuleConflictRequest, ScreeningOutcome, Tie, assignment, conflict, conflict_rule::Rule,
        rule_conflict_request::Ruling,
    },
};
use tests::{
    calls::passed,
    network::Network,
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::Code;

use crate::access::making::{case, submit};

#[tokio::test(flavor = "multi_thread")]
async fn conflicts_bind_whom_they_should_on_embedded_parts() -> Result<(), Failure> {
    everywhere(&Network::embedded().await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn conflicts_bind_whom_they_should_on_real_servers() -> Result<(), Failure> {
    everywhere(&Network::real("conflicts").await?).await
}

async fn everywhere(network: &Network) -> Result<(), Failure> {
    found(network, "bank").await?;
    found(network, "press").await?;
    let ana = recruit(network, "ana", "institutions/bank").await?;
    let eva = recruit(network, "eva", "institutions/press").await?;
    a_declared_one_ends_the_assignment_and_somebody_else_is_chosen(network).await?;
    what_the_office_ruled_stays_whatever_is_found(network, &ana, &eva).await?;
    a_tie_that_ended_binds_nobody_but_what_was_ruled_stays(network, &ana).await?;
    what_an_applicant_names_waits_for_the_office(network, &eva).await?;
    drafts::whoever_is_tied_does_not_see_a_draft_either(network).await
}

async fn a_declared_one_ends_the_assignment_and_somebody_else_is_chosen(network: &Network) -> Result<(), Failure> {
    let registration = submit(network, "applicant one", "do", "La que se declara").await?;
    let office = network.office("do")?;
    let case = case(network, "do", &registration).await?;
    let assignment = assign(&office, &case).await?;
    let chosen = reviewer_of(&office, network, &assignment).await?;
    let read = read(&chosen, &assignment.name).await?.brief.unwrap_or_default();
    assert_eq!((read.title.as_str(), read.organisation.as_str()), ("La que se declara", "Taller Ana"));
    assert_eq!((read.summary.as_str(), read.description.as_str()), ("", ""), "what it takes to declare, and no more");

    let free = DeclareConflictRequest { name: assignment.name.clone(), ..Default::default() };
    chosen.reviews.clone().declare_conflict(free.clone()).await?;
    let read = self::read(&chosen, &assignment.name).await?.brief.unwrap_or_default();
    assert!(!read.description.is_empty() && !read.summary.is_empty(), "all of it, once declared");

    let kind = ConflictKind::Family.into();
    let declared = DeclareConflictRequest { kind, words: "Es de mi hermana".into(), ..free };
    let answer = chosen.reviews.clone().declare_conflict(declared).await?.into_inner();
    assert_eq!(answer.conflict.ok_or("no conflict")?.state(), conflict::State::Stands);
    let gone = chosen.reviews.clone().get_assignment(GetAssignmentRequest { name: assignment.name.clone() }).await;
    assert_eq!(gone.err().ok_or("it is hidden")?.code(), Code::NotFound);

    assert_eq!(self::read(&office, &assignment.name).await?.state(), assignment::State::Conflicted);
    let another = assign(&office, &case).await?;
    assert_ne!(another.reviewer, assignment.reviewer, "nobody is chosen whom a conflict binds");
    let request = AssignReviewersRequest { name: case, count: 1, ..Default::default() };
    let refused = office.reviews.clone().assign_reviewers(request).await.err().ok_or("nobody is left")?;
    assert_eq!(refused.code(), Code::FailedPrecondition);
    Ok(())
}

async fn what_the_office_ruled_stays_whatever_is_found(network: &Network, ana: &str, eva: &str) -> Result<(), Failure> {
    let office = network.office("do")?;
    let mut applicant = network.draft("do", tests::network::registration("La del banco")).await?;
    let organisation = applicant.applicant.get_or_insert_default();
    assert_eq!(organisation.organisation, "Taller Ana");
    let submit =
        proto::registrations::v1::SubmitRegistrationRequest { name: applicant.name.clone(), ..Default::default() };
    office.registrations.clone().submit_registration(submit).await?;
    let case = case(network, "do", &applicant.name).await?;
    assert!(!explained(&office, &case, ana).await?.ruled_out);

    let tie = Tie {
        institution: "institutions/bank".into(),
        organisation: "TALLER  Ana".into(),
        kind: ConflictKind::Funding.into(),
        ..Default::default()
    };
    let record = RecordTieRequest { parent: "countries/do".into(), tie: Some(tie), ..Default::default() };
    office.reviews.clone().record_tie(record.clone()).await?;
    let told = explained(&office, &case, ana).await?;
    let by_tie = told.rules.iter().find(|rule| rule.rule() == Rule::Tie).ok_or("every rule is told")?;
    assert!(told.ruled_out && by_tie.applies && by_tie.rules_out && !by_tie.sentence.is_empty());
    assert!(!explained(&office, &case, eva).await?.ruled_out, "it binds the people of the institution alone");

    let [found] = of_case(&office, &case).await?.try_into().map_err(|found| format!("{found:?}"))?;
    assert_eq!((found.origin(), found.kind()), (conflict::Origin::Found, ConflictKind::Funding));
    let ruling = RuleConflictRequest {
        name: case.clone(),
        conflict: found.name.clone(),
        ruling: Ruling::SetAside.into(),
        ruling_words: "El banco no la financió".into(),
        ..Default::default()
    };
    office.reviews.clone().rule_conflict(ruling).await?;
    // Everything is found anew.
    office.reviews.clone().record_tie(record).await?;
    let told = explained(&office, &case, ana).await?;
    assert!(!told.ruled_out, "{told:?}");
    let [kept] = of_case(&office, &case).await?.try_into().map_err(|found| format!("{found:?}"))?;
    assert_eq!((kept.state(), kept.pinned), (conflict::State::SetAside, true));
    Ok(())
}

async fn a_tie_that_ended_binds_nobody_but_what_was_ruled_stays(network: &Network, ana: &str) -> Result<(), Failure> {
    let office = network.office("do")?;
    let mut cases = Vec::new();
    for title in ["La que se libera", "La que sigue atada"] {
        let registration = submit(network, "applicant three", "do", title).await?;
        let case = case(network, "do", &registration).await?;
        assert!(explained(&office, &case, ana).await?.ruled_out, "by the tie that is recorded");
        cases.push(case);
    }
    let [found] = of_case(&office, &cases[1]).await?.try_into().map_err(|found| format!("{found:?}"))?;
    let ruling = RuleConflictRequest {
        name: cases[1].clone(),
        conflict: found.name.clone(),
        ruling: Ruling::Stands.into(),
        ruling_words: "La financia todavía".into(),
        etag: "0".into(),
        ..Default::default()
    };
    let stale = office.reviews.clone().rule_conflict(ruling.clone()).await;
    assert_eq!(refusal(stale), of(Code::Aborted, "ETAG_STALE"));
    let ruling = RuleConflictRequest { etag: found.etag, ..ruling };
    office.reviews.clone().rule_conflict(ruling).await?;

    let request = ListTiesRequest { parent: "countries/do".into(), ..Default::default() };
    let ties = office.reviews.clone().list_ties(request.clone()).await?.into_inner().ties;
    assert!(!ties.is_empty() && ties.iter().all(|tie| tie.end_time.is_none()));
    for tie in &ties {
        let request = EndTieRequest { name: tie.name.clone(), ..Default::default() };
        let ended = office.reviews.clone().end_tie(request.clone()).await?.into_inner().tie.ok_or("no tie")?;
        assert!(ended.end_time.is_some());
        let again = office.reviews.clone().end_tie(request).await;
        assert_eq!(refusal(again), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    }
    let listed = office.reviews.clone().list_ties(request).await?.into_inner().ties;
    assert!(listed.len() == ties.len() && listed.iter().all(|tie| tie.end_time.is_some()), "they stay to be read");
    assert!(!explained(&office, &cases[0], ana).await?.ruled_out);
    let [ended] = of_case(&office, &cases[0]).await?.try_into().map_err(|found| format!("{found:?}"))?;
    assert_eq!(ended.state(), conflict::State::Ended);
    assert!(explained(&office, &cases[1], ana).await?.ruled_out, "what the office ruled stays");
    let freed = network.caller("ana", "office_staff", "do", "en")?;
    let mut reviews = freed.reviews.clone();
    assert!(reviews.get_case(GetCaseRequest { name: cases[0].clone() }).await.is_ok(), "it is shown again");
    let hidden = reviews.get_case(GetCaseRequest { name: cases[1].clone() }).await;
    assert_eq!(refusal(hidden), of(Code::NotFound, "RESOURCE_NOT_FOUND"));
    Ok(())
}

async fn who_named_it_is_in_the_log(office: &Caller, registration: &str) -> Result<(), Failure> {
    let request = ListAuditEntriesRequest {
        parent: "countries/do/services/registrations".into(),
        filter: format!("resource = \"{registration}\" AND actor = \"applicant two\""),
        ..ListAuditEntriesRequest::default()
    };
    let (_, client) = office.audit.iter().find(|(service, _)| *service == "registrations").ok_or("no client")?;
    let told = client.clone().list_audit_entries(request).await?.into_inner().audit_entries;
    let named = told.iter().find(|told| told.method.ends_with("/NameConflict")).ok_or("no entry of it")?;
    assert_eq!((named.before.as_str(), named.after.as_str()), ("", ""), "what is said of people is not there");
    Ok(())
}

async fn what_an_applicant_names_waits_for_the_office(network: &Network, eva: &str) -> Result<(), Failure> {
    let registration = submit(network, "applicant two", "do", "La que nombra").await?;
    let office = network.office("do")?;
    let case = case(network, "do", &registration).await?;
    let applicant = network.caller("applicant two", "applicant", "do", "en")?;
    let named = NameConflictRequest {
        name: registration.clone(),
        kind: ConflictKind::Competition.into(),
        words: "La gente de la imprenta".into(),
        ..Default::default()
    };
    applicant.registrations.clone().name_conflict(named).await?;
    who_named_it_is_in_the_log(&office, &registration).await?;
    let claimed = until("the office sees what was named", || async {
        let all = of_case(&office, &case).await?;
        Ok(all.into_iter().find(|one| one.state() == conflict::State::Claimed))
    })
    .await?;
    assert!(!explained(&office, &case, eva).await?.ruled_out, "it binds nobody before the office ruled");
    let ruling = RuleConflictRequest {
        name: case.clone(),
        conflict: claimed.name,
        holder: "institutions/press".into(),
        ruling: Ruling::Stands.into(),
        ruling_words: "Venden lo mismo".into(),
        ..Default::default()
    };
    office.reviews.clone().rule_conflict(ruling).await?;
    assert!(explained(&office, &case, eva).await?.ruled_out);
    let bound = network.caller("eva", "reviewer", "do", "en")?;
    let declare = DeclareConflictRequest { name: case, ..Default::default() };
    let refused = bound.reviews.clone().declare_conflict(declare).await.err().ok_or("it is hidden")?;
    assert_eq!(refused.code(), Code::NotFound);
    Ok(())
}

async fn found(network: &Network, id: &str) -> Result<(), Failure> {
    let institution =
        Institution { display_name: id.into(), kind: InstitutionKind::Company.into(), ..Institution::default() };
    let institution = Some(institution);
    let request = CreateInstitutionRequest { institution_id: id.into(), institution, ..Default::default() };
    network.region()?.partners.create_institution(request).await?;
    Ok(())
}

async fn recruit(network: &Network, subject: &str, institution: &str) -> Result<String, Failure> {
    let member = Member {
        subject: subject.into(),
        display_name: subject.into(),
        email: format!("{subject}@{subject}.example"),
        roles: vec![Role::Reviewer.into()],
        institution: institution.into(),
        ..Member::default()
    };
    let request = CreateMemberRequest { parent: "countries/do".into(), member: Some(member), ..Default::default() };
    let made = network.office("do")?.partners.create_member(request).await?.into_inner();
    Ok(made.member.ok_or("no member")?.name)
}

/// Puts one more reviewer on a case, which passes its screening where it has not.
async fn assign(office: &Caller, case: &str) -> Result<Assignment, Failure> {
    let request = GetCaseRequest { name: case.into() };
    let stands = office.reviews.clone().get_case(request).await?.into_inner().case.ok_or("no case")?;
    if stands.screening() == ScreeningOutcome::Unspecified {
        office.reviews.clone().screen_case(passed(&stands)).await?;
    }
    let request = AssignReviewersRequest { name: case.into(), count: 1, ..Default::default() };
    until("the reviewers are known", || async {
        match office.reviews.clone().assign_reviewers(request.clone()).await {
            Err(early) if early.code() == Code::FailedPrecondition => Ok(None),
            answer => Ok(answer?.into_inner().assignments.into_iter().next()),
        }
    })
    .await
}

async fn reviewer_of(office: &Caller, network: &Network, assignment: &Assignment) -> Result<Caller, Failure> {
    let request = proto::partners::v1::GetMemberRequest { name: assignment.reviewer.clone() };
    let member = office.partners.clone().get_member(request).await?.into_inner().member.ok_or("no member")?;
    network.caller(&member.subject, "reviewer", "do", "en")
}

async fn read(reviewer: &Caller, name: &str) -> Result<Assignment, Failure> {
    let request = GetAssignmentRequest { name: name.into() };
    Ok(reviewer.reviews.clone().get_assignment(request).await?.into_inner().assignment.ok_or("no assignment")?)
}

async fn explained(office: &Caller, case: &str, member: &str) -> Result<ExplainConflictsResponse, Failure> {
    let request = ExplainConflictsRequest { name: case.into(), member: member.into() };
    until("the member and their institution are known", || async {
        let told = office.reviews.clone().explain_conflicts(request.clone()).await?.into_inner();
        let unknown = told.rules.iter().any(|rule| rule.rule() == Rule::InstitutionKnown && rule.applies);
        Ok((!unknown).then_some(told))
    })
    .await
}

async fn of_case(office: &Caller, case: &str) -> Result<Vec<Conflict>, Failure> {
    let request = ListConflictsRequest { parent: case.into(), ..Default::default() };
    Ok(office.reviews.clone().list_conflicts(request).await?.into_inner().conflicts)
}
