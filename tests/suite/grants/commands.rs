//! The same from the command line, and what of it comes into the log.

use std::process::Stdio;

use tests::{
    patience::until,
    platform::{Failure, Ground, SERVICES},
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Child,
};

const TALKATIVE: &str = "info,platform=trace,partners=trace,notifications=trace,aceleracion=trace";

/// A platform that tells all it can in this file.
async fn serve(ground: &mut Ground, log: std::fs::File) -> Result<Child, Failure> {
    let mut command = ground.command(&["serve"])?;
    command.env("ACELERACION__SERVER__LISTEN", "127.0.0.1:0").env("ACELERACION__TELEMETRY__LOG_FILTER", TALKATIVE);
    let mut process = command.stdout(Stdio::piped()).stderr(Stdio::from(log)).spawn()?;
    let printed = process.stdout.take().ok_or("no stdout")?;
    let line = BufReader::new(printed).lines().next_line().await?.ok_or("it does not serve")?;
    let url = line.strip_prefix("serving on ").ok_or("it does not serve")?;
    for service in SERVICES {
        ground.set(&format!("ACELERACION__CLIENTS__{}", service.to_uppercase()), url);
    }
    Ok(process)
}

pub async fn roles_are_managed_from_the_command_line_and_no_secret_comes_into_the_log() -> Result<(), Failure> {
    let mut ground = Ground::embedded()?;
    let log = tempfile::NamedTempFile::new()?;
    let serving = serve(&mut ground, log.reopen()?).await?;
    let secret = ground.run(&["keys", "create", "backup", "--role", "regional_admin", "--days", "1"]).await?;
    let first = secret.trim();
    assert!(first.starts_with("acel_") && !first.contains(char::is_whitespace), "the secret alone: {secret}");
    let works = async |secret: &str| ground.run(&["members", "list", "--token", secret]).await.is_ok();
    until("the key", || async { Ok(works(first).await.then_some(())) }).await?;

    let listed = ground.run(&["keys", "list"]).await?;
    assert!(listed.contains("regional_admin  backup  ends ") && !listed.contains(first), "{listed}");
    let name = listed.split_whitespace().next().ok_or("no key")?;
    let second = ground.run(&["keys", "rotate", name, "--overlap-hours", "1"]).await?;
    until("the new secret", || async { Ok(works(second.trim()).await.then_some(())) }).await?;
    assert!(works(first).await, "the one before is good for an hour");
    assert!(ground.run(&["keys", "revoke", name]).await?.contains("revoked "));
    until("the end of the key", || async { Ok((!works(second.trim()).await).then_some(())) }).await?;

    let invite = ["members", "invite", "rita@example.org", "--name", "Rita", "--role", "regional_observer"];
    let invited = ground.run(&invite).await?;
    assert!(invited.contains("  invited  regional_observer  Rita <rita@example.org>"), "{invited}");
    let name = invited.split_whitespace().next().ok_or("no member")?;
    assert!(ground.run(&["members", "accept", name, "--code", "inv_guess"]).await.is_err());
    ground.run(&["members", "resend", name]).await?;
    assert!(ground.run(&["members", "revoke", name]).await?.contains("  revoked  "));
    assert_eq!(ground.run(&["interventions", "list"]).await?, "");

    drop(serving);
    let said = std::fs::read_to_string(log.path())?;
    assert!(said.lines().count() > 10, "it has something to say, or this proves nothing: {said}");
    let random = &first[first.len() - 30..];
    for secret in ["acel_", "inv_", "rita@example.org", random] {
        let line = said.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret} is in the log");
    }
    Ok(())
}
