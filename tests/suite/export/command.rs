//! `aceleracion export`: a whole file, or none.

use tests::{network::Network, platform::Failure};

use super::{MANY, registered};

#[tokio::test(flavor = "multi_thread")]
async fn the_command_writes_a_whole_file_that_an_import_knows_again_or_none() -> Result<(), Failure> {
    let network = Network::embedded().await?;
    registered(&network).await?;
    let folder = tempfile::tempdir()?;
    let output = folder.path().join("do.csv");
    let path = output.display().to_string();
    let files = || -> Result<usize, Failure> { Ok(std::fs::read_dir(folder.path())?.count()) };
    let arguments = |country, filter| {
        ["export", "--country", country, "--format", "csv", "--output", &path, "--filter", filter].map(str::to_owned)
    };
    let run = async |country, filter| {
        let arguments = arguments(country, filter);
        network.ground.run(&arguments.each_ref().map(String::as_str)).await.map_err(|failure| failure.to_string())
    };
    let refused = run("do", "nothing = x").await.err().ok_or("a filter that is none is taken")?;
    assert!(refused.contains("export: ") && refused.contains("title"), "{refused}");
    assert_eq!(files()?, 0, "what was refused left a file behind");

    let printed = run("do", "track = SOLUTION").await?;
    assert_eq!(printed.trim(), format!("{} rows in {path}", MANY + 1));
    assert_eq!(files()?, 1, "nothing stays beside the file");
    let written = std::fs::read(&output)?;
    let refused = run("cr", "").await.err().ok_or("a file is written over")?;
    assert!(refused.contains("is there already"), "{refused}");
    assert!(std::fs::read(&output)? == written && files()? == 1);

    // Each row is known again by its organisation and title, also where those begin as a formula does.
    let printed = network.ground.run(&["import", &path, "--country", "do", "--edition", "open"]).await?;
    let rows = MANY + 1;
    assert_eq!(printed.trim(), format!("{rows} rows: 0 registered, {rows} registered before, 0 refused"));
    Ok(())
}
