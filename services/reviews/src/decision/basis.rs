//! What a decision stands on, as it was when it was prepared: kept with it, so that it explains itself whatever changes later.

use platform::error::{Language, Text};
use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};

use super::{Outcome, by_bar};
use crate::{
    case::{self, stage::of_plan},
    edition::plan::{Decides, Plan},
    score::{model, summary::CaseScores},
};

/// Rules, scores and versions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Basis {
    /// Version of the edition whose plan the case is under.
    pub plan_version: i64,
    /// Which model corrected the score.
    pub model: String,
    /// The scores.
    pub scores: CaseScores,
    /// Whether the corrected score met the bar, instead of the mean.
    pub corrected: bool,
    /// The score from which a case is accepted.
    pub bar: f64,
    /// The fewest reviews that it stands on.
    pub quorum: i32,
    /// Who decides.
    pub deciders: Decides,
}

/// The fewest reviews that a decision stands on: those of the stage that the case is in.
pub fn quorum(plan: &Plan, stage: &str) -> i32 {
    of_plan(plan, stage).quorum.max(1)
}

impl Basis {
    /// Of a case with these scores, under a plan.
    pub fn of(plan: &Plan, case: &case::rows::Model, scores: CaseScores) -> Self {
        Self {
            plan_version: case.plan_version,
            model: model::NAME.into(),
            scores,
            corrected: plan.corrected,
            bar: plan.accept_bar,
            quorum: quorum(plan, &case.stage),
            deciders: plan.deciders,
        }
    }

    /// The score that meets the bar.
    pub fn score(&self) -> f64 {
        self.scores.decisive(self.corrected)
    }

    /// What the bar alone says.
    pub fn outcome_of_bar(&self) -> Outcome {
        by_bar(self.score(), self.bar)
    }

    /// The same in a few sentences.
    pub fn in_words(&self, language: Language) -> String {
        let (score, bar, reviews) = (percent(self.score()), percent(self.bar), self.scores.reviews);
        let (low, high) = self.scores.interval();
        let (low, high) = (percent(low), percent(high));
        let (in_english, in_spanish, in_portuguese) = match self.corrected {
            true => ("score corrected for severity", "puntaje corregido por severidad", "pontuação corrigida"),
            false => ("mean", "promedio", "média"),
        };
        let quorum = self.quorum;
        let text = Text::told(
            format!(
                "The {in_english} of {reviews} reviews is {score}; at least {quorum} were needed, and the bar is {bar}. \
                 Corrected for strict and generous reviewers it lies between {low} and {high}."
            ),
            format!(
                "El {in_spanish} de {reviews} revisiones es {score}; hacían falta al menos {quorum} y el umbral es {bar}. \
                 Corregido por revisores estrictos y generosos, está entre {low} y {high}."
            ),
            format!(
                "A {in_portuguese} de {reviews} avaliações é {score}; eram precisas pelo menos {quorum} e o mínimo é {bar}. \
                 Corrigida por avaliadores rigorosos e generosos, fica entre {low} e {high}."
            ),
        );
        text.in_language(language).to_owned()
    }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_says_in_three_languages_what_it_stands_on() {
        let scores = CaseScores {
            reviews: 3,
            raw_mean: 0.5,
            median: 0.5,
            weighted_mean: 0.5,
            corrected: 0.654,
            error: 0.0,
            part: 1,
        };
        let basis = Basis {
            plan_version: 1,
            model: model::NAME.into(),
            scores,
            corrected: true,
            bar: 0.6,
            quorum: 2,
            deciders: Decides::Two,
        };
        assert_eq!(basis.outcome_of_bar(), Outcome::Accepted);
        assert_eq!(Basis { corrected: false, ..basis.clone() }.outcome_of_bar(), Outcome::Declined);
        for language in [Language::English, Language::Spanish, Language::Portuguese] {
            let words = basis.in_words(language);
            assert!(words.contains("65.4 %") && words.contains("60.0 %"), "{words}");
        }
    }
}
