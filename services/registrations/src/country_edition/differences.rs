//! In what a country differs from the network's edition.

use platform::moment;
use proto::registrations::v1::{CountryEdition, Definition, Difference, Edition, Track, difference::Kind};

use super::{
    calendar::{instant, zone},
    changed, effective, latitude,
};
use crate::{
    country_edition::clocks,
    definition::{
        form_of,
        languages::{Texts, said},
        question_of,
    },
};

/// Every difference: first the calendar, then the forms, the rules, and what applicants are told. `held` is the edition
/// with the country's calendar; texts that are not compared language by language stand in one of these languages.
pub fn differences(
    country: &CountryEdition,
    network: &Edition,
    held: &Edition,
    template: &Definition,
    languages: &[&str],
) -> Vec<Difference> {
    let mut found = Found { all: Vec::new(), languages };
    calendar(country, network, held, &mut found);
    let asked = effective(template, country);
    changes(country, template, &asked, &mut found);
    for added in &country.added_questions {
        let Some(question) = &added.question else { continue };
        let form = form_of(&asked, added.track()).filter(|_| added.track() != Track::Unspecified);
        let network = form_of(template, added.track()).and_then(|form| question_of(form, &question.id));
        let in_effect = network.is_none() && form.is_some_and(|form| question_of(form, &question.id).is_some());
        let path = format!("forms[{}].{}", added.track().as_str_name(), question.id);
        found.added(path, in_effect, &question.label);
    }
    for rule in &country.rules {
        let of_network = template.rules.iter().any(|known| known.id == rule.id);
        let in_effect = !of_network && asked.rules.iter().any(|known| known.id == rule.id);
        found.added(format!("rules.{}", rule.id), in_effect, &rule.explanation);
    }
    for wording in &country.wordings {
        let path = format!("wordings.{}", wording.id);
        let before = template.wordings.iter().find(|known| known.id == wording.id);
        match before {
            None => found.added(path, latitude(template).wordings, &wording.text),
            Some(before) => found.texts(&path, latitude(template).wordings, &before.text, &wording.text),
        }
    }
    for letter in &country.letters {
        let before = template.letters.iter().find(|known| known.template == letter.template);
        let before = before.cloned().unwrap_or_default();
        let path = format!("letters[{}]", letter.template().as_str_name());
        let in_effect = latitude(template).wordings;
        found.texts(&format!("{path}.subject"), in_effect, &before.subject, &letter.subject);
        found.texts(&format!("{path}.body"), in_effect, &before.body, &letter.body);
    }
    found.all
}

struct Found<'a> {
    all: Vec<Difference>,
    languages: &'a [&'a str],
}

impl Found<'_> {
    fn add(&mut self, path: String, kind: Kind, in_network: &str, in_country: &str) {
        let (in_network, in_country) = (in_network.to_owned(), in_country.to_owned());
        self.all.push(Difference { path, kind: kind.into(), in_network, in_country });
    }

    fn added(&mut self, path: String, in_effect: bool, text: &Texts) {
        let kind = if in_effect { Kind::Added } else { Kind::WithoutEffect };
        let text = said(text, self.languages).to_owned();
        self.add(path, kind, "", &text);
    }

    /// The languages in which two texts differ, each as a difference of its own.
    fn texts(&mut self, path: &str, in_effect: bool, before: &Texts, after: &Texts) {
        let mut languages: Vec<(&String, &String)> = after.iter().collect();
        languages.sort_unstable();
        for (language, text) in languages {
            let network = before.get(language).map(String::as_str).unwrap_or_default();
            if network == text {
                continue;
            }
            let kind = match (in_effect, network.is_empty()) {
                (false, _) => Kind::WithoutEffect,
                (true, true) => Kind::Added,
                (true, false) => Kind::Changed,
            };
            self.add(format!("{path}.{language}"), kind, network, text);
        }
    }
}

fn calendar(country: &CountryEdition, network: &Edition, held: &Edition, found: &mut Found<'_>) {
    let (Some(network), Some(held)) = (&network.calendar, &held.calendar) else { return };
    let zone = zone(&country.time_zone);
    let ends = [
        ("opens", &country.opens, &network.opens, &held.opens),
        ("closes", &country.closes, &network.closes, &held.closes),
    ];
    for (field, written, before, after) in ends {
        if written.is_empty() {
            continue;
        }
        let shown = |moment: &Option<prost_types::Timestamp>| {
            moment.as_ref().map(|moment| clocks(moment, &country.time_zone)).unwrap_or_default()
        };
        // Clocks that are put forward over it never show what is written.
        let holds =
            zone.as_ref().and_then(|zone| instant(written, zone)) == after.as_ref().map(moment::milliseconds_of);
        let kind = match (before == after, holds) {
            (true, true) => continue,
            (false, true) => Kind::Changed,
            // The network lets it come so far only, or not at all.
            (_, false) => Kind::WithoutEffect,
        };
        found.add(format!("calendar.{field}"), kind, &shown(before), written);
    }
}

fn changes(country: &CountryEdition, template: &Definition, asked: &Definition, found: &mut Found<'_>) {
    for change in &country.question_changes {
        let mut known = false;
        for form in &template.forms {
            let Some(before) = changed(template, change, form.track()) else { continue };
            known = true;
            let after = form_of(asked, form.track()).and_then(|form| question_of(form, &change.question));
            let path = format!("forms[{}].{}", form.track().as_str_name(), change.question);
            let may_word = latitude(template).labels;
            found.texts(&format!("{path}.label"), may_word, &before.label, &change.label);
            found.texts(&format!("{path}.hint"), may_word, &before.hint, &change.hint);
            found.texts(&format!("{path}.unit_label"), may_word, &before.unit_label, &change.unit_label);
            if change.required && !before.required {
                let in_effect = after.is_some_and(|after| after.required);
                let kind = if in_effect { Kind::Changed } else { Kind::WithoutEffect };
                found.add(format!("{path}.required"), kind, "false", "true");
            }
        }
        if !known {
            found.add(format!("forms.{}", change.question), Kind::WithoutEffect, "", &change.question);
        }
    }
}
