//! Secrets come from files or from the environment, and whatever is said of a start, however talkative it is, none of them
//! is in it.

use std::path::Path;

use base64::{Engine, prelude::BASE64_STANDARD};
use platform::names::NETWORK;
use proto::partners::v1::ListCountriesRequest;
use tests::{
    issuer::Issuer,
    people::People,
    platform::{DATABASE, EVENTS, Failure, Ground, LOG_FILTER, NETWORK_DATABASE, SERVICES},
};

/// The test servers believe whoever connects; so these are passwords like any other.
const PASSWORDS: [&str; 4] = ["palabra-app-77", "palabra-red-77", "palabra-dueño-77", "palabra-correo-77"];
const MIGRATE: &str = "ACELERACION__DATABASE__MIGRATE_URL";
const MAIL: &str = "ACELERACION__MAIL__URL";

/// Starts, is called, ends; what it wrote into its log.
async fn said(ground: &mut Ground, token: Option<&str>) -> Result<String, Failure> {
    ground.set(LOG_FILTER, "debug");
    let folder = tempfile::tempdir()?;
    let log = folder.path().join("log");
    let serving = ground.serve_and_log(&SERVICES, &log).await?;
    ground.find(&SERVICES, &serving);
    match token {
        Some(token) => {
            let config = ground.config()?;
            let clients = platform::clients::Clients::from_config(&config, config.server.listen)?;
            let mut caller = clients.caller(token, "en")?;
            // Whatever it is answered with.
            let _ = caller.partners.list_countries(ListCountriesRequest::default()).await;
        }
        None => drop(People::of(ground)?.region()?.partners.list_countries(ListCountriesRequest::default()).await?),
    }
    assert!(serving.stop().await?.success());
    let said = std::fs::read_to_string(log)?;
    assert!(said.contains("serving") && said.contains("DEBUG"), "it says what it does: {said}");
    Ok(said)
}

/// A private key in the forms that a log could have it in: text, and its bytes as numbers.
fn forms(key: &Path) -> Result<Vec<String>, Failure> {
    let bytes = std::fs::read(key)?;
    // The end of the file of such a key is its secret.
    let secret = bytes.get(16..48).ok_or("a shorter key than it should be")?;
    let hexadecimal: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(vec![BASE64_STANDARD.encode(secret), hexadecimal, format!("{secret:?}").trim_matches(['[', ']']).to_owned()])
}

fn is_silent(said: &str, secrets: &[String]) {
    assert!(secrets.iter().all(|secret| secret.len() > 4), "{} secrets", secrets.len());
    for secret in secrets {
        let line = said.lines().find(|line| line.contains(secret.as_str()));
        assert_eq!(line, None, "a secret is in the log");
    }
}

/// Passwords of its own in every URL of a ground.
fn with_passwords(ground: &mut Ground) {
    for (name, password) in [DATABASE, NETWORK_DATABASE, MIGRATE].into_iter().zip(PASSWORDS) {
        let url = ground.setting(name).to_owned();
        let (user, place) = url.split_once('@').unwrap_or_default();
        let (user, _) = user.rsplit_once(':').unwrap_or_default();
        ground.set(name, &format!("{user}:{password}@{place}"));
    }
    ground.set(MAIL, &format!("smtp://oficina:{}@127.0.0.1:9", PASSWORDS[3]));
}

fn passwords(ground: &Ground) -> Vec<String> {
    let of_broker = ground.setting(EVENTS).split_once("://").and_then(|(_, rest)| rest.split_once('@'));
    let of_broker =
        of_broker.and_then(|(user, _)| user.split_once(':')).map(|(user, password)| format!("{user}:{password}"));
    PASSWORDS.iter().map(|password| (*password).to_owned()).chain(of_broker).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_on_embedded_parts_tells_no_secret() -> Result<(), Failure> {
    let mut ground = Ground::embedded()?;
    ground.set(MAIL, &format!("smtp://oficina:{}@127.0.0.1:9", PASSWORDS[3]));
    let said = said(&mut ground, None).await?;
    let config = ground.config()?;
    let mut secrets = forms(&config.trial_key_file())?;
    secrets.extend(forms(&config.audit_key_file())?);
    secrets.push(PASSWORDS[3].into());
    is_silent(&said, &secrets);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_on_real_servers_tells_no_secret() -> Result<(), Failure> {
    let mut ground = Ground::real("secrets").await?;
    with_passwords(&mut ground);
    let said = said(&mut ground, None).await?;
    let mut secrets = passwords(&ground);
    secrets.extend(forms(&ground.config()?.trial_key_file())?);
    is_silent(&said, &secrets);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_in_production_takes_its_secrets_from_files_and_tells_none() -> Result<(), Failure> {
    let mut ground = Ground::in_production("secrets_production", "https://identity.example.org").await?;
    let issuer = Issuer::new()?;
    ground.set("ACELERACION__IDENTITY__JWKS_FILE", &issuer.key_set().display().to_string());
    with_passwords(&mut ground);
    let secrets = passwords(&ground);
    let folder = tempfile::tempdir()?;
    for name in [DATABASE, NETWORK_DATABASE, MIGRATE, EVENTS, MAIL] {
        let file = folder.path().join(name);
        std::fs::write(&file, format!("{}\n", ground.setting(name)))?;
        ground.unset(name);
        ground.set(&format!("{name}_FILE"), &file.display().to_string());
    }
    let token = issuer.token("ana", "office_admin", NETWORK)?;
    let said = said(&mut ground, Some(&token)).await?;
    let mut secrets = secrets;
    secrets.extend(forms(&ground.config()?.audit_key_file())?);
    secrets.push(token);
    is_silent(&said, &secrets);
    // Nor does the command that shows what is in force.
    let shown = ground.run(&["config"]).await?;
    is_silent(&shown, &secrets);
    assert!(shown.contains("url = \"postgres://aceleracion_app:***@"), "{shown}");
    Ok(())
}

/// What cannot be reached is told by its place, without the password.
#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_fails_tells_no_secret_either() -> Result<(), Failure> {
    let mut ground = Ground::real("secrets_failing").await?;
    with_passwords(&mut ground);
    let secrets = passwords(&ground);
    for (name, wrong) in [
        (DATABASE, format!("postgres://aceleracion_app:{}@127.0.0.1:9/{{service}}", PASSWORDS[0])),
        (NETWORK_DATABASE, format!("postgres://aceleracion_network:{}@127.0.0.1:9/{{service}}", PASSWORDS[1])),
        (EVENTS, format!("amqp://user:{}@127.0.0.1:9/%2f", PASSWORDS[0])),
    ] {
        let mut command = ground.command(&["serve"])?;
        let output =
            command.env(name, wrong).env(LOG_FILTER, "debug").env("ACELERACION__SERVER__LISTEN", "127.0.0.1:0");
        let output = output.output().await?;
        assert!(!output.status.success(), "{name}");
        is_silent(&String::from_utf8_lossy(&output.stderr), &secrets);
    }
    Ok(())
}
