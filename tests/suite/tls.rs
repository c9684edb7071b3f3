//! gRPC over TLS, and mutual TLS: who gets through to a serving process, the health check and reflection included.

use tests::{
    platform::{Failure, Ground, Serving},
    servers::Authority,
};

/// Sets the server's side.
fn serve_with(ground: &mut Ground, authority: &Authority) -> Result<(), Failure> {
    let (certificate, key) = authority.pair("server")?;
    ground.set("ACELERACION__SERVER__TLS_CERTIFICATE_FILE", &certificate);
    ground.set("ACELERACION__SERVER__TLS_KEY_FILE", &key);
    Ok(())
}

/// Sets a client's side: whom it trusts, and who vouches for it.
fn call_with(ground: &mut Ground, trusted: &Authority, vouching: Option<&Authority>) -> Result<(), Failure> {
    ground.set("ACELERACION__CLIENTS__CA_FILE", &trusted.file().display().to_string());
    let (certificate, key) = vouching.map(|authority| authority.pair("client")).transpose()?.unwrap_or_default();
    ground.set("ACELERACION__CLIENTS__CERTIFICATE_FILE", &certificate);
    ground.set("ACELERACION__CLIENTS__KEY_FILE", &key);
    Ok(())
}

/// What the health check says about a service there: what it printed, or why it failed.
async fn health(ground: &Ground, url: &str) -> Result<String, Failure> {
    let output = ground.command(&["health", "partners", "--url", url])?.output().await?;
    let said = if output.status.success() { output.stdout } else { output.stderr };
    Ok(String::from_utf8(said)?)
}

/// What a command of the trial's regional admin gets to hear, through all layers.
async fn command(ground: &mut Ground, serving: &Serving) -> Result<String, Failure> {
    ground.set("ACELERACION__CLIENTS__PARTNERS", &serving.url);
    let output = ground.command(&["events", "parked", "--service", "partners"])?.output().await?;
    Ok(if output.status.success() { "answered".into() } else { String::from_utf8(output.stderr)? })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_with_a_certificate_is_called_by_those_who_trust_its_authority() -> Result<(), Failure> {
    let (authority, other) = (Authority::new()?, Authority::new()?);
    let mut ground = Ground::embedded()?;
    serve_with(&mut ground, &authority)?;
    let serving = ground.serve(&["partners"]).await?;
    assert!(serving.url.starts_with("https://"), "{}", serving.url);

    call_with(&mut ground, &authority, None)?;
    assert_eq!(health(&ground, &serving.url).await?, "partners: serving\n");
    assert_eq!(command(&mut ground, &serving).await?, "answered");

    let without = serving.url.replace("https://", "http://");
    let said = health(&ground, &without).await?;
    assert!(said.contains("does not answer"), "without TLS: {said}");

    call_with(&mut ground, &other, None)?;
    let said = health(&ground, &serving.url).await?;
    assert!(said.contains("does not answer") && said.contains("invalid peer certificate"), "trusting another: {said}");
    assert_ne!(command(&mut ground, &serving).await?, "answered");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn with_an_authority_for_callers_only_those_it_vouches_for_get_through() -> Result<(), Failure> {
    let (authority, callers, other) = (Authority::new()?, Authority::new()?, Authority::new()?);
    let mut ground = Ground::embedded()?;
    serve_with(&mut ground, &authority)?;
    ground.set("ACELERACION__SERVER__TLS_CLIENT_CA_FILE", &callers.file().display().to_string());
    let serving = ground.serve(&["partners"]).await?;

    call_with(&mut ground, &authority, Some(&callers))?;
    assert_eq!(health(&ground, &serving.url).await?, "partners: serving\n");
    assert_eq!(command(&mut ground, &serving).await?, "answered");

    // Neither nobody, nor somebody whom the server's own authority would vouch for.
    for vouching in [None, Some(&other), Some(&authority)] {
        call_with(&mut ground, &authority, vouching)?;
        let said = health(&ground, &serving.url).await?;
        assert!(said.contains("does not answer"), "{said}");
        assert_ne!(command(&mut ground, &serving).await?, "answered");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn reflection_is_answered_over_mutual_tls() -> Result<(), Failure> {
    let authority = Authority::new()?;
    let mut ground = Ground::embedded()?;
    serve_with(&mut ground, &authority)?;
    let trusted = authority.file().display().to_string();
    ground.set("ACELERACION__SERVER__TLS_CLIENT_CA_FILE", &trusted);
    let serving = ground.serve(&["partners"]).await?;
    let (certificate, key) = authority.pair("caller")?;
    // A client that we did not write.
    let asked = |more: &[&str]| {
        let mut buf = tokio::process::Command::new("buf");
        buf.args(["curl", "--protocol", "grpc", "--cacert", &trusted]).args(more);
        buf.args(["--list-services", &serving.url]).output()
    };
    let missing = |problem| format!("buf: {problem}; tests/run installs it and puts it on the path");
    let output = asked(&["--cert", &certificate, "--key", &key]).await.map_err(missing)?;
    let listed = String::from_utf8(output.stdout)?;
    assert!(listed.contains("aceleracion.partners.v1.PartnersService"), "{listed}");
    assert!(!asked(&[]).await?.status.success(), "without a certificate");
    Ok(())
}

#[tokio::test]
async fn a_file_that_cannot_be_used_is_named_with_its_setting() -> Result<(), Failure> {
    let (authority, other) = (Authority::new()?, Authority::new()?);
    let (_, key_of_another) = other.pair("another")?;
    let (_, key) = authority.pair("server")?;
    let cases = [
        ("SERVER__TLS_CERTIFICATE_FILE", "/nowhere/server.pem", "No such file"),
        ("SERVER__TLS_CERTIFICATE_FILE", &key, "it holds no certificate in PEM"),
        ("SERVER__TLS_KEY_FILE", "/dev/null", "it holds no private key in PEM"),
        ("SERVER__TLS_KEY_FILE", &key_of_another, "keys may not be consistent"),
        ("SERVER__TLS_CLIENT_CA_FILE", "/dev/null", "it holds no certificate in PEM"),
        ("CLIENTS__CA_FILE", "/dev/null", "it holds no certificate in PEM"),
    ];
    for (setting, value, expected) in cases {
        let mut ground = Ground::embedded()?;
        serve_with(&mut ground, &authority)?;
        ground.set(&format!("ACELERACION__{setting}"), value);
        let command: &[&str] = match setting.starts_with("SERVER") {
            true => &["serve", "partners"],
            false => &["health", "--url", "https://127.0.0.1:1"],
        };
        let refusal = tokio::time::timeout(std::time::Duration::from_secs(60), ground.run(command)).await?;
        let said = refusal.err().ok_or("it went on")?.to_string();
        let named = setting.to_lowercase().replace("__", ".");
        assert!(said.contains(&format!("{named} {value}: ")) && said.contains(expected), "{setting} {value}: {said}");
    }
    Ok(())
}
