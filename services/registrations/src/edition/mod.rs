//! Editions: what an open call must hold together, and whether it takes entries.

pub mod copy;
pub mod create;
mod facts;
pub mod get;
pub mod get_definition;
pub mod list;
pub mod revise;
pub mod rows;
pub mod settled;
pub mod versions;

use std::collections::HashSet;

use platform::{
    Error, Result,
    error::{Text, Violation},
    moment,
};
use proto::{
    platform::v1::Reason,
    registrations::v1::{Edition, Track},
};

use crate::definition::languages::{are_coded, texts_of_edition};

/// Those of the platform, which a report on what is not translated looks for where none are named.
const LANGUAGES: [&str; 3] = ["es", "en", "pt"];

/// What the rules of single fields cannot say of an edition: how its fields fit together.
pub fn faults(edition: &Edition) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut wrong = |field: &str, english: &str, spanish: &str, portuguese: &str| {
        let text = Text::told(english, spanish, portuguese);
        violations.push(Violation { field: format!("edition.{field}"), text });
    };
    if let Some(calendar) = &edition.calendar
        && let (Some(opens), Some(closes)) = (&calendar.opens, &calendar.closes)
        && moment::milliseconds_of(opens) >= moment::milliseconds_of(closes)
    {
        wrong(
            "calendar.closes",
            "this has to be later than `opens`",
            "debe ser posterior a `opens`",
            "deve ser posterior a `opens`",
        );
    }
    if !distinct(edition.categories.iter().map(|category| category.id.as_str())) {
        wrong(
            "categories",
            "each category needs an id of its own",
            "cada categoría necesita su propio id",
            "cada categoria precisa do seu próprio id",
        );
    }
    if !distinct(edition.criteria.iter().map(|criterion| criterion.id.as_str())) {
        wrong(
            "criteria",
            "each criterion needs an id of its own",
            "cada criterio necesita su propio id",
            "cada critério precisa do seu próprio id",
        );
    }
    if !distinct(edition.screening_items.iter().map(|item| item.id.as_str())) {
        wrong(
            "screening_items",
            "each line needs an id of its own",
            "cada línea necesita su propio id",
            "cada linha precisa do seu próprio id",
        );
    }
    if !distinct(edition.countries.iter().map(String::as_str)) {
        wrong(
            "countries",
            "each country may stand here once",
            "cada país puede figurar una sola vez",
            "cada país pode aparecer uma só vez",
        );
    }
    if !distinct(edition.tracks.iter()) || edition.tracks.contains(&0) {
        wrong(
            "tracks",
            "each track may stand here once, and none unset",
            "cada tipo puede figurar una sola vez",
            "cada tipo pode aparecer uma só vez, e nenhum vazio",
        );
    }
    if edition.criteria.iter().map(|criterion| criterion.weight).sum::<f64>() <= 0.0 {
        wrong(
            "criteria",
            "at least one weight has to be over 0",
            "al menos un peso debe ser mayor que 0",
            "ao menos um peso deve ser maior que 0",
        );
    }
    for (path, _) in texts_of_edition(edition).into_iter().filter(|(_, texts)| !are_coded(texts)) {
        wrong(
            path.trim_start_matches("edition."),
            "texts stand under the codes of languages, such as `es`",
            "los textos se dan bajo códigos de idioma, como `es`",
            "os textos são dados por códigos de idioma, como `es`",
        );
    }
    violations
}

fn distinct<T: std::hash::Hash + Eq>(mut all: impl Iterator<Item = T>) -> bool {
    let mut seen = HashSet::new();
    all.all(|one| seen.insert(one))
}

/// Refuses a country that is none of those that an edition names.
pub fn takes_country(named: &[String], country: &str) -> Result<()> {
    if named.iter().any(|named| named.strip_prefix("countries/") == Some(country)) {
        return Ok(());
    }
    Err(not_open(
        "this country does not take part in this edition",
        "este país no participa en esta edición",
        "este país não participa desta edição",
    ))
}

/// Whether an edition takes entries of this track.
pub fn takes_track(edition: &Edition, track: Track) -> bool {
    track != Track::Unspecified && edition.tracks.contains(&track.into())
}

/// What is wrong with a track that it does not take.
pub fn no_such_track() -> Text {
    Text::told(
        "choose a track that the edition takes",
        "elija un tipo que la edición reciba",
        "escolha um tipo que a edição receba",
    )
}

/// Refuses a moment after the calendar's end: a draft may be begun before the opening, never after the end. One that may be
/// late is in time until the moment that it was given.
pub fn not_over(edition: &Edition, now: i64, late_until: Option<i64>) -> Result<()> {
    if is_over(edition, now, late_until) { Err(Error::refused(Reason::EditionNotOpen, over())) } else { Ok(()) }
}

/// Refuses a moment outside of the calendar.
pub fn open_at(edition: &Edition, now: i64, late_until: Option<i64>) -> Result<()> {
    closed_at(edition, now, late_until).map_or(Ok(()), |text| Err(Error::refused(Reason::EditionNotOpen, text)))
}

/// Why an edition takes no registrations at this moment; nothing where it does.
pub fn closed_at(edition: &Edition, now: i64, late_until: Option<i64>) -> Option<Text> {
    if is_over(edition, now, late_until) {
        return Some(over());
    }
    let opens = edition.calendar.as_ref().and_then(|calendar| calendar.opens.as_ref()).map(moment::milliseconds_of);
    let early = || {
        Text::told(
            "this edition does not take registrations yet",
            "esta edición todavía no recibe registros",
            "esta edição ainda não recebe registros",
        )
    };
    opens.is_none_or(|opens| opens > now).then(early)
}

fn is_over(edition: &Edition, now: i64, late_until: Option<i64>) -> bool {
    let closes = edition.calendar.as_ref().and_then(|calendar| calendar.closes.as_ref()).map(moment::milliseconds_of);
    closes.max(late_until).is_none_or(|closes| now >= closes)
}

fn over() -> Text {
    Text::told("this edition is over", "esta edición ya terminó", "esta edição já terminou")
}

/// The refusal of an edition that takes no registrations here and now.
pub fn not_open(english: &str, spanish: &str, portuguese: &str) -> Error {
    Error::refused(Reason::EditionNotOpen, Text::told(english, spanish, portuguese))
}

#[cfg(test)]
mod tests {
    use proto::registrations::v1::{Calendar, Category, Criterion};

    use super::*;

    fn edition() -> Edition {
        let criterion = Criterion { id: "impact".into(), weight: 1.0, max_score: 5, ..Default::default() };
        Edition {
            categories: vec![Category { id: "logistics".into(), ..Default::default() }],
            tracks: vec![1, 2],
            criteria: vec![criterion],
            countries: vec!["countries/do".into()],
            calendar: Some(Calendar {
                opens: Some(moment::from_milliseconds(1_000)),
                closes: Some(moment::from_milliseconds(2_000)),
            }),
            ..Default::default()
        }
    }

    #[test]
    fn the_calendar_takes_its_first_moment_and_not_its_last() {
        let edition = edition();
        assert!(open_at(&edition, 999, None).is_err());
        assert!(open_at(&edition, 1_000, None).is_ok());
        assert!(open_at(&edition, 1_999, None).is_ok());
        assert!(open_at(&edition, 2_000, None).is_err());
        assert!(not_over(&edition, 0, None).is_ok());
    }

    #[test]
    fn who_may_be_late_is_in_time_until_then_and_never_early() {
        let edition = edition();
        assert!(open_at(&edition, 2_000, Some(2_500)).is_ok());
        assert!(open_at(&edition, 2_500, Some(2_500)).is_err());
        // A permission that ended before the edition did takes nothing away.
        assert!(open_at(&edition, 1_999, Some(1_500)).is_ok());
        assert!(open_at(&edition, 999, Some(2_500)).is_err());
    }

    #[test]
    fn only_named_countries_take_part() {
        assert!(takes_country(&edition().countries, "do").is_ok());
        assert!(takes_country(&edition().countries, "cr").is_err());
    }

    #[test]
    fn faults_between_fields_come_back_together() {
        assert!(faults(&edition()).is_empty());
        let mut wrong = edition();
        wrong.countries.push("countries/do".into());
        wrong.calendar = Some(Calendar {
            closes: wrong.calendar.and_then(|calendar| calendar.opens),
            opens: Some(moment::from_milliseconds(1_000)),
        });
        wrong.title.insert("gn".into(), "Ojepe'áva".into());
        wrong.categories[0].titles.insert("español".into(), "Logística".into());
        let found: Vec<String> = faults(&wrong).into_iter().map(|fault| fault.field).collect();
        assert_eq!(found, ["edition.calendar.closes", "edition.countries", "edition.categories[0].titles"]);
    }
}
