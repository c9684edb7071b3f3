//! `CheckEligibility`

use platform::{Error, Result, Scope, moment};
use proto::registrations::v1::{
    CheckEligibilityRequest, CheckEligibilityResponse, Definition, Rule, RuleOutcome, Track, rule_outcome::Outcome,
};

use super::{Entry, entries, question_of};
use crate::{
    country_edition::held,
    definition::{form_of, languages::said},
    edition,
    form::Filled,
};

/// Holds what is answered so far against each rule. Nobody has to say who they are: what depends on that stays open for whoever
/// does not.
pub async fn check(scope: &mut Scope, request: CheckEligibilityRequest) -> Result<CheckEligibilityResponse> {
    let registration = request.registration.unwrap_or_default();
    let held = held::asked(scope, &registration.edition).await?;
    let track = registration.track();
    if track != Track::Unspecified && !edition::takes_track(&held.edition, track) {
        return Err(Error::invalid("registration.track", edition::no_such_track()));
    }
    let nothing = Default::default();
    let form = form_of(&held.definition, track).unwrap_or(&nothing);
    let filled = Filled::of(form, &registration);
    let faults = filled.faults(&held.categories());
    let entry = Entry {
        edition: &held.edition,
        country: scope.country(),
        registration: &registration,
        filled: &filled,
        faults: &faults,
        now: moment::now_milliseconds(),
        late_until: registration.late_until.as_ref().map(moment::milliseconds_of),
        entries: entries_before(scope, &registration.edition, &held.definition).await?,
    };
    let languages = [scope.language().tag(), held.default_language()];
    let outcome = |rule: &Rule| RuleOutcome {
        rule: rule.id.clone(),
        outcome: entry.outcome(rule).into(),
        explanation: said(&rule.explanation, &languages).to_owned(),
        question: question_of(rule).to_owned(),
    };
    let outcomes: Vec<RuleOutcome> = entry.rules(&held.definition.rules).map(outcome).collect();
    let eligible = !outcomes.iter().any(|outcome| outcome.outcome() == Outcome::Failed);
    if eligible {
        // Not every edition has a rule that says which countries take part, and until when.
        edition::takes_country(&held.edition.countries, scope.country())?;
        edition::not_over(&held.edition, entry.now, entry.late_until)?;
    }
    Ok(CheckEligibilityResponse { eligible, outcomes })
}

/// How many entries the caller has handed in before; nothing where nobody knows who that is.
async fn entries_before(scope: &Scope, edition: &str, definition: &Definition) -> Result<Option<u64>> {
    if scope.subject().is_empty() || !entries::are_asked_for(definition) {
        return Ok(None);
    }
    let edition = edition.trim_start_matches("editions/");
    Ok(Some(entries::of(scope, scope.subject(), edition).await?))
}
