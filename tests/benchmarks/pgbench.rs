//! PostgreSQL's own benchmark program with the same statements: what the machine gives without us.

use std::{process::Stdio, time::Duration};

use tests::{platform::Failure, servers::Role};
use tokio::{io::AsyncWriteExt, process::Command};

use crate::world::{Platform, World};

/// Transactions a second of `script` as the application's role in the database of the registrations service.
pub async fn rate(
    world: &World,
    platform: &Platform,
    script: &str,
    clients: usize,
    window: Duration,
) -> Result<f64, Failure> {
    let url = world.postgres.url(Role::App, &platform.database("registrations"));
    let seconds = window.as_secs().to_string();
    let clients = clients.to_string();
    let mut pgbench = Command::new("pgbench")
        .args(["--no-vacuum", "--protocol=prepared", "--jobs=2", "--file=-"])
        .args(["--client", &clients, "--time", &seconds, &url])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|problem| format!("pgbench cannot be run ({problem}); tests/bench installs it with PostgreSQL"))?;
    let mut input = pgbench.stdin.take().ok_or("pgbench has no standard input")?;
    input.write_all(script.as_bytes()).await?;
    drop(input);
    let answer = pgbench.wait_with_output().await?;
    let printed = String::from_utf8_lossy(&answer.stdout);
    let rate = printed.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
    rate.ok_or_else(|| format!("pgbench: {printed}{}", String::from_utf8_lossy(&answer.stderr)).into())
}
