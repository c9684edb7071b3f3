//! Files with more in them than one message holds, and more than some would have in memory.

use proto::registrations::v1::{ImportRegistrationsRequest, ImportSettings, import_registrations_request::Content};
use tests::{
    network::{EDITION, Network},
    platform::Failure,
};

use super::{
    all, chunk, command,
    files::{row, spanish},
    import, send,
};

/// So many refused rows take more than the 4 MiB that a message may have.
const REFUSED: usize = 10_000;
const USUAL: &str = "Los talleres de una misma calle juntan sus entregas y salen una vez al día con el camión lleno. ";

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_refused_rows_come_back_and_the_good_ones_are_registered() -> Result<(), Failure> {
    let network = Network::real("large").await?;
    let description = USUAL.repeat(5);
    let mut rows = vec![row("Primera", &description)];
    rows.extend((0..REFUSED).map(|_| row("", &description)));
    rows.push(row("Última", &description));
    let file = spanish(&rows);
    let folder = tempfile::tempdir()?;
    let printed = command(&network, &folder, &file).await??;
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(lines.get(REFUSED), Some(&"10002 rows: 2 registered, 0 registered before, 10000 refused"));
    let told = lines.iter().filter(|line| line.starts_with("  row ") && line.contains("title: is empty")).count();
    assert_eq!(told, REFUSED);
    let refused = std::fs::read(folder.path().join("refused.csv"))?;
    assert!(refused.len() > 4 * 1024 * 1024, "{} bytes would have come in one message", refused.len());
    let mut records = csv::ReaderBuilder::new().delimiter(b';').from_reader(refused.as_slice());
    let reasons: Result<Vec<bool>, _> = records
        .records()
        .map(|record| record.map(|record| record.iter().any(|cell| cell.contains("is empty"))))
        .collect();
    let reasons = reasons?;
    assert!(reasons.len() == REFUSED && reasons.into_iter().all(|told| told));
    let mut titles: Vec<String> = all(&network).await?.into_iter().map(|found| found.title).collect();
    titles.sort();
    assert_eq!(titles, ["Primera", "Última"]);

    // Whoever asks for one answer is told that it is not all.
    let answer = import(&network, &file).await?;
    assert_eq!((answer.already_registered, answer.refused, answer.refused_left_out), (2, 10_000, true));
    assert!(!answer.refused_rows.is_empty() && answer.refused_rows.len() <= REFUSED);
    assert!(answer.refused_file.is_empty(), "half a file would be taken for a whole one");
    more_than_20_mib_are_read(&network).await
}

async fn more_than_20_mib_are_read(network: &Network) -> Result<(), Failure> {
    let description = USUAL.repeat(40);
    let rows: Vec<Vec<String>> = (0..6_000).map(|place| row(&format!("Larga {place}"), &description)).collect();
    let file = spanish(&rows);
    assert!(file.len() > 20 * 1024 * 1024, "{} bytes", file.len());
    let parent = "countries/do".into();
    let settings = ImportSettings { parent, edition: EDITION.into(), dry_run: true, ..Default::default() };
    let settings = ImportRegistrationsRequest { content: Some(Content::Settings(settings)) };
    let chunks = file.chunks(256 * 1024).map(chunk);
    let answer = send(network, "en", std::iter::once(settings).chain(chunks).collect()).await?;
    assert_eq!((answer.rows, answer.registered, answer.refused), (6_000, 6_000, 0));
    Ok(())
}

/// What the command may hold more for a large file than for a small one, in KiB: less than a third of that file.
const MORE: u64 = 16 * 1024;

#[tokio::test(flavor = "multi_thread")]
async fn the_command_sends_a_large_file_and_writes_what_was_refused_in_flat_memory() -> Result<(), Failure> {
    let network = Network::embedded().await?;
    let folder = tempfile::tempdir()?;
    let description = USUAL.repeat(90);
    let most_held = async |rows: usize| {
        let [path, refused] = ["csv", "refused.csv"].map(|end| folder.path().join(format!("{rows}.{end}")));
        std::fs::write(&path, spanish(&vec![row("", &description); rows]))?;
        let [path, refused] = [path, refused].map(|path| path.display().to_string());
        let arguments = ["import", &path, "--country", "do", "--edition", "open", "--dry-run", "--refused", &refused];
        let (printed, most) = network.ground.run_measured(&arguments).await?;
        assert!(printed.contains(&format!("{rows} rows: 0 registered, 0 registered before, {rows} refused")));
        let sizes = [std::fs::metadata(path)?.len(), std::fs::metadata(refused)?.len()];
        Ok::<_, Failure>((sizes, most))
    };
    let (_, few) = most_held(10).await?;
    let (sizes, many) = most_held(6_000).await?;
    assert!(sizes.iter().all(|size| *size > 48 * 1024 * 1024), "{sizes:?}");
    let more = many.saturating_sub(few);
    assert!(more < MORE, "{more} KiB more were held");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_read_is_not_taken_for_an_empty_one() -> Result<(), Failure> {
    let network = Network::embedded().await?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().display().to_string();
    let arguments = ["import", &path, "--country", "do", "--edition", "open"];
    let refused = network.ground.run(&arguments).await.err().ok_or("a folder is taken")?.to_string();
    assert!(refused.contains("directory") && refused.contains("nothing was registered"), "{refused}");
    Ok(())
}
