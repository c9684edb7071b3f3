//! What people call the values of the contract: told to anybody, and used where the platform writes them.

use proto::registrations::v1::{
    GetFormRequest, ListLabelsRequest, ListLabelsResponse, Track,
    registrations_service_client::RegistrationsServiceClient,
};
use tests::{
    network::{EDITION, Network},
    platform::Failure,
};
use tonic::Request;

/// Asks as nobody in particular.
async fn labels(network: &Network, language: &str, accepted: &'static str) -> Result<ListLabelsResponse, Failure> {
    let mut client = RegistrationsServiceClient::new(network.channel().await?);
    let mut request = Request::new(ListLabelsRequest { language: language.into() });
    request.metadata_mut().insert("accept-language", accepted.parse()?);
    Ok(client.list_labels(request).await?.into_inner())
}

fn label<'a>(labels: &'a ListLabelsResponse, enumeration: &str, value: &str) -> Option<&'a str> {
    let one = labels.enumerations.iter().find(|one| one.name == enumeration)?;
    one.values.iter().find(|known| known.value == value).map(|known| known.label.as_str())
}

#[tokio::test(flavor = "multi_thread")]
async fn anybody_is_told_what_values_are_called_in_three_languages() -> Result<(), Failure> {
    let network = Network::embedded().await?;
    let state = "aceleracion.registrations.v1.Registration.State";
    for (asked, accepted, language, draft, goal) in [
        ("pt", "es", "pt", "Rascunho", "Fome zero"),
        ("es", "en", "es", "Borrador", "Hambre cero"),
        ("", "es", "es", "Borrador", "Hambre cero"),
        ("qu", "en", "en", "Draft", "Zero hunger"),
    ] {
        let found = labels(&network, asked, accepted).await?;
        assert_eq!((found.language.as_str(), label(&found, state, "STATE_DRAFT")), (language, Some(draft)));
        assert_eq!((found.goals[1].number, found.goals[1].label.as_str()), (2, goal));
        // As the contract has them, in its order, and nothing that only programs see.
        let one = found.enumerations.iter().find(|one| one.name == state).ok_or("no states")?;
        assert!(one.values.iter().map(|value| value.number).eq(1..=16), "{one:?}");
        assert_eq!(label(&found, "aceleracion.platform.v1.Reason", "REASON_INTERNAL"), None);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_is_read_in_portuguese_with_the_labels_of_its_choices() -> Result<(), Failure> {
    let network = Network::embedded().await?;
    let request = GetFormRequest {
        name: format!("countries/do/{EDITION}"),
        track: Track::Solution.into(),
        language: "pt".into(),
        ..Default::default()
    };
    let form = network.office("do")?.registrations.get_form(request).await?.into_inner().form.unwrap_or_default();
    let choices = |id: &str| -> Vec<&str> {
        let question = form.questions.iter().find(|question| question.id == id);
        let choices = question.iter().flat_map(|question| &question.choices);
        choices.flat_map(|choice| choice.label.values()).map(String::as_str).collect()
    };
    assert_eq!(choices("size"), ["Microempresa", "Pequena empresa", "Média empresa"]);
    assert_eq!(choices("sdgs")[1], "Fome zero");
    let title = form.questions.iter().find(|question| question.id == "title").ok_or("no title")?;
    assert_eq!(title.label["pt"], "Como se chama a solução?");
    Ok(())
}
