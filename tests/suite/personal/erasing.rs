//! Erasure: asked for, blocked, decided, and done in every service; proven by a search of every table there is.

use proto::{
    partners::v1::RevokeMemberRequest,
    registrations::v1::{
        ErasePersonRequest, GetRegistrationRequest, ListRegistrationsRequest, ListViewsRequest, RefuseErasureRequest,
        Registration, RequestErasureRequest, UpdateViewRequest, View, WithdrawRegistrationRequest,
        erasure_request::State, registration,
    },
    reviews::v1::ListCasesRequest,
};
use tests::{
    bus::{Bus, Message},
    data::number,
    network::Network,
    patience::until,
    platform::{EVENTS, Failure, SERVICES},
    refusal::{of, refusal},
};
use tonic::Code;

use super::{
    exporting,
    somebody::{Somebody, subject},
};

/// From the export to the erasure, beside somebody whose data stays.
pub async fn whole(network: &Network) -> Result<(), Failure> {
    let person = Somebody::new(network, "zq7fk").await?;
    let other = Somebody::new(network, "wx3jv").await?;
    exporting::a_person_gets_their_own_and_an_office_those_it_names(network, &person, &other).await?;
    nobody_asks_for_somebody_else(network, &person, &other).await?;
    a_refused_request_leaves_everything_as_it_was(network, &person).await?;
    parked(network, &person).await?;
    save_views(network, &person).await?;
    let asked = ask(network, &person).await?;
    the_office_erases_whom_holds_no_role(network, &person, &asked).await?;
    nothing_is_left_of(network, person.word).await?;
    figures_stay(network, &person).await?;
    only_what_was_shared_is_left_of_their_views(network).await?;
    let kept = network.data.holding(other.word).await?;
    for table in ["registrations.registrations", "partners.members", "reviews.cases", "notifications.people"] {
        assert!(kept.iter().any(|found| found == table), "what is of somebody else stays in {table}: {kept:?}");
    }
    the_audit_log_is_whole(network).await
}

async fn nobody_asks_for_somebody_else(network: &Network, person: &Somebody, other: &Somebody) -> Result<(), Failure> {
    let request = |named: &str| RequestErasureRequest {
        parent: "countries/do".into(),
        person: named.into(),
        ..RequestErasureRequest::default()
    };
    let not_there = of(Code::NotFound, "RESOURCE_NOT_FOUND");
    let mut own = person.caller(network)?.registrations;
    assert_eq!(refusal(own.request_erasure(request(&other.registration)).await), not_there);
    let mut stranger = network.person("idp|nobody")?.registrations;
    assert_eq!(refusal(stranger.request_erasure(request("")).await), not_there, "nothing is held of them");
    let mut elsewhere = network.office("cr")?.registrations;
    assert_eq!(refusal(elsewhere.request_erasure(request(&person.registration)).await), not_there);
    Ok(())
}

/// Asks as the person; the name of the request.
async fn ask(network: &Network, person: &Somebody) -> Result<String, Failure> {
    let request = RequestErasureRequest { parent: "countries/do".into(), ..RequestErasureRequest::default() };
    let answer = network.person(&subject(person.word))?.registrations.request_erasure(request).await?.into_inner();
    let asked = answer.erasure_request.ok_or("no request")?;
    assert_eq!((asked.state(), asked.due_date.as_str()), (State::Blocked, ""));
    assert!(asked.names.contains(&person.registration) && asked.names.contains(&person.member), "{:?}", asked.names);
    Ok(asked.name)
}

async fn read(network: &Network, name: &str) -> Result<Registration, Failure> {
    let request = GetRegistrationRequest { name: name.into() };
    let answer = network.office("do")?.registrations.get_registration(request).await?.into_inner();
    Ok(answer.registration.ok_or("no registration")?)
}

/// The title of the person's case, as the office sees it.
async fn case_title(network: &Network, registration: &str) -> Result<String, Failure> {
    let filter = format!("registration = \"{registration}\"");
    let request = ListCasesRequest { parent: "countries/do".into(), filter, ..ListCasesRequest::default() };
    let cases = network.office("do")?.reviews.list_cases(request).await?.into_inner().cases;
    Ok(cases.into_iter().next().ok_or("no case")?.title)
}

async fn a_refused_request_leaves_everything_as_it_was(network: &Network, person: &Somebody) -> Result<(), Failure> {
    let before = read(network, &person.registration).await?;
    let name = ask(network, person).await?;
    let blocked = read(network, &person.registration).await?;
    let applicant = blocked.applicant.clone().unwrap_or_default();
    assert!(blocked.blocked && blocked.title.is_empty() && applicant.contact_email.is_empty(), "{blocked:?}");
    assert_eq!(blocked.category, before.category);
    let withdraw =
        WithdrawRegistrationRequest { name: person.registration.clone(), reason: "ya no".into(), ..Default::default() };
    let refused = person.caller(network)?.registrations.withdraw_registration(withdraw).await;
    assert_eq!(refusal(refused), of(Code::FailedPrecondition, "DATA_BLOCKED"));
    let again = RequestErasureRequest { parent: "countries/do".into(), ..RequestErasureRequest::default() };
    let refused = network.person(&subject(person.word))?.registrations.request_erasure(again).await;
    assert_eq!(refusal(refused), of(Code::FailedPrecondition, "DATA_BLOCKED"), "one request at a time");
    until("the case without its words", || async {
        Ok(case_title(network, &person.registration).await?.is_empty().then_some(()))
    })
    .await?;

    let reason = "La ley pide guardarlo hasta junio.".to_owned();
    let refuse = RefuseErasureRequest { name: name.clone(), reason, ..RefuseErasureRequest::default() };
    network.office("do")?.registrations.refuse_erasure(refuse.clone()).await?;
    let refused = network.office("do")?.registrations.refuse_erasure(refuse).await;
    assert_eq!(refusal(refused), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"), "decided once");
    until("the data free again", || async { Ok((!read(network, &person.registration).await?.blocked).then_some(())) })
        .await?;
    until("the case with its words", || async {
        Ok((!case_title(network, &person.registration).await?.is_empty()).then_some(()))
    })
    .await?;
    let after = read(network, &person.registration).await?;
    assert_eq!((after.title, after.applicant), (before.title, before.applicant));
    Ok(())
}

/// An event with the person's words that a service gives up on, where there is a broker to say it on.
async fn parked(network: &Network, person: &Somebody) -> Result<(), Failure> {
    if network.ground.setting(EVENTS).is_empty() {
        return Ok(());
    }
    let bus = Bus::of(&network.ground).await?;
    let fact = proto::reviews::v1::DecisionReleased {
        name: "countries/do/decisions/0190a0a0-0000-7000-8000-0000000000aa".into(),
        version: 1,
        registration: person.registration.clone(),
        reason: format!("motivo {}", person.word),
        ..Default::default()
    };
    let message = Message::of(&fact, "do");
    bus.publish(std::slice::from_ref(&message)).await?;
    let name = format!("services/notifications/parkedEvents/{}", message.id());
    until("the event parked", || async {
        let parked = network.ground.run(&["events", "parked", "--service", "notifications"]).await?;
        Ok(parked.contains(&name).then_some(()))
    })
    .await?;
    let shown = network.ground.run(&["events", "show", &name]).await?;
    assert!(shown.contains(&person.registration) && !shown.contains(person.word), "{shown}");
    assert!(network.data.holding(person.word).await?.contains(&"notifications.retries".to_owned()));
    Ok(())
}

async fn the_office_erases_whom_holds_no_role(
    network: &Network,
    person: &Somebody,
    asked: &str,
) -> Result<(), Failure> {
    let erase = ErasePersonRequest { name: asked.into(), ..ErasePersonRequest::default() };
    let staff = network.caller("staff", "office_staff", "do", "en")?;
    let refused = staff.registrations.clone().erase_person(erase.clone()).await;
    assert_eq!(refusal(refused), of(Code::PermissionDenied, "ROLE_NOT_ALLOWED"), "an admin decides");
    let mut office = network.office("do")?;
    let refused = office.registrations.erase_person(erase.clone()).await;
    assert_eq!(refusal(refused), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"), "the person is a reviewer");
    let revoke = RevokeMemberRequest { name: person.member.clone(), ..RevokeMemberRequest::default() };
    office.partners.revoke_member(revoke).await?;
    let erased = until("the role gone", || async {
        let answer = network.office("do")?.registrations.erase_person(erase.clone()).await;
        Ok(answer.ok().map(|answer| answer.into_inner().erasure_request.unwrap_or_default()))
    })
    .await?;
    assert_eq!(erased.state(), State::Erased);
    Ok(())
}

/// Searched for: the word in all that was said of the person, and the subject of their tokens.
pub async fn nothing_is_left_of(network: &Network, word: &str) -> Result<(), Failure> {
    let mut left = Vec::new();
    let gone = until("nothing left", || async {
        let found = network.data.holding(word).await?;
        Ok(found.is_empty().then_some(()))
    })
    .await;
    if gone.is_err() {
        left = network.data.holding(word).await?;
    }
    assert_eq!(left, [""; 0], "tables that still hold something of the person");
    // It stays so when all that was under way has arrived.
    network.data.settled().await?;
    assert_eq!(network.data.holding(word).await?, [""; 0]);
    Ok(())
}

async fn figures_stay(network: &Network, person: &Somebody) -> Result<(), Failure> {
    let left = read(network, &person.registration).await?;
    assert_eq!((left.category.as_str(), left.people_reached), ("logistics", Some(40)));
    assert_eq!(left.state(), registration::State::Withdrawn);
    let applicant = left.applicant.unwrap_or_default();
    assert_ne!(applicant.size, 0);
    assert!(applicant.contact_email.is_empty() && !left.blocked);
    let request = ListRegistrationsRequest { parent: "countries/do".into(), ..ListRegistrationsRequest::default() };
    let own = person.caller(network)?.registrations.list_registrations(request).await?.into_inner();
    assert!(own.registrations.is_empty(), "it is nobody's any more");
    Ok(())
}

/// One that is the person's own, and one that the office goes on asking.
async fn save_views(network: &Network, person: &Somebody) -> Result<(), Failure> {
    let staff = network.caller(&subject(person.word), "office_staff", "do", "en")?;
    for (id, filter, shared) in [("own", person.word, false), ("shared", "state = SCREENING", true)] {
        let view = View {
            name: format!("countries/do/views/{id}"),
            display_name: if shared { String::new() } else { format!("Vista {}", person.word) },
            filter: filter.into(),
            shared,
            ..View::default()
        };
        let request = UpdateViewRequest { view: Some(view), ..Default::default() };
        staff.registrations.clone().update_view(request).await?;
    }
    // What others ask about them goes too, shared or not.
    let applicant = read(network, &person.registration).await?.applicant.unwrap_or_default();
    let office = network.office("do")?;
    for (id, shared) in [("of-the-office", true), ("of-the-admin", false)] {
        let filter = format!("applicant.contact_email = \"{}\" OR state = DRAFT", applicant.contact_email);
        let view = View { name: format!("countries/do/views/{id}"), filter, shared, ..View::default() };
        let request = UpdateViewRequest { view: Some(view), ..Default::default() };
        office.registrations.clone().update_view(request).await?;
    }
    Ok(())
}

async fn only_what_was_shared_is_left_of_their_views(network: &Network) -> Result<(), Failure> {
    let request = ListViewsRequest { parent: "countries/do".into() };
    let views = network.office("do")?.registrations.list_views(request).await?.into_inner().views;
    let left: Vec<&str> = views.iter().map(|view| view.filter.as_str()).collect();
    assert_eq!(left, ["state = SCREENING"]);
    let session = network.data.connect("registrations").await?;
    assert_eq!(
        number(&session, "SELECT count(*) AS found FROM views").await?,
        1,
        "a view of their own, or one that names them, is still there"
    );
    session.close().await?;
    Ok(())
}

pub async fn the_audit_log_is_whole(network: &Network) -> Result<(), Failure> {
    until("a sealed log without faults", || async {
        let mut printed = String::new();
        for service in SERVICES {
            printed += &network.ground.run(&["audit", "verify", "--service", service]).await?;
        }
        Ok((!printed.contains("WRONG") && printed.contains("registrations do: ")).then_some(()))
    })
    .await
}
