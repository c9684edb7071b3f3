//! What whoever keeps a copy is told.

use proto::registrations::v1::{Publication, catalogue_change::Kind};
use tests::{
    network::{Network, registration},
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::Code;

use super::{
    asked::{Asked, changes},
    made::{published, resume, suspend, update},
};

/// On a network that has no entries yet.
pub async fn whoever_keeps_a_copy_is_told_of_every_change_in_order(network: &Network) -> Result<(), Failure> {
    let (asked, office) = (Asked::by(network)?, network.office("do")?);
    let shown = published(network, "do", registration("Contada")).await?;
    for number in 0..4 {
        for country in ["do", "cr"] {
            published(network, country, registration(&format!("Contada {number}"))).await?;
        }
    }
    let all = asked.listed("countries/-", "").await?;
    assert_eq!(all.len(), 9);
    let (told, token) = until("everything is told", || async {
        let (told, token) = changes(&asked, "countries/-", "").await?;
        Ok((told.len() >= all.len()).then_some((told, token)))
    })
    .await?;
    assert!(told.iter().all(|change| change.kind() == Kind::Added && change.publication.is_some()));
    let mut names: Vec<&str> = told.iter().map(|change| change.name.as_str()).collect();
    let mut expected: Vec<&str> = all.iter().map(|entry| entry.name.as_str()).collect();
    names.sort_unstable();
    expected.sort_unstable();
    assert_eq!(names, expected);
    assert!(changes(&asked, "countries/-", &token).await?.0.is_empty());

    let new = Publication { name: shown.name.clone(), title: "Otro título".into(), ..Publication::default() };
    update(&office, new, &["title"]).await?;
    let token = comes(&asked, token, &shown.name, Kind::Changed, Some("Otro título")).await?;
    suspend(&office, &shown.name, "se revisa una queja").await?;
    let token = comes(&asked, token, &shown.name, Kind::Removed, None).await?;
    resume(&office, &shown.name).await?;
    let token = comes(&asked, token, &shown.name, Kind::Added, Some("Otro título")).await?;

    let elsewhere = asked.changes_page("countries/do", &token, 10).await;
    assert_eq!(refusal(elsewhere), of(Code::InvalidArgument, "INVALID_FIELD"), "a token of another place");
    Ok(())
}

/// Waits for the one change that follows; the token behind it.
async fn comes(asked: &Asked, token: String, name: &str, kind: Kind, title: Option<&str>) -> Result<String, Failure> {
    let (told, next) = until(kind.as_str_name(), || async {
        let (told, next) = changes(asked, "countries/-", &token).await?;
        Ok((!told.is_empty()).then_some((told, next)))
    })
    .await?;
    let [change] = told.as_slice() else { return Err(format!("one change: {told:?}").into()) };
    assert_eq!((change.name.as_str(), change.kind()), (name, kind));
    assert_eq!(change.publication.as_ref().map(|entry| entry.title.as_str()), title);
    Ok(next)
}
