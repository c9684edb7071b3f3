//! `countries export`

use std::{
    io::{Seek, Write},
    path::Path,
};

use platform::clients::Caller;
use proto::platform::v1::{CountryPart, ExportCountryRequest, export_country_response::Content};

use super::{archive, failed};
use crate::problem::Problem;

/// Bytes between two lines about how far it is.
const TOLD_EACH: i64 = 64 * 1024 * 1024;

/// Gathers the parts of all services into one archive.
pub async fn export(caller: Caller, country: &str, to: &Path) -> Result<(), Problem> {
    if to.exists() {
        return Err(Problem::Said(format!("{} is there already", to.display())));
    }
    let mut files = Vec::new();
    for (service, mut client) in caller.countries {
        let request = ExportCountryRequest { parent: format!("countries/{country}/services/{service}") };
        let mut pieces = client.export_country(request).await.map_err(failed)?.into_inner();
        let mut file = tempfile::tempfile().map_err(problem)?;
        let (mut size, mut told) = (0, 0);
        let part: CountryPart = loop {
            match pieces.message().await.map_err(failed)?.and_then(|piece| piece.content) {
                Some(Content::Chunk(chunk)) => {
                    size += i64::try_from(chunk.len()).unwrap_or_default();
                    file.write_all(&chunk).map_err(problem)?;
                }
                Some(Content::Part(part)) => break part,
                None => return Err(Problem::Said(format!("{service} broke off"))),
            }
            if size - told >= TOLD_EACH {
                told = size;
                eprintln!("{service}: {size} bytes");
            }
        };
        if size != part.size {
            return Err(Problem::Said(format!("{service} sent {size} bytes of {}", part.size)));
        }
        file.rewind().map_err(problem)?;
        eprintln!("{service}: {} rows, {size} bytes", part.rows);
        files.push((part, file));
    }
    archive::write(to, country, files)?;
    println!("{}", to.display());
    Ok(())
}

fn problem(problem: std::io::Error) -> Problem {
    Problem::Said(format!("a temporary file: {problem}"))
}
