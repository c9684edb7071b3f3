//! `aceleracion health`, as a container asks it: what counts is how it ends, and that its one sentence helps.

use std::net::TcpListener;

use tests::platform::{Failure, Ground};

/// How the command ended, and what it said.
async fn health(ground: &Ground, arguments: &[&str]) -> Result<(Option<i32>, String), Failure> {
    let output = ground.command(&[&["health"], arguments].concat())?.output().await?;
    let said = if output.status.success() { output.stdout } else { output.stderr };
    Ok((output.status.code(), String::from_utf8(said)?))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_serving_process_is_healthy_and_so_is_each_service_in_it() -> Result<(), Failure> {
    let ground = Ground::embedded()?;
    let serving = ground.serve(&["registrations", "reviews"]).await?;
    let answers = [
        (vec![], "the process: serving\n"),
        (vec!["reviews", "registrations"], "reviews: serving\nregistrations: serving\n"),
    ];
    for (services, expected) in answers {
        let asked = [vec!["--url", serving.url.as_str()], services].concat();
        assert_eq!(health(&ground, &asked).await?, (Some(0), expected.to_owned()));
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_url_a_service_is_asked_where_the_configuration_says() -> Result<(), Failure> {
    let mut ground = Ground::embedded()?;
    let serving = ground.serve(&["partners"]).await?;
    ground.set("ACELERACION__CLIENTS__PARTNERS", &serving.url);
    assert_eq!(health(&ground, &["partners"]).await?, (Some(0), "partners: serving\n".to_owned()));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_runs_elsewhere_is_not_healthy_here() -> Result<(), Failure> {
    let ground = Ground::embedded()?;
    let serving = ground.serve(&["registrations"]).await?;
    let (code, said) = health(&ground, &["--url", &serving.url, "registrations", "reviews"]).await?;
    assert_eq!(code, Some(1));
    let expected = format!("aceleracion: reviews is not served at {}; say with --url where it is\n", serving.url);
    assert_eq!(said, expected);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_ended_is_not_healthy() -> Result<(), Failure> {
    let ground = Ground::embedded()?;
    let mut serving = ground.serve(&["partners"]).await?;
    serving.process.kill().await?;
    let (code, said) = health(&ground, &["--url", &serving.url]).await?;
    assert_eq!(code, Some(1));
    assert!(said.contains("does not answer") && said.contains("aceleracion serve"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_accepts_and_then_says_nothing_is_not_healthy() -> Result<(), Failure> {
    let ground = Ground::embedded()?;
    let mute = TcpListener::bind("127.0.0.1:0")?;
    let (code, said) = health(&ground, &["--url", &format!("http://{}", mute.local_addr()?)]).await?;
    assert_eq!(code, Some(1));
    assert!(said.contains("nothing came within 5 seconds"), "{said}");
    Ok(())
}

#[tokio::test]
async fn a_service_nobody_knows_and_a_url_that_is_none_are_told() -> Result<(), Failure> {
    let ground = Ground::embedded()?;
    let cases = [
        (vec!["catalogue"], "there is no service catalogue"),
        (vec!["--url", "127.0.0.1:7400"], "a URL is http://127.0.0.1:7400"),
        (vec!["--url", "http://with blanks"], "a URL is http://127.0.0.1:7400"),
    ];
    for (asked, expected) in cases {
        let (code, said) = health(&ground, &asked).await?;
        assert_eq!(code, Some(1));
        assert!(said.contains(expected), "{said}");
    }
    Ok(())
}
