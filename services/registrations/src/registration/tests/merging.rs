//! What may be merged, and how it comes back.

use super::*;

proptest! {
    #[test]
    fn news_that_come_while_it_is_merged_count_once_it_is_brought_back(
        news in prop::collection::vec(steps(), 0..20),
        at in 0..20_usize,
    ) {
        // Whatever people do is left out here: of what is asked and answered, a merge makes an end.
        let news: Vec<Step> = news
            .into_iter()
            .filter(|step| matches!(step, Step::Opened | Step::Screened(..) | Step::Decided(_) | Step::Validated(..)))
            .collect();
        let begun = rows::Model::draft("do", "ana".into(), "2020").handed_in(State::Submitted);
        let plainly = news.iter().fold(begun.clone(), |row, step| after(&row, *step));
        let (before, meanwhile) = news.split_at(at.min(news.len()));
        let mut row = before.iter().fold(begun, |row, step| after(&row, *step));
        row = after(&row, Step::Merge(State::Screening));
        row = meanwhile.iter().fold(row, |row, step| after(&row, *step));
        row = after(&row, Step::Unmerge(true, false));
        prop_assert_eq!(row.state(), plainly.state());
    }
}

#[test]
fn what_is_over_is_not_merged_and_nothing_is_merged_into_it() {
    let over = [
        State::Unspecified,
        State::Draft,
        State::Ineligible,
        State::Declined,
        State::Appealed,
        State::Suspended,
        State::Merged,
        State::Withdrawn,
    ];
    for number in 0..=16 {
        let state = State::try_from(number).expect("a state");
        let refused = |outcome: Result<State>| match outcome {
            Ok(_) => false,
            Err(refusal) => refusal.reason() == Reason::StateNotAllowed,
        };
        let published = state == State::Published;
        assert_eq!(refused(merged(state, State::Published)), over.contains(&state), "{state:?}");
        assert_eq!(refused(merged(state, State::Accepted)), over.contains(&state) || published, "{state:?}");
        assert_eq!(refused(merged(State::Accepted, state)), over.contains(&state), "into {state:?}");
    }
}

#[test]
fn what_was_merged_comes_back_to_where_it_was_and_what_was_erased_does_not() {
    let back = |kept, consent, lapsed| unmerged(State::Merged, kept, consent, lapsed).expect("back");
    assert_eq!(back(kept(State::Clarification), true, false), State::Screening);
    assert_eq!(back(State::Published, true, false), State::Published);
    assert_eq!(back(State::Published, false, false), State::Validated, "its applicant does not agree any more");
    assert_eq!(back(State::Published, true, true), State::Expired, "its validation ended meanwhile");
    assert_eq!(back(State::Accepted, true, true), State::Accepted, "nothing was validated yet");
    let row = rows::Model::draft("do", "ana".into(), "2020").handed_in(State::Submitted);
    let row = row.merged(State::Merged, "countries/do/registrations/1".into(), "").without_way_back();
    for (state, kept) in [(row.state(), row.stands()), (State::Accepted, State::Unspecified)] {
        let refused = unmerged(state, kept, true, false).expect_err("no way back");
        assert_eq!(refused.reason(), Reason::StateNotAllowed);
    }
}
