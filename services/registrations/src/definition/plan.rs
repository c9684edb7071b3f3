//! How an edition's entries are reviewed: what the rules of single fields cannot say of a plan.

use std::collections::HashSet;

use proto::registrations::v1::{DescribedCriterion, ReviewPlan, ReviewStage};

use super::{
    check::{Faults, distinct},
    languages::Texts,
};

/// What reviews call the assignments of the shared set, which is no stage.
const SHARED_SET: &str = "calibration";

/// Adds the faults of the plan of an edition that takes these tracks.
pub fn check(plan: &ReviewPlan, tracks: &[i32], faults: &mut Faults) {
    let stages = plan.stages.iter().map(|stage| stage.id.as_str());
    faults.need(
        distinct(stages),
        "plan.stages",
        "each stage needs an id of its own",
        "cada etapa necesita su propio id",
        "cada etapa precisa do seu próprio id",
    );
    let lines = plan.validation_items.iter().map(|line| line.id.as_str());
    faults.need(
        distinct(lines),
        "plan.validation_items",
        "each line needs an id of its own",
        "cada línea necesita su propio id",
        "cada linha precisa do seu próprio id",
    );
    for (place, stage) in plan.stages.iter().enumerate() {
        of_stage(stage, &format!("plan.stages[{place}]"), tracks, faults);
    }
}

fn of_stage(stage: &ReviewStage, path: &str, tracks: &[i32], faults: &mut Faults) {
    faults.need(
        stage.id != SHARED_SET,
        &format!("{path}.id"),
        "the shared set that everyone scores first is called so",
        "así se llama el conjunto común que todos puntúan primero",
        "assim se chama o conjunto comum que todos pontuam primeiro",
    );
    faults.need(
        stage.quorum <= stage.reviews_per_case,
        &format!("{path}.quorum"),
        "this is more than `reviews_per_case`",
        "es más que `reviews_per_case`",
        "é mais do que `reviews_per_case`",
    );
    let mut seen = HashSet::new();
    let fits = |track: i32| tracks.contains(&track) && seen.insert(track);
    faults.need(
        stage.rubrics.iter().map(|rubric| rubric.track).all(fits),
        &format!("{path}.rubrics"),
        "each track of the edition may stand here once, and no other",
        "cada tipo de la edición puede figurar una sola vez, y ninguno más",
        "cada tipo da edição pode aparecer uma só vez, e nenhum outro",
    );
    for (place, rubric) in stage.rubrics.iter().enumerate() {
        of_rubric(&rubric.criteria, &format!("{path}.rubrics[{place}].criteria"), faults);
    }
}

fn of_rubric(criteria: &[DescribedCriterion], path: &str, faults: &mut Faults) {
    let lines = || criteria.iter().filter_map(|line| line.criterion.as_ref());
    let ids = lines().map(|line| line.id.as_str());
    faults.need(
        distinct(ids),
        path,
        "each criterion needs an id of its own",
        "cada criterio necesita su propio id",
        "cada critério precisa do seu próprio id",
    );
    faults.need(
        lines().map(|line| line.weight).sum::<f64>() > 0.0,
        path,
        "at least one weight has to be over 0",
        "al menos un peso debe ser mayor que 0",
        "ao menos um peso deve ser maior que 0",
    );
    for (place, line) in criteria.iter().enumerate() {
        let most = line.criterion.as_ref().map(|criterion| criterion.max_score).unwrap_or_default();
        let in_order = line.levels.windows(2).all(|pair| pair[0].score < pair[1].score);
        faults.need(
            in_order && line.levels.iter().all(|level| level.score <= most),
            &format!("{path}[{place}].levels"),
            "each score stands here once, lowest first, and none over the criterion's highest",
            "cada puntaje figura una vez, de menor a mayor, y ninguno por encima del máximo del criterio",
            "cada nota aparece uma vez, da menor à maior, e nenhuma acima da maior do critério",
        );
    }
}

/// The texts of a plan, each with its path in the definition.
pub fn texts(plan: &ReviewPlan) -> Vec<(String, &Texts)> {
    let mut found = Vec::new();
    for (place, stage) in plan.stages.iter().enumerate() {
        let path = format!("plan.stages[{place}]");
        found.push((format!("{path}.titles"), &stage.titles));
        for (number, rubric) in stage.rubrics.iter().enumerate() {
            for (line, criterion) in rubric.criteria.iter().enumerate() {
                let path = format!("{path}.rubrics[{number}].criteria[{line}]");
                let titles = criterion.criterion.iter().map(|criterion| &criterion.titles);
                found.extend(titles.map(|titles| (format!("{path}.criterion.titles"), titles)));
                let levels = criterion.levels.iter().enumerate();
                found.extend(
                    levels.map(|(level, described)| (format!("{path}.levels[{level}].texts"), &described.texts)),
                );
            }
        }
    }
    let lines = plan.validation_items.iter().enumerate();
    found.extend(lines.map(|(place, line)| (format!("plan.validation_items[{place}].texts"), &line.texts)));
    found
}

#[cfg(test)]
mod tests {
    use proto::registrations::v1::{Criterion, ScoreLevel, ScreeningItem, TrackRubric};

    use super::*;

    fn criterion(weight: f64, levels: &[i32]) -> DescribedCriterion {
        let criterion = Criterion { id: "impact".into(), weight, max_score: 5, ..Default::default() };
        let level = |score: &i32| ScoreLevel { score: *score, ..Default::default() };
        DescribedCriterion { criterion: Some(criterion), levels: levels.iter().map(level).collect() }
    }

    fn stage(criteria: Vec<DescribedCriterion>) -> ReviewStage {
        let rubrics = vec![TrackRubric { track: 1, criteria }];
        ReviewStage { id: "panel".into(), reviews_per_case: 3, quorum: 2, rubrics, ..Default::default() }
    }

    fn faults(plan: &ReviewPlan) -> Vec<String> {
        let mut faults = Faults::under("definition");
        check(plan, &[1, 2], &mut faults);
        faults.all().into_iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn a_plan_that_holds_together_has_no_faults() {
        let plan = ReviewPlan { stages: vec![stage(vec![criterion(1.0, &[0, 3, 5])])], ..Default::default() };
        assert_eq!(faults(&plan), [""; 0]);
        assert_eq!(texts(&plan).len(), 5);
    }

    #[test]
    fn no_stage_is_called_like_the_shared_set() {
        let taken = ReviewStage { id: SHARED_SET.into(), ..stage(vec![criterion(1.0, &[])]) };
        let plan = ReviewPlan { stages: vec![taken], ..Default::default() };
        assert_eq!(faults(&plan), ["definition.plan.stages[0].id"]);
    }

    #[test]
    fn the_faults_of_a_plan_come_back_together() {
        let mut wrong = stage(vec![criterion(0.0, &[3, 3]), criterion(0.0, &[6])]);
        (wrong.quorum, wrong.rubrics[0].track) = (4, 3);
        let line = ScreeningItem { id: "in-use".into(), ..Default::default() };
        let plan = ReviewPlan {
            stages: vec![wrong.clone(), wrong],
            validation_items: vec![line.clone(), line],
            ..Default::default()
        };
        let found = faults(&plan);
        let of_stage = ["quorum", "rubrics", "rubrics[0].criteria", "rubrics[0].criteria"];
        let of_stage = of_stage.into_iter().chain(["rubrics[0].criteria[0].levels", "rubrics[0].criteria[1].levels"]);
        let of_first: Vec<String> = of_stage.map(|field| format!("definition.plan.stages[0].{field}")).collect();
        assert_eq!(found[..2], ["definition.plan.stages", "definition.plan.validation_items"]);
        assert_eq!(found[2..8], of_first);
        assert_eq!(found.len(), 14);
    }
}
