//! Entries of the catalogue as others read them: in the words of schema.org, or as rows of a table.

use platform::{Error, Result, choice, config::Catalogue as Settings, moment};
use proto::registrations::v1::{
    Picture, Publication, Track, TranslatedWords, export_catalogue_request::Format, translation::Origin,
};
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;

use crate::registration::table::{BYTE_ORDER_MARK, guarded};

const CONTEXT: &str = "https://schema.org";

/// The headings of a table, which are those of the contract. Translations, of which there may be any number, are in JSON.
const COLUMNS: [&str; 15] = [
    "name",
    "country",
    "edition",
    "track",
    "category",
    "sector",
    "organisation",
    "title",
    "summary",
    "city",
    "sdgs",
    "publish_time",
    "licence",
    "language",
    "translations",
];

/// What a file begins with.
pub fn beginning(format: Format, parent: &str, settings: &Settings) -> Result<Vec<u8>> {
    match format {
        Format::Csv => {
            let mut bytes = BYTE_ORDER_MARK.to_vec();
            bytes.extend(record(COLUMNS.map(str::to_owned))?);
            Ok(bytes)
        }
        _ => text(&json!({
            "@context": CONTEXT,
            "@type": "Dataset",
            "identifier": parent,
            "name": format!("Catalogue, {parent}"),
            "description": "Innovations at work in small enterprises that partner institutions validated, published \
                with the consent of those behind them.",
            "license": settings.licence,
            "isAccessibleForFree": true,
            "publisher": {"@type": "Organization", "name": settings.publisher},
        })),
    }
}

/// One entry, with the end of its line.
pub fn line(format: Format, entry: &Publication, settings: &Settings) -> Result<Vec<u8>> {
    if format == Format::Csv { row(entry, settings) } else { text(&work(entry, settings)) }
}

fn row(entry: &Publication, settings: &Settings) -> Result<Vec<u8>> {
    let goals: Vec<String> = entry.sdgs.iter().map(ToString::to_string).collect();
    let entry = entry.clone();
    record([
        entry.name.clone(),
        code(&entry).to_owned(),
        entry.edition.clone(),
        track(&entry),
        entry.category.clone(),
        entry.sector.clone(),
        entry.organisation.clone(),
        entry.title.clone(),
        entry.summary.clone(),
        entry.city.clone(),
        goals.join(" "),
        published(&entry),
        settings.licence.clone(),
        entry.language.clone(),
        translations(&entry.translations)?,
    ])
}

/// Nothing where there are none.
fn translations(words: &[TranslatedWords]) -> Result<String> {
    let told = |words: &TranslatedWords| {
        json!({
            "language": words.language,
            "title": words.title,
            "summary": words.summary,
            "origin": choice::name(words.origin().as_str_name(), "ORIGIN_"),
        })
    };
    match words.is_empty() {
        true => Ok(String::new()),
        false => serde_json::to_string(&words.iter().map(told).collect::<Vec<_>>()).map_err(Error::internal),
    }
}

fn record(cells: [String; COLUMNS.len()]) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(cells.map(|cell| guarded(&cell))).map_err(Error::internal)?;
    writer.into_inner().map_err(|problem| Error::internal(problem.error()))
}

fn work(entry: &Publication, settings: &Settings) -> Value {
    let goals: Vec<Value> = entry.sdgs.iter().map(|goal| goal_of(*goal)).collect();
    let translated: Vec<Value> = entry.translations.iter().map(translation).collect();
    let images: Vec<Value> = entry.pictures.iter().filter_map(|picture| image(picture, &entry.language)).collect();
    json!({
        "@context": CONTEXT,
        "@type": "CreativeWork",
        "identifier": entry.name,
        "name": entry.title,
        "abstract": entry.summary,
        "inLanguage": entry.language,
        "creator": {"@type": "Organization", "name": entry.organisation},
        "locationCreated": {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                "addressLocality": entry.city,
                "addressCountry": code(entry).to_uppercase(),
            },
        },
        "genre": track(entry),
        "keywords": [entry.category, entry.sector],
        "about": goals,
        "image": images,
        "workTranslation": translated,
        "datePublished": published(entry),
        "license": settings.licence,
        "publisher": {"@type": "Organization", "name": settings.publisher},
    })
}

/// What was not translated is left out, and readers are told of a machine.
fn translation(words: &TranslatedWords) -> Value {
    let mut work = json!({"@type": "CreativeWork", "inLanguage": words.language});
    for (property, text) in [("name", &words.title), ("abstract", &words.summary)] {
        if !text.is_empty() {
            work[property] = text.as_str().into();
        }
    }
    if words.origin() == Origin::Machine {
        work["creditText"] = "Translated by a machine".into();
    }
    work
}

/// Those that there is a URL for: one of which there is none is not everybody's to fetch.
fn image(picture: &Picture, language: &str) -> Option<Value> {
    let texts = &picture.alternative_texts;
    let text = texts.iter().find(|text| text.language == language).or(texts.first()).map(|text| text.text.as_str());
    (!picture.url.is_empty()).then(|| {
        json!({
            "@type": "ImageObject",
            "contentUrl": picture.url,
            "encodingFormat": picture.content_type,
            "description": text.unwrap_or_default(),
        })
    })
}

fn goal_of(goal: i32) -> Value {
    json!({
        "@type": "DefinedTerm",
        "termCode": goal.to_string(),
        "inDefinedTermSet": "https://metadata.un.org/sdg",
        "url": format!("https://metadata.un.org/sdg/{goal}"),
    })
}

fn text(value: &Value) -> Result<Vec<u8>> {
    let mut line = serde_json::to_vec(value).map_err(Error::internal)?;
    line.push(b'\n');
    Ok(line)
}

fn code(entry: &Publication) -> &str {
    entry.country.trim_start_matches("countries/")
}

fn track(entry: &Publication) -> String {
    choice::name(Track::as_str_name(&entry.track()), "TRACK_").to_lowercase()
}

fn published(entry: &Publication) -> String {
    let time = entry.publish_time.as_ref().and_then(moment::read);
    time.and_then(|time| time.format(&Rfc3339).ok()).unwrap_or_default()
}
