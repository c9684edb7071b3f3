//! What a country adds to an edition and changes in it.

use proto::registrations::v1::{
    AddedQuestion, ChoiceTest, CopyCountryEditionRequest, Dependence, GetFormRequest, Question, QuestionChange, Rule,
    Track, Wording, difference::Kind, rule::Test,
};
use tests::{
    network::{Network, words},
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::Code;

use super::making::{change, definition_of, entry, faults, form, held, ids, open, open_with, question, submit, text};

fn added(id: &str, after: &str) -> AddedQuestion {
    AddedQuestion { track: Track::Solution.into(), question: Some(question(id)), after: after.into() }
}

fn required(question: &str) -> QuestionChange {
    QuestionChange { question: question.into(), required: true, ..QuestionChange::default() }
}

pub async fn a_country_asks_more_than_the_network_and_shows_in_what_it_differs(
    network: &Network,
) -> Result<(), Failure> {
    let edition = open(network, "overlaid").await?;
    let changed = change(network, &edition, |country| {
        country.added_questions = vec![added("province", "city")];
        country.question_changes = vec![QuestionChange { label: words("¿En qué pueblo?"), ..required("city") }];
        country.wordings = vec![Wording { id: "welcome".into(), text: words("Bienvenidos") }];
    })
    .await??;
    assert_eq!(changed.version, 1);

    let here = form(network, "do", &edition).await?;
    let position = |id: &str| ids(&here).iter().position(|known| *known == id);
    assert_eq!(position("province"), position("city").map(|place| place + 1));
    assert!(!ids(&form(network, "cr", &edition).await?).contains(&"province"), "another country asks nothing of it");

    let mut office = network.office("do")?;
    let draft = network.draft("do", entry(&edition, "Rutas", Vec::new())).await?;
    let expected = ["registration.applicant.city", "registration.answers.province"];
    assert_eq!(faults(submit(&mut office, &draft.name).await), expected);
    let mut whole = entry(&edition, "Rutas enteras", vec![text("province", "Santiago")]);
    whole.applicant.get_or_insert_default().city = "Santiago".into();
    let draft = network.draft("do", whole).await?;
    let submitted = submit(&mut office, &draft.name).await?;
    assert_eq!((submitted.edition_version, submitted.country_edition_version), (1, 1));

    let before = GetFormRequest {
        name: format!("countries/do/{edition}"),
        track: Track::Solution.into(),
        edition_version: 1,
        ..Default::default()
    };
    let before = office.registrations.get_form(before).await?.into_inner();
    assert!(!ids(&before).contains(&"province"), "whoever entered before the country changed anything was not asked");

    let held = held(network, &edition).await?;
    let found: Vec<_> = held.differences.iter().map(|one| (one.path.as_str(), one.kind())).collect();
    let expected = [
        ("forms[TRACK_SOLUTION].city.label.es", Kind::Changed),
        ("forms[TRACK_SOLUTION].city.required", Kind::Changed),
        ("forms[TRACK_STORY].city.label.es", Kind::Changed),
        ("forms[TRACK_STORY].city.required", Kind::Changed),
        ("forms[TRACK_SOLUTION].province", Kind::Added),
        ("wordings.welcome.es", Kind::Changed),
    ];
    assert_eq!(found, expected);
    let lacking: Vec<_> = held.untranslated.iter().map(|text| (text.path.as_str(), text.languages.join(" "))).collect();
    let of_edition =
        ["edition.title", "edition.question", "edition.categories[0].titles", "edition.criteria[0].titles"];
    let of_edition = of_edition.map(|path| (path, "en".to_owned()));
    assert_eq!(lacking[..4], of_edition);
    let [(path, languages)] = &lacking[4..] else { panic!("only the question that was added: {lacking:?}") };
    assert!(path.ends_with(".label") && languages == "en", "{path} {languages}");

    let spoken = GetFormRequest {
        name: format!("countries/do/{edition}"),
        track: Track::Solution.into(),
        language: "en".into(),
        ..Default::default()
    };
    let english = office.registrations.get_form(spoken).await?.into_inner().form.unwrap_or_default();
    let label = |id: &str| {
        let found = english.questions.iter().find(|question| question.id == id);
        found.map(|question| question.label.iter().map(|(code, text)| format!("{code} {text}")).collect::<Vec<_>>())
    };
    assert_eq!(label("city"), Some(vec!["en Which city do you work in?".to_owned()]));
    assert_eq!(label("province"), Some(vec!["es ¿province?".to_owned()]), "what has no English stands in Spanish");
    Ok(())
}

pub async fn a_country_loosens_nothing(network: &Network) -> Result<(), Failure> {
    let template = open(network, "strict-template").await?;
    let mut definition = definition_of(network, &template).await?;
    definition.latitude = Some(proto::registrations::v1::Latitude { added_questions: 1, ..Default::default() });
    let edition = open_with(network, "strict", Some(definition)).await?;
    let refused = change(network, &edition, |country| {
        country.opens = "2020-01-01T00:00".into();
        country.added_questions = vec![added("one", ""), added("title", "nowhere")];
        country.question_changes = vec![required("city"), required("nothing")];
        country.rules = vec![Rule {
            id: "at_work".into(),
            explanation: words("basta una idea"),
            test: Some(Test::Choice(ChoiceTest { question: "stage".into(), choices: vec!["idea".into()] })),
            ..Rule::default()
        }];
    })
    .await?;
    let expected = [
        "opens",
        "opens",
        "question_changes[0].required",
        "question_changes[1].question",
        "question_changes[1].required",
        "added_questions",
        "added_questions[1].question.id",
        "added_questions[1].after",
        "rules",
        "rules[0].id",
    ];
    assert_eq!(faults(refused), expected.map(|field| format!("country_edition.{field}")));
    assert_eq!(held(network, &edition).await?.country_edition.unwrap_or_default().version, 0, "nothing was kept");
    let name = "countries/do/editions/none";
    let none = GetFormRequest { name: name.into(), track: Track::Solution.into(), ..Default::default() };
    let refused = network.office("do")?.registrations.get_form(none).await;
    assert_eq!(refusal(refused), of(Code::FailedPrecondition, "EDITION_NOT_OPEN"));
    Ok(())
}

pub async fn what_a_country_asks_of_some_it_asks_behind_what_tells_them_apart(
    network: &Network,
) -> Result<(), Failure> {
    let edition = open(network, "asked-of-some").await?;
    let of_some = |after: &str, other: &str| {
        let only_if = Some(Dependence { question: other.into(), choices: Vec::new() });
        AddedQuestion { question: Some(Question { only_if, ..question("province") }), ..added("province", after) }
    };
    let ask = async |questions: Vec<AddedQuestion>| {
        let answer = change(network, &edition, |country| country.added_questions = questions).await?;
        Ok::<_, Failure>(faults(answer))
    };
    // The form asks for the cost at its end, and what goes in later behind the same question comes in front.
    let first = "country_edition.added_questions[0].question.only_if";
    assert_eq!(ask(vec![of_some("title", "cost")]).await?, [first]);
    let second = "country_edition.added_questions[1].question.only_if";
    assert_eq!(ask(vec![added("region", "title"), of_some("title", "region")]).await?, [second]);

    assert_eq!(ask(vec![added("region", "title"), of_some("region", "region")]).await?, [""; 0]);
    assert_eq!(ask(vec![of_some("", "cost")]).await?, [""; 0]);
    let here = form(network, "do", &edition).await?.form.unwrap_or_default();
    let asked = here.questions.iter().find(|question| question.id == "province").ok_or("it is not asked")?;
    assert!(asked.required && asked.only_if.is_some(), "{asked:?}");
    Ok(())
}

pub async fn a_country_takes_its_changes_over_into_the_next_edition(network: &Network) -> Result<(), Failure> {
    let (edition, next) = (open(network, "first-year").await?, open(network, "second-year").await?);
    for closes in ["2099-01-01T00:00", "2099-02-01T00:00"] {
        change(network, &edition, |country| {
            country.added_questions = vec![added("province", "")];
            country.closes = closes.into();
        })
        .await??;
    }
    let mut office = network.office("do")?;
    let request = CopyCountryEditionRequest {
        name: format!("countries/do/{edition}"),
        edition: next.clone(),
        ..Default::default()
    };
    office.registrations.copy_country_edition(request.clone()).await?;
    let copied = held(network, &next).await?.country_edition.unwrap_or_default();
    assert_eq!((copied.version, copied.closes.as_str(), copied.added_questions.len()), (1, "", 1));
    let again = office.registrations.copy_country_edition(request).await;
    assert_eq!(refusal(again), of(Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"));
    Ok(())
}
