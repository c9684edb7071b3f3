//! The steps of a season in one country.

use platform::clients::Caller;
use proto::{
    registrations::v1::{
        AnswerClarificationRequest, CreateEditionRequest, Definition, Edition, GetRegistrationRequest,
        ListRegistrationsRequest, Registration, ReviewPlan, ReviewStage, registration::State, review_plan::Deciders,
    },
    reviews::v1::{
        Case, CompleteValidationRequest, ConfirmDecisionRequest, ConfirmScreeningRequest, GetCaseRequest,
        ListCasesRequest, ListDecisionsRequest, ListValidationTasksRequest, PrepareDecisionsRequest,
        ReleaseDecisionsRequest, ValidationOutcome, ValidationTask, clarification, confirm_decision_request,
        confirm_screening_request::Verdict,
    },
};
use tests::{
    calls::{self, kept_out, passed},
    network::{Network, edition, words},
    patience::until,
    platform::Failure,
};

use super::{
    COUNTRIES, ENTRIES, MOST_PER_INSTITUTION, MOST_PER_REVIEWER, REVIEWS,
    cast::{self, INSTITUTIONS, Reviewer, Temper, institution, representative},
    entries::{self, EDITION, is_false, is_ineligible, is_mended, number},
    reviewing, ties,
};
use crate::forms::making::definition_of;

/// Reviews and quorum of each case, what everybody takes at most, and that two people decide.
fn plan() -> ReviewPlan {
    let stage = ReviewStage {
        id: "panel".into(),
        titles: words("Panel"),
        reviews_per_case: REVIEWS,
        quorum: REVIEWS,
        ..Default::default()
    };
    ReviewPlan {
        stages: vec![stage],
        deciders: Deciders::Two.into(),
        most_per_reviewer: MOST_PER_REVIEWER,
        most_per_institution: MOST_PER_INSTITUTION,
        ..Default::default()
    }
}

/// The network, its people, and the edition that is under way.
pub struct Season<'a> {
    /// Where it takes place.
    pub network: &'a Network,
    /// Who reviews.
    pub reviewers: Vec<Reviewer>,
}

impl<'a> Season<'a> {
    /// Admits the third country, gathers everybody, and opens the edition.
    pub async fn open(network: &'a Network) -> Result<Self, Failure> {
        network.admit("gt", "es").await?;
        let edition = Edition {
            countries: COUNTRIES.iter().map(|(code, ..)| format!("countries/{code}")).collect(),
            reviews_per_case: REVIEWS,
            ..edition()
        };
        let edition_id = EDITION.trim_start_matches("editions/").to_owned();
        let definition =
            Some(Definition { plan: Some(plan()), ..definition_of(network, tests::network::EDITION).await? });
        let request = CreateEditionRequest { edition_id, edition: Some(edition), definition, ..Default::default() };
        network.region()?.registrations.create_edition(request).await?;
        let reviewers = cast::gather(network).await?;
        Ok(Self { network, reviewers })
    }

    /// The whole way of a country's entries.
    pub async fn run(&self, country: &'static str) -> Result<(), Failure> {
        ties::record(self, country).await?;
        self.register(country).await?;
        self.screen(country).await?;
        reviewing::review(self, country).await?;
        self.decide(country).await?;
        self.validate(country).await
    }

    /// Who review in a country, of these tempers.
    pub fn of(&self, country: &str, tempers: &[Temper]) -> Vec<&Reviewer> {
        let theirs = |reviewer: &&Reviewer| reviewer.country == country && tempers.contains(&reviewer.temper);
        self.reviewers.iter().filter(theirs).collect()
    }

    /// The cases of a country.
    pub async fn cases(&self, country: &str) -> Result<Vec<Case>, Failure> {
        let (parent, filter) = (format!("countries/{country}"), format!("edition = \"{EDITION}\""));
        let request = ListCasesRequest { parent, filter, page_size: 1000, ..Default::default() };
        Ok(self.network.office(country)?.reviews.list_cases(request).await?.into_inner().cases)
    }

    /// The registrations of a country.
    pub async fn registrations(&self, country: &str) -> Result<Vec<Registration>, Failure> {
        let (parent, filter) = (format!("countries/{country}"), format!("edition = \"{EDITION}\""));
        let request = ListRegistrationsRequest { parent, filter, page_size: 1000, ..Default::default() };
        Ok(self.network.office(country)?.registrations.list_registrations(request).await?.into_inner().registrations)
    }

    async fn register(&self, country: &str) -> Result<(), Failure> {
        let office = self.network.office(country)?.registrations;
        let answer = until("the edition is known", || {
            let (mut office, file) = (office.clone(), entries::file(country));
            async move {
                match office.import_registrations(tokio_stream::iter(file)).await {
                    Err(early) if early.code() == tonic::Code::NotFound => Ok(None),
                    answer => Ok(Some(answer?.into_inner())),
                }
            }
        })
        .await?;
        assert_eq!(usize::try_from(answer.registered)?, ENTRIES, "{:?}", answer.refused_rows);
        until("a case for each entry", || async { Ok((self.cases(country).await?.len() == ENTRIES).then_some(())) })
            .await
    }

    /// Lets most pass, and keeps some out, which takes two people.
    async fn screen(&self, country: &str) -> Result<(), Failure> {
        let mut office = self.network.office(country)?.reviews;
        let mut colleague = self.network.caller("season-staff", "office_staff", country, "es")?.reviews;
        for case in self.cases(country).await? {
            let name = case.name.clone();
            let whole = office.get_case(GetCaseRequest { name: name.clone() }).await?.into_inner().case;
            let whole = whole.ok_or("no case")?;
            if !is_ineligible(number(&case.title)) {
                office.screen_case(passed(&whole)).await?;
                continue;
            }
            colleague.screen_case(kept_out(&whole, "no es una empresa")).await?;
            let request = ConfirmScreeningRequest { name, verdict: Verdict::Confirmed.into(), ..Default::default() };
            office.confirm_screening(request).await?;
        }
        Ok(())
    }

    /// Prepares every decision by the plan, has a second person confirm each, and releases all together, once.
    async fn decide(&self, country: &str) -> Result<(), Failure> {
        let mut office = self.network.office(country)?.reviews;
        let (parent, edition) = (format!("countries/{country}"), EDITION.to_owned());
        let request =
            PrepareDecisionsRequest { parent: parent.clone(), edition: edition.clone(), ..Default::default() };
        let prepared = office.prepare_decisions(request).await?.into_inner();
        assert!(prepared.left == 0 && prepared.accepted > 0 && prepared.declined > 0, "{country}: {prepared:?}");
        let request = ReleaseDecisionsRequest { parent: parent.clone(), edition, ..Default::default() };
        let early = office.release_decisions(request.clone()).await?.into_inner();
        assert_eq!((early.released, early.unconfirmed), (0, prepared.prepared), "{country}");
        let mut second = self.network.caller("season-second", "office_admin", country, "es")?.reviews;
        let list = ListDecisionsRequest { parent, page_size: 1000, ..Default::default() };
        for decision in office.list_decisions(list).await?.into_inner().decisions {
            let verdict = confirm_decision_request::Verdict::Confirmed.into();
            let request = ConfirmDecisionRequest { name: decision.name, verdict, ..Default::default() };
            second.confirm_decision(request).await?;
        }
        let released = office.release_decisions(request.clone()).await?.into_inner();
        assert_eq!((released.released, released.unconfirmed), (prepared.prepared, 0), "{country}");
        let again = office.release_decisions(request).await?.into_inner();
        assert_eq!(again.released, 0, "{country}: nothing is told twice");
        Ok(())
    }

    /// Each accepted entry is checked by the first institution that has no tie to it.
    async fn validate(&self, country: &str) -> Result<(), Failure> {
        let accepted = self.tasks(&mut self.network.office(country)?).await?;
        let mut left: Vec<String> = accepted.into_iter().map(|task| task.case).collect();
        for place in 1..=INSTITUTIONS {
            let subject = representative(country, place);
            let mut caller = self.network.caller(&subject, "partner_representative", country, "es")?;
            for task in self.tasks(&mut caller).await? {
                if left.contains(&task.case) {
                    self.check(country, &mut caller, place, &task).await?;
                    left.retain(|name| *name != task.case);
                }
            }
        }
        assert_eq!(left, [""; 0], "nobody may validate these in {country}");
        Ok(())
    }

    async fn tasks(&self, caller: &mut Caller) -> Result<Vec<ValidationTask>, Failure> {
        let mut tasks = Vec::new();
        for (country, ..) in COUNTRIES {
            let request = ListValidationTasksRequest {
                parent: format!("countries/{country}"),
                page_size: 1000,
                ..Default::default()
            };
            match caller.reviews.list_validation_tasks(request).await {
                Err(elsewhere) if elsewhere.code() == tonic::Code::NotFound => {}
                answer => tasks.extend(answer?.into_inner().tasks),
            }
        }
        Ok(tasks)
    }

    async fn check(
        &self,
        country: &str,
        caller: &mut Caller,
        place: usize,
        task: &ValidationTask,
    ) -> Result<(), Failure> {
        let entry = number(&task.brief.clone().unwrap_or_default().title);
        let found = |outcome| calls::validation(&task.case, &institution(place), outcome);
        if is_mended(entry) {
            let request = CompleteValidationRequest {
                fields: vec!["summary".into()],
                question: "¿Desde cuándo funciona?".into(),
                ..found(ValidationOutcome::Mend)
            };
            caller.reviews.complete_validation(request).await?;
            self.mend(country, &task.case).await?;
        }
        let outcome = if is_false(entry) { ValidationOutcome::Failed } else { ValidationOutcome::Passed };
        caller.reviews.complete_validation(found(outcome)).await?;
        Ok(())
    }

    /// The office answers for an applicant whose entry came in by its file.
    async fn mend(&self, country: &str, case: &str) -> Result<(), Failure> {
        let office = self.network.office(country)?;
        let read = || async {
            let found = office.reviews.clone().get_case(GetCaseRequest { name: case.into() }).await?.into_inner().case;
            Ok::<Case, Failure>(found.ok_or("no case")?)
        };
        let registration = read().await?.registration;
        until("what is to be mended", || async {
            let request = GetRegistrationRequest { name: registration.clone() };
            let found = office.registrations.clone().get_registration(request).await?.into_inner().registration;
            Ok(found.filter(|found| found.clarification.is_some() && found.state() == State::Accepted).map(drop))
        })
        .await?;
        let request = AnswerClarificationRequest { name: registration.clone(), ..Default::default() };
        office.registrations.clone().answer_clarification(request).await?;
        until("the answer", || async {
            Ok((read().await?.clarification() == clarification::State::Answered).then_some(()))
        })
        .await
    }
}
