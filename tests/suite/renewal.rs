//! What becomes of a publication whose validation is not renewed, and of one that is renewed late; and who is reminded before.

use platform::moment;
use proto::{
    notifications::v1::ListNotificationsRequest,
    platform::v1::Role,
    registrations::v1::{
        GetPublicationRequest, GetRegistrationRequest, ListPublicationsRequest, Publication, registration::State,
    },
    reviews::v1::{ListValidationsRequest, Validation, ValidationOutcome},
};
use sea_orm::ConnectionTrait;
use tests::{
    calls,
    data::Data,
    patience::until,
    people::People,
    platform::{Failure, Ground, SERVICES, Serving},
};
use tonic::Code;

/// The last of the country's entries.
async fn leaves_when_its_validation_ends_and_comes_back_renewed(people: &People, data: &Data) -> Result<(), Failure> {
    let publication = last_published(people).await?;
    let validation = validation_of(people, &publication.registration).await?;
    comes_to(people, &publication, State::Published).await?;

    is_over(data, &publication).await?;
    comes_to(people, &publication, State::Expired).await?;
    assert_eq!(shown(people, &publication).await?, None);
    told(people, &publication, "validation-expired").await?;

    let institution = validation.institution.trim_start_matches("institutions/");
    let subject = format!("representative:{institution}");
    let mut representative = people.person(&subject, Role::PartnerRepresentative, "do")?.reviews;
    let request = calls::validation(&validation.case, &validation.institution, ValidationOutcome::Passed);
    representative.complete_validation(request).await?;
    comes_to(people, &publication, State::Published).await?;
    assert_eq!(shown(people, &publication).await?.map(|shown| shown.publish_time), Some(publication.publish_time));
    told(people, &publication, "validation-renewed").await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_published_is_renewed_in_time_or_late_on_a_trial() -> Result<(), Failure> {
    let mut ground = Ground::embedded()?;
    ground.set("ACELERACION__SERVER__LISTEN", "127.0.0.1:0");
    ground.run(&["demo", "--json"]).await?;
    let serving = ground.serve(&SERVICES).await?;
    let data = Data::Sqlite(ground.config()?.data_folder);
    reminded_of_once_and_renewed(ground, serving, &data).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_published_is_renewed_in_time_or_late_on_real_servers() -> Result<(), Failure> {
    let mut ground = Ground::real("renewal_reminded").await?;
    let serving = ground.serve(&SERVICES).await?;
    ground.find(&SERVICES, &serving);
    ground.run(&["demo", "--json", "--remote"]).await?;
    reminded_of_once_and_renewed(ground, serving, &Data::Postgres("renewal_reminded".into())).await
}

const REMINDERS: [&str; 3] = ["validation-reminder", "renewal-waits", "renewal-asked"];

/// Somebody is reminded once, also where the process starts again; and what nobody renews in time comes back late.
async fn reminded_of_once_and_renewed(mut ground: Ground, serving: Serving, data: &Data) -> Result<(), Failure> {
    ground.find(&SERVICES, &serving);
    let people = People::of(&ground)?;
    let list = ListPublicationsRequest { parent: "countries/do".into(), ..Default::default() };
    let shown = people.office("do")?.registrations.list_publications(list).await?.into_inner().publications;
    let [first, second, ..] = shown.as_slice() else { return Err("too little is published".into()) };
    ends_in_days(data, first, 10).await?;
    for template in REMINDERS {
        told(&people, first, template).await?;
    }
    serving.stop().await?;
    let serving = ground.serve(&SERVICES).await?;
    ground.find(&SERVICES, &serving);
    let people = People::of(&ground)?;
    ends_in_days(data, first, 9).await?;
    ends_in_days(data, second, 8).await?;
    for template in REMINDERS {
        // What comes after the restart goes the same way, behind whatever would come twice.
        told(&people, second, template).await?;
        assert_eq!(letters(&people, first, template).await?, 1, "{template}");
    }
    leaves_when_its_validation_ends_and_comes_back_renewed(&people, data).await
}

/// Moves the end of the validation that an entry rests on.
async fn ends_in_days(data: &Data, publication: &Publication, days: i64) -> Result<(), Failure> {
    let end = moment::from_seconds(moment::now().unix_timestamp() + days * 24 * 3600);
    let (registration, day) = (&publication.registration, end.date());
    let session = data.connect("reviews").await?;
    let statement =
        format!("UPDATE validations SET expires_at = '{day} 00:00:00+00:00' WHERE registration = '{registration}'");
    assert_eq!(session.execute_unprepared(&statement).await?.rows_affected(), 1, "{statement}");
    Ok(session.close().await?)
}

async fn last_published(people: &People) -> Result<Publication, Failure> {
    let request = ListPublicationsRequest { parent: "countries/do".into(), ..Default::default() };
    let listed = people.office("do")?.registrations.list_publications(request).await?.into_inner();
    listed.publications.into_iter().next_back().ok_or_else(|| "nothing is published".into())
}

async fn validation_of(people: &People, registration: &str) -> Result<Validation, Failure> {
    let request = ListValidationsRequest { parent: "countries/do".into(), page_size: 1000, ..Default::default() };
    let listed = people.office("do")?.reviews.list_validations(request).await?.into_inner().validations;
    listed.into_iter().find(|found| found.registration == registration).ok_or_else(|| "it was not validated".into())
}

/// Waits until its registration stands so.
async fn comes_to(people: &People, publication: &Publication, state: State) -> Result<(), Failure> {
    until(&format!("{state:?}"), || async {
        let request = GetRegistrationRequest { name: publication.registration.clone() };
        let found = people.office("do")?.registrations.get_registration(request).await?.into_inner().registration;
        Ok(found.filter(|found| found.state() == state).map(drop))
    })
    .await
}

/// The publication as the catalogue shows it, in whichever way it is asked.
async fn shown(people: &People, publication: &Publication) -> Result<Option<Publication>, Failure> {
    let mut registrations = people.office("do")?.registrations;
    let request = GetPublicationRequest { name: publication.name.clone() };
    let read = match registrations.get_publication(request).await {
        Err(status) if status.code() == Code::NotFound => None,
        answer => answer?.into_inner().publication,
    };
    let request = ListPublicationsRequest { parent: "countries/-".into(), page_size: 1000, ..Default::default() };
    let all = registrations.list_publications(request).await?.into_inner().publications;
    assert_eq!(all.into_iter().find(|listed| listed.name == publication.name), read);
    Ok(read)
}

/// Moves the end of the validation that an entry rests on to yesterday, wherever it is known.
async fn is_over(data: &Data, publication: &Publication) -> Result<(), Failure> {
    ends_in_days(data, publication, -1).await?;
    let end = moment::from_seconds(moment::now().unix_timestamp() - 24 * 3600).date();
    let title = publication.title.replace('\'', "''");
    let known = format!(
        "UPDATE registrations SET validated_until = '{end} 00:00:00+00:00' WHERE country = 'do' AND title = '{title}' \
         AND state = 'PUBLISHED' AND validated_until IS NOT NULL"
    );
    let session = data.connect("registrations").await?;
    assert_eq!(session.execute_unprepared(&known).await?.rows_affected(), 1, "{known}");
    Ok(session.close().await?)
}

/// Waits until somebody was sent this letter.
async fn told(people: &People, publication: &Publication, template: &str) -> Result<(), Failure> {
    until(template, || async { Ok((letters(people, publication, template).await? > 0).then_some(())) }).await
}

/// How many letters from a template there are about the registration of an entry.
async fn letters(people: &People, publication: &Publication, template: &str) -> Result<usize, Failure> {
    let filter = format!("registration = {}", publication.registration);
    let request =
        ListNotificationsRequest { parent: "countries/do".into(), filter, page_size: 1000, ..Default::default() };
    let listed = people.office("do")?.notifications.list_notifications(request).await?.into_inner();
    Ok(listed.notifications.iter().filter(|letter| letter.template == template).count())
}
