//! What stays as it is once an edition has opened: people have entered it by then, and their entries are scored by one rubric.
//! Words may change. That it has opened stays, too, or all of this could change while it is said to open later. Pure.

use platform::{
    error::{Text, Violation},
    moment,
};
use proto::registrations::v1::{Category, Criterion, Definition, Edition, ReviewStage};

/// An edition beside what it asks.
pub type Whole<'a> = (&'a Edition, &'a Definition);

/// What reviews call the one stage of an edition that plans none.
const ONLY_STAGE: &str = "review";

/// What of an open edition would change, and may not.
pub fn settled(before: Whole<'_>, after: Whole<'_>) -> Vec<Violation> {
    let mut found = Settled(Vec::new());
    let ((before, asked_before), (after, asked_after)) = (before, after);
    found.stays(opens(before) == opens(after), "edition.calendar.opens");
    found.stays(before.tracks == after.tracks, "edition.tracks");
    found.stays(measured(&before.criteria) == measured(&after.criteria), "edition.criteria");
    found.stays(before.reviews_per_case == after.reviews_per_case, "edition.reviews_per_case");
    found.stays(before.accept_bar.to_bits() == after.accept_bar.to_bits(), "edition.accept_bar");
    let kept = |category: &Category| after.categories.iter().any(|known| known.id == category.id);
    found.none_goes(before.categories.iter().all(kept), "edition.categories");
    let kept = |country: &String| after.countries.contains(country);
    found.none_goes(before.countries.iter().all(kept), "edition.countries");
    stages((before, asked_before), (after, asked_after), &mut found);
    found.0
}

/// To the millisecond, as it is kept.
fn opens(edition: &Edition) -> Option<i64> {
    let calendar = edition.calendar.as_ref()?;
    calendar.opens.as_ref().map(moment::milliseconds_of)
}

/// The stages of review: which there are, in their order, and what the entries of each track are scored by.
fn stages(before: Whole<'_>, after: Whole<'_>, found: &mut Settled) {
    let (earlier, later) = (stages_of(before.1), stages_of(after.1));
    let ids = |stages: &[ReviewStage]| stages.iter().map(|stage| stage.id.clone()).collect::<Vec<_>>();
    if ids(&earlier) != ids(&later) {
        found.stays(false, "definition.plan.stages");
        return;
    }
    for (place, (earlier, later)) in earlier.iter().zip(&later).enumerate() {
        let same = |track: &i32| rubric(earlier, before.0, *track) == rubric(later, after.0, *track);
        found.stays(before.0.tracks.iter().all(same), &format!("definition.plan.stages[{place}].rubrics"));
    }
}

fn stages_of(definition: &Definition) -> Vec<ReviewStage> {
    let planned = definition.plan.as_ref().map(|plan| plan.stages.clone()).unwrap_or_default();
    match planned.is_empty() {
        true => vec![ReviewStage { id: ONLY_STAGE.into(), ..ReviewStage::default() }],
        false => planned,
    }
}

/// One criterion without its words: id, weight and highest score.
type Measured = (String, u64, i32);

/// What the entries of a track are scored by in a stage: by its own rubric, or else by the criteria of the edition. Where the
/// latter change, that is a fault of their own and none of the stage.
fn rubric(stage: &ReviewStage, edition: &Edition, track: i32) -> Option<Vec<Measured>> {
    let own = stage.rubrics.iter().find(|rubric| rubric.track == track)?;
    let lines: Vec<Criterion> = own.criteria.iter().filter_map(|line| line.criterion.clone()).collect();
    Some(measured(&lines)).filter(|lines| *lines != measured(&edition.criteria))
}

fn measured(criteria: &[Criterion]) -> Vec<Measured> {
    criteria.iter().map(|line| (line.id.clone(), line.weight.to_bits(), line.max_score)).collect()
}

/// Collects what would change.
struct Settled(Vec<Violation>);

impl Settled {
    fn stays(&mut self, fine: bool, field: &str) {
        let text = Text::told(
            "this stays as it is once the edition has opened",
            "esto no cambia una vez abierta la edición",
            "isto não muda depois de aberta a edição",
        );
        self.need(fine, field, text);
    }

    fn none_goes(&mut self, fine: bool, field: &str) {
        let text = Text::told(
            "none of them goes once the edition has opened",
            "no se quita ninguno una vez abierta la edición",
            "nenhum sai depois de aberta a edição",
        );
        self.need(fine, field, text);
    }

    fn need(&mut self, fine: bool, field: &str, text: Text) {
        if !fine {
            self.0.push(Violation { field: field.to_owned(), text });
        }
    }
}

#[cfg(test)]
mod tests {
    use proto::registrations::v1::{Calendar, DescribedCriterion, ReviewPlan, ScoreLevel, TrackRubric};

    use super::*;

    fn criterion(id: &str, weight: f64) -> Criterion {
        Criterion { id: id.into(), weight, max_score: 5, ..Default::default() }
    }

    fn edition() -> Edition {
        Edition {
            categories: vec![Category { id: "logistics".into(), ..Default::default() }],
            tracks: vec![1, 2],
            criteria: vec![criterion("impact", 1.0)],
            countries: vec!["countries/do".into()],
            ..Default::default()
        }
    }

    fn stage(id: &str, weight: f64) -> ReviewStage {
        let line = DescribedCriterion { criterion: Some(criterion("change", weight)), ..Default::default() };
        let rubrics = vec![TrackRubric { track: 2, criteria: vec![line] }];
        ReviewStage { id: id.into(), rubrics, ..Default::default() }
    }

    fn planned(stages: Vec<ReviewStage>) -> Definition {
        Definition { plan: Some(ReviewPlan { stages, ..Default::default() }), ..Default::default() }
    }

    fn faults(before: Whole<'_>, after: Whole<'_>) -> Vec<String> {
        settled(before, after).into_iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn what_people_entered_under_stays_once_the_edition_has_opened() {
        let (before, asked) = (edition(), Definition::default());
        let mut after = before.clone();
        after.categories.push(Category { id: "payments".into(), ..Default::default() });
        after.title.insert("es".into(), "Otro".into());
        after.criteria[0].titles.insert("pt".into(), "Impacto".into());
        assert_eq!(faults((&before, &asked), (&after, &asked)), [""; 0], "more, and other words, are fine");
        (after.tracks, after.accept_bar, after.countries) = (vec![1], 0.5, vec!["countries/cr".into()]);
        after.categories.remove(0);
        after.criteria.clear();
        after.reviews_per_case = 9;
        assert_eq!(faults((&before, &asked), (&after, &asked)).len(), 6);
    }

    #[test]
    fn the_moment_at_which_it_opened_stays_and_the_end_may_move() {
        let (asked, at) = (Definition::default(), |day: i64| Some(moment::from_milliseconds(day * 86_400_000)));
        let held = |opens, closes| Edition { calendar: Some(Calendar { opens, closes }), ..edition() };
        let before = held(at(1), at(9));
        assert_eq!(faults((&before, &asked), (&held(at(1), at(8)), &asked)), [""; 0]);
        for opens in [at(0), at(2), None] {
            assert_eq!(faults((&before, &asked), (&held(opens, at(9)), &asked)), ["edition.calendar.opens"]);
        }
    }

    #[test]
    fn stages_and_what_they_are_scored_by_stay_and_their_words_may_change() {
        let edition = edition();
        let before = planned(vec![stage("panel", 1.0), stage("final", 1.0)]);
        let mut worded = before.clone();
        let stages = &mut worded.plan.as_mut().expect("a plan").stages;
        stages[0].titles.insert("pt".into(), "Painel".into());
        stages[0].rubrics[0].criteria[0].levels.push(ScoreLevel { score: 5, ..Default::default() });
        assert_eq!(faults((&edition, &before), (&edition, &worded)), [""; 0]);
        let mut scored = before.clone();
        let stages = &mut scored.plan.as_mut().expect("a plan").stages;
        stages[0].rubrics[0].criteria[0].criterion.as_mut().expect("a line").max_score = 10;
        stages[1].rubrics.clear();
        let expected = ["definition.plan.stages[0].rubrics", "definition.plan.stages[1].rubrics"];
        assert_eq!(faults((&edition, &before), (&edition, &scored)), expected);
        for other in [vec![stage("panel", 1.0)], vec![stage("final", 1.0), stage("panel", 1.0)], Vec::new()] {
            assert_eq!(faults((&edition, &before), (&edition, &planned(other))), ["definition.plan.stages"]);
        }
    }

    #[test]
    fn a_plan_that_says_what_held_without_one_changes_nothing() {
        let edition = edition();
        let same = planned(vec![ReviewStage { id: ONLY_STAGE.into(), ..Default::default() }]);
        assert_eq!(faults((&edition, &Definition::default()), (&edition, &same)), [""; 0]);
    }
}
