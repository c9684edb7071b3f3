//! What a process takes in all, and that whoever watches it gets through.

use tests::{patience::until, platform::Failure};
use tonic::Code;

use super::{Import, check, is_healthy, limited, list, list_countries};

#[tokio::test(flavor = "multi_thread")]
async fn a_full_process_says_so_and_stays_healthy() -> Result<(), Failure> {
    let network = limited(&[("limits.calls", "3"), ("limits.caller_streams", "10")]).await?;
    let channel = network.channel().await?;
    let ana = network.caller("ana", "office_admin", "do", "es")?;
    let mut open: Vec<Import> = (0..4).map(|_| Import::begin(&ana)).collect();
    for import in &open {
        import.send_settings("do").await?;
    }
    // Whichever came last.
    let refused =
        until("a full process", || async { Ok(open.iter().position(|open| open.answer.is_finished())) }).await?;
    check(&open.swap_remove(refused).refusal().await?, Code::Unavailable, "SERVER_BUSY", None)?;
    let luis = network.caller("luis", "office_admin", "cr", "en")?;
    for refused in [list(&luis, "cr").await, list_countries(&luis).await] {
        let refusal = refused.err().ok_or("it is answered")?;
        check(&refusal, Code::Unavailable, "SERVER_BUSY", None)?;
    }
    is_healthy(&channel).await?;
    for import in open {
        let answer = import.end().await?;
        assert_eq!(answer.err().map(|status| status.code()), Some(Code::InvalidArgument), "an empty file, but read");
    }
    until("an answer when there is room", || async { Ok(list(&luis, "cr").await.ok()) }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn so_many_files_are_taken_at_once_and_other_calls_go_on() -> Result<(), Failure> {
    let network = limited(&[("limits.streams", "2"), ("limits.caller_streams", "10")]).await?;
    let ana = network.caller("ana", "office_admin", "do", "es")?;
    let mut open: Vec<Import> = (0..3).map(|_| Import::begin(&ana)).collect();
    for import in &open {
        import.send_settings("do").await?;
    }
    // Whichever came last.
    let refused = until("no room for a file", || async { Ok(open.iter().position(|open| open.answer.is_finished())) });
    let refused = refused.await?;
    check(&open.swap_remove(refused).refusal().await?, Code::Unavailable, "SERVER_BUSY", None)?;
    list(&network.office("do")?, "do").await?;
    drop(open);
    Ok(())
}
