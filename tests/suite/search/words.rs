//! Registrations by their words.

use proto::registrations::v1::{
    Answer, Registration, RequestErasureRequest, SubmitRegistrationRequest, UpdateRegistrationRequest, answer::Value,
    export_registrations_request::Format,
};
use tests::{
    network::{Network, registration},
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::Code;

use super::{hits, listed, search, shown, titles};
use crate::export::reading;

/// A draft with no words but these.
fn written(title: &str, summary: &str, language: &str) -> Registration {
    let mut made = registration(title);
    made.summary = summary.into();
    made.description = "—".into();
    if let Some(applicant) = &mut made.applicant {
        applicant.organisation = format!("Org{}", title.len());
        applicant.language = language.into();
    }
    made
}

pub async fn stems_accents_phrases_and_languages_are_found(network: &Network) -> Result<(), Failure> {
    for (title, summary, language) in [
        ("Logística de barrio", "Cadenas de distribución para colmados", "es"),
        ("Pagos al instante", "Nuevos medios de pago, ágiles y seguros", "es"),
        ("Shared deliveries", "Bakeries that share payment terminals", "en"),
        ("Soluções de frio", "Informações para padarias", "pt"),
        ("Panadería", "Un pago compartido por otros medios", "es"),
    ] {
        network.draft("do", written(title, summary, language)).await?;
    }
    // In English, by somebody who is written to in Spanish.
    let bridge = Registration { source_language: "en".into(), ..written("Bridges", "Carpentries for schools", "es") };
    network.draft("do", bridge).await?;
    let mut office = network.office("do")?;
    for (question, expected) in [
        ("LOGISTICA", "Logística de barrio"),
        ("logísticas barrios", "Logística de barrio"),
        ("distribuciones", "Logística de barrio"),
        ("colmado cadena", "Logística de barrio"),
        ("\"medios de pago\"", "Pagos al instante"),
        ("\"medio pago ágil\"", "Pagos al instante"),
        ("\"pago de medios\"", ""),
        ("medio pago", "Pagos al instante, Panadería"),
        ("medio -\"medios de pago\"", "Panadería"),
        ("delivery bakery", "Shared deliveries"),
        ("carpentry school", "Bridges"),
        ("solucao", "Soluções de frio"),
        ("informação padaria", "Soluções de frio"),
        ("colmado OR delivery", "Logística de barrio, Shared deliveries"),
        ("pagos applicant.language = es -panaderías", "Pagos al instante"),
        ("inexistente", ""),
        ("pagos inexistente", ""),
        ("colm*", "Logística de barrio"),
        ("DISTRIBUCIÓ*", "Logística de barrio"),
        ("deliveri* bak*", "Shared deliveries"),
        ("padari* OR colmados*", "Logística de barrio, Soluções de frio"),
        ("pag* -pan*", "Pagos al instante"),
        ("ágilmen*", ""),
    ] {
        let found = hits(&mut office, question).await?;
        let mut found = titles(&found);
        found.sort_unstable();
        assert_eq!(found.join(", "), expected, "{question}");
        assert_eq!(listed(&mut office, question).await?.join(", "), expected, "a list of {question}");
    }
    let exported = reading::export(&mut office, "countries/do", "colmado", Format::Jsonl).await?;
    assert_eq!(reading::names(&exported)?.len(), 1, "an export is asked in the same language");
    let invalid = of(Code::InvalidArgument, "INVALID_FIELD");
    for too_little in ["co*", "\"medios de pag*\""] {
        assert_eq!(refusal(hits(&mut office, too_little).await), invalid, "{too_little}");
    }
    let by_beginning = hits(&mut office, "colm*").await?;
    let passages = &by_beginning.first().ok_or("it is not found")?.passages;
    assert_eq!(passages.iter().map(shown).collect::<Vec<_>>(), ["Cadenas de distribución para [colmados]"]);
    let mut applicant = network.caller("somebody", "applicant", "do", "en")?;
    assert_eq!(listed(&mut applicant, "colmado").await?, Vec::<String>::new(), "own registrations alone");
    assert_eq!(refusal(hits(&mut applicant, "colmado").await), of(Code::PermissionDenied, "ROLE_NOT_ALLOWED"));
    Ok(())
}

pub async fn a_title_comes_before_a_description_and_pages_follow_one_another(network: &Network) -> Result<(), Failure> {
    for number in 0..7 {
        let made = written(&format!("Relleno {number}"), "Con un invernadero al final de la frase", "es");
        network.draft("do", made).await?;
    }
    network.draft("do", written("Invernadero", "Sin más", "es")).await?;
    let mut office = network.office("do")?;
    let whole = hits(&mut office, "invernaderos").await?;
    let whole = titles(&whole);
    assert_eq!(whole[0], "Invernadero");
    assert_eq!((whole[1], whole[7], whole.len()), ("Relleno 6", "Relleno 0", 8), "of equals the latest first");

    let (mut seen, mut token) = (Vec::new(), String::new());
    loop {
        let page = search(&mut office, "countries/do", "invernaderos", 3, &token).await?;
        assert!(page.hits.len() <= 3 && page.total_size >= 8 && page.complete);
        seen.extend(titles(&page.hits).into_iter().map(str::to_owned));
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
        // Between two pages somebody writes the same word: one more has it, and each weighs less.
        network.draft("do", written(&format!("Ajeno {}", seen.len()), "Con un invernadero", "es")).await?;
        let other = search(&mut office, "countries/do", "relleno", 3, &token).await;
        assert_eq!(refusal(other), of(Code::InvalidArgument, "PAGE_TOKEN_INVALID"));
    }
    assert_eq!(seen, whole);
    Ok(())
}

/// More words than are looked up one by one.
const WORDS: u8 = 45;

pub async fn a_beginning_stands_for_all_words_however_many_they_are(network: &Network) -> Result<(), Failure> {
    // No stem is that of two.
    let end = |number: u8| char::from(b"bcdfghjklmnpqrtvwxyz"[usize::from(number % 20)]);
    let word = |number: u8| format!("zurce{}{}", end(number / 20), end(number));
    for number in 0..WORDS {
        network.draft("do", written(&format!("La {}", word(number)), "Sin más", "es")).await?;
    }
    let mut office = network.office("do")?;
    let found = search(&mut office, "countries/do", "zurce*", 100, "").await?;
    assert_eq!((found.total_size, found.complete), (WORDS.into(), true));
    let passages: Vec<_> = found.hits.iter().flat_map(|hit| hit.passages.iter().map(shown)).collect();
    let last = format!("La [{}]", word(WORDS - 1));
    assert!(passages.len() == usize::from(WORDS) && passages.contains(&last), "{passages:?}");
    assert_eq!(listed(&mut office, "zurce*").await?.len(), usize::from(WORDS));
    for question in ["zurce* zurcedb", "zurce* \"zurcedb\" state = DRAFT", "zurcedb OR (zurce* zurcedb)"] {
        let found = hits(&mut office, question).await?;
        assert_eq!(titles(&found), ["La zurcedb"], "{question}");
    }
    Ok(())
}

pub async fn facets_count_all_hits_and_passages_show_plain_text(network: &Network) -> Result<(), Failure> {
    for (number, goals) in [(1, vec![8]), (2, vec![8, 9]), (3, vec![])] {
        let mut made = written(&format!("Molino {number}"), "Un <b>molino</b> comunal, y los molinos vecinos", "es");
        made.sdgs = goals;
        let said = Some(Value::Text(format!("Con zarandas número {number}")));
        made.answers = vec![Answer { question: "evidence".into(), value: said }];
        let name = network.draft("do", made).await?.name;
        if number == 1 {
            let request = SubmitRegistrationRequest { name, ..SubmitRegistrationRequest::default() };
            network.office("do")?.registrations.submit_registration(request).await?;
        }
    }
    let mut office = network.office("do")?;
    let page = search(&mut office, "countries/do", "molino", 1, "").await?;
    let counts = |field: &str| -> Vec<(String, i32)> {
        let facet = page.facets.iter().find(|facet| facet.field == field);
        let counts = facet.into_iter().flat_map(|facet| facet.counts.iter());
        counts.map(|count| (count.value.clone(), count.count)).collect()
    };
    assert_eq!((page.hits.len(), page.total_size, page.complete), (1, 3, true));
    assert_eq!(counts("sdgs"), [("8".to_owned(), 2), ("9".to_owned(), 1)]);
    assert_eq!(counts("country"), [("countries/do".to_owned(), 3)]);
    assert_eq!(counts("category"), [("logistics".to_owned(), 3)]);
    assert_eq!(counts("applicant.size"), [("MICRO".to_owned(), 3)]);
    assert_eq!(counts("stage"), [("IMPLEMENTED".to_owned(), 3)]);
    assert_eq!(counts("edition"), [("editions/open".to_owned(), 3)]);
    assert_eq!(counts("state")[0], ("DRAFT".to_owned(), 2));
    // A value of a facet is one of a filter.
    for (filter, count) in [("molino sdgs:8", 2), ("molino state = DRAFT sdgs:9", 1), ("molino state = DRAFT", 2)] {
        assert_eq!(search(&mut office, "countries/do", filter, 1, "").await?.total_size, count, "{filter}");
    }
    let passages = &page.hits[0].passages;
    let passage = |field: &str| passages.iter().find(|passage| passage.field == field).map(shown);
    assert_eq!(passage("summary").as_deref(), Some("Un <b>[molino]</b> comunal, y los [molinos] vecinos"));
    assert!(passage("title").is_some_and(|title| title.starts_with("[Molino] ")));
    assert_eq!(passage("description"), None, "only where the words stand");
    let by_answer = hits(&mut office, "zaranda").await?;
    let passages = by_answer.first().ok_or("answers are not found")?.passages.as_slice();
    let [answer] = passages else { return Err(format!("{passages:?}").into()) };
    assert_eq!((by_answer.len(), answer.field.as_str()), (3, "answers.evidence"));
    assert_eq!(shown(answer), "Con [zarandas] número 3");
    Ok(())
}

pub async fn what_is_blocked_or_changed_is_no_longer_found(network: &Network) -> Result<(), Failure> {
    let mut office = network.office("do")?;
    let made = network.draft("do", written("Telar", "Con lana de alpaca", "es")).await?;
    assert_eq!(hits(&mut office, "alpaca telar").await?.len(), 1);
    let changed = Registration { name: made.name.clone(), summary: "Con algodón".into(), ..Registration::default() };
    let request = UpdateRegistrationRequest { registration: Some(changed), ..UpdateRegistrationRequest::default() };
    office.registrations.update_registration(request).await?;
    assert_eq!(hits(&mut office, "alpaca").await?, []);
    assert_eq!(hits(&mut office, "algodon").await?.len(), 1);

    let request =
        RequestErasureRequest { parent: "countries/do".into(), person: made.name, ..RequestErasureRequest::default() };
    office.registrations.request_erasure(request).await?;
    for filter in ["algodon", "telar", "title = Telar", "applicant.organisation = Org5"] {
        assert_eq!(hits(&mut office, filter).await?, [], "{filter}");
        assert_eq!(listed(&mut office, filter).await?, Vec::<String>::new(), "{filter}");
    }
    let blocked = hits(&mut office, "blocked = true").await?;
    assert!(titles(&blocked).iter().all(|title| title.is_empty()) && !blocked.is_empty(), "without its words");
    Ok(())
}

/// The same bytes before and after somebody elsewhere writes the same words, which would tell by counts, order or ranking.
pub async fn another_country_leaves_no_trace(network: &Network) -> Result<(), Failure> {
    let mut office = network.office("do")?;
    for (title, summary) in [("Faro azul", "Junto al faro"), ("Azul", "Un muelle azul y un faro"), ("Muelle", "Faro")] {
        network.draft("do", written(title, summary, "es")).await?;
    }
    let before = search(&mut office, "countries/do", "faro azul", 2, "").await?;
    for number in 0..12 {
        network.draft("cr", written(&format!("Faro {number}"), "Faro, faro y faro", "es")).await?;
    }
    let hidden = network.draft("cr", written("Faro azul", "Azul como el faro", "es")).await?;
    assert_eq!(search(&mut office, "countries/do", "faro azul", 2, "").await?, before);
    let mut region = network.region()?;
    let all = search(&mut region, "countries/-", "faro azul", 100, "").await?;
    assert_eq!(all.total_size, 3);
    assert!(all.hits.iter().any(|hit| hit.registration.as_ref().is_some_and(|found| found.name == hidden.name)));
    let of_cr = search(&mut region, "countries/-", "faro country = countries/cr", 100, "").await?;
    assert_eq!(of_cr.total_size, 13);
    let elsewhere = search(&mut office, "countries/cr", "faro", 2, "").await;
    assert_eq!(refusal(elsewhere), of(Code::NotFound, "RESOURCE_NOT_FOUND"));
    Ok(())
}
