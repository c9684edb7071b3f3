//! Reviewers whom another country lends: where computing puts them, why it does not, and that they have one case.

use super::{
    proposals::{admitted, change, pairs, release_all},
    *,
};
use crate::assignment::{lent::Lent, profile, proposal};

const FIRST: &str = "countries/do/registrations/1";
const SECOND: &str = "countries/do/registrations/2";
const FREE: &str = "taller.example";
const TIED: &str = "mail.tied.example";
/// What a case costs that has nobody from elsewhere.
const LENT: i64 = 80;

/// Somebody comes whom `cr` lends; their name here.
async fn lent(scope: &mut Scope, subject: &str, institution: &str) -> String {
    let added = MemberAdded {
        name: format!("countries/do/members/{}", Uuid::now_v7()),
        version: 1,
        subject: subject.into(),
        roles: vec![Role::Reviewer as i32],
        institution: institution.into(),
        lent_by: "countries/cr".into(),
        ..Default::default()
    };
    member::on_member_added::react(scope, added.clone()).await.expect("a member");
    added.name
}

async fn compute(scope: &mut Scope, wish_lent: bool) -> AssignmentProposal {
    let request = ComputeAssignmentsRequest {
        parent: "countries/do".into(),
        edition: EDITION.into(),
        wish_lent,
        ..Default::default()
    };
    proposal::compute::compute(scope, request, proposal::Answer::default())
        .await
        .expect("computed")
        .proposal
        .expect("a proposal")
}

fn why(draft: &AssignmentProposal) -> Vec<unmet_loan::Reason> {
    assert!(draft.unmet_loans.iter().all(|unmet| !unmet.words.is_empty() && !unmet.title.is_empty()));
    draft.unmet_loans.iter().map(UnmetLoan::reason).collect()
}

/// What it costs that cases have nobody from elsewhere.
fn cost(draft: &AssignmentProposal) -> i64 {
    draft.parts.iter().filter(|part| part.kind() == cost_part::Kind::Lent).map(|part| part.cost).sum()
}

#[tokio::test]
async fn where_nobody_is_lent_each_case_that_wishes_one_says_so_and_others_say_nothing() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    admitted(&mut scope, FIRST, FREE).await;
    let plain = compute(&mut scope, false).await;
    assert_eq!((why(&plain), cost(&plain), plain.lent_wished), (vec![], 0, false));
    let draft = compute(&mut scope, true).await;
    assert_eq!((why(&draft), cost(&draft)), (vec![unmet_loan::Reason::NobodyLent], LENT));
    assert_eq!((draft.added, draft.cost), (plain.added, plain.cost + LENT));
}

#[tokio::test]
async fn who_is_lent_gets_one_case_and_the_other_one_is_told_why_it_has_nobody() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let lia = lent(&mut scope, "lia", "").await;
    for registration in [FIRST, SECOND] {
        admitted(&mut scope, registration, FREE).await;
    }
    let draft = compute(&mut scope, true).await;
    let hers = pairs(&mut scope, &draft).await.into_iter().filter(|row| row.reviewer == lia).collect::<Vec<_>>();
    assert!(hers.len() == 1 && hers[0].lent, "{hers:?}");
    assert_eq!((why(&draft), cost(&draft)), (vec![unmet_loan::Reason::AllTaken], LENT));
    assert_ne!(draft.unmet_loans[0].case, hers[0].case);
}

#[tokio::test]
async fn a_tie_of_the_institution_at_home_rules_them_out_here() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let lia = lent(&mut scope, "lia", "institutions/tied").await;
    admitted(&mut scope, FIRST, TIED).await;
    let draft = compute(&mut scope, true).await;
    assert_eq!(why(&draft), [unmet_loan::Reason::AllConflicted]);
    assert!(pairs(&mut scope, &draft).await.iter().all(|row| row.reviewer != lia));
}

#[tokio::test]
async fn who_does_not_read_the_language_is_not_taken_for_coming_from_elsewhere() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let lia = lent(&mut scope, "lia", "").await;
    let knows = ReviewerProfile { edition: EDITION.into(), languages: vec!["pt".into()], ..Default::default() };
    let request = SetReviewerProfileRequest { name: lia, profile: Some(knows), ..Default::default() };
    profile::set::set(&mut scope, request).await.expect("a profile");
    let in_spanish =
        RegistrationSubmitted { source_language: "es".into(), applicant_domain: FREE.into(), ..submitted(FIRST) };
    case::on_registration_submitted::react(&mut scope, in_spanish).await.expect("a case");
    admitted(&mut scope, FIRST, FREE).await;
    let draft = compute(&mut scope, true).await;
    assert_eq!((why(&draft), cost(&draft)), (vec![unmet_loan::Reason::OthersPreferred], LENT));
}

#[tokio::test]
async fn of_two_drafts_the_one_released_first_gets_who_is_lent() {
    let ground = Ground::open().await;
    let mut scope = ground.scope().await;
    let lia = lent(&mut scope, "lia", "").await;
    let first = admitted(&mut scope, FIRST, FREE).await;
    let earlier = compute(&mut scope, true).await;
    let second = admitted(&mut scope, SECOND, FREE).await;
    let later = compute(&mut scope, false).await;
    let rows = pairs(&mut scope, &later).await;
    let pair = |case: &str, reviewer: &str| AssignmentPair { case: case.into(), reviewer: reviewer.into() };
    let out = rows.iter().map(|row| pair(&row.case, &row.reviewer)).collect();
    change(&mut scope, &later, out, vec![pair(&second, &lia)]).await.expect("she has no case yet");
    release_all(&mut scope, &earlier).await;
    let done = release_all(&mut scope, &later).await;
    assert_eq!((done.made, done.left_out), (0, vec![pair(&second, &lia)]));

    let mia = lent(&mut scope, "mia", "").await;
    let next = compute(&mut scope, false).await;
    for refused in [pair(&second, &lia), pair(&first, &mia)] {
        let refused = change(&mut scope, &next, vec![], vec![refused]).await.expect_err("one case, and one on a case");
        assert_eq!(refused.reason(), Reason::ReviewerLent);
    }
    let known = Lent::of(&scope).await.expect("who is lent");
    assert!(pairs(&mut scope, &next).await.iter().all(|row| !row.lent || row.case != first), "the first has one");
    let id = |name: &str| Uuid::parse_str(name.rsplit('/').next().expect("an id")).expect("an id");
    assert!(known.has_case(id(&lia)) && !known.has_case(id(&mia)));
}

#[tokio::test]
async fn their_profile_comes_along_once_without_how_much_they_take_at_home() {
    let ground = Ground::open().await;
    let mut home = ground.store.work("test", Place::Country("cr".into())).await.expect("a scope");
    let there = MemberAdded {
        name: format!("countries/cr/members/{}", Uuid::now_v7()),
        version: 1,
        subject: "lia".into(),
        roles: vec![Role::Reviewer as i32],
        ..Default::default()
    };
    member::on_member_added::react(&mut home, there.clone()).await.expect("a member");
    let languages = vec!["en".to_owned(), "es".to_owned()];
    let knows = ReviewerProfile {
        edition: EDITION.into(),
        languages: languages.clone(),
        capacity: Some(9),
        ..Default::default()
    };
    let request = SetReviewerProfileRequest { name: there.name, profile: Some(knows), ..Default::default() };
    profile::set::set(&mut home, request).await.expect("a profile");
    home.commit().await.expect("a commit");
    let mut scope = ground.scope().await;
    let lia = lent(&mut scope, "lia", "").await;
    scope.commit().await.expect("a commit");
    assert_eq!(profile::lent::round(&ground.ground()).await.expect("a look"), 1);
    assert_eq!(profile::lent::round(&ground.ground()).await.expect("a look"), 0, "once is enough");
    let mut scope = ground.scope().await;
    let request = GetReviewerProfileRequest { name: lia, edition: EDITION.into() };
    let kept = profile::get::get(&mut scope, request).await.expect("a profile").profile.expect("one");
    assert_eq!((kept.languages, kept.capacity), (languages, None));
}
