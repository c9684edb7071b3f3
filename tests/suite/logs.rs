//! What stands in the logs, and what never does.

use std::{collections::BTreeSet, process::Stdio};

use regex::Regex;
use serde_json::Value;
use tests::{
    issuer::Issuer,
    platform::{Failure, Ground},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader},
    process::Command,
};

const SAMPLE: &str = include_str!("../../services/cli/sample/first-edition.csv");
const PARTNERS: &str = include_str!("../../services/cli/sample/partners.csv");

/// Everything that our own crates have to say.
const TALKATIVE: &str = "info,platform=debug,registrations=debug,partners=debug,reviews=debug,notifications=debug,\
                         aceleracion=debug";

#[tokio::test(flavor = "multi_thread")]
async fn no_address_and_no_telephone_number_of_a_whole_edition_comes_into_the_logs() -> Result<(), Failure> {
    let ground = Ground::embedded()?;
    let mut command = ground.command(&["demo", "--json"])?;
    command.env("ACELERACION__SERVER__LISTEN", "127.0.0.1:0").env("ACELERACION__TELEMETRY__LOG_FILTER", TALKATIVE);
    // JSON can be asked for in trial mode as well.
    command.env("ACELERACION__TELEMETRY__LOG_FORMAT", "json");
    let output = command.output().await?;
    let said = String::from_utf8(output.stderr)?;
    assert!(output.status.success(), "{said}");
    let lines: Vec<&str> = said.lines().filter(|line| line.starts_with('{')).collect();
    let of_ours = lines.iter().filter(|line| line.contains("\"target\":\"notifications::")).count();
    assert!(of_ours > 91, "the log tells of every letter, or this proves nothing: {of_ours} lines");
    let personal = personal_data()?;
    assert!(personal.len() > 150, "the sample has more than {} addresses and numbers", personal.len());
    for found in &personal {
        let line = said.lines().find(|line| line.contains(found.as_str()));
        assert_eq!(line, None, "{found} is in the log");
    }
    for line in lines {
        is_one_event(line)?;
    }
    Ok(())
}

/// Addresses and telephone numbers of the sample, and those that the demo makes for institutions and offices.
pub fn personal_data() -> Result<BTreeSet<String>, Failure> {
    let (address, number) = (Regex::new(r"[^\s;,@]+@[^\s;,@]+")?, Regex::new(r"\+\d[\d ]{7,}\d")?);
    let mut found: BTreeSet<String> = [&address, &number]
        .iter()
        .flat_map(|form| form.find_iter(SAMPLE).map(|found| found.as_str().to_owned()))
        .collect();
    for line in PARTNERS.lines().skip(1) {
        let id = line.split(',').next().unwrap_or_default();
        found.insert(format!("@{id}.example.org"));
    }
    found.insert("oficina@".into());
    Ok(found)
}

/// One JSON object with what every line has to have.
fn is_one_event(line: &str) -> Result<(), Failure> {
    let event: Value = serde_json::from_str(line).map_err(|problem| format!("{problem}: {line}"))?;
    for part in ["timestamp", "level", "target", "message"] {
        assert!(event[part].is_string(), "{part} is not in {line}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn production_writes_one_json_object_an_event() -> Result<(), Failure> {
    let mut ground = Ground::in_production("logs", "https://identity.example.org").await?;
    let issuer = Issuer::new()?;
    ground.set("ACELERACION__IDENTITY__JWKS_FILE", &issuer.key_set().display().to_string());
    let said = said_while_serving(ground.command(&["serve"])?).await?;
    let lines: Vec<&str> = said.lines().collect();
    assert!(lines.len() >= 2, "the start and the end: {said}");
    for line in &lines {
        is_one_event(line)?;
    }
    let started: Value = serde_json::from_str(lines[0])?;
    assert_eq!((started["message"].as_str(), started["level"].as_str()), (Some("serving"), Some("INFO")));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn trial_mode_writes_lines_for_people() -> Result<(), Failure> {
    let ground = Ground::embedded()?;
    let said = said_while_serving(ground.command(&["serve"])?).await?;
    assert!(said.lines().any(|line| line.contains("INFO") && line.contains("serving")), "{said}");
    assert!(!said.contains(['{', '\u{1b}']), "neither JSON nor colours where nobody looks on: {said}");
    Ok(())
}

/// Serves, ends it as an orchestrator would, and returns all that it wrote to the log.
async fn said_while_serving(mut command: Command) -> Result<String, Failure> {
    command.env("ACELERACION__SERVER__LISTEN", "127.0.0.1:0").env("ACELERACION__TELEMETRY__LOG_FILTER", "info");
    let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let mut printed = BufReader::new(process.stdout.take().ok_or("no stdout")?).lines();
    let mut log = process.stderr.take().ok_or("no stderr")?;
    let serving = printed.next_line().await?;
    if serving.is_some() {
        let id = process.id().ok_or("it ended")?;
        Command::new("kill").args(["-TERM", &id.to_string()]).status().await?;
    }
    let mut said = String::new();
    log.read_to_string(&mut said).await?;
    let ended = process.wait().await?;
    match serving.is_some() && ended.success() {
        true => Ok(said),
        false => Err(format!("it ended with {ended}: {said}").into()),
    }
}
