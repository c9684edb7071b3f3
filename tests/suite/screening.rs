//! What an office does before the reviewers see a case: it asks the applicant to mend something, and two of its people keep
//! out what may not take part. Here is what the tests share: a case, and how it and its registration stand.

mod borrowed;
mod clarification;
mod clock;
mod lending;
mod one_answer;
mod settled;
mod two_people;

use platform::clients::Caller;
use proto::{
    notifications::v1::{ListNotificationsRequest, Notification},
    registrations::v1::{
        CreateRegistrationRequest, GetRegistrationRequest, Registration, SubmitRegistrationRequest, registration::State,
    },
    reviews::v1::{Case, GetCaseRequest, ListCasesRequest, case},
};
use tests::{
    network::{Network, registration},
    patience::until,
    platform::Failure,
};

/// One entry and its case, in the Dominican Republic.
pub struct Entry {
    registration: String,
    case: String,
    applicant: Caller,
    office: Caller,
}

impl Entry {
    /// Handed in by its applicant, and waiting for its screening.
    pub async fn submitted(network: &Network, title: &str) -> Result<Self, Failure> {
        let applicant = network.caller("ana", "applicant", "do", "en")?;
        let request = CreateRegistrationRequest {
            parent: "countries/do".into(),
            registration: Some(registration(title)),
            ..Default::default()
        };
        let made = applicant.registrations.clone().create_registration(request).await?.into_inner();
        Self::of(network, applicant, made.registration.ok_or("no registration")?.name).await
    }

    /// A draft that its applicant hands in.
    pub async fn of(network: &Network, applicant: Caller, registration: String) -> Result<Self, Failure> {
        let request = SubmitRegistrationRequest { name: registration.clone(), ..Default::default() };
        applicant.registrations.clone().submit_registration(request).await?;
        let office = network.office("do")?;
        let filter = format!("registration = \"{registration}\"");
        let request = ListCasesRequest { parent: "countries/do".into(), filter, ..Default::default() };
        let case = until("its case", || async {
            let found = office.reviews.clone().list_cases(request.clone()).await?.into_inner().cases;
            Ok(found.into_iter().next().map(|case| case.name))
        })
        .await?;
        let entry = Self { registration, case, applicant, office };
        entry.comes_to(State::Screening).await?;
        Ok(entry)
    }

    /// The registration as its applicant reads it.
    pub async fn read(&self) -> Result<Registration, Failure> {
        let request = GetRegistrationRequest { name: self.registration.clone() };
        let answer = self.applicant.registrations.clone().get_registration(request).await?.into_inner();
        Ok(answer.registration.ok_or("no registration")?)
    }

    /// The case as its office reads it.
    pub async fn case(&self) -> Result<Case, Failure> {
        let request = GetCaseRequest { name: self.case.clone() };
        let answer = self.office.reviews.clone().get_case(request).await?.into_inner();
        Ok(answer.case.ok_or("no case")?)
    }

    /// Waits until the registration stands so; the registration.
    pub async fn comes_to(&self, state: State) -> Result<Registration, Failure> {
        until(&format!("{state:?}"), || async { Ok(Some(self.read().await?).filter(|found| found.state() == state)) })
            .await
    }

    /// Waits until the case stands so; the case.
    pub async fn case_comes_to(&self, state: case::State) -> Result<Case, Failure> {
        until(&format!("a case {state:?}"), || async {
            Ok(Some(self.case().await?).filter(|found| found.state() == state))
        })
        .await
    }

    /// Waits for the letter of this template about the entry.
    pub async fn letter(&self, template: &str) -> Result<Notification, Failure> {
        until(template, || async { Ok(self.letters(template).await?.into_iter().next()) }).await
    }

    /// The letters of this template about the entry.
    pub async fn letters(&self, template: &str) -> Result<Vec<Notification>, Failure> {
        let filter = format!("registration = {}", self.registration);
        let request = ListNotificationsRequest { parent: "countries/do".into(), filter, ..Default::default() };
        let listed = self.office.notifications.clone().list_notifications(request).await?.into_inner();
        Ok(listed.notifications.into_iter().filter(|letter| letter.template == template).collect())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_asks_and_keeps_out_on_real_servers() -> Result<(), Failure> {
    everything(&Network::real("screening").await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_asks_and_keeps_out_on_embedded_parts() -> Result<(), Failure> {
    everything(&Network::embedded().await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_screens_for_another_while_a_loan_lasts_and_does_nothing_else_there() -> Result<(), Failure> {
    lent(&Network::real("lending").await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_holds_on_embedded_parts() -> Result<(), Failure> {
    lent(&Network::embedded().await?).await
}

async fn lent(network: &Network) -> Result<(), Failure> {
    lending::another_office_screens_while_a_loan_lasts_and_does_nothing_else(network).await?;
    borrowed::who_borrows_a_queue_reads_what_its_checklist_asks_for(network).await?;
    lending::the_region_screens_by_a_loan_until_its_end(network).await
}

async fn everything(network: &Network) -> Result<(), Failure> {
    clarification::only_the_named_fields_are_open_and_the_answer_brings_the_new_words(network).await?;
    clarification::a_withdrawal_ends_what_was_asked(network).await?;
    one_answer::only_the_answer_that_was_asked_for_is_open(network).await?;
    one_answer::what_depends_on_an_open_answer_is_open_and_asked_for(network).await?;
    // They move the times of whatever waits, so nothing but their own may.
    clock::nothing_is_answered_after_the_end_by_the_servers_clock(network).await?;
    clock::who_does_not_answer_is_reminded_and_then_the_office_has_the_case_again(network).await?;
    clarification::what_cannot_be_asked_is_refused(network).await?;
    two_people::nobody_is_kept_out_before_a_second_person_confirms_it(network).await?;
    two_people::what_is_set_back_is_screened_again(network).await?;
    two_people::the_checklist_is_that_of_the_edition_where_it_has_one(network).await?;
    two_people::a_case_keeps_the_checklist_of_the_version_that_it_was_submitted_under(network).await
}
