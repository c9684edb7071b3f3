//! StartCalibration.

use std::collections::{BTreeSet, HashSet};

use platform::{
    error::{Error, Result, Text},
    names,
    store::Scope,
};
use proto::reviews::v1::{StartCalibrationRequest, StartCalibrationResponse};
use sea_orm::{QueryFilter, QuerySelect, QueryTrait, entity::prelude::*};

use super::CALIBRATION;
use crate::{
    assignment::{made::Making, rows as assignments},
    case::{self, Screening, stage},
    conflict,
    edition::plans::Plans,
    member,
};

/// More assignments to shared sets than a country has of one edition.
const MOST: u64 = 50_000;

/// Has every reviewer of the country score these cases first; whom another country lends sees one case alone. Called again, it asks those who came since.
pub async fn start(scope: &mut Scope, request: StartCalibrationRequest) -> Result<StartCalibrationResponse> {
    // By their ids, so that cases are locked in the same order here as everywhere.
    let mut ids = BTreeSet::new();
    for name in &request.cases {
        let [_, id] = names::segments::<2>("cases", name, "countries/*/cases/*")?;
        ids.insert((names::uuid(name, id)?, name.clone()));
    }
    let mut cases = Vec::with_capacity(ids.len());
    for (id, name) in &ids {
        cases.push(fitting(scope, *id, name, &request.edition).await?);
    }
    let earlier = earlier(scope, &request.edition).await?;
    within_plan(scope, &cases, &earlier).await?;
    let reviewers = member::rows::reviewers(scope).await?;
    let ruled_out = conflict::ruled_out(scope, &cases, &reviewers).await?;
    let asked: HashSet<(Uuid, Uuid)> = earlier.iter().map(|row| (row.case_id, row.reviewer)).collect();
    let mut making = Making::new(scope).await?;
    for case in &cases {
        for reviewer in reviewers.iter().filter(|reviewer| !reviewer.is_lent()) {
            let pair = (case.id, reviewer.id);
            if ruled_out.contains(&pair) || asked.contains(&pair) {
                continue;
            }
            making.make(scope, case, reviewer, CALIBRATION).await?;
        }
    }
    let made = making.write(scope).await?;
    Ok(StartCalibrationResponse { assigned: i32::try_from(made.len()).unwrap_or(i32::MAX) })
}

/// The case, locked, if it can be in the shared set of the edition.
async fn fitting(scope: &Scope, id: Uuid, name: &str, edition: &str) -> Result<case::rows::Model> {
    let case = case::rows::locked(scope, id, name).await?;
    case::takes_reviews(case.state)?;
    if case.edition == edition && case.screening == Some(Screening::Passed) {
        return Ok(case);
    }
    let text = Text::told(
        format!("{name} is not a case of this edition that passed the screening"),
        format!("{name} no es un caso de esta edición que haya sido admitido"),
        format!("{name} não é um caso desta edição que tenha sido admitido"),
    );
    Err(Error::invalid("cases", text))
}

/// The assignments to the shared set of the edition that were made before.
async fn earlier(scope: &Scope, edition: &str) -> Result<Vec<assignments::Model>> {
    let cases = scope
        .find::<case::rows::Entity>()
        .filter(case::rows::Column::Edition.eq(edition))
        .select_only()
        .column(case::rows::Column::Id)
        .into_query();
    let shared = scope
        .find::<assignments::Entity>()
        .filter(assignments::Column::Stage.eq(CALIBRATION))
        .filter(assignments::Column::CaseId.in_subquery(cases));
    scope.all(shared.limit(MOST)).await
}

/// Refuses more cases than the plan of each has in its shared set.
async fn within_plan(scope: &Scope, cases: &[case::rows::Model], earlier: &[assignments::Model]) -> Result<()> {
    let all: HashSet<Uuid> = cases.iter().map(|case| case.id).chain(earlier.iter().map(|row| row.case_id)).collect();
    let mut plans = Plans::default();
    for case in cases {
        let most = stage::of_plan(&*plans.of(scope, case).await?, "").calibration_cases;
        if all.len() > usize::try_from(most).unwrap_or_default() {
            let text = Text::told(
                format!("the plan of the edition has {most} shared cases"),
                format!("el plan de la edición tiene {most} casos comunes"),
                format!("o plano da edição tem {most} casos comuns"),
            );
            return Err(Error::invalid("cases", text));
        }
    }
    Ok(())
}
