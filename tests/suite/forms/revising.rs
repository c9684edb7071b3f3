//! The network revises an edition: versions, what stays, and copies.

use std::collections::HashMap;

use proto::registrations::v1::{
    Category, CopyEditionRequest, CreateEditionRequest, Criterion, DescribedCriterion, Edition,
    GetEditionDefinitionRequest, GetFormRequest, ReviewPlan, ReviewStage, ReviseEditionRequest, ScreeningItem, Track,
    TrackRubric,
};
use tests::{
    network::{EDITION, Network, edition, words},
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::Code;

use super::making::{
    definition_of, edition_of, entry, faults, form, ids, open, open_with, question, questions, revise, submit,
    until_year,
};

pub async fn drafts_follow_a_revised_edition_and_what_is_submitted_stays_under_its_own(
    network: &Network,
) -> Result<(), Failure> {
    let edition = open(network, "revised").await?;
    let mut office = network.office("do")?;
    let early = network.draft("do", entry(&edition, "Antes", Vec::new())).await?;
    let early = submit(&mut office, &early.name).await?;
    let draft = network.draft("do", entry(&edition, "Después", Vec::new())).await?;

    let mut definition = definition_of(network, &edition).await?;
    questions(&mut definition)?.push(question("lesson"));
    let revised = revise(network, &edition, definition).await?;
    assert_eq!(revised.etag, "2");
    assert_eq!(faults(submit(&mut office, &draft.name).await), ["registration.answers.lesson"]);
    let told =
        network.draft("do", entry(&edition, "Después, entera", vec![super::making::text("lesson", "Juntos")])).await?;
    let late = submit(&mut office, &told.name).await?;
    assert_eq!((early.edition_version, late.edition_version), (1, 2));

    assert!(ids(&form(network, "do", &edition).await?).contains(&"lesson"));
    let request = GetFormRequest {
        name: format!("countries/do/{edition}"),
        track: Track::Solution.into(),
        edition_version: early.edition_version,
        ..Default::default()
    };
    let before = office.registrations.get_form(request.clone()).await?.into_inner();
    assert!(!ids(&before).contains(&"lesson"), "the form that it was made under");
    let none = GetFormRequest { edition_version: 3, ..request };
    assert_eq!(refusal(office.registrations.get_form(none).await), of(Code::NotFound, "RESOURCE_NOT_FOUND"));

    let request = GetEditionDefinitionRequest { name: edition.clone(), version: 2, languages: vec!["en".into()] };
    let read = network.region()?.registrations.get_edition_definition(request).await?.into_inner();
    let untranslated: Vec<_> = read.untranslated.iter().map(|text| text.path.as_str()).collect();
    let added: Vec<_> = untranslated.iter().filter(|path| !path.starts_with("edition.")).collect();
    assert_eq!(added.len(), 1, "what was added has no English yet: {untranslated:?}");
    assert!(added[0].ends_with(".label"));
    Ok(())
}

pub async fn people_enter_under_what_does_not_change_any_more(network: &Network) -> Result<(), Failure> {
    let edition = open(network, "settled").await?;
    let moment = |seconds| Some(prost_types::Timestamp { seconds, nanos: 0 });
    let mut region = network.region()?;
    let mut other = edition_of(network, &edition).await?;
    other.accept_bar = 0.9;
    other.criteria[0].weight = 7.0;
    other.countries.pop();
    let request = ReviseEditionRequest { edition: Some(other), ..Default::default() };
    let refused = region.registrations.revise_edition(request).await.map(drop);
    assert_eq!(refusal(refused.clone()), of(Code::InvalidArgument, "INVALID_FIELD"));
    assert_eq!(faults(refused), ["edition.criteria", "edition.accept_bar", "edition.countries"]);

    // Nor is it made one that is yet to open, whose rubric would not be settled.
    let mut later = edition_of(network, &edition).await?;
    later.calendar.get_or_insert_default().opens = moment(4_000_000_000);
    let request = ReviseEditionRequest { edition: Some(later), ..Default::default() };
    assert_eq!(faults(region.registrations.revise_edition(request).await), ["edition.calendar.opens"]);

    let mut fine = edition_of(network, &edition).await?;
    fine.title.insert("en".into(), "Open".into());
    fine.criteria[0].titles.insert("en".into(), "In use".into());
    let request = ReviseEditionRequest { edition: Some(fine), ..Default::default() };
    region.registrations.revise_edition(request.clone()).await?;
    assert_eq!(refusal(region.registrations.revise_edition(request).await), of(Code::Aborted, "ETAG_STALE"));

    // Before it opens, the rubric is not settled; and reviewers get to know of the newest.
    let mut coming = edition_of(network, &edition).await?;
    coming.calendar =
        Some(proto::registrations::v1::Calendar { opens: moment(4_000_000_000), closes: moment(4_102_444_800) });
    let request = proto::registrations::v1::CreateEditionRequest {
        edition_id: "coming".into(),
        edition: Some(coming),
        ..Default::default()
    };
    region.registrations.create_edition(request).await?;
    let mut coming = edition_of(network, "editions/coming").await?;
    coming.accept_bar = 0.875;
    region.registrations.revise_edition(ReviseEditionRequest { edition: Some(coming), ..Default::default() }).await?;
    until("the reviews know of the revised edition", || async {
        let session = network.data.connect("reviews").await?;
        let query = "SELECT count(*) AS found FROM editions WHERE id = 'editions/coming' AND accept_bar = 0.875";
        let found = tests::data::number(&session, query).await?;
        session.close().await?;
        Ok((found > 0).then_some(()))
    })
    .await
}

pub async fn entries_of_an_open_edition_are_scored_by_the_stages_and_rubrics_that_they_entered_under(
    network: &Network,
) -> Result<(), Failure> {
    let mut definition = definition_of(network, EDITION).await?;
    let value = Criterion { id: "value".into(), titles: words("Valor"), weight: 1.0, max_score: 4 };
    let line = DescribedCriterion { criterion: Some(value), ..Default::default() };
    let stage = ReviewStage {
        id: "panel".into(),
        titles: words("Panel"),
        reviews_per_case: 2,
        rubrics: vec![TrackRubric { track: Track::Solution.into(), criteria: vec![line] }],
        ..Default::default()
    };
    definition.plan = Some(ReviewPlan { stages: vec![stage.clone()], ..Default::default() });
    let edition = open_with(network, "scored", Some(definition.clone())).await?;
    let ask = async |change: &dyn Fn(&mut ReviewPlan)| -> Result<Vec<String>, Failure> {
        let mut definition = definition.clone();
        change(definition.plan.as_mut().ok_or("no plan")?);
        let edition = Some(edition_of(network, &edition).await?);
        let request = ReviseEditionRequest { edition, definition: Some(definition), ..Default::default() };
        Ok(faults(network.region()?.registrations.revise_edition(request).await))
    };
    let scored = |measure: fn(&mut Criterion)| {
        move |plan: &mut ReviewPlan| plan.stages[0].rubrics[0].criteria[0].criterion.iter_mut().for_each(measure)
    };
    let rubrics = ["definition.plan.stages[0].rubrics"];
    assert_eq!(ask(&scored(|line| line.weight = 2.0)).await?, rubrics);
    assert_eq!(ask(&scored(|line| line.max_score = 5)).await?, rubrics);
    assert_eq!(ask(&|plan| plan.stages[0].rubrics.clear()).await?, rubrics);
    assert_eq!(ask(&|plan| plan.stages[0].id = "jury".into()).await?, ["definition.plan.stages"]);
    let second = ReviewStage { id: "final".into(), ..stage };
    assert_eq!(ask(&|plan| plan.stages.push(second.clone())).await?, ["definition.plan.stages"]);
    let translated = scored(|line| drop(line.titles.insert("en".into(), "Value".into())));
    assert_eq!(ask(&translated).await?, [""; 0], "words may change");
    Ok(())
}

pub async fn an_edition_is_in_every_language_that_a_country_may_have(network: &Network) -> Result<(), Failure> {
    let in_two = |spanish: &str, other: &str| {
        HashMap::from([("es".to_owned(), spanish.to_owned()), ("gn".to_owned(), other.to_owned())])
    };
    let item = ScreeningItem { id: "seen-at-work".into(), texts: words("Se vio en uso") };
    let whole = Edition {
        title: in_two("Abierta", "Ojepe'áva"),
        categories: vec![Category { id: "logistics".into(), titles: in_two("Logística", "Ñemyasãi") }],
        screening_items: vec![item],
        ..edition()
    };
    let mut definition = definition_of(network, EDITION).await?;
    for days in questions(&mut definition)?.iter_mut().filter(|question| question.id == "days") {
        days.unit_label.insert("gn".into(), "ára".into());
    }
    let request = CreateEditionRequest {
        edition_id: "in-guarani".into(),
        edition: Some(whole),
        definition: Some(definition),
        ..Default::default()
    };
    let mut region = network.region()?.registrations;
    let name = region.create_edition(request).await?.into_inner().edition.unwrap_or_default().name;
    let request =
        GetEditionDefinitionRequest { name: name.clone(), languages: vec!["gn".into()], ..Default::default() };
    let lacking = region.get_edition_definition(request).await?.into_inner().untranslated;
    let of_edition: Vec<_> =
        lacking.iter().map(|text| text.path.as_str()).filter(|path| path.starts_with("edition.")).collect();
    let expected = ["edition.question", "edition.criteria[0].titles", "edition.screening_items[0].texts"];
    assert_eq!(of_edition, expected, "title and category are in Guaraní");
    assert!(!lacking.iter().any(|text| text.path.ends_with(".unit_label")), "{lacking:?}");

    let read = async |language: &str| -> Result<(Option<String>, Vec<String>), Failure> {
        let request = GetFormRequest {
            name: format!("countries/do/{name}"),
            track: Track::Solution.into(),
            language: language.into(),
            ..Default::default()
        };
        let form = network.office("do")?.registrations.get_form(request).await?.into_inner().form.unwrap_or_default();
        let asked = |id: &str| form.questions.iter().find(|question| question.id == id).cloned().unwrap_or_default();
        let categories = asked("category").choices.into_iter().flat_map(|choice| choice.label.into_values());
        Ok((Some(asked("days").unit).filter(|unit| !unit.is_empty()), categories.collect()))
    };
    assert_eq!(read("gn").await?, (Some("ára".into()), vec!["Ñemyasãi".into()]));
    assert_eq!(read("es").await?, (Some("días".into()), vec!["Logística".into()]));
    assert_eq!(read("pt").await?, (Some("dias".into()), vec!["Logística".into()]));
    Ok(())
}

pub async fn a_definition_that_does_not_hold_together_is_refused_with_all_its_faults(
    network: &Network,
) -> Result<(), Failure> {
    let edition = open(network, "faulty").await?;
    let mut definition = definition_of(network, &edition).await?;
    let asked = questions(&mut definition)?;
    asked.retain(|question| question.id != "title");
    let mut twice = question("problem");
    twice.max_choices = 2;
    asked.push(twice);
    definition.rules.retain(|rule| rule.id != "country");
    definition.rules[0].test = None;
    let edition = edition_of(network, &edition).await?;
    let request = ReviseEditionRequest { edition: Some(edition), definition: Some(definition), ..Default::default() };
    let found = faults(network.region()?.registrations.revise_edition(request).await);
    let expected = ["forms[0].questions", "forms[0].questions[15].max_choices", "forms[0].questions", "rules[0].test"];
    assert_eq!(found, expected.map(|field| format!("definition.{field}")));
    Ok(())
}

pub async fn an_edition_is_copied_for_the_next_year(network: &Network) -> Result<(), Failure> {
    let edition = open(network, "this-year").await?;
    let mut definition = definition_of(network, &edition).await?;
    questions(&mut definition)?.push(question("lesson"));
    revise(network, &edition, definition).await?;
    let mut region = network.region()?;
    let request = CopyEditionRequest {
        name: edition.clone(),
        edition_id: "next-year".into(),
        calendar: until_year(4_102_444_799),
        ..Default::default()
    };
    let copy = region.registrations.copy_edition(request.clone()).await?.into_inner().edition.unwrap_or_default();
    assert_eq!((copy.name.as_str(), copy.etag.as_str()), ("editions/next-year", "1"));
    assert_eq!(copy.calendar, until_year(4_102_444_799));
    assert_eq!(copy.criteria, edition_of(network, &edition).await?.criteria);
    assert_eq!(definition_of(network, &copy.name).await?, definition_of(network, &edition).await?);
    let taken = region.registrations.copy_edition(request).await;
    assert_eq!(refusal(taken), of(Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"));
    Ok(())
}
