//! How reviewers work on a case, through the public door. Here is what the tests share: a case with two reviewers on it.

mod apart;
mod forms;
mod letters;
mod stead;

use std::collections::HashMap;

use platform::clients::Caller;
use proto::{
    partners::v1::{CreateMemberRequest, Member},
    platform::v1::Role,
    registrations::v1::{
        Criterion, DescribedCriterion, ReviewPlan, ReviewStage, ScoreLevel, Track, TrackRubric, review_stage::Blindness,
    },
    reviews::v1::{
        AssignReviewersRequest, Assignment, GetAssignmentRequest, ListAssignmentsRequest, Score, SubmitReviewRequest,
    },
};
use tests::{
    calls,
    network::{EDITION, Network, words},
    patience::until,
    platform::Failure,
    reviewers::declare,
};
use tonic::{Code, Status};

use crate::{
    access::making::case,
    forms::making::{definition_of, entry, open, open_with, submit},
};

/// One reviewer with their assignment.
pub struct Reviewer {
    /// The subject of their tokens.
    pub subject: &'static str,
    pub caller: Caller,
    /// Its name.
    pub assignment: String,
}

/// A case in the Dominican Republic with two reviewers, and others who have nothing to do with it.
pub struct Reviewed {
    pub case: String,
    pub office: Caller,
    pub first: Reviewer,
    pub second: Reviewer,
    /// Names of members by their subjects.
    pub members: HashMap<&'static str, String>,
}

/// Everyone who may be a reviewer here.
const PEOPLE: [&str; 4] = ["eva", "luis", "nora", "omar"];

/// Makes reviewers; the names of the members.
pub async fn people(network: &Network) -> Result<HashMap<&'static str, String>, Failure> {
    let mut members = HashMap::new();
    for subject in PEOPLE {
        let member = Member {
            subject: subject.into(),
            display_name: subject.into(),
            email: format!("{subject}@example.org"),
            roles: vec![Role::Reviewer.into()],
            ..Member::default()
        };
        let parent = "countries/do".to_owned();
        let request = CreateMemberRequest { parent, member: Some(member), ..Default::default() };
        let made = network.office("do")?.partners.create_member(request).await?.into_inner();
        members.insert(subject, made.member.ok_or("no member")?.name);
    }
    Ok(members)
}

/// An edition whose one stage is blind, with described levels.
pub async fn blind_edition(network: &Network, id: &str) -> Result<String, Failure> {
    let mut definition = definition_of(network, EDITION).await?;
    let criterion = Criterion { id: "value".into(), titles: words("Valor"), weight: 1.0, max_score: 4 };
    let levels = vec![ScoreLevel { score: 4, texts: words("Nadie más lo tiene") }];
    let criteria = vec![DescribedCriterion { criterion: Some(criterion), levels }];
    let stage = ReviewStage {
        id: "panel".into(),
        titles: words("Panel"),
        reviews_per_case: 2,
        review_days: 7,
        blindness: Blindness::Blind.into(),
        rubrics: vec![TrackRubric { track: Track::Solution.into(), criteria }],
        ..Default::default()
    };
    definition.plan = Some(ReviewPlan { stages: vec![stage], ..Default::default() });
    open_with(network, id, Some(definition)).await
}

impl Reviewed {
    /// An entry of an edition that passed the screening, with two of the people on it.
    pub async fn of(
        network: &Network,
        edition: &str,
        title: &str,
        members: &HashMap<&'static str, String>,
    ) -> Result<Self, Failure> {
        let mut office = network.office("do")?;
        let draft = network.draft("do", entry(edition, title, Vec::new())).await?;
        submit(&mut office, &draft.name).await?;
        let case = case(network, "do", &draft.name).await?;
        calls::pass(&office, &case).await?;
        let request = AssignReviewersRequest { name: case.clone(), count: 2, ..Default::default() };
        let made = until("the reviewers are known", || async {
            match office.reviews.clone().assign_reviewers(request.clone()).await {
                Err(early) if early.code() == Code::FailedPrecondition => Ok(None),
                answer => Ok(Some(answer?.into_inner().assignments)),
            }
        })
        .await?;
        let [first, second] = made.as_slice() else { return Err(format!("two reviewers: {made:?}").into()) };
        let reviewer = |made: &Assignment| -> Result<Reviewer, Failure> {
            let known = members.iter().find(|(_, name)| **name == made.reviewer);
            let (subject, _) = known.ok_or("somebody else was chosen")?;
            let caller = network.caller(subject, "reviewer", "do", "es")?;
            Ok(Reviewer { subject, caller, assignment: made.name.clone() })
        };
        let (first, second) = (reviewer(first)?, reviewer(second)?);
        Ok(Self { case, office, first, second, members: members.clone() })
    }

    /// Somebody who is not on the case.
    pub fn outsider(&self) -> &'static str {
        let on_it = [self.first.subject, self.second.subject];
        PEOPLE.into_iter().find(|subject| !on_it.contains(subject)).unwrap_or_default()
    }
}

impl Reviewer {
    /// The assignment as they read it.
    pub async fn read(&self) -> Result<Assignment, Failure> {
        read(&self.caller, &self.assignment).await?.ok_or_else(|| "no assignment".into())
    }

    /// Declares that nothing ties them to the applicant, and hands a review in that says this to each of the three.
    pub async fn review(&self, score: i32, said: &str) -> Result<Assignment, Status> {
        declare(&self.caller, &self.assignment).await?;
        self.submit(score, said).await
    }

    /// Hands a review in, whether they have declared or not.
    pub async fn submit(&self, score: i32, said: &str) -> Result<Assignment, Status> {
        let brief = self.read().await.map_err(|failure| Status::unknown(failure.to_string()))?.brief;
        let criteria = brief.unwrap_or_default().criteria;
        let scores = criteria.into_iter().map(|criterion| Score { criterion: criterion.id, score }).collect();
        let request = SubmitReviewRequest {
            name: self.assignment.clone(),
            scores,
            confidence: 3,
            comment_to_applicant: format!("{said} al postulante"),
            comment_to_panel: format!("{said} al panel"),
            comment_to_office: format!("{said} a la oficina"),
            ..Default::default()
        };
        let answer = self.caller.reviews.clone().submit_review(request).await?.into_inner();
        Ok(answer.assignment.unwrap_or_default())
    }

    /// The names of the assignments that they find.
    pub async fn listed(&self) -> Result<Vec<String>, Failure> {
        let request = ListAssignmentsRequest { parent: "countries/do/cases/-".into(), ..Default::default() };
        let found = self.caller.reviews.clone().list_assignments(request).await?.into_inner().assignments;
        Ok(found.into_iter().map(|assignment| assignment.name).collect())
    }
}

/// An assignment as somebody reads it.
pub async fn read(caller: &Caller, name: &str) -> Result<Option<Assignment>, Status> {
    let request = GetAssignmentRequest { name: name.into() };
    Ok(caller.reviews.clone().get_assignment(request).await?.into_inner().assignment)
}

#[tokio::test(flavor = "multi_thread")]
async fn reviewers_work_on_real_servers() -> Result<(), Failure> {
    everything(&Network::real("reviewing").await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn reviewers_work_on_embedded_parts() -> Result<(), Failure> {
    everything(&Network::embedded().await?).await
}

async fn everything(network: &Network) -> Result<(), Failure> {
    let members = people(network).await?;
    let edition = open(network, "reviewed-in-the-open").await?;
    apart::what_others_found_is_read_once_ones_own_is_in_and_not_whose_it_is(network, &edition, &members).await?;
    apart::who_is_of_the_office_and_reviews_learns_nothing_before(network, &edition, &members).await?;
    stead::who_declines_is_told_of_with_the_reason(network, &edition, &members).await?;
    stead::who_writes_in_anothers_stead_hands_nothing_in(network, &edition, &members).await?;
    forms::a_form_is_filled_in_and_uploaded(network, &edition, &members).await?;
    letters::who_may_read_a_discussion_is_told_of_it_once_a_day_and_not_what_was_said(network, &edition, &members)
        .await?;
    let blind = blind_edition(network, "reviewed-blind").await?;
    forms::a_blind_reviewer_reads_the_levels_and_not_who_applied(network, &blind, &members).await
}
