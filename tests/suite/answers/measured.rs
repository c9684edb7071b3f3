//! An import measures as a submission does, as far as its file goes.

use proto::{
    registrations::v1::{
        AnswerClarificationRequest, LimitTest, QuestionChange, Registration, Rule, UpdateRegistrationRequest,
        registration::State, rule::Test,
    },
    reviews::v1::{ListCasesRequest, RequestClarificationRequest},
};
use tests::{network::Network, patience::until, platform::Failure};
use tonic::Code;

use super::{
    asking::{asking, both},
    sheets::{entries, import},
};
use crate::{
    forms::making::{change, definition_of, open, open_with},
    import::files::{SPANISH, row, spanish, table},
};

/// A file whose rows have these stages, and besides goals, a city and a price.
fn file(rows: &[(&str, &str, [&str; 3])]) -> Vec<u8> {
    let headings: Vec<&str> = SPANISH.into_iter().chain(["ODS", "Ciudad", "answers.price"]).collect();
    let stage = SPANISH.iter().position(|heading| *heading == "Etapa").unwrap_or_default();
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|(title, at, cells)| {
            let mut row = row(title, "x");
            row[stage] = (*at).to_owned();
            row.extend(cells.map(str::to_owned));
            row
        })
        .collect();
    table(&headings, &rows, ";").into_bytes()
}

pub async fn a_row_is_held_against_the_form_and_the_rules_of_its_edition(network: &Network) -> Result<(), Failure> {
    let template = asking(network, "measured-template").await?;
    let mut definition = definition_of(network, &template).await?;
    let most = LimitTest { question: "price".into(), most: Some(500.0), ..LimitTest::default() };
    definition.rules.push(Rule {
        id: "affordable".into(),
        explanation: both("solo lo que cuesta hasta 500 dólares", "only what costs up to 500 dollars"),
        test: Some(Test::Limit(most)),
        ..Rule::default()
    });
    let edition = open_with(network, "measured", Some(definition.clone())).await?;
    let city = QuestionChange { question: "city".into(), required: true, ..QuestionChange::default() };
    change(network, &edition, |country| country.question_changes = vec![city]).await??;
    let office = network.office("do")?;
    let rows = [
        ("Seis objetivos", "Implementada", ["1,2,3,4,5,6", "Santiago", "1"]),
        ("Sin ciudad", "Implementada", ["8", "", "1"]),
        ("Cara", "Implementada", ["8", "Santiago", "501"]),
        ("Probada", "Prototipo", ["8", "Santiago", "1"]),
        ("Buena", "Fase avanzada", ["8, 9", "Santiago", "500"]),
    ];
    let taken = import(&office, &edition, Vec::new(), &file(&rows)).await?;
    let told: Vec<_> =
        taken.refused_rows.iter().map(|one| (one.row, one.field.as_str(), one.reason.as_str())).collect();
    let invalid = "REASON_INVALID_FIELD";
    let expected = [
        (2, "sdgs", invalid),
        (3, "applicant.city", "REASON_REGISTRATION_INCOMPLETE"),
        (4, "answers.price", invalid),
        (5, "stage", invalid),
    ];
    assert_eq!(told, expected, "{:?}", taken.refused_rows);
    assert!(taken.refused_rows[2].message.ends_with("only what costs up to 500 dollars"), "{:?}", taken.refused_rows);
    assert_eq!(taken.unasked, [""; 0]);
    let refused = String::from_utf8(taken.refused_file)?;
    assert!(refused.contains("Stage: only what is already implemented can be registered"), "{refused}");
    assert_eq!(entries(&office, &edition).await?.into_keys().collect::<Vec<_>>(), ["Buena"]);

    // What refuses prototypes is a rule of the edition, and of no import.
    definition.rules.retain(|rule| rule.id != "at_work");
    let trying = open_with(network, "measured-trying", Some(definition)).await?;
    let taken = import(&office, &trying, Vec::new(), &file(&[("Probada", "Prototipo", ["8", "", "1"])])).await?;
    assert_eq!((taken.registered, taken.refused_rows.len()), (1, 0), "{taken:?}");
    Ok(())
}

pub async fn a_clarification_asks_for_what_is_open_of_an_entry_whose_file_said_less(
    network: &Network,
) -> Result<(), Failure> {
    let edition = asking(network, "measured-by-less").await?;
    let office = network.office("do")?;
    let taken = import(&office, &edition, Vec::new(), &spanish(&[row("Sin preguntas", "x")])).await?;
    assert_eq!((taken.registered, taken.unasked), (1, vec!["answers.price".to_owned()]));
    let plain = open(network, "measured-plain").await?;
    let all = import(&office, &plain, Vec::new(), &spanish(&[row("Con todo", "x")])).await?;
    assert_eq!((all.registered, all.unasked.len()), (1, 0), "what comes along is all in the file");

    let name = entries(&office, &edition).await?.remove("Sin preguntas").ok_or("it is not there")?.name;
    let request = ListCasesRequest {
        parent: "countries/do".into(),
        filter: format!("registration = \"{name}\""),
        ..Default::default()
    };
    let case = until("its case", || async {
        let found = office.reviews.clone().list_cases(request.clone()).await?.into_inner().cases;
        Ok(found.into_iter().next().map(|case| case.name))
    })
    .await?;
    let (fields, question) = (vec!["title".to_owned()], "¿Cómo se llama?".to_owned());
    let request = RequestClarificationRequest { name: case, fields, question, ..Default::default() };
    office.reviews.clone().request_clarification(request).await?;
    let mended = Registration { name: name.clone(), title: "Con título".into(), ..Default::default() };
    let update = UpdateRegistrationRequest { registration: Some(mended), ..Default::default() };
    until("the title is open", || async {
        match office.registrations.clone().update_registration(update.clone()).await {
            Err(early) if early.code() == Code::FailedPrecondition => Ok(None),
            answer => Ok(Some(answer.map(drop)?)),
        }
    })
    .await?;
    let request = AnswerClarificationRequest { name, ..Default::default() };
    let answered = office.registrations.clone().answer_clarification(request).await?.into_inner();
    assert_eq!(answered.registration.unwrap_or_default().state(), State::Screening);
    Ok(())
}
