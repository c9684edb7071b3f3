//! Fields that break a rule of the contract, each named by its path.

use proto::{
    Rpc,
    registrations::v1::{
        CreateEditionRequest, CreateRegistrationRequest, Edition, ListRegistrationsRequest, Registration,
        UpdateRegistrationRequest,
    },
};
use tests::{
    network::{Network, edition, registration},
    platform::Failure,
};
use tonic::Code;

use super::{
    names::There,
    refusal::{invalid, is_refused, refused},
};

pub async fn fields_that_break_a_rule_are_named(network: &Network) -> Result<(), Failure> {
    let channel = network.channel().await?;
    let token = network.issuer.token("office:do", "office_admin", "do")?;
    for (change, fields) in registrations() {
        let mut wrong = registration("Con faltas");
        change(&mut wrong);
        let request = CreateRegistrationRequest {
            parent: "countries/do".into(),
            registration: Some(wrong),
            ..Default::default()
        };
        is_refused(&channel, &token, CreateRegistrationRequest::METHOD, &request, invalid(fields)).await?;
    }
    let request = CreateRegistrationRequest { parent: "countries/do".into(), ..Default::default() };
    is_refused(&channel, &token, CreateRegistrationRequest::METHOD, &request, invalid(&["registration"])).await?;
    let request = CreateRegistrationRequest {
        parent: "countries/do".into(),
        registration: Some(registration("Con faltas")),
        request_id: "not a UUID".into(),
    };
    is_refused(&channel, &token, CreateRegistrationRequest::METHOD, &request, invalid(&["request_id"])).await?;

    let token = network.issuer.token("region", "regional_admin", "network")?;
    for (change, fields) in editions() {
        let mut wrong = edition();
        change(&mut wrong);
        let request = CreateEditionRequest { edition_id: "wrong".into(), edition: Some(wrong), ..Default::default() };
        is_refused(&channel, &token, CreateEditionRequest::METHOD, &request, invalid(fields)).await?;
    }
    Ok(())
}

type Change<Of> = (fn(&mut Of), &'static [&'static str]);

fn registrations() -> Vec<Change<Registration>> {
    vec![
        (|it| it.title = "a\0b".into(), &["registration.title"]),
        (|it| it.title = "bell\u{7}".into(), &["registration.title"]),
        (|it| it.description = "next line\u{85}".into(), &["registration.description"]),
        (|it| it.title = "é".repeat(201), &["registration.title"]),
        (|it| it.description = "a".repeat(20_001), &["registration.description"]),
        (|it| it.track = 99, &["registration.track"]),
        (|it| it.stage = -1, &["registration.stage"]),
        (|it| it.applicant.get_or_insert_default().size = 77, &["registration.applicant.size"]),
        (
            |it| it.applicant.get_or_insert_default().contact_email = "nobody".into(),
            &["registration.applicant.contact_email"],
        ),
        (|it| it.applicant.get_or_insert_default().sector = "\u{1b}[2J".into(), &["registration.applicant.sector"]),
        (|it| it.sdgs = vec![1, 18], &["registration.sdgs[1]"]),
        (|it| it.sdgs = vec![1; 18], &["registration.sdgs"]),
        (|it| it.people_reached = Some(-1), &["registration.people_reached"]),
        (|it| it.edition = String::new(), &["registration.edition"]),
        // All faults at once.
        (|it| (it.track, it.jobs) = (5, Some(-5)), &["registration.track", "registration.jobs"]),
    ]
}

fn editions() -> Vec<Change<Edition>> {
    vec![
        (|it| it.accept_bar = f64::NAN, &["edition.accept_bar", "edition.accept_bar"]),
        (|it| it.accept_bar = f64::NEG_INFINITY, &["edition.accept_bar"]),
        (|it| it.criteria[0].weight = f64::NAN, &["edition.criteria[0].weight", "edition.criteria[0].weight"]),
        (|it| it.criteria[0].weight = f64::INFINITY, &["edition.criteria[0].weight"]),
        (|it| it.criteria[0].max_score = 0, &["edition.criteria[0].max_score"]),
        (|it| it.tracks = vec![1, 9], &["edition.tracks[1]"]),
        (|it| it.countries = vec!["countries/DO".into()], &["edition.countries[0]"]),
        (|it| drop(it.title.insert("es".into(), "a\0".into())), &["edition.title[\"es\"]"]),
        (|it| it.calendar = None, &["edition.calendar"]),
    ]
}

pub async fn pages_are_bounded_and_their_tokens_belong_to_one_query(network: &Network) -> Result<(), Failure> {
    let channel = network.channel().await?;
    let office = network.office("do")?;
    let token = network.issuer.token("office:do", "office_admin", "do")?;
    let method = ListRegistrationsRequest::METHOD;
    let list = |page_size, page_token: &str, filter: &str| ListRegistrationsRequest {
        parent: "countries/do".into(),
        page_size,
        page_token: page_token.into(),
        filter: filter.into(),
        ..Default::default()
    };
    for size in [-1, i32::MIN, 1001, i32::MAX] {
        is_refused(&channel, &token, method, &list(size, "", ""), invalid(&["page_size"])).await?;
    }
    for filter in ["state =", "state = NOWHERE", "nothing = 1", "state = \"", "(state = DRAFT", "state = DRAFT OR"] {
        is_refused(&channel, &token, method, &list(0, "", filter), invalid(&["filter"])).await?;
    }
    let next = office.registrations.clone().list_registrations(list(1, "", "")).await?.into_inner().next_page_token;
    assert!(!next.is_empty(), "there is more than one");
    let another = refused(Code::InvalidArgument, "PAGE_TOKEN_INVALID");
    for (page_token, filter) in [(next.as_str(), "state = DRAFT"), ("nonsense", ""), ("!", ""), ("AAAAAAAAAAA", "")] {
        is_refused(&channel, &token, method, &list(1, page_token, filter), another).await?;
    }
    // Of the same list, made for somebody who sees more of it.
    let applicant = network.issuer.token("somebody", "applicant", "do")?;
    is_refused(&channel, &applicant, method, &list(1, &next, ""), another).await?;
    let long = "a".repeat(2001);
    is_refused(&channel, &token, method, &list(1, &long, ""), invalid(&["page_token"])).await
}

pub async fn changes_need_a_fresh_etag_and_known_fields(network: &Network, there: &There) -> Result<(), Failure> {
    let channel = network.channel().await?;
    let token = network.issuer.token("office:do", "office_admin", "do")?;
    let method = UpdateRegistrationRequest::METHOD;
    let update = |etag: &str, paths: &[&str]| UpdateRegistrationRequest {
        registration: Some(Registration {
            name: there.draft.clone(),
            etag: etag.into(),
            title: "Otra".into(),
            ..Default::default()
        }),
        update_mask: Some(prost_types::FieldMask { paths: paths.iter().map(|path| (*path).to_owned()).collect() }),
        ..Default::default()
    };
    let stale = refused(Code::Aborted, "ETAG_STALE");
    for etag in ["0", "2", "1 ", "W/\"1\"", "x"] {
        is_refused(&channel, &token, method, &update(etag, &["title"]), stale).await?;
    }
    for path in ["nonsense", "name", "state", "submit_time", "applicant.nonsense", "title.x", "*", ""] {
        is_refused(&channel, &token, method, &update("1", &["title", path]), invalid(&["update_mask"])).await?;
    }
    let mut submitted = update("", &["title"]);
    if let Some(registration) = &mut submitted.registration {
        registration.name = there.submitted.clone();
    }
    let not_in_draft = refused(Code::FailedPrecondition, "REGISTRATION_NOT_IN_DRAFT");
    is_refused(&channel, &token, method, &submitted, not_in_draft).await
}
