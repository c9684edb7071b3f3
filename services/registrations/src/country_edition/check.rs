//! Whether what a country changes fits the network's edition, and is allowed there. All faults at once.

use std::collections::HashSet;

use platform::{error::Violation, moment};
use proto::registrations::v1::{CountryEdition, Definition, Edition, Latitude, Question, Track};

use super::{
    calendar::{Local, instant, latest, zone},
    changed, effective, latitude,
};
use crate::definition::{self, Faults, alone, dependence, distinct, fault_of, form_of};

const PATH: &str = "country_edition";
const NOT_ALLOWED: (&str, &str) = ("the network's edition does not allow this", "la edición de la red no lo permite");

/// The calendar of the country by its clocks in this time zone, and what is wrong with all that it changes.
pub fn check(
    country: &CountryEdition,
    edition: &Edition,
    template: &Definition,
    time_zone: &str,
) -> (Local, Vec<Violation>) {
    let latitude = latitude(template);
    let mut faults = Faults::under(PATH);
    let local = calendar(country, edition, &latitude, time_zone, &mut faults);
    changes(country, template, &latitude, &mut faults);
    questions(country, template, &latitude, &mut faults);
    rules(country, template, &latitude, &mut faults);
    let ids = country.wordings.iter().map(|wording| wording.id.as_str());
    faults.need(distinct(ids), "wordings", "each text needs an id of its own", "cada texto necesita su propio id");
    allowed(country.wordings.is_empty() || latitude.wordings, "wordings", &mut faults);
    let mut templates = HashSet::new();
    let first = country.letters.iter().all(|letter| templates.insert(letter.template));
    faults.need(first, "letters", "each letter may stand here once", "cada carta puede figurar una sola vez");
    allowed(country.letters.is_empty() || latitude.wordings, "letters", &mut faults);
    let mut found = faults.all();
    if found.is_empty() {
        // With everything in its place, the whole has to hold together as that of the network does.
        found = definition::check(&effective(template, country), &edition.tracks, PATH);
    }
    (local, found)
}

fn allowed(fine: bool, field: &str, faults: &mut Faults) {
    faults.need(fine, field, NOT_ALLOWED.0, NOT_ALLOWED.1);
}

fn calendar(
    country: &CountryEdition,
    edition: &Edition,
    latitude: &Latitude,
    time_zone: &str,
    faults: &mut Faults,
) -> Local {
    let Some(zone) = zone(time_zone) else {
        let needed = !country.time_zone.is_empty() || !country.opens.is_empty() || !country.closes.is_empty();
        let (english, spanish) = ("the IANA database has no such time zone", "la base IANA no tiene esa zona horaria");
        faults.need(!needed, "time_zone", english, spanish);
        return Local::default();
    };
    let mut end = |written: &str, field: &str| {
        if written.is_empty() {
            return None;
        }
        allowed(latitude.calendar, field, faults);
        let found = instant(written, &zone);
        faults.need(found.is_some(), field, "there is no such moment", "no existe ese momento");
        found
    };
    let local = Local { opens: end(&country.opens, "opens"), closes: end(&country.closes, "closes") };
    let Some(network) = &edition.calendar else { return local };
    let network_end = |moment: &Option<prost_types::Timestamp>| moment.as_ref().map(moment::milliseconds_of);
    if let (Some(opens), Some(network)) = (local.opens, network_end(&network.opens)) {
        let (english, spanish) = ("a country opens no earlier than the network", "un país no abre antes que la red");
        faults.need(opens >= network, "opens", english, spanish);
    }
    if let (Some(closes), Some(network)) = (local.closes, network_end(&network.closes)) {
        let days = latitude.extension_days;
        faults.need(
            closes <= latest(network, latitude),
            "closes",
            &format!("a country closes at most {days} days later than the network"),
            &format!("un país cierra a más tardar {days} días después que la red"),
        );
    }
    let held = local.within(network, latitude);
    let ends = network_end(&held.opens).zip(network_end(&held.closes));
    let in_order = ends.is_none_or(|(opens, closes)| opens < closes);
    faults.need(in_order, "closes", "this has to be later than `opens`", "debe ser posterior a `opens`");
    local
}

fn changes(country: &CountryEdition, template: &Definition, latitude: &Latitude, faults: &mut Faults) {
    let mut seen = HashSet::new();
    for (place, change) in country.question_changes.iter().enumerate() {
        let path = format!("question_changes[{place}]");
        let known = [Track::Solution, Track::Story].iter().any(|track| {
            template.forms.iter().any(|form| form.track() == *track) && changed(template, change, *track).is_some()
        });
        let (english, spanish) = ("the network's form does not ask this", "el formulario de la red no lo pregunta");
        faults.need(known, &format!("{path}.question"), english, spanish);
        let first = seen.insert((change.question.as_str(), change.track));
        faults.need(first, &path, "this question is changed twice", "esta pregunta se cambia dos veces");
        let worded = !change.label.is_empty() || !change.hint.is_empty();
        allowed(!worded || latitude.labels, &format!("{path}.label"), faults);
        allowed(!change.required || latitude.requirements, &format!("{path}.required"), faults);
    }
}

fn questions(country: &CountryEdition, template: &Definition, latitude: &Latitude, faults: &mut Faults) {
    let most = usize::try_from(latitude.added_questions).unwrap_or_default();
    for track in [Track::Solution, Track::Story] {
        let count = country.added_questions.iter().filter(|added| added.track() == track).count();
        faults.need(
            count <= most,
            "added_questions",
            &format!("a country may add at most {most} questions to a form"),
            &format!("un país puede agregar hasta {most} preguntas a un formulario"),
        );
    }
    let asked = effective(template, &CountryEdition { added_questions: Vec::new(), ..country.clone() });
    let mut seen = HashSet::new();
    for (place, added) in country.added_questions.iter().enumerate() {
        let path = format!("added_questions[{place}]");
        let Some(form) = form_of(&asked, added.track()).filter(|_| added.track() != Track::Unspecified) else {
            let (english, spanish) = ("the edition does not take this track", "la edición no recibe este tipo");
            faults.add(&format!("{path}.track"), english, spanish);
            continue;
        };
        let Some(question) = &added.question else { continue };
        let path = format!("{path}.question");
        let taken = form.questions.iter().any(|known| known.id == question.id);
        let first = seen.insert((added.track, question.id.as_str())) && !taken;
        faults.need(first, &format!("{path}.id"), "this id is taken in the form", "este id ya está en el formulario");
        let binds = question.binds.is_empty();
        let (english, spanish) = ("a question of a country binds no field", "una pregunta de un país no ocupa campos");
        faults.need(binds, &format!("{path}.binds"), english, spanish);
        alone(question, &path, faults);
        let others = country.added_questions.iter().take(place).filter(|other| other.track == added.track);
        let others: Vec<&Question> = others.filter_map(|other| other.question.as_ref()).collect();
        let known =
            |id: &str| form.questions.iter().any(|known| known.id == id) || others.iter().any(|known| known.id == id);
        let (english, spanish) = ("the form has no such question", "el formulario no tiene esa pregunta");
        let after = added.after.is_empty() || known(&added.after);
        faults.need(after, &format!("added_questions[{place}].after"), english, spanish);
        let before: Vec<Question> = form.questions.iter().chain(others).cloned().collect();
        dependence(question, &before, &path, faults);
    }
}

fn rules(country: &CountryEdition, template: &Definition, latitude: &Latitude, faults: &mut Faults) {
    allowed(country.rules.is_empty() || latitude.rules, "rules", faults);
    let asked = effective(template, country);
    let mut seen = HashSet::new();
    for (place, rule) in country.rules.iter().enumerate() {
        let path = format!("rules[{place}]");
        let first = seen.insert(rule.id.as_str()) && !template.rules.iter().any(|known| known.id == rule.id);
        let (english, spanish) = ("another rule of the edition has this id", "otra regla de la edición tiene este id");
        faults.need(first, &format!("{path}.id"), english, spanish);
        if let Some((field, english, spanish)) = fault_of(rule, &asked) {
            faults.add(&format!("{path}.{field}"), english, spanish);
        }
    }
}
