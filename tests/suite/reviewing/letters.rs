//! What reviewers are written of a case they were put on: that it is theirs no more, and that it is talked about.

use std::collections::{BTreeSet, HashMap};

use platform::clients::Caller;
use proto::{
    registrations::v1::ConflictKind,
    reviews::v1::{
        DeclareConflictRequest, DeclineAssignmentRequest, DelegateAssignmentRequest, PostCommentRequest,
        WithdrawAssignmentRequest,
    },
};
use sea_orm::{ConnectionTrait, QueryResult, Statement};
use tests::{network::Network, patience::until, platform::Failure};

use super::Reviewed;

/// The letters of a template about something, each with whom it goes to and its text. The office is shown no letter on what
/// reviewers say among themselves.
async fn letters(network: &Network, template: &str, about: &str) -> Result<Vec<(String, String)>, Failure> {
    let database = network.data.connect("notifications").await?;
    let query = format!(
        "SELECT recipient, body FROM notifications WHERE country = 'do' AND template = '{template}' AND about = '{about}'"
    );
    let rows = database.query_all_raw(Statement::from_string(database.get_database_backend(), query)).await?;
    database.close().await?;
    let letter = |row: &QueryResult| Ok((row.try_get("", "recipient")?, row.try_get("", "body")?));
    rows.iter().map(letter).collect()
}

fn to(letters: &[(String, String)]) -> BTreeSet<String> {
    letters.iter().filter_map(|(recipient, _)| recipient.split('@').next()).map(str::to_owned).collect()
}

/// Waits for so many letters; whom they went to.
async fn so_many(network: &Network, template: &str, about: &str, count: usize) -> Result<BTreeSet<String>, Failure> {
    until(&format!("{count} letters {template}"), || async {
        let found = letters(network, template, about).await?;
        Ok((found.len() >= count).then(|| to(&found)))
    })
    .await
}

async fn say(caller: &Caller, case: &str, text: &str) -> Result<(), Failure> {
    let request = PostCommentRequest { parent: case.into(), text: text.into(), ..Default::default() };
    caller.reviews.clone().post_comment(request).await?;
    Ok(())
}

pub async fn who_may_read_a_discussion_is_told_of_it_once_a_day_and_not_what_was_said(
    network: &Network,
    edition: &str,
    members: &HashMap<&'static str, String>,
) -> Result<(), Failure> {
    const LETTER: &str = "discussion-goes-on";
    let of_case = Reviewed::of(network, edition, "Bomba de soga", members).await?;
    let Reviewed { case, office, first, second, .. } = &of_case;
    first.review(3, "una").await?;
    say(office, case, "Secreto de la mesa").await?;
    assert_eq!(so_many(network, LETTER, case, 1).await?, [first.subject.to_owned()].into(), "a review is awaited");
    let body = letters(network, LETTER, case).await?.remove(0).1;
    assert!(body.contains("Bomba de soga") && !body.contains("Secreto"), "{body}");

    second.review(2, "otra").await?;
    say(&first.caller, case, "Yo lo vi").await?;
    let both = [first.subject.to_owned(), second.subject.to_owned()].into();
    assert_eq!(so_many(network, LETTER, case, 2).await?, both, "whoever said it is not told");
    say(&second.caller, case, "Yo no").await?;

    // Told to nobody any more from whom the case is hidden: not even of what is said another day.
    let declared = DeclareConflictRequest {
        name: second.assignment.clone(),
        kind: ConflictKind::Family.into(),
        words: "Es de mi prima".into(),
        ..Default::default()
    };
    second.caller.reviews.clone().declare_conflict(declared).await?;
    say(office, case, "Sigue").await?;
    say(&first.caller, case, "Y sigue").await?;
    who_is_taken_off_is_told_and_who_declines_is_not(network, edition, members).await?;
    // What came behind those comments is written by now, and of them nothing.
    assert_eq!(letters(network, LETTER, case).await?.len(), 2, "once a day");
    Ok(())
}

async fn who_is_taken_off_is_told_and_who_declines_is_not(
    network: &Network,
    edition: &str,
    members: &HashMap<&'static str, String>,
) -> Result<(), Failure> {
    const LETTER: &str = "assignment-withdrawn";
    let of_case = Reviewed::of(network, edition, "Prensa de aceite", members).await?;
    let Reviewed { office, first, second, .. } = &of_case;
    let reason = "No tengo tiempo este mes.".into();
    let request = DeclineAssignmentRequest { name: first.assignment.clone(), reason, ..Default::default() };
    first.caller.reviews.clone().decline_assignment(request).await?;
    let writer = of_case.outsider();
    let delegate = members[writer].clone();
    let request = DelegateAssignmentRequest { name: second.assignment.clone(), delegate, ..Default::default() };
    second.caller.reviews.clone().delegate_assignment(request).await?;
    let request = WithdrawAssignmentRequest { name: second.assignment.clone(), ..Default::default() };
    office.reviews.clone().withdraw_assignment(request).await?;
    let told = so_many(network, LETTER, &second.assignment, 2).await?;
    assert_eq!(told, [second.subject.to_owned(), writer.to_owned()].into(), "the reviewer, and who wrote for them");
    assert!(letters(network, LETTER, &first.assignment).await?.is_empty(), "who declined knows");
    Ok(())
}
