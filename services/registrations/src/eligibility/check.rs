//! `CheckEligibility`

use platform::{Error, Result, Scope, moment};
use proto::registrations::v1::{
    CheckEligibilityRequest, CheckEligibilityResponse, Rule, RuleOutcome, Track, rule_outcome::Outcome,
};

use super::{Entry, question_of};
use crate::{
    country_edition::held,
    definition::{form_of, languages::said},
    edition,
    form::Filled,
};

/// Holds what is answered so far against each rule. Nobody has to say who they are, so what depends on that stays open.
pub async fn check(scope: &mut Scope, request: CheckEligibilityRequest) -> Result<CheckEligibilityResponse> {
    let registration = request.registration.unwrap_or_default();
    let held = held::entered(scope, &registration.edition).await?;
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
        entries: None,
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
    Ok(CheckEligibilityResponse { eligible, outcomes })
}
