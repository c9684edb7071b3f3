//! Whoever applied, and who edits along with them, learns nothing of who reviews, how many of them have, what they scored or
//! said among themselves, or what is prepared. Once it is decided, they read the decision and what was written for them.

use std::collections::HashMap;

use proto::{
    registrations::v1::{CreateRegistrationRequest, registration::State},
    reviews::v1::{
        AssignReviewersRequest, Assignment, ListReviewsRequest, Outcome, PostCommentRequest, PrepareDecisionRequest,
        ReleaseDecisionsRequest,
    },
};
use sea_orm::prelude::ChronoUtc;
use tests::{
    calls,
    network::{EDITION, Network, registration},
    patience::until,
    platform::Failure,
    servers::Mail,
};
use tonic::Code;

use super::{
    apart::{caller, says},
    contract::Rpc,
    differential::{answers, asked_for, same},
    hidden::{StandIns, ids, settled_and_sealed},
    making::case,
};
use crate::{
    registering::asking::{accept, code_in, get, invite, submit},
    reviewing::Reviewer,
};

/// Who edits along with the owner.
const EDITOR: &str = "coeditora@example.org";
/// An id that nothing has in place of each id that something will have.
const NOTHING: [&str; 3] = [
    "countries/do/cases/00000000-0000-7000-8000-00000000000b/assignments/00000000-0000-7000-8000-00000000000c",
    "countries/do/decisions/00000000-0000-7000-8000-00000000000d",
    "countries/do/cases/00000000-0000-7000-8000-00000000000b",
];
/// What is said, and to whom it is not.
const UNSAID: [&str; 5] = ["al panel", "a la oficina", "¿tan distinto?", "lo vi funcionar", "office:do"];

/// Where the applicant gets letters.
const APPLICANT: &str = "ana@taller.example.org";

/// What is decided on.
struct Applied {
    registration: String,
    case: String,
}

pub async fn who_reviews_them_and_how_leaves_no_trace_for_applicants(
    network: &Network,
    mail: &Mail,
    members: &HashMap<&'static str, String>,
) -> Result<(), Failure> {
    let applied = apply(network, mail).await?;
    let callers = [caller(network, "dueña", "applicant")?, caller(network, "coeditora", "applicant")?];
    settled_and_sealed(network).await?;
    let until_now = ChronoUtc::now();
    let rpcs: Vec<Rpc> = Rpc::all()?.into_iter().filter(Rpc::only_reads).collect();
    let mut names = vec!["countries/do", "countries/do/cases/-", "countries/do/appeals/-", &applied.registration];
    names.extend(NOTHING);
    names.extend(members.values().map(String::as_str));
    let besides = [("edition", EDITION.to_owned())];
    let questions = asked_for(&rpcs, &callers, &names, &besides);
    let before = answers(network, &questions, &until_now, &[]).await?;
    let (made, stand_ins) = at_work(network, &applied, members).await?;
    let after = answers(network, &questions, &until_now, &stand_ins).await?;
    let compared = same(&questions, &before, &after, |_| true);
    println!("applicants: {compared} answers beside the reviews of an entry, the same");

    release(network, &applied).await?;
    let mut unsaid: Vec<String> = UNSAID.map(str::to_owned).into();
    unsaid.extend(made.iter().map(|assignment| last(&assignment.name)));
    unsaid.extend(members.iter().flat_map(|(subject, name)| [format!("{subject}@example.org"), last(name)]));
    unsaid.extend(aliases(network, &applied).await?);
    let told = answers(network, &questions, &until_now, &stand_ins).await?;
    // What is not there says by what name it was asked for.
    for answer in told.iter().filter(|answer| !answer.starts_with(b"NotFound")) {
        for words in &unsaid {
            assert!(!says(answer, words), "{words:?} is told: {}", String::from_utf8_lossy(answer));
        }
        // Those of the two reviews, and their mean; none of these is the bar, which everybody may read.
        for share in [0.8_f64, 0.2, 0.5] {
            let score = share.to_le_bytes();
            let told = answer.windows(score.len()).any(|bytes| bytes == score);
            assert!(!told, "{share} is told: {}", String::from_utf8_lossy(answer));
        }
    }
    let letter = until("the letter of the decision", || async {
        let letters = mail.letters_to(APPLICANT)?;
        Ok(letters.into_iter().map(|letter| letter.part("body").to_owned()).find(|body| body.contains("al postulante")))
    })
    .await?;
    for words in &unsaid {
        assert!(!says(letter.as_bytes(), words), "{words:?} is written: {letter}");
    }
    Ok(())
}

fn last(name: &str) -> String {
    name.rsplit('/').next().unwrap_or_default().to_owned()
}

/// A registration of two people that passed the screening.
async fn apply(network: &Network, mail: &Mail) -> Result<Applied, Failure> {
    let owner = network.caller("dueña", "applicant", "do", "en")?;
    let request = CreateRegistrationRequest {
        parent: "countries/do".into(),
        registration: Some(registration("Lo de dos")),
        ..Default::default()
    };
    let made = owner.registrations.clone().create_registration(request).await?.into_inner();
    let registration = made.registration.ok_or("no registration")?.name;
    let invited = invite(&owner, &registration, EDITOR).await?;
    let code = code_in(mail, EDITOR, 0).await?;
    accept(&network.person("coeditora")?, &invited.name, &code).await?;
    submit(&owner, &registration).await?;
    let case = case(network, "do", &registration).await?;
    calls::pass(&network.office("do")?, &case).await?;
    comes_to(network, &registration, State::InReview).await?;
    Ok(Applied { registration, case })
}

async fn comes_to(network: &Network, registration: &str, state: State) -> Result<(), Failure> {
    let owner = network.caller("dueña", "applicant", "do", "en")?;
    until(&format!("{state:?}"), || async { Ok((get(&owner, registration).await?.state() == state).then_some(())) })
        .await
}

/// Two review it and talk about it, and the office prepares a decision.
async fn at_work(
    network: &Network,
    applied: &Applied,
    members: &HashMap<&'static str, String>,
) -> Result<(Vec<Assignment>, StandIns), Failure> {
    let office = network.office("do")?;
    let request = AssignReviewersRequest { name: applied.case.clone(), count: 2, ..Default::default() };
    let made = until("the reviewers are known", || async {
        match office.reviews.clone().assign_reviewers(request.clone()).await {
            Err(early) if early.code() == Code::FailedPrecondition => Ok(None),
            answer => Ok(Some(answer?.into_inner().assignments)),
        }
    })
    .await?;
    let comment =
        |text: &str| PostCommentRequest { parent: applied.case.clone(), text: text.into(), ..Default::default() };
    for (assignment, score) in made.iter().zip([4, 1]) {
        let known = members.iter().find(|(_, name)| **name == assignment.reviewer);
        let (subject, _) = known.ok_or("somebody else was chosen")?;
        let reviewer = network.caller(subject, "reviewer", "do", "es")?;
        let reviewer = Reviewer { subject, caller: reviewer, assignment: assignment.name.clone() };
        reviewer.review(score, "escrito").await?;
        reviewer.caller.reviews.clone().post_comment(comment("Lo vi funcionar")).await?;
    }
    office.reviews.clone().post_comment(comment("¿Tan distinto?")).await?;
    let (name, outcome) = (applied.case.clone(), Outcome::Declined.into());
    let request = PrepareDecisionRequest { name, outcome, reason: "No alcanza".into(), ..Default::default() };
    let prepared = office.reviews.clone().prepare_decision(request).await?.into_inner().decision;
    settled_and_sealed(network).await?;
    let first = made.first().ok_or("nobody")?.name.clone();
    let decision = prepared.ok_or("no decision")?.name;
    Ok((made, ids(&NOTHING, &[&first, &decision, &applied.case])))
}

/// Releases the decision, and waits until the applicant reads it.
async fn release(network: &Network, applied: &Applied) -> Result<(), Failure> {
    let request =
        ReleaseDecisionsRequest { parent: "countries/do".into(), edition: EDITION.into(), ..Default::default() };
    network.office("do")?.reviews.release_decisions(request).await?;
    comes_to(network, &applied.registration, State::Declined).await
}

/// What the reviewers are called among themselves.
async fn aliases(network: &Network, applied: &Applied) -> Result<Vec<String>, Failure> {
    let request = ListReviewsRequest { parent: applied.case.clone() };
    let reviews = network.office("do")?.reviews.list_reviews(request).await?.into_inner().reviews;
    Ok(reviews.into_iter().map(|review| review.alias).collect())
}
