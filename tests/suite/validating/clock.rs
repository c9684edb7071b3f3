//! The clock of what is to be mended, which is the server's. The test moves what it is held against.

use proto::{
    registrations::v1::{Registration, registration::State},
    reviews::v1::{ValidationOutcome, case, clarification},
};
use sea_orm::ConnectionTrait;
use tests::{
    network::Network,
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::Code;

use super::{
    Accepted,
    mending::{answer, ask, update},
};

/// Moves a moment of what waits in the reviews service.
async fn move_time(network: &Network, change: &str) -> Result<(), Failure> {
    let database = network.data.connect("reviews").await?;
    let changed = database.execute_unprepared(change).await?;
    assert_eq!(changed.rows_affected(), 1, "{change}");
    Ok(database.close().await?)
}

pub async fn who_does_not_mend_in_time_leaves_the_finding_to_the_institution(network: &Network) -> Result<(), Failure> {
    let entry = Accepted::made(network, "Canal").await?;
    ask(&entry).await?;
    let handed_in = entry.read().await?.summary;
    update(&entry, Registration { summary: "A medias".into(), ..Default::default() }, "summary").await?;
    move_time(network, "UPDATE clarifications SET remind_at = created_at WHERE state = 'ASKED'").await?;
    assert_eq!(entry.letters("mending-reminder", 1).await?[0].recipient, "ana@taller.example.org");

    move_time(network, "UPDATE clarifications SET due_at = created_at WHERE state = 'ASKED'").await?;
    let over = until("the end", || async {
        let found = entry.case().await?;
        Ok((found.clarification() == clarification::State::Unanswered).then_some(found))
    })
    .await?;
    assert_eq!(over.state(), case::State::Decided);
    until("the closed fields", || async { Ok(entry.read().await?.clarification.is_none().then_some(())) }).await?;
    assert_eq!(entry.read().await?.summary, handed_in, "nobody was told of the other words, or looked at them");
    assert_eq!(refusal(answer(&entry).await), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    assert_eq!(entry.letters("mending-over", 1).await?[0].recipient, "ana@taller.example.org");
    entry.letters("mending-unanswered", 3).await?;
    let failed = entry.validate(ValidationOutcome::Failed).await?;
    assert_eq!(failed.outcome(), ValidationOutcome::Failed);
    assert_eq!(entry.read().await?.state(), State::Accepted);
    Ok(())
}
