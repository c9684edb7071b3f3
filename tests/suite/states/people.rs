//! Who takes the steps: an office, those who review, an institution, and somebody who applies; and the cases they begin.

use std::sync::atomic::{AtomicU32, Ordering};

use platform::clients::Caller;
use proto::{
    partners::v1::{CreateInstitutionRequest, CreateMemberRequest, Institution, InstitutionKind, Member},
    platform::v1::Role,
    registrations::v1::{
        CreateRegistrationRequest, GetRegistrationRequest, Registration, ReviewPlan, ReviewStage,
        SubmitRegistrationRequest, registration::State, review_plan::Deciders,
    },
};
use tests::{
    calls,
    network::{EDITION, Network, registration, words},
    patience::until,
    platform::Failure,
};

use super::{
    standing::{BOTH, PEOPLE, REVIEWS},
    step::Office,
};
use crate::{
    access::making::{case, partner},
    forms::making::{definition_of, open_with},
};

pub const INSTITUTION: &str = "institutions/chamber";
/// Who review, by the subjects of their tokens; the last represents the institution, too.
const REVIEWERS: [&str; PEOPLE] = ["rita", "raul", "rosa", "rene", "beto"];

/// A country whose people do what the steps say.
pub struct People {
    pub network: Network,
    pub ana: Caller,
    /// The edition in which they do it.
    pub edition: String,
    /// The members, in the order of the reviewers.
    pub members: Vec<String>,
    begun: AtomicU32,
}

/// What a walk goes with, by name.
#[derive(Default)]
pub struct Names {
    pub registration: String,
    pub case: String,
    pub assignments: [String; PEOPLE],
    /// The latest that was prepared.
    pub decision: String,
    pub appeal: String,
    pub hearing: String,
}

impl People {
    pub async fn gather(name: &str) -> Result<Self, Failure> {
        let network = Network::real(name).await?;
        let institution =
            Institution { display_name: "Cámara".into(), kind: InstitutionKind::Chamber.into(), ..Default::default() };
        let institution_id = INSTITUTION.trim_start_matches("institutions/").to_owned();
        let request = CreateInstitutionRequest { institution_id, institution: Some(institution), ..Default::default() };
        network.region()?.partners.create_institution(request).await?;
        partner(&network, "do", INSTITUTION).await?;
        let mut members = Vec::new();
        for (place, subject) in REVIEWERS.iter().enumerate() {
            let both = [Role::Reviewer, Role::PartnerRepresentative];
            let (roles, institution) =
                if place == BOTH { (both.as_slice(), INSTITUTION) } else { ([Role::Reviewer].as_slice(), "") };
            members.push(join(&network, subject, roles, institution).await?);
        }
        join(&network, "validator", &[Role::PartnerRepresentative], INSTITUTION).await?;
        let mut definition = definition_of(&network, EDITION).await?;
        definition.plan = Some(plan()?);
        let edition = open_with(&network, "states", Some(definition)).await?;
        // Whoever chooses a reviewer has to know all of them.
        network.data.settled().await?;
        let ana = network.caller("ana", "applicant", "do", "en")?;
        Ok(Self { network, ana, edition, members, begun: AtomicU32::new(0) })
    }

    /// Hands one more entry in, and lets it pass the screening.
    pub async fn begin(&self) -> Result<Names, Failure> {
        let title = format!("La que va y viene {}", self.begun.fetch_add(1, Ordering::Relaxed));
        let entered = Registration { edition: self.edition.clone(), ..registration(&title) };
        let parent = "countries/do".to_owned();
        let request = CreateRegistrationRequest { parent, registration: Some(entered), ..Default::default() };
        let made = self.ana.registrations.clone().create_registration(request).await?.into_inner();
        let registration = made.registration.ok_or("no registration")?.name;
        let request = SubmitRegistrationRequest { name: registration.clone(), ..Default::default() };
        self.ana.registrations.clone().submit_registration(request).await?;
        let case = case(&self.network, "do", &registration).await?;
        calls::pass(&self.network.office("do")?, &case).await?;
        until("the review", || async {
            Ok((self.read(&registration).await?.state() == State::InReview).then_some(()))
        })
        .await?;
        Ok(Names { registration, case, ..Names::default() })
    }

    /// A registration as its applicant reads it.
    pub async fn read(&self, name: &str) -> Result<Registration, Failure> {
        let request = GetRegistrationRequest { name: name.into() };
        let answer = self.ana.registrations.clone().get_registration(request).await?.into_inner();
        Ok(answer.registration.ok_or("no registration")?)
    }

    /// One of those who review.
    pub fn reviewer(&self, person: usize) -> Result<Caller, Failure> {
        self.network.caller(REVIEWERS[person], "reviewer", "do", "en")
    }

    /// The same by their member; nothing for a stranger.
    pub fn person(&self, member: &str) -> Option<usize> {
        self.members.iter().position(|name| name == member)
    }

    /// One of the office.
    pub fn office(&self, one: Office) -> Result<Caller, Failure> {
        let subject = match one {
            Office::First => return self.network.office("do"),
            Office::Second => "segunda",
            Office::Third => "tercera",
        };
        self.network.caller(subject, "office_admin", "do", "en")
    }
}

/// Two people decide, whoever is declined has ten days to appeal, and one person hears that.
fn plan() -> Result<ReviewPlan, Failure> {
    let stage = ReviewStage {
        id: "panel".into(),
        titles: words("Panel"),
        reviews_per_case: i32::try_from(REVIEWS)?,
        quorum: 1,
        ..Default::default()
    };
    Ok(ReviewPlan {
        stages: vec![stage],
        deciders: Deciders::Two.into(),
        appeal_days: 10,
        appeal_panel: 1,
        ..Default::default()
    })
}

async fn join(network: &Network, subject: &str, roles: &[Role], institution: &str) -> Result<String, Failure> {
    let member = Member {
        subject: subject.into(),
        display_name: subject.into(),
        email: format!("{subject}@do.example.org"),
        roles: roles.iter().map(|role| (*role).into()).collect(),
        institution: institution.into(),
        ..Member::default()
    };
    let request = CreateMemberRequest { parent: "countries/do".into(), member: Some(member), ..Default::default() };
    let made = network.office("do")?.partners.create_member(request).await?.into_inner();
    Ok(made.member.ok_or("no member")?.name)
}
