//! What is written into a form comes back from it, and every fault is told with its line.

use proptest::prelude::*;

use super::*;
use crate::{edition::rows::RubricLine, review::Criterion};

const NAME: &str = "countries/do/cases/1/assignments/2";

fn rubric() -> Vec<Line> {
    let line = |id: &str, max_score| Line {
        line: RubricLine {
            criterion: Criterion { id: id.into(), weight: 1.0, max_score },
            titles: HashMap::from([("es".to_owned(), format!("Sobre {id}"))]),
        },
        levels: vec![(0, HashMap::from([("es".to_owned(), "nada\nde nada".to_owned())]))],
    };
    vec![line("impact", 5), line("cost", 10)]
}

fn of(rubric: &[Line]) -> Of<'_> {
    Of { name: NAME, title: "Horno\n==*== confidence", rubric }
}

fn lines(faults: &[Violation]) -> Vec<&str> {
    faults.iter().map(|fault| fault.field.as_str()).collect()
}

#[test]
fn a_form_that_nobody_filled_in_is_an_empty_draft() {
    let rubric = rubric();
    for language in [Language::Spanish, Language::English, Language::Portuguese] {
        let form = write(&of(&rubric), &Written::default(), language);
        assert_eq!(read(&of(&rubric), &form).expect("whole"), Written::default(), "{form}");
    }
}

#[test]
fn a_form_from_another_system_is_read_with_its_line_ends_and_mark() {
    let rubric = rubric();
    let written = Written { confidence: 4, comment_to_panel: "uno\ndos".into(), ..Written::default() };
    let form = write(&of(&rubric), &written, Language::Spanish);
    let form = format!("\u{feff}{}", form.replace('\n', "\r\n"));
    assert_eq!(read(&of(&rubric), &form).expect("whole"), written);
}

#[test]
fn all_faults_are_told_at_once_each_with_its_line() {
    let rubric = rubric();
    let form = "==+== another\nwords\n==*== score impact\n6\n7\n==*== score style\n==*== confidence\nmany\n==*== \
                comment-to-panel\n==?== what\n==*== confidence\n2";
    let faults = read(&of(&rubric), form).expect_err("faults");
    let missing = "form:12";
    let wanted = [
        "form:1", "form:2", "form:4", "form:5", "form:6", "form:8", "form:8", "form:10", "form:11", missing, missing,
        missing,
    ];
    let found = lines(&faults);
    let distinct = |lines: &[&str]| {
        let mut lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        lines.dedup();
        lines
    };
    assert_eq!(distinct(&found), distinct(&wanted), "{faults:?}");
}

#[test]
fn a_comment_that_is_too_long_is_told_at_its_part() {
    let rubric = rubric();
    let written = Written { comment_to_office: "x".repeat(LONGEST + 1), ..Written::default() };
    let form = write(&of(&rubric), &written, Language::English);
    let line = form.lines().position(|line| line.contains(OFFICE)).expect("the part") + 1;
    assert_eq!(lines(&read(&of(&rubric), &form).expect_err("too long")), [format!("form:{line}")]);
}

/// A comment as it comes back: without empty lines around it, and with plain ends of lines.
fn any_comment() -> impl Strategy<Value = String> {
    let line = prop_oneof!["[^\r\n]{0,20}", Just("==*== confidence".to_owned()), Just("\\== x".to_owned())];
    prop::collection::vec(line, 0..6).prop_map(|lines| lines.join("\n").trim_matches('\n').to_owned())
}

prop_compose! {
    fn any_written()(
        impact in prop::option::of(0..=5),
        cost in prop::option::of(0..=10),
        confidence in 0..=5,
        comment_to_applicant in any_comment(),
        comment_to_panel in any_comment(),
        comment_to_office in any_comment(),
    ) -> Written {
        let score = |id: &str, given: Option<i32>| given.map(|score| Score { criterion: id.into(), score });
        let scores = score("impact", impact).into_iter().chain(score("cost", cost)).collect();
        Written { scores, confidence, comment_to_applicant, comment_to_panel, comment_to_office }
    }
}

proptest! {
    #[test]
    fn what_is_written_comes_back_as_it_was(written in any_written()) {
        let rubric = rubric();
        let form = write(&of(&rubric), &written, Language::Portuguese);
        let read = read(&of(&rubric), &form);
        prop_assert!(read.is_ok(), "{:?}", form);
        prop_assert_eq!(read.ok(), Some(written));
    }

    #[test]
    fn whatever_is_sent_is_read_or_told_of(form in "(==[*+-]==|score|impact|[0-9a-z \n\\\\]){0,40}") {
        let rubric = rubric();
        if let Err(faults) = read(&of(&rubric), &form) {
            prop_assert!(!faults.is_empty());
        }
    }
}
