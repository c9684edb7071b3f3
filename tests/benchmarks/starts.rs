//! How long each service takes to start, and what memory it then holds.

use std::time::Instant;

use tests::platform::{Failure, SERVICES};

use crate::{load, table::Table, world::World};

const TIMES: usize = 3;

/// Starts each service some times on a migrated database; the median counts.
pub async fn measure(world: &World, table: &mut Table) -> Result<(), Failure> {
    let platform = world.platform("starts", &[]).await?;
    for service in SERVICES {
        let (mut seconds, mut mebibytes) = (Vec::new(), Vec::new());
        for _ in 0..TIMES {
            let begun = Instant::now();
            let mut serving = platform.ground.serve(&[service]).await?;
            seconds.push(begun.elapsed().as_secs_f64());
            mebibytes.push(resident_mebibytes(serving.process.id().ok_or("the service ended")?)?);
            serving.process.kill().await?;
        }
        table.start(service, load::quantile(&mut seconds, 0.5), load::quantile(&mut mebibytes, 0.5));
    }
    Ok(())
}

fn resident_mebibytes(process: u32) -> Result<f64, Failure> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kibibytes / 1024.0)
}
