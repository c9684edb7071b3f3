//! Saved views, on both grounds: a question that is written once, and asked by its name wherever a filter is.

use platform::clients::Caller;
use proto::registrations::v1::{
    DeleteViewRequest, ExportRegistrationsRequest, ListRegistrationsRequest, ListViewsRequest,
    SearchRegistrationsRequest, SummarizeRegistrationsRequest, UpdateViewRequest, View,
    export_registrations_request::Format, export_registrations_response::Content,
};
use tests::{
    network::{Network, registration},
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};

const SHARED: &str = "countries/do/views/cobros";
const OWN: &str = "countries/do/views/lo-mio";

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_saved_once_and_asked_by_its_name() -> Result<(), Failure> {
    for network in [Network::embedded().await?, Network::real("views").await?] {
        for title in ["Primero de cobros", "Dos de cobros", "Otra cosa"] {
            network.draft("do", registration(title)).await?;
        }
        let office = network.office("do")?;
        let staff = network.caller("staff:ana", "office_staff", "do", "en")?;
        what_has_no_answer_is_not_saved(&office).await?;
        a_shared_view_is_asked_everywhere(&office, &staff).await?;
        a_page_is_of_the_view_as_it_was(&office, &staff).await?;
        what_is_somebodys_own_is_not_seen_by_others(&network, &office, &staff).await?;
        a_view_is_changed_by_whoever_may(&office, &staff).await?;
        others_do_not_ask_by_it(&network, &office).await?;
        what_one_person_keeps_leaves_room_for_others(&office, &staff).await?;
    }
    Ok(())
}

fn view(name: &str, filter: &str, shared: bool) -> View {
    View { name: name.into(), filter: filter.into(), shared, ..View::default() }
}

async fn save(caller: &Caller, view: View) -> Result<View, Status> {
    let request = UpdateViewRequest { view: Some(view), ..Default::default() };
    Ok(caller.registrations.clone().update_view(request).await?.into_inner().view.unwrap_or_default())
}

async fn views(caller: &Caller, parent: &str) -> Result<Vec<String>, Status> {
    let request = ListViewsRequest { parent: parent.into() };
    let views = caller.registrations.clone().list_views(request).await?.into_inner().views;
    Ok(views.into_iter().map(|view| view.name).collect())
}

async fn remove(caller: &Caller, name: &str) -> Result<(), Status> {
    let request = DeleteViewRequest { name: name.into(), ..Default::default() };
    caller.registrations.clone().delete_view(request).await.map(drop)
}

fn list(parent: &str, view: &str, filter: &str) -> ListRegistrationsRequest {
    ListRegistrationsRequest { parent: parent.into(), view: view.into(), filter: filter.into(), ..Default::default() }
}

/// The titles that are listed, in the order of the alphabet.
async fn titles(caller: &Caller, request: ListRegistrationsRequest) -> Result<Vec<String>, Status> {
    let rows = caller.registrations.clone().list_registrations(request).await?.into_inner().registrations;
    let mut titles: Vec<String> = rows.into_iter().map(|row| row.title).collect();
    titles.sort_unstable();
    Ok(titles)
}

async fn what_has_no_answer_is_not_saved(office: &Caller) -> Result<(), Failure> {
    for filter in ["", "state =", "nothing = 1", "ta*"] {
        let refused = save(office, view(SHARED, filter, true)).await;
        assert_eq!(refusal(refused), of(Code::InvalidArgument, "INVALID_FIELD"), "{filter:?}");
    }
    assert_eq!(views(office, "countries/do").await?, [""; 0]);
    Ok(())
}

async fn a_shared_view_is_asked_everywhere(office: &Caller, staff: &Caller) -> Result<(), Failure> {
    let saved = save(office, view(SHARED, "cobros OR cosa", true)).await?;
    assert!(saved.own && saved.shared && saved.etag == "1");
    let saved = save(office, View { etag: saved.etag, ..view(SHARED, "cobros state = DRAFT", true) }).await?;
    assert_eq!(saved.etag, "2");
    let both = ["Dos de cobros", "Primero de cobros"];
    assert_eq!(titles(staff, list("countries/do", SHARED, "")).await?, both);
    // Its alternatives stay together when more is asked.
    assert_eq!(
        titles(staff, list("countries/do", SHARED, "title = \"Primero*\" OR title = \"Otra*\"")).await?,
        both[1..]
    );

    let mut service = staff.registrations.clone();
    let (parent, by_name) = ("countries/do".to_owned(), SHARED.to_owned());
    let search = SearchRegistrationsRequest {
        parent: parent.clone(),
        view: by_name.clone(),
        filter: "primero".into(),
        ..Default::default()
    };
    let found = service.search_registrations(search).await?.into_inner();
    assert_eq!((found.total_size, found.hits.first().map(|hit| hit.passages.len())), (1, Some(1)));
    let summary = SummarizeRegistrationsRequest { parent: parent.clone(), view: by_name.clone(), ..Default::default() };
    assert_eq!(service.summarize_registrations(summary).await?.into_inner().total, Some(2));
    let export =
        ExportRegistrationsRequest { parent, view: by_name, format: Format::Jsonl.into(), ..Default::default() };
    let mut pieces = service.export_registrations(export).await?.into_inner();
    let mut rows = 0;
    while let Some(piece) = pieces.message().await? {
        if let Some(Content::Summary(summary)) = piece.content {
            rows = summary.rows;
        }
    }
    assert_eq!(rows, 2);
    Ok(())
}

async fn a_page_is_of_the_view_as_it_was(office: &Caller, staff: &Caller) -> Result<(), Failure> {
    let first = ListRegistrationsRequest { page_size: 1, ..list("countries/do", SHARED, "") };
    let page = staff.registrations.clone().list_registrations(first.clone()).await?.into_inner();
    let next = ListRegistrationsRequest { page_token: page.next_page_token, ..first };
    assert_eq!(titles(staff, next.clone()).await?.len(), 1);
    save(office, view(SHARED, "cobros", true)).await?;
    assert_eq!(refusal(titles(staff, next).await), of(Code::InvalidArgument, "PAGE_TOKEN_INVALID"));
    Ok(())
}

async fn what_is_somebodys_own_is_not_seen_by_others(
    network: &Network,
    office: &Caller,
    staff: &Caller,
) -> Result<(), Failure> {
    save(staff, view(OWN, "title = \"Otra*\"", false)).await?;
    assert_eq!(views(staff, "countries/do").await?, [SHARED, OWN]);
    assert_eq!(titles(staff, list("countries/do", OWN, "")).await?, ["Otra cosa"]);
    assert_eq!(views(office, "countries/do").await?, [SHARED]);
    assert_eq!(views(&network.office("cr")?, "countries/cr").await?, [""; 0]);
    let not_there = of(Code::NotFound, "RESOURCE_NOT_FOUND");
    assert_eq!(refusal(titles(office, list("countries/do", OWN, "")).await), not_there);
    let taken = save(office, view(OWN, "cobros", true)).await;
    assert_eq!(refusal(taken), of(Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"));
    Ok(())
}

async fn a_view_is_changed_by_whoever_may(office: &Caller, staff: &Caller) -> Result<(), Failure> {
    let not_theirs = of(Code::PermissionDenied, "ROLE_NOT_ALLOWED");
    assert_eq!(refusal(save(staff, view(SHARED, "cosa", true)).await), not_theirs);
    assert_eq!(refusal(remove(staff, SHARED).await), not_theirs);
    let stale = save(office, View { etag: "1".into(), ..view(SHARED, "cosa", true) }).await;
    assert_eq!(refusal(stale), of(Code::Aborted, "ETAG_STALE"));
    // What the staff shares the admin may change; it stays theirs.
    save(staff, view(OWN, "cosa", true)).await?;
    let changed = save(office, view(OWN, "otra cosa", true)).await?;
    assert!(!changed.own && changed.filter == "otra cosa");
    remove(staff, OWN).await?;
    assert_eq!(views(staff, "countries/do").await?, [SHARED]);
    Ok(())
}

async fn what_one_person_keeps_leaves_room_for_others(office: &Caller, staff: &Caller) -> Result<(), Failure> {
    let mine = |number: usize| view(&format!("countries/do/views/mia-{number}"), "cosa", false);
    for numbers in (0..202).collect::<Vec<_>>().chunks(10) {
        let saved = futures::future::join_all(numbers.iter().map(|number| save(staff, mine(*number)))).await;
        for refused in saved.into_iter().filter(Result::is_err) {
            assert_eq!(refusal(refused), of(Code::InvalidArgument, "INVALID_FIELD"));
        }
    }
    let kept = views(staff, "countries/do").await?;
    assert_eq!(kept.len(), 200);
    save(office, view(SHARED, "cobros", true)).await?;
    assert_eq!(views(office, "countries/do").await?, [SHARED]);
    // An office admin clears away what somebody left behind; others of the office do not find it.
    let other = of(Code::NotFound, "RESOURCE_NOT_FOUND");
    save(office, view("countries/do/views/del-jefe", "cosa", false)).await?;
    assert_eq!(refusal(remove(staff, "countries/do/views/del-jefe").await), other);
    remove(office, &kept[0]).await?;
    assert_eq!(views(staff, "countries/do").await?.len(), 200, "199 of their own, and what is shared");
    Ok(())
}

async fn others_do_not_ask_by_it(network: &Network, office: &Caller) -> Result<(), Failure> {
    let not_there = of(Code::NotFound, "RESOURCE_NOT_FOUND");
    let region = network.region()?;
    for parent in ["countries/do", "countries/-"] {
        assert_eq!(refusal(titles(&region, list(parent, SHARED, "")).await), not_there, "{parent}");
    }
    let elsewhere = network.office("cr")?;
    assert_eq!(refusal(titles(&elsewhere, list("countries/cr", SHARED, "")).await), not_there);
    let applicant = network.caller("applicant:do", "applicant", "do", "en")?;
    assert_eq!(refusal(titles(&applicant, list("countries/do", SHARED, "")).await), not_there);
    remove(office, SHARED).await?;
    assert_eq!(refusal(titles(office, list("countries/do", SHARED, "")).await), not_there);
    Ok(())
}
