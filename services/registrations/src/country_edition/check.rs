//! Whether what a country changes fits the network's edition, and is allowed there. All faults at once.

use std::collections::HashSet;

use platform::{error::Violation, moment};
use proto::registrations::v1::{AddedQuestion, CountryEdition, Definition, Edition, Latitude, Question, Track};

use super::{
    calendar::{Local, instant, latest, zone},
    changed, effective, is_against, latitude, place_of,
};
use crate::definition::{self, Faults, alone, dependence, distinct, fault_of, form_of};

const PATH: &str = "country_edition";
const NOT_ALLOWED: (&str, &str, &str) = (
    "the network's edition does not allow this",
    "la edición de la red no lo permite",
    "a edição da rede não permite isto",
);

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
    faults.need(
        distinct(ids),
        "wordings",
        "each text needs an id of its own",
        "cada texto necesita su propio id",
        "cada texto precisa do seu próprio id",
    );
    allowed(country.wordings.is_empty() || latitude.wordings, "wordings", &mut faults);
    let mut templates = HashSet::new();
    let first = country.letters.iter().all(|letter| templates.insert(letter.template));
    faults.need(
        first,
        "letters",
        "each letter may stand here once",
        "cada carta puede figurar una sola vez",
        "cada carta pode aparecer uma só vez",
    );
    allowed(country.letters.is_empty() || latitude.wordings, "letters", &mut faults);
    let mut found = faults.all();
    if found.is_empty() {
        // With everything in its place, the whole has to hold together as that of the network does.
        found = definition::check(&effective(template, country), &edition.tracks, PATH);
    }
    (local, found)
}

fn allowed(fine: bool, field: &str, faults: &mut Faults) {
    faults.need(fine, field, NOT_ALLOWED.0, NOT_ALLOWED.1, NOT_ALLOWED.2);
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
        faults.need(
            !needed,
            "time_zone",
            "the IANA database has no such time zone",
            "la base IANA no tiene esa zona horaria",
            "a base IANA não tem esse fuso horário",
        );
        return Local::default();
    };
    let mut end = |written: &str, field: &str| {
        if written.is_empty() {
            return None;
        }
        allowed(latitude.calendar, field, faults);
        let found = instant(written, &zone);
        faults.need(
            found.is_some(),
            field,
            "there is no such moment",
            "no existe ese momento",
            "esse momento não existe",
        );
        found
    };
    let local = Local { opens: end(&country.opens, "opens"), closes: end(&country.closes, "closes") };
    let Some(network) = &edition.calendar else { return local };
    let network_end = |moment: &Option<prost_types::Timestamp>| moment.as_ref().map(moment::milliseconds_of);
    if let (Some(opens), Some(network)) = (local.opens, network_end(&network.opens)) {
        faults.need(
            opens >= network,
            "opens",
            "a country opens no earlier than the network",
            "un país no abre antes que la red",
            "um país não abre antes da rede",
        );
    }
    if let (Some(closes), Some(network)) = (local.closes, network_end(&network.closes)) {
        let (days, latest) = (latitude.extension_days, latest(network, latitude, time_zone));
        let end = super::clocks(&moment::from_milliseconds(latest), time_zone);
        faults.need(
            closes <= latest,
            "closes",
            &format!("a country closes at most {days} days later than the network: by {end} here"),
            &format!("un país cierra a más tardar {days} días después que la red: aquí, el {end}"),
            &format!("um país fecha no máximo {days} dias depois da rede: aqui, em {end}"),
        );
    }
    let held = local.within(network, latitude, time_zone);
    let ends = network_end(&held.opens).zip(network_end(&held.closes));
    let in_order = ends.is_none_or(|(opens, closes)| opens < closes);
    faults.need(
        in_order,
        "closes",
        "this has to be later than `opens`",
        "debe ser posterior a `opens`",
        "deve ser posterior a `opens`",
    );
    local
}

fn changes(country: &CountryEdition, template: &Definition, latitude: &Latitude, faults: &mut Faults) {
    let mut seen = HashSet::new();
    for (place, change) in country.question_changes.iter().enumerate() {
        let path = format!("question_changes[{place}]");
        let known = [Track::Solution, Track::Story].iter().any(|track| {
            template.forms.iter().any(|form| form.track() == *track) && changed(template, change, *track).is_some()
        });
        faults.need(
            known,
            &format!("{path}.question"),
            "the network's form does not ask this",
            "el formulario de la red no lo pregunta",
            "o formulário da rede não pergunta isto",
        );
        let first = seen.insert((change.question.as_str(), change.track));
        faults.need(
            first,
            &path,
            "this question is changed twice",
            "esta pregunta se cambia dos veces",
            "esta pergunta é alterada duas vezes",
        );
        let worded = !change.label.is_empty() || !change.hint.is_empty() || !change.unit_label.is_empty();
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
            &format!("um país pode acrescentar até {most} perguntas a um formulário"),
        );
    }
    let mut seen = HashSet::new();
    for (place, added) in country.added_questions.iter().enumerate() {
        let path = format!("added_questions[{place}]");
        // As it is asked when this one goes in: those that come behind it in the list go in later.
        let earlier = country.added_questions.iter().take(place).cloned().collect();
        let asked = effective(template, &CountryEdition { added_questions: earlier, ..Default::default() });
        let Some(form) = form_of(&asked, added.track()).filter(|_| added.track() != Track::Unspecified) else {
            faults.add(
                &format!("{path}.track"),
                "the edition does not take this track",
                "la edición no recibe este tipo",
                "a edição não recebe este tipo",
            );
            continue;
        };
        let Some(question) = &added.question else { continue };
        let path = format!("{path}.question");
        let known = |id: &str| form.questions.iter().any(|known| known.id == id);
        let first = seen.insert((added.track, question.id.as_str())) && !known(&question.id);
        faults.need(
            first,
            &format!("{path}.id"),
            "this id is taken in the form",
            "este id ya está en el formulario",
            "este id já está no formulário",
        );
        faults.need(
            !template.rules.iter().any(|rule| is_against(question, added.track(), rule)),
            &format!("{path}.id"),
            "a rule of the network asks for something else under this id; choose another one",
            "una regla de la red pide otra cosa con este id; elija otro",
            "uma regra da rede pede outra coisa com este id; escolha outro",
        );
        let binds = question.binds.is_empty();
        faults.need(
            binds,
            &format!("{path}.binds"),
            "a question of a country binds no field",
            "una pregunta de un país no ocupa campos",
            "uma pergunta de um país não ocupa campos",
        );
        alone(question, &path, faults);
        faults.need(
            added.after.is_empty() || known(&added.after),
            &format!("added_questions[{place}].after"),
            "the form has no such question, or it is added further down in this list",
            "el formulario no tiene esa pregunta, o se agrega más abajo en esta lista",
            "o formulário não tem essa pergunta, ou ela é acrescentada mais abaixo nesta lista",
        );
        condition(added, question, &form.questions, &path, faults);
    }
}

/// What is wrong with that on which an added question depends: it stands in front of the place where that goes in, or the
/// question would be asked of everybody.
fn condition(added: &AddedQuestion, question: &Question, asked: &[Question], path: &str, faults: &mut Faults) {
    let (before, behind) = asked.split_at(place_of(added, asked));
    let other = question.only_if.as_ref().map(|only_if| only_if.question.as_str()).unwrap_or_default();
    if behind.iter().any(|known| known.id == other) {
        let after = &added.after;
        return faults.add(
            &format!("{path}.only_if"),
            &format!("`{other}` is asked later than this: let this come after `{other}`, and not after `{after}`"),
            &format!("`{other}` se pregunta más tarde: ponga esta después de `{other}`, y no de `{after}`"),
            &format!("`{other}` é perguntada mais tarde: ponha esta depois de `{other}`, e não de `{after}`"),
        );
    }
    dependence(question, before, path, faults);
}

fn rules(country: &CountryEdition, template: &Definition, latitude: &Latitude, faults: &mut Faults) {
    allowed(country.rules.is_empty() || latitude.rules, "rules", faults);
    let asked = effective(template, country);
    let mut seen = HashSet::new();
    for (place, rule) in country.rules.iter().enumerate() {
        let path = format!("rules[{place}]");
        let first = seen.insert(rule.id.as_str()) && !template.rules.iter().any(|known| known.id == rule.id);
        faults.need(
            first,
            &format!("{path}.id"),
            "another rule of the edition has this id",
            "otra regla de la edición tiene este id",
            "outra regra da edição tem este id",
        );
        if let Some((field, english, spanish, portuguese)) = fault_of(rule, &asked) {
            faults.add(&format!("{path}.{field}"), english, spanish, portuguese);
        }
    }
}
