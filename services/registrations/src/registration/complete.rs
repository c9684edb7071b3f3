//! What a registration needs before it can be submitted; all faults at once.

use platform::error::Violation;
use proto::registrations::v1::{Answer, AnsweredQuestion, Definition, Edition, Registration, Track};

use super::table;
use crate::{
    definition::{bound, form_of},
    edition,
    eligibility::Entry,
    form::{Categories, Filled},
};

/// What a registration is measured by, besides itself.
pub struct Measure<'a> {
    /// The edition, with the calendar of the country.
    pub edition: &'a Edition,
    /// What is asked in the country.
    pub definition: &'a Definition,
    /// The code of the country.
    pub country: &'a str,
    /// This moment, in milliseconds since 1970.
    pub now: i64,
    /// Until when it may be late, in milliseconds since 1970.
    pub late_until: Option<i64>,
    /// How many entries the applicant has submitted before; nothing where nobody counts them.
    pub entries: Option<u64>,
}

/// The faults of a registration: what is missing, what does not fit, and which rules it does not meet. Empty: it can be
/// submitted.
pub fn faults(registration: &Registration, measure: &Measure<'_>) -> Vec<Violation> {
    let track = registration.track();
    let mut found = Vec::new();
    if !edition::takes_track(measure.edition, track) {
        found.push(Violation { field: "registration.track".into(), text: edition::no_such_track() });
    }
    // Where no track is chosen, most of what is missing is missing in any form.
    let Some(form) = form_of(measure.definition, track).or_else(|| measure.definition.forms.first()) else {
        return found;
    };
    let filled = Filled::of(form, registration);
    let categories: Categories<'_> = measure.edition.categories.iter().map(|category| category.id.as_str()).collect();
    let faults = filled.faults(&categories);
    let entry = Entry {
        edition: measure.edition,
        country: measure.country,
        registration,
        filled: &filled,
        faults: &faults,
        now: measure.now,
        late_until: measure.late_until,
        entries: measure.entries,
    };
    let unmet = entry.unmet(&measure.definition.rules);
    found.extend(faults.into_iter().map(|fault| fault.violation));
    let unlike = no_link(registration).filter(|fault| {
        // Of one field one fault is told, and what is not asked any more goes by itself.
        let path = fault.field.strip_prefix("registration.").unwrap_or_default();
        !found.iter().any(|known| known.field == fault.field)
            && !unasked(registration, measure.definition).contains(&path)
    });
    found.extend(unlike);
    found.extend(unmet);
    found
}

/// A web site that cannot be shown as a link, whether or not a form asks for it.
fn no_link(registration: &Registration) -> Option<Violation> {
    let website = registration.applicant.as_ref().map(|applicant| applicant.website.trim())?;
    let text = table::link(website).err().filter(|_| !website.is_empty())?;
    Some(Violation { field: "registration.applicant.website".into(), text })
}

/// The answers that a registration keeps once it is submitted: those to what is asked.
pub fn kept(registration: &Registration, definition: &Definition) -> Vec<Answer> {
    form_of(definition, registration.track()).map(|form| Filled::of(form, registration).kept()).unwrap_or_default()
}

/// The fields that a form of the edition asks for, and that a registration is not asked for: of another track, or behind a
/// question that is answered otherwise by now. What no form asks for is left out, as an import may have brought it, and so is
/// what the platform cannot do without, and consents.
pub fn unasked(registration: &Registration, definition: &Definition) -> Vec<&'static str> {
    let Some(form) = form_of(definition, registration.track()) else { return Vec::new() };
    let filled = Filled::of(form, registration);
    let questions = || definition.forms.iter().flat_map(|form| &form.questions);
    let asks = |path: &str| filled.asked().any(|question| question.binds == path);
    bound::optional()
        .filter(|path| questions().any(|question| question.binds == **path))
        .filter(|path| !asks(path))
        .collect()
}

/// The ids of an edition's own questions in the form that a registration fills in, answered or not.
pub fn questions(track: Track, definition: &Definition) -> Vec<String> {
    let form = form_of(definition, track);
    let questions = form.iter().flat_map(|form| &form.questions);
    questions.filter(|question| question.binds.is_empty()).map(|question| question.id.clone()).collect()
}

/// What others are told of the answers of a registration to an edition's own questions.
pub fn told(registration: &Registration, definition: &Definition) -> Vec<AnsweredQuestion> {
    form_of(definition, registration.track()).map(|form| Filled::of(form, registration).told()).unwrap_or_default()
}
