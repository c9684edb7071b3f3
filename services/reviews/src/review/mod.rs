//! The arithmetic of the rubric: what a review's scores are worth.

pub mod drafts;
pub mod form;
pub mod get_form;
pub mod list;
pub mod save_draft;
pub mod submit;
pub mod upload_form;
pub mod versions;
pub mod written;

use std::collections::HashMap;

use platform::error::{Error, Result, Text, Violation};
use proto::{platform::v1::Reason, reviews::v1 as message};
use serde::{Deserialize, Serialize};

/// One line of a rubric, as far as the arithmetic goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Criterion {
    /// Its id within the edition.
    pub id: String,
    /// How much it counts beside the others.
    pub weight: f64,
    /// The highest score.
    pub max_score: i32,
}

/// The points by one criterion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// The criterion's id.
    pub criterion: String,
    /// 0 up to the criterion's highest score.
    pub score: i32,
}

impl Score {
    /// As a message.
    pub fn message(&self) -> message::Score {
        message::Score { criterion: self.criterion.clone(), score: self.score }
    }

    /// Those of a request.
    pub fn all_of(scores: Vec<message::Score>) -> Vec<Self> {
        scores.into_iter().map(|score| Self { criterion: score.criterion, score: score.score }).collect()
    }
}

/// The scores as a share of the highest weighted score, 0 to 1: each criterion counts by its weight, whatever its
/// highest score. Refuses missing, unknown and repeated criteria, and scores over the highest.
pub fn share(rubric: &[Criterion], scores: &[Score]) -> Result<f64> {
    let (points, mut violations) = read(rubric, scores);
    for missing in rubric.iter().filter(|line| !points.contains_key(line.id.as_str())) {
        let text = Text::told(
            format!("the criterion {} is not scored", missing.id),
            format!("falta el puntaje del criterio {}", missing.id),
            format!("falta a pontuação do critério {}", missing.id),
        );
        violations.push(Violation { field: "scores".into(), text });
    }
    refused_with(violations)?;
    Ok(weighted(rubric, &points))
}

/// Refuses the scores of a draft: unknown and repeated criteria, and scores over the highest. Any may be missing.
pub fn partial(rubric: &[Criterion], scores: &[Score]) -> Result<()> {
    refused_with(read(rubric, scores).1)
}

fn refused_with(violations: Vec<Violation>) -> Result<()> {
    if violations.is_empty() { Ok(()) } else { Err(Error::fields(Reason::InvalidField, violations)) }
}

/// The share of each criterion's highest score that was reached, and what is wrong with the scores that are there.
fn read<'a>(rubric: &[Criterion], scores: &'a [Score]) -> (HashMap<&'a str, f64>, Vec<Violation>) {
    let mut points = HashMap::new();
    let mut violations = Vec::new();
    for (place, Score { criterion, score }) in scores.iter().enumerate() {
        let fault = |part: &str, text: Text| Violation { field: format!("scores[{place}].{part}"), text };
        let Some(line) = rubric.iter().find(|line| line.id == *criterion) else {
            let text = Text::told(
                format!("the rubric has no criterion {criterion}"),
                format!("la rúbrica no tiene el criterio {criterion}"),
                format!("a rubrica não tem o critério {criterion}"),
            );
            violations.push(fault("criterion", text));
            continue;
        };
        if !(0..=line.max_score).contains(score) {
            violations.push(fault("score", out_of_range(line.max_score)));
        }
        let reached = f64::from(*score) / f64::from(line.max_score.max(1));
        if points.insert(criterion.as_str(), reached).is_some() {
            let text = Text::told(
                format!("the criterion {criterion} is scored twice"),
                format!("el criterio {criterion} tiene dos puntajes"),
                format!("o critério {criterion} tem duas pontuações"),
            );
            violations.push(fault("criterion", text));
        }
    }
    (points, violations)
}

/// What is said of a score over the highest.
pub fn out_of_range(most: i32) -> Text {
    Text::told(
        format!("the score has to be 0 to {most}"),
        format!("el puntaje debe estar entre 0 y {most}"),
        format!("a pontuação deve estar entre 0 e {most}"),
    )
}

/// Where every weight is 0, all count the same.
fn weighted(rubric: &[Criterion], points: &HashMap<&str, f64>) -> f64 {
    let even = rubric.iter().all(|line| line.weight <= 0.0);
    let weight = |line: &Criterion| if even { 1.0 } else { line.weight.max(0.0) };
    let all: f64 = rubric.iter().map(weight).sum();
    if all <= 0.0 {
        return 0.0;
    }
    let reached = |line: &Criterion| weight(line) * points.get(line.id.as_str()).copied().unwrap_or_default();
    (rubric.iter().map(reached).sum::<f64>() / all).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests;
