//! Forms that are filled in without a network, and what a blind reviewer reads.

use std::collections::HashMap;

use platform::error::fields_of;
use proto::{
    platform::v1::Reason,
    reviews::v1::{GetReviewFormRequest, UploadReviewFormRequest, assignment::State},
};
use tests::{network::Network, platform::Failure, reviewers::declare};

use super::{Reviewed, Reviewer, read};

async fn form(reviewer: &Reviewer) -> Result<String, Failure> {
    let request = GetReviewFormRequest { name: reviewer.assignment.clone() };
    Ok(reviewer.caller.reviews.clone().get_review_form(request).await?.into_inner().form)
}

/// The form with an answer under each line that begins a part, in their order.
fn filled(form: &str, answers: &[&str]) -> String {
    let mut answers = answers.iter();
    let lines = form.lines().flat_map(|line| match line.starts_with("==*==") {
        true => [Some(line), answers.next().copied()],
        false => [Some(line), None],
    });
    lines.flatten().collect::<Vec<_>>().join("\r\n")
}

pub async fn a_form_is_filled_in_and_uploaded(
    network: &Network,
    edition: &str,
    members: &HashMap<&'static str, String>,
) -> Result<(), Failure> {
    let Reviewed { first, .. } = Reviewed::of(network, edition, "Silo pequeño", members).await?;
    let empty = form(&first).await?;
    let parts = empty.lines().filter(|line| line.starts_with("==*==")).count();
    let criteria = first.read().await?.brief.unwrap_or_default().criteria.len();
    assert_eq!(parts, criteria + 4, "{empty}");
    let upload = |form: String| {
        let request = UploadReviewFormRequest { name: first.assignment.clone(), form, ..Default::default() };
        let mut reviewer = first.caller.reviews.clone();
        async move { reviewer.upload_review_form(request).await }
    };
    let wrong: Vec<&str> = std::iter::repeat_n("muchos", criteria + 1).collect();
    let refused = upload(filled(&empty, &wrong)).await.expect_err("no numbers");
    let lines: Vec<String> = fields_of(&refused).into_iter().map(|(field, _)| field).collect();
    assert_eq!(lines.len(), criteria + 1, "{lines:?}");
    assert!(lines.iter().all(|line| line.starts_with("form:")), "{}", Reason::InvalidField.as_str_name());
    assert_eq!(first.read().await?.state(), State::Assigned, "a form with faults changes nothing");

    declare(&first.caller, &first.assignment).await?;
    let mut right: Vec<&str> = std::iter::repeat_n("2", criteria).collect();
    right.extend(["4", "Gracias.\r\n\\==*== no es una parte", "Al panel", ""]);
    let kept = upload(filled(&empty, &right)).await?.into_inner().assignment.unwrap_or_default();
    let draft = kept.draft.ok_or("a draft")?;
    assert_eq!((kept.review, draft.scores.len(), draft.confidence), (None, criteria, 4));
    assert_eq!(draft.comment_to_applicant, "Gracias.\n==*== no es una parte");
    let again = upload(form(&first).await?).await?.into_inner().assignment.unwrap_or_default();
    let again = again.draft.ok_or("a draft")?;
    assert_eq!((again.scores, again.comment_to_applicant), (draft.scores, draft.comment_to_applicant));
    Ok(())
}

pub async fn a_blind_reviewer_reads_the_levels_and_not_who_applied(
    network: &Network,
    edition: &str,
    members: &HashMap<&'static str, String>,
) -> Result<(), Failure> {
    let Reviewed { office, first, .. } = Reviewed::of(network, edition, "Telar nuevo", members).await?;
    let seen = read(&office, &first.assignment).await?.unwrap_or_default().brief.unwrap_or_default();
    assert!(!seen.organisation.is_empty() && !seen.blind, "the office sees who applied");
    let brief = first.read().await?.brief.unwrap_or_default();
    assert!(brief.blind && !format!("{brief:?}").contains(&seen.organisation), "{brief:?}");
    let [line] = brief.rubric.as_slice() else { return Err(format!("one line: {:?}", brief.rubric).into()) };
    assert_eq!(line.levels[0].texts["es"], "Nadie más lo tiene");
    let form = form(&first).await?;
    assert!(form.contains("4: Nadie más lo tiene") && !form.contains(&seen.organisation), "{form}");
    let reviewed = first.review(4, "a ciegas").await?;
    assert!((reviewed.review.ok_or("a review")?.share - 1.0).abs() < 1e-9, "by the rubric of the track");
    Ok(())
}
