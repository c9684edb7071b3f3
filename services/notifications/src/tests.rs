//! From events to letters, on a database of its own.

use std::{collections::HashMap, sync::Arc, time::Duration};

use platform::{
    Scope, Store,
    config::Config,
    metrics::Metrics,
    names::{NETWORK, Place},
    service::Ground,
};
use proto::{
    notifications::v1::{ListNotificationsRequest, Notification, SummarizeNotificationsRequest, notification::State},
    partners::v1::{CountryAdmitted, MemberRecorded, OfficeRecorded},
    registrations::v1::{ApplicantRecorded, RegistrationSubmitted},
    reviews::v1::{CaseOpened, CommentPosted, DecisionReleased, Outcome},
};
use sea_orm::{ColumnTrait, QueryFilter};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;

use crate::{SERVICE, country, delivery, notification, person};

const REGISTRATION: &str = "countries/do/registrations/0190a0a0-0000-7000-8000-000000000001";

async fn ground(folder: &tempfile::TempDir, mail: &str) -> Ground {
    let mut config = Config::load_from(None, HashMap::new()).expect("defaults");
    config.data_folder = folder.path().into();
    config.database.url = format!("sqlite://{}/{{service}}.db", folder.path().display()).into();
    config.mail.url = mail.into();
    config.mail.attempts = 2;
    config.mail.retry_first_seconds = 0;
    let store = Store::open(SERVICE.name, &config, SERVICE.migrations).await.expect("a store");
    Ground { store, config: Arc::new(config), metrics: Metrics::off() }
}

async fn scope(ground: &Ground, country: &str) -> Scope {
    let place = if country == NETWORK { Place::Network } else { Place::Country(country.into()) };
    ground.store.work("test", place).await.expect("a scope")
}

/// Country, office, applicant and registration of one entry, told twice.
async fn told(ground: &Ground) {
    for _ in 0..2 {
        let mut network = scope(ground, NETWORK).await;
        let admitted = CountryAdmitted {
            name: "countries/do".into(),
            version: 1,
            default_language: "en".into(),
            ..CountryAdmitted::default()
        };
        country::on_country_admitted::react(&mut network, admitted).await.expect("country");
        let office = OfficeRecorded {
            name: "countries/do".into(),
            version: 1,
            email: "office@example.org".into(),
            language: "es".into(),
        };
        person::on_office_recorded::react(&mut network, office).await.expect("office");
        network.commit().await.expect("commits");
        let mut country = scope(ground, "do").await;
        let applicant = ApplicantRecorded {
            name: REGISTRATION.into(),
            version: 1,
            email: "ana@example.org".into(),
            organisation: "Taller Ana".into(),
            ..ApplicantRecorded::default()
        };
        person::on_applicant_recorded::react(&mut country, applicant).await.expect("applicant");
        let submitted = RegistrationSubmitted {
            name: REGISTRATION.into(),
            version: 2,
            title: "Horno".into(),
            ..RegistrationSubmitted::default()
        };
        notification::on_registration_submitted::react(&mut country, submitted).await.expect("submitted");
        let opened = CaseOpened {
            name: "countries/do/cases/1".into(),
            version: 1,
            registration: REGISTRATION.into(),
            title: "Horno".into(),
            ..CaseOpened::default()
        };
        notification::on_case_opened::react(&mut country, opened).await.expect("opened");
        country.commit().await.expect("commits");
    }
}

async fn listed(ground: &Ground, filter: &str) -> Vec<Notification> {
    let mut scope = scope(ground, "do").await;
    let request = ListNotificationsRequest {
        parent: "countries/do".into(),
        filter: filter.into(),
        ..ListNotificationsRequest::default()
    };
    notification::list::list(&mut scope, request).await.expect("a list").notifications
}

/// Lets the delivery work until nothing is pending.
async fn deliver(ground: &Ground) {
    let stop = CancellationToken::new();
    let work = tokio::spawn(delivery::send::work(ground.clone(), stop.clone()));
    let end = Instant::now() + Duration::from_secs(20);
    while !listed(ground, "state = PENDING").await.is_empty() {
        assert!(Instant::now() < end, "still pending");
        sleep(Duration::from_millis(20)).await;
    }
    stop.cancel();
    work.await.expect("stops");
}

#[tokio::test]
async fn a_fact_is_told_once_and_kept_in_the_inbox() {
    let folder = tempfile::tempdir().expect("a folder");
    let ground = ground(&folder, "kept").await;
    told(&ground).await;
    assert_eq!(listed(&ground, "").await.len(), 2);
    deliver(&ground).await;
    let sent = listed(&ground, "state = SENT").await;
    let mut subjects: Vec<&str> = sent.iter().map(|sent| sent.subject.as_str()).collect();
    subjects.sort_unstable();
    assert_eq!(subjects, ["Un registro espera su revisión inicial: Horno", "We have your registration: Horno"]);
    let mut scope = scope(&ground, "do").await;
    let counts = notification::summarize::summarize(&mut scope, SummarizeNotificationsRequest::default()).await;
    let counts = counts.expect("counts");
    assert_eq!((counts.sent, counts.pending, counts.failed, counts.applicants_notified), (2, 0, 0, 1));
}

#[tokio::test]
async fn a_fact_that_comes_too_early_waits() {
    let folder = tempfile::tempdir().expect("a folder");
    let ground = ground(&folder, "kept").await;
    let released = DecisionReleased {
        name: "countries/do/decisions/1".into(),
        version: 1,
        registration: REGISTRATION.into(),
        outcome: Outcome::Accepted.into(),
        ..DecisionReleased::default()
    };
    let mut early = scope(&ground, "do").await;
    let late = notification::on_decision_released::react(&mut early, released.clone()).await;
    assert!(late.expect_err("too early").is_late());
    drop(early);
    told(&ground).await;
    let mut country = scope(&ground, "do").await;
    notification::on_decision_released::react(&mut country, released).await.expect("told now");
    country.commit().await.expect("commits");
    assert_eq!(listed(&ground, &format!("registration = {REGISTRATION}")).await.len(), 3);
}

#[tokio::test]
async fn a_case_that_is_talked_about_is_told_of_once_a_day() {
    let folder = tempfile::tempdir().expect("a folder");
    let ground = ground(&folder, "kept").await;
    told(&ground).await;
    let mut country = scope(&ground, "do").await;
    for name in ["countries/do/members/1", "countries/do/members/2"] {
        let member = MemberRecorded { name: name.into(), version: 1, ..MemberRecorded::default() };
        person::on_member_recorded::react(&mut country, member).await.expect("a member");
    }
    // In whatever order they come; who said the first is told of the others.
    for (comment, day, reviewers) in [(3, 20_001, vec![2]), (1, 20_000, vec![2]), (2, 20_000, vec![1, 2])] {
        let posted = CommentPosted {
            name: format!("countries/do/cases/1/comments/{comment}"),
            version: 1,
            case: "countries/do/cases/1".into(),
            registration: REGISTRATION.into(),
            reviewers: reviewers.iter().map(|id| format!("countries/do/members/{id}")).collect(),
            title: "Horno".into(),
            day,
        };
        notification::on_comment_posted::react(&mut country, posted).await.expect("told");
    }
    country.commit().await.expect("commits");
    let scope = scope(&ground, "do").await;
    let letters = scope.find::<notification::rows::Entity>();
    let letters = letters.filter(notification::rows::Column::Template.eq("discussion-goes-on"));
    let letters = scope.count(letters).await.expect("letters");
    assert_eq!(letters, 3, "one to the first, and one a day to the second");
    scope.commit().await.expect("commits");
    let listed = listed(&ground, "").await;
    assert!(listed.iter().all(|letter| letter.template != "discussion-goes-on"), "the office is shown none of them");
}

#[tokio::test]
async fn a_letter_goes_to_the_mail_server_and_is_given_up_where_it_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("smtp://{}", server.local_addr().expect("an address"));
    tokio::spawn(async move {
        while let Ok((client, _)) = server.accept().await {
            tokio::spawn(mail_server(client));
        }
    });
    let ground = ground(&folder, &url).await;
    told(&ground).await;
    deliver(&ground).await;
    let states: HashMap<String, State> =
        listed(&ground, "").await.iter().map(|one| (one.recipient.clone(), one.state())).collect();
    assert_eq!(states["ana@example.org"], State::Sent);
    assert_eq!(states["office@example.org"], State::Failed);
}

/// Speaks enough SMTP to take letters; refuses those to the office.
async fn mail_server(client: tokio::net::TcpStream) {
    let (read, mut write) = client.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut in_data = false;
    let _ = write.write_all(b"220 test\r\n").await;
    while let Ok(Some(line)) = lines.next_line().await {
        let answer = match line.as_str() {
            "." => "250 taken\r\n",
            _ if in_data => continue,
            "DATA" => "354 go on\r\n",
            _ if line.starts_with("RCPT") && line.contains("office") => "550 nobody here\r\n",
            _ => "250 fine\r\n",
        };
        in_data = line == "DATA";
        let _ = write.write_all(answer.as_bytes()).await;
    }
}
