//! The arithmetic of the rubric: what a review's scores are worth.

pub mod submit;

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
}

/// The scores as a share of the highest weighted score, 0 to 1: each criterion counts by its weight, whatever its
/// highest score. Refuses missing, unknown and repeated criteria, and scores over the highest.
pub fn share(rubric: &[Criterion], scores: &[Score]) -> Result<f64> {
    let mut points: HashMap<&str, f64> = HashMap::new();
    let mut violations = Vec::new();
    for (place, Score { criterion, score }) in scores.iter().enumerate() {
        let Some(line) = rubric.iter().find(|line| line.id == *criterion) else {
            violations.push(violation(
                format!("scores[{place}].criterion"),
                format!("the rubric has no criterion {criterion}"),
                format!("la rúbrica no tiene el criterio {criterion}"),
                format!("a rubrica não tem o critério {criterion}"),
            ));
            continue;
        };
        if !(0..=line.max_score).contains(score) {
            let most = line.max_score;
            violations.push(violation(
                format!("scores[{place}].score"),
                format!("the score has to be 0 to {most}"),
                format!("el puntaje debe estar entre 0 y {most}"),
                format!("a nota deve estar entre 0 e {most}"),
            ));
        }
        let reached = f64::from(*score) / f64::from(line.max_score.max(1));
        if points.insert(criterion, reached).is_some() {
            violations.push(violation(
                format!("scores[{place}].criterion"),
                format!("the criterion {criterion} is scored twice"),
                format!("el criterio {criterion} tiene dos puntajes"),
                format!("o critério {criterion} tem duas notas"),
            ));
        }
    }
    for missing in rubric.iter().filter(|line| !points.contains_key(line.id.as_str())) {
        violations.push(violation(
            "scores".into(),
            format!("the criterion {} is not scored", missing.id),
            format!("falta el puntaje del criterio {}", missing.id),
            format!("falta a nota do critério {}", missing.id),
        ));
    }
    if !violations.is_empty() {
        return Err(Error::fields(Reason::InvalidField, violations));
    }
    Ok(weighted(rubric, &points))
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

fn violation(field: String, english: String, spanish: String, portuguese: String) -> Violation {
    Violation { field, text: Text::told(english, spanish, portuguese) }
}

#[cfg(test)]
mod tests;
