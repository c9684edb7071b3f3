//! The plan of an edition: what is screened by, stages, rubrics, quorum, who decides, and terms. Pure; every default is filled
//! in when a plan is read from the contract, so that nobody has to ask what an empty field means.

use proto::registrations::v1::{
    self as message, Edition, ReviewPlan,
    review_plan::{Deciders, ScoreBasis},
    review_stage::Blindness,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

use super::rows::{RubricLine, items, rubric};
use crate::{review::Criterion, screening::checklist::Item};

/// Days for a review, and for mending, where the plan names none.
const DAYS: i32 = 14;
/// Who hear an appeal, where the plan names no number.
const PANEL: i32 = 3;

/// What happens to the entries of an edition once they are handed in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// What offices check when they screen; empty: the list that every office begins with. Nothing in a plan that was kept
    /// before checklists were kept by version.
    #[serde(default)]
    pub screening_items: Option<Vec<Item>>,
    /// The rounds of reviews, in their order; at least one.
    pub stages: Vec<Stage>,
    /// The score, as a share of the highest, from which a case is accepted.
    pub accept_bar: f64,
    /// How many confirm a decision, and who.
    pub deciders: Decides,
    /// Whether the corrected score meets the bar, instead of the mean.
    pub corrected: bool,
    /// Days from the release of a decision in which the applicant may appeal; 0: nobody may.
    pub appeal_days: i32,
    /// How many people hear an appeal; at least one.
    pub appeal_panel: i32,
    /// What institutions check when they validate; empty: the list that every edition begins with.
    pub validation_items: Vec<Item>,
    /// Days that an applicant has to mend what a validation asks for.
    pub mend_days: i32,
    /// The most reviews of one reviewer; nothing: no limit.
    pub most_per_reviewer: Option<i32>,
    /// The most reviews of the people of one institution; nothing: no limit.
    pub most_per_institution: Option<i32>,
}

/// Who decides on a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decides {
    /// One person of the office.
    One,
    /// One of the office prepares, and another one confirms.
    Two,
    /// The office prepares, and a regional admin confirms.
    Network,
}

/// One round of reviews.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stage {
    /// Its id within the plan.
    pub id: String,
    /// What it is called, by language.
    pub titles: HashMap<String, String>,
    /// How many reviews each case gets.
    pub reviews_per_case: i32,
    /// The fewest that a decision, or the next stage, stands on.
    pub quorum: i32,
    /// Days that a reviewer has.
    pub review_days: i32,
    /// Whether reviewers do not see who applied.
    pub blind: bool,
    /// What the entries of each track are scored by; the contract's number of the track.
    pub rubrics: Vec<(i32, Vec<Line>)>,
    /// What the entries of the other tracks are scored by.
    pub rubric: Vec<Line>,
    /// The score, as a share of the highest, from which a case goes on to the next stage.
    pub advance_bar: f64,
    /// How many cases of the office's choice every reviewer scores first.
    pub calibration_cases: i32,
}

/// One line of a rubric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The criterion with its titles.
    #[serde(flatten)]
    pub line: RubricLine,
    /// What scores mean, lowest first, by language.
    pub levels: Vec<(i32, HashMap<String, String>)>,
}

impl Plan {
    /// The plan of an edition, from what the contract tells of it.
    pub fn of(plan: Option<ReviewPlan>, edition: &Edition) -> Self {
        let plan = plan.unwrap_or_default();
        let (deciders, basis) = (plan.deciders(), plan.score_basis());
        let plain: Vec<Line> = rubric(edition.criteria.clone()).0.into_iter().map(Line::plain).collect();
        let mut stages: Vec<Stage> = plan.stages.into_iter().map(|stage| Stage::of(stage, &plain)).collect();
        if stages.is_empty() {
            stages.push(Stage::only(edition, plain));
        }
        Self {
            screening_items: Some(items(edition.screening_items.clone()).0),
            stages,
            accept_bar: edition.accept_bar,
            deciders: match deciders {
                Deciders::Unspecified | Deciders::One => Decides::One,
                Deciders::Two => Decides::Two,
                Deciders::Network => Decides::Network,
            },
            corrected: basis == ScoreBasis::Corrected,
            appeal_days: plan.appeal_days,
            appeal_panel: or(plan.appeal_panel, PANEL),
            validation_items: items(plan.validation_items).0,
            mend_days: or(plan.mend_days, DAYS),
            most_per_reviewer: limit(plan.most_per_reviewer),
            most_per_institution: limit(plan.most_per_institution),
        }
    }
}

impl Stage {
    fn of(stage: message::ReviewStage, plain: &[Line]) -> Self {
        let blind = stage.blindness() == Blindness::Blind;
        let rubrics = stage.rubrics.into_iter();
        Self {
            id: stage.id,
            titles: stage.titles,
            reviews_per_case: stage.reviews_per_case,
            quorum: or(stage.quorum, stage.reviews_per_case),
            review_days: or(stage.review_days, DAYS),
            blind,
            rubrics: rubrics
                .map(|rubric| (rubric.track, rubric.criteria.into_iter().map(Line::of).collect()))
                .collect(),
            rubric: plain.to_vec(),
            advance_bar: stage.advance_bar,
            calibration_cases: stage.calibration_cases,
        }
    }

    /// The one stage of an edition that plans none.
    fn only(edition: &Edition, rubric: Vec<Line>) -> Self {
        let titles = [("es", "Revisión"), ("en", "Review"), ("pt", "Revisão")];
        Self {
            id: "review".into(),
            titles: titles.into_iter().map(|(language, title)| (language.into(), title.into())).collect(),
            reviews_per_case: edition.reviews_per_case,
            quorum: edition.reviews_per_case,
            review_days: DAYS,
            blind: false,
            rubrics: Vec::new(),
            rubric,
            advance_bar: 0.0,
            calibration_cases: 0,
        }
    }

    /// What the entries of a track, the contract's number, are scored by.
    pub fn rubric_of(&self, track: i32) -> &[Line] {
        self.rubrics.iter().find(|(of, _)| *of == track).map_or(&self.rubric, |(_, lines)| lines)
    }

    /// The same without words: what the arithmetic needs.
    pub fn criteria_of(&self, track: i32) -> Vec<Criterion> {
        self.rubric_of(track).iter().map(|line| line.line.criterion.clone()).collect()
    }
}

impl Line {
    fn plain(line: RubricLine) -> Self {
        Self { line, levels: Vec::new() }
    }

    fn of(described: message::DescribedCriterion) -> Self {
        let message::Criterion { id, titles, weight, max_score } = described.criterion.unwrap_or_default();
        let levels = described.levels.into_iter().map(|level| (level.score, level.texts)).collect();
        Self { line: RubricLine { criterion: Criterion { id, weight, max_score }, titles }, levels }
    }
}

fn or(given: i32, default: i32) -> i32 {
    if given > 0 { given } else { default }
}

fn limit(given: i32) -> Option<i32> {
    (given > 0).then_some(given)
}

#[cfg(test)]
mod tests {
    use proto::registrations::v1::{DescribedCriterion, ReviewStage, TrackRubric};

    use super::*;

    fn criterion(id: &str) -> message::Criterion {
        message::Criterion { id: id.into(), weight: 1.0, max_score: 5, ..Default::default() }
    }

    fn edition() -> Edition {
        Edition { criteria: vec![criterion("impact")], reviews_per_case: 3, accept_bar: 0.6, ..Default::default() }
    }

    #[test]
    fn without_a_plan_there_is_one_stage_by_the_edition() {
        let plan = Plan::of(None, &edition());
        assert_eq!((plan.stages.len(), plan.stages[0].reviews_per_case, plan.stages[0].quorum), (1, 3, 3));
        assert_eq!((plan.deciders, plan.appeal_days, plan.appeal_panel), (Decides::One, 0, PANEL));
        assert_eq!(plan.stages[0].criteria_of(2)[0].id, "impact");
    }

    #[test]
    fn a_track_without_a_rubric_of_its_own_is_scored_by_the_edition() {
        let described = DescribedCriterion { criterion: Some(criterion("change")), ..Default::default() };
        let rubrics = vec![TrackRubric { track: 2, criteria: vec![described] }];
        let stage = ReviewStage { id: "panel".into(), reviews_per_case: 2, rubrics, ..Default::default() };
        let plan = Plan::of(Some(ReviewPlan { stages: vec![stage], ..Default::default() }), &edition());
        let stage = &plan.stages[0];
        assert_eq!((stage.criteria_of(1)[0].id.as_str(), stage.criteria_of(2)[0].id.as_str()), ("impact", "change"));
        assert_eq!((stage.quorum, stage.review_days), (2, DAYS));
    }
}
