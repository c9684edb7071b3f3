//! The catalogue by what it says, in lists and in exports.

use proto::registrations::v1::{
    Applicant, Publication, Registration, Track, export_catalogue_request::Format, translation::Origin,
};
use tests::{
    network::{Network, registration},
    platform::Failure,
};

use super::{
    asked::Asked,
    made::published,
    translated::{into, translate},
};

/// Entries that differ in what a catalogue is asked by.
async fn various(network: &Network) -> Result<(), Failure> {
    for (number, country) in ["do", "cr", "do", "cr", "do", "cr"].into_iter().enumerate() {
        let plain = registration(&format!("Distinta {number}"));
        let sector = if number < 3 { "retail" } else { "food" };
        let applicant = Applicant { sector: sector.into(), ..plain.applicant.clone().unwrap_or_default() };
        let track = if number % 3 == 0 { Track::Story } else { Track::Solution };
        let sdgs = if number % 2 == 0 { vec![8, 12] } else { vec![9] };
        published(network, country, Registration { applicant: Some(applicant), track: track.into(), sdgs, ..plain })
            .await?;
    }
    Ok(())
}

pub async fn the_catalogue_is_found_by_what_it_says_and_exported_with_its_licence(
    network: &Network,
) -> Result<(), Failure> {
    various(network).await?;
    let asked = Asked::by(network)?;
    let all = asked.listed("countries/-", "").await?;
    type Fits = fn(&Publication) -> bool;
    let filters: [(&str, Fits); 7] = [
        ("track = STORY", |entry| entry.track() == Track::Story),
        ("category = \"logistics\"", |entry| entry.category == "logistics"),
        ("sector = \"retail\"", |entry| entry.sector == "retail"),
        ("sdgs:8", |entry| entry.sdgs.contains(&8)),
        ("country = countries/cr sector = food", |entry| entry.country == "countries/cr" && entry.sector == "food"),
        ("edition = \"editions/open\"", |entry| entry.edition == "editions/open"),
        ("edition = \"editions/none\"", |_| false),
    ];
    for (filter, fits) in filters {
        let expected: Vec<&str> = all.iter().filter(|entry| fits(entry)).map(|entry| entry.name.as_str()).collect();
        let found = asked.listed("countries/-", filter).await?;
        assert_eq!(found.iter().map(|entry| entry.name.as_str()).collect::<Vec<_>>(), expected, "{filter}");
        let (text, rows) = asked.exported("countries/-", filter, Format::Jsonl).await?;
        assert_eq!((rows, text.lines().count()), (expected.len(), expected.len() + 1), "{filter}");
    }
    let shown = all.iter().find(|entry| entry.title == "Distinta 0").ok_or("it is not listed")?;
    let machine = Origin::Machine.into();
    let english = into(&shown.registration, "en", "Another one, \"quoted\"");
    let english = proto::registrations::v1::Translation { origin: machine, engine: "opus-mt 1.2".into(), ..english };
    translate(&network.office("do")?, english).await?;
    in_words_of_schema_org(&asked, shown).await?;
    as_a_table(&asked, shown).await
}

async fn in_words_of_schema_org(asked: &Asked, shown: &Publication) -> Result<(), Failure> {
    let (text, _) = asked.exported("countries/do", "", Format::Jsonl).await?;
    let lines: Vec<serde_json::Value> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    assert_eq!(lines[0]["@type"], "Dataset");
    for line in &lines {
        assert_eq!(line["@context"], "https://schema.org");
        assert_eq!(line["license"], "https://creativecommons.org/licenses/by/4.0/");
    }
    assert!(lines[1..].iter().all(|line| line["@type"] == "CreativeWork" && line["name"].is_string()));
    let line = lines.iter().find(|line| line["identifier"] == shown.name.as_str()).ok_or("it is not exported")?;
    let [translated] = line["workTranslation"].as_array().map(Vec::as_slice).unwrap_or_default() else {
        return Err(format!("one translation: {line}").into());
    };
    assert_eq!((&translated["@type"], &translated["inLanguage"]), (&"CreativeWork".into(), &"en".into()));
    assert_eq!(translated["name"], "Another one, \"quoted\"");
    assert_eq!(translated["creditText"], "Translated by a machine");
    assert_eq!(line["inLanguage"], "es");
    Ok(())
}

async fn as_a_table(asked: &Asked, shown: &Publication) -> Result<(), Failure> {
    let (table, rows) = asked.exported("countries/do", "", Format::Csv).await?;
    assert!(table.starts_with("\u{feff}name,country,"), "{table}");
    let mut reader = csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes());
    let headings = reader.headers()?.clone();
    let cell = |record: &csv::StringRecord, heading: &str| {
        let place = headings.iter().position(|known| known == heading);
        place.and_then(|place| record.get(place)).unwrap_or_default().to_owned()
    };
    let records: Vec<csv::StringRecord> = reader.into_records().collect::<Result<_, _>>()?;
    assert_eq!(records.len(), rows);
    let record = records.iter().find(|record| record.get(0) == Some(shown.name.as_str())).ok_or("no row")?;
    assert_eq!(cell(record, "language"), "es");
    let translations: serde_json::Value = serde_json::from_str(&cell(record, "translations"))?;
    assert_eq!(translations[0]["language"], "en");
    assert_eq!(
        (&translations[0]["title"], &translations[0]["origin"]),
        (&"Another one, \"quoted\"".into(), &"MACHINE".into())
    );
    Ok(())
}
