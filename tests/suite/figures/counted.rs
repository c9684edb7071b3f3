//! What an office counts.

use proto::{
    registrations::v1::{
        CreateRegistrationRequest, Registration, SubmitRegistrationRequest, SummarizeRegistrationsRequest, Track,
        WithdrawRegistrationRequest, WorkFigures, registration::State,
    },
    reviews::v1::ListCasesRequest,
};
use sea_orm::ConnectionTrait;
use tests::{
    calls,
    network::{EDITION, Network, registration},
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::Code;

use super::{pairs, request, state, summarized, ways};

/// Ten that were submitted, two of them stories, of which three passed the screening; six drafts; and one that was taken back
/// before it was submitted.
pub async fn made(network: &Network) -> Result<(), Failure> {
    for number in 0..10 {
        let track = if number < 2 { Track::Story } else { Track::Solution };
        submitted(network, "do", Registration { track: track.into(), ..registration(&format!("Enviado {number}")) })
            .await?;
    }
    for number in 0..6 {
        network.draft("do", registration(&format!("Borrador {number}"))).await?;
    }
    given_up(network).await?;
    let cases = until("ten cases", || async {
        let request = ListCasesRequest { parent: "countries/do".into(), page_size: 100, ..Default::default() };
        let cases = network.office("do")?.reviews.list_cases(request).await?.into_inner().cases;
        Ok((cases.len() == 10).then_some(cases))
    })
    .await?;
    for case in cases.into_iter().take(3) {
        calls::pass(&network.office("do")?, &case.name).await?;
    }
    network.data.settled().await?;
    times(network).await
}

async fn given_up(network: &Network) -> Result<(), Failure> {
    let mut applicant = network.caller("applicant:do", "applicant", "do", "en")?.registrations;
    let request = CreateRegistrationRequest {
        parent: "countries/do".into(),
        registration: Some(registration("Dejado")),
        ..CreateRegistrationRequest::default()
    };
    let made = applicant.create_registration(request).await?.into_inner().registration.ok_or("no registration")?;
    let withdraw = WithdrawRegistrationRequest {
        name: made.name,
        reason: "ya no".into(),
        ..WithdrawRegistrationRequest::default()
    };
    applicant.withdraw_registration(withdraw).await?;
    Ok(())
}

/// Makes a registration and hands it in.
pub async fn submitted(network: &Network, country: &str, registration: Registration) -> Result<(), Failure> {
    let name = network.draft(country, registration).await?.name;
    let submit = SubmitRegistrationRequest { name, ..Default::default() };
    network.office(country)?.registrations.submit_registration(submit).await?;
    Ok(())
}

/// Minutes go by in each state: in each, the first that left it was in it for one, the second for two.
async fn times(network: &Network) -> Result<(), Failure> {
    let session = network.data.connect("registrations").await?;
    let minutes = "UPDATE transitions SET milliseconds = 60000 * (SELECT count(*) FROM transitions AS other WHERE \
                   other.previous = transitions.previous AND other.row_id <= transitions.row_id) WHERE previous <> ''";
    session.execute_unprepared(minutes).await?;
    session.close().await?;
    Ok(())
}

pub async fn an_office_sees_every_count(network: &Network) -> Result<(), Failure> {
    let figures = summarized(&mut network.office("do")?, request("countries/do")).await?;
    assert_eq!((figures.total, figures.suppressed, figures.history_is_partial), (Some(17), false, false));
    for (of, expected) in [
        (State::Draft, [17, 6, 11]),
        (State::Submitted, [10, 0, 10]),
        (State::Screening, [10, 7, 3]),
        (State::InReview, [3, 3, 0]),
        (State::Withdrawn, [1, 1, 0]),
        (State::Published, [0, 0, 0]),
    ] {
        assert_eq!(ways(&figures, of)?, expected.map(Some), "{of:?}");
    }
    // The sixth of eleven, and the tenth; the second of three, and the third.
    let times = |of| state(&figures, of).map(|row| [row.median_seconds, row.ninetieth_percentile_seconds]);
    assert_eq!(times(State::Draft)?, [Some(6 * 60), Some(10 * 60)]);
    assert_eq!(times(State::Screening)?, [Some(2 * 60), Some(3 * 60)]);
    assert_eq!(times(State::InReview)?, [None, None]);
    assert_eq!(figures.countries, []);
    assert_eq!(pairs(&figures.categories), [("logistics", Some(17))]);
    assert_eq!(pairs(&figures.tracks), [("SOLUTION", Some(15)), ("STORY", Some(2))]);
    let weeks: i64 = figures.weeks.iter().filter_map(|week| week.count).sum();
    assert!(weeks == 10 && figures.weeks.iter().all(|week| week.value.contains("-W")), "{:?}", figures.weeks);
    let work = WorkFigures {
        done: Some(1),
        screening: Some(7),
        clarifications_overdue: Some(0),
        unpublished: Some(0),
        drafts: Some(6),
        clarifications: Some(0),
        reviews: Some(3),
        validations: Some(0),
        publications_suspended: Some(0),
    };
    assert_eq!(figures.work, Some(work));
    Ok(())
}

pub async fn an_edition_and_a_filter_choose_what_is_counted(network: &Network) -> Result<(), Failure> {
    let mut office = network.office("do")?;
    let asked = |edition: &str, filter: &str| SummarizeRegistrationsRequest {
        edition: edition.into(),
        filter: filter.into(),
        ..request("countries/do")
    };
    for (edition, filter, total) in [
        (EDITION, "", 17),
        ("editions/none", "", 0),
        ("", "track = STORY", 2),
        (EDITION, "borrador state = DRAFT", 6),
        ("", "state = SUBMITTED", 0),
    ] {
        let figures = summarized(&mut office, asked(edition, filter)).await?;
        let reached = state(&figures, State::Draft)?.reached;
        assert_eq!((figures.total, reached), (Some(total), Some(total)), "{edition} {filter}");
    }
    let wrong = summarized(&mut office, asked("", "nothing = 1")).await;
    assert_eq!(refusal(wrong), of(Code::InvalidArgument, "INVALID_FIELD"));
    Ok(())
}

pub async fn a_command_prints_them(network: &Network) -> Result<(), Failure> {
    let token = network.issuer.token("office:do", "office_admin", "do")?;
    let arguments = ["figures", "--country", "do", "--edition", "open", "--token", token.as_str()];
    let printed = network.ground.run(&arguments).await?;
    let row = printed.lines().find(|line| line.starts_with("SCREENING")).ok_or("no such row")?;
    let cells: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(cells, ["SCREENING", "10", "7", "3", "2", "min", "0", "s", "3", "min", "0", "s"], "{printed}");
    assert!(!printed.contains("PUBLISHED") && printed.contains("office: to be screened"), "{printed}");
    let printed = network.ground.run(&[&arguments[..], &["--json"]].concat()).await?;
    let figures: serde_json::Value = serde_json::from_str(&printed)?;
    assert_eq!((&figures["total"], &figures["work"]["drafts"]), (&17.into(), &6.into()), "{printed}");
    let help = network.ground.run(&["figures", "--help"]).await?;
    assert!(help.contains("Example: aceleracion figures --country do"), "{help}");
    Ok(())
}

/// The transitions are as the migration leaves them, which finds registrations and nothing of their ways.
pub async fn what_was_before_is_told_as_far_as_it_is_known() -> Result<(), Failure> {
    for network in [Network::embedded().await?, Network::real("figures_before").await?] {
        made(&network).await?;
        let session = network.data.connect("registrations").await?;
        for table in ["transitions", "views"] {
            session.execute_unprepared(&format!("DROP TABLE {table}")).await?;
        }
        let later = "DELETE FROM schema_migrations WHERE name IN \
                     ('registrations_m0072_transitions', 'registrations_m0073_views')";
        session.execute_unprepared(later).await?;
        // Those that came after them stay, each at the place that it then has.
        let places = "UPDATE schema_migrations SET place = place - 2 WHERE name > 'registrations_m0073_views'";
        session.execute_unprepared(places).await?;
        session.close().await?;
        network.ground.run(&["migrate"]).await?;
        let mut office = network.office("do")?;
        let figures = summarized(&mut office, request("countries/do")).await?;
        assert!(figures.history_is_partial && figures.total == Some(17));
        // Of those in review it is known that they were submitted, and not that they were drafts, and screened.
        assert_eq!(ways(&figures, State::Submitted)?, [Some(10), Some(0), Some(0)]);
        assert_eq!(ways(&figures, State::Screening)?, [Some(7), Some(7), Some(0)]);
        assert_eq!(ways(&figures, State::Draft)?, [Some(6), Some(6), Some(0)]);
        let drafts = SummarizeRegistrationsRequest { filter: "state = DRAFT".into(), ..request("countries/do") };
        assert!(!summarized(&mut office, drafts).await?.history_is_partial, "a draft was nothing before");
        // From here on it is known.
        submitted(&network, "do", registration("Después")).await?;
        network.data.settled().await?;
        let figures = summarized(&mut office, request("countries/do")).await?;
        assert_eq!(ways(&figures, State::Draft)?, [Some(7), Some(6), Some(1)]);
    }
    Ok(())
}
