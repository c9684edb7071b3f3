//! What stops the start, with words that tell what to do; and what `aceleracion config` shows, which is no secret.

use std::process::Output;

use sea_orm::ConnectionTrait;
use tests::{
    issuer::Issuer,
    platform::{Failure, Ground},
    servers::{self, Role},
};

/// Runs a command that has to fail by itself, and what it said.
async fn refusal(ground: &Ground, arguments: &[&str], variables: &[(&str, &str)]) -> Result<String, Failure> {
    let output = output(ground, arguments, variables).await?;
    let said = String::from_utf8(output.stderr)?;
    match output.status.code() {
        Some(1) => Ok(said),
        other => Err(format!("{arguments:?} with {variables:?} ended with {other:?}: {said}").into()),
    }
}

async fn output(ground: &Ground, arguments: &[&str], variables: &[(&str, &str)]) -> Result<Output, Failure> {
    let mut command = ground.command(arguments)?;
    command.env("ACELERACION__SERVER__LISTEN", "127.0.0.1:0").envs(variables.iter().copied());
    let limit = std::time::Duration::from_secs(60);
    let ended = tokio::time::timeout(limit, command.output()).await;
    Ok(ended.map_err(|_| format!("{arguments:?} with {variables:?} was not refused, but serves"))??)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_setting_stops_the_start_with_its_name_what_it_was_and_what_it_may_be() -> Result<(), Failure> {
    let ground = Ground::embedded()?;
    for (variable, value, expected) in [
        (
            "ACELERACION__DATABASE__POOL_SIZE",
            "many",
            "database.pool_size is \"many\" (from the environment); it may be: 1 to 1000",
        ),
        (
            "ACELERACION__MODE",
            "live",
            "mode is \"live\" (from the environment); it may be: \"trial\" or \"production\"",
        ),
        ("ACELERACION__SERVER__LISTN", "x", "server.listn (from the environment) is not a setting; there are: listen"),
        (
            "ACELERACION__EVENTS__URL",
            "kafka://me:hunter2@host",
            "events.url is \"kafka://***\" (from the environment); it may be: \"in-process\"",
        ),
        (
            "ACELERACION_CONFIG",
            "/nowhere/a.toml",
            "the configuration file /nowhere/a.toml cannot be read: No such file",
        ),
        ("ACELERACION__MAIL__URL", "kept@nowhere", "mail.url is *** (from the environment); it may be: \"kept\""),
    ] {
        for command in [&["serve"][..], &["migrate"], &["config"], &["demo", "--json"]] {
            let said = refusal(&ground, command, &[(variable, value)]).await?;
            assert!(said.starts_with(&format!("aceleracion: {expected}")), "{command:?} with {variable}: {said}");
            assert!(!said.contains("hunter2"), "{said}");
        }
    }
    let said = refusal(&ground, &["serve", "payments"], &[]).await?;
    assert!(said.contains("there is no service payments; there are partners, registrations, reviews"), "{said}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn production_refuses_what_would_lose_data_or_let_strangers_in() -> Result<(), Failure> {
    let ground = Ground::embedded()?;
    let production = ("ACELERACION__MODE", "production");
    let said = refusal(&ground, &["serve"], &[production]).await?;
    for wanted in [
        "database.url",
        "events.url",
        "mail.url",
        "identity.trial_issuer to false",
        "identity.issuer",
        "audit.key_file",
    ] {
        assert!(said.contains(&format!("set {wanted}")), "{wanted} is not in {said}");
    }
    let said = refusal(&ground, &["token", "--as", "regional_admin"], &[production]).await?;
    assert!(said.contains("the trial issuer works in trial mode only"), "{said}");

    // All that production needs, but for the one thing that lets in whoever asks.
    let issuer = Issuer::new()?;
    let keys = issuer.key_set().display().to_string();
    let almost = [
        production,
        ("ACELERACION__DATABASE__URL", "postgres://app:pw@127.0.0.1:1/{service}"),
        ("ACELERACION__DATABASE__NETWORK_URL", "postgres://network:pw@127.0.0.1:1/{service}"),
        ("ACELERACION__EVENTS__URL", "amqp://user:pw@127.0.0.1:1/%2f"),
        ("ACELERACION__MAIL__URL", "smtp://127.0.0.1:1"),
        ("ACELERACION__FILES__URL", "s3://files"),
        ("ACELERACION__IDENTITY__ISSUER", "https://identity.example.org"),
        ("ACELERACION__IDENTITY__JWKS_FILE", keys.as_str()),
        ("ACELERACION__AUDIT__KEY_FILE", "audit.pk8"),
    ];
    let said = refusal(&ground, &["serve"], &almost).await?;
    assert!(said.contains("set identity.trial_issuer to false"), "{said}");
    assert_eq!(said.lines().count(), 2, "one refusal alone: {said}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_starts_on_the_schema_of_its_build_and_on_no_other() -> Result<(), Failure> {
    let ground = Ground::real("starting").await?;
    let postgres = servers::shared().postgres().await?;
    let another_services = postgres.url(Role::App, "starting_partners");
    let said = refusal(&ground, &["serve", "reviews"], &[("ACELERACION__DATABASE__URL", &another_services)]).await?;
    let expected = "the database of reviews: its schema is not that of this build (partners_m0001_countries is unknown \
                    here); check database.url";
    assert!(said.contains(expected), "{said}");

    let owners = postgres.url(Role::Owner, "starting_partners");
    let said = refusal(&ground, &["migrate", "reviews"], &[("ACELERACION__DATABASE__MIGRATE_URL", &owners)]).await?;
    assert!(said.contains(expected), "{said}");

    // As it was before the last migration, and before the first.
    let owner = postgres.connect(Role::Owner, "starting_reviews").await?;
    owner
        .execute_unprepared("DELETE FROM schema_migrations WHERE place = (SELECT max(place) FROM schema_migrations)")
        .await?;
    let said = refusal(&ground, &["serve", "reviews"], &[]).await?;
    assert!(said.contains("its schema is older than this build; update it with `aceleracion migrate`"), "{said}");
    owner.execute_unprepared("DROP TABLE schema_migrations").await?;
    let said = refusal(&ground, &["serve", "reviews"], &[]).await?;
    assert!(
        said.contains("its schema cannot be read") && said.contains("create it with `aceleracion migrate`"),
        "{said}"
    );

    // The others are well, and serve; and who only serves needs not know the owner.
    let serving = ground.serve(&["partners"]).await?;
    assert!(serving.url.starts_with("http://127.0.0.1:"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sqlite_file_of_another_service_or_of_a_later_build_is_refused_as_well() -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let mut ground = Ground::embedded()?;
    ground.set("ACELERACION__DATABASE__URL", &format!("sqlite://{}/{{service}}.sqlite", folder.path().display()));
    ground.run(&["migrate"]).await?;
    let file = |service: &str| folder.path().join(format!("{service}.sqlite"));
    let before = std::fs::read(file("partners"))?;
    let url = format!("sqlite://{}", file("partners").display());
    let said = refusal(&ground, &["serve", "reviews"], &[("ACELERACION__DATABASE__URL", &url)]).await?;
    assert!(said.contains("its schema is not that of this build") && said.contains("check database.url"), "{said}");
    assert_eq!(std::fs::read(file("partners"))?, before, "the other service's file was touched");

    let session = sea_orm::Database::connect(format!("sqlite://{}", file("reviews").display())).await?;
    session.execute_unprepared("INSERT INTO schema_migrations VALUES (999, 'reviews_m0999_tomorrow')").await?;
    session.close().await?;
    let said = refusal(&ground, &["serve", "reviews"], &[]).await?;
    assert!(said.contains("reviews_m0999_tomorrow is unknown here"), "{said}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_settings_in_force_are_shown_without_what_is_secret() -> Result<(), Failure> {
    let ground = Ground::embedded()?;
    let variables = [
        ("ACELERACION__DATABASE__URL", "postgres://app:hunter2@db:5432/{service}"),
        ("ACELERACION__DATABASE__NETWORK_URL", "postgres://network:hunter2@db:5432/{service}"),
        ("ACELERACION__DATABASE__MIGRATE_URL", "postgres://owner:hunter2@db:5432/{service}"),
        ("ACELERACION__EVENTS__URL", "amqp://user:hunter2@broker:5672/%2f"),
        ("ACELERACION__MAIL__URL", "smtp://user:hunter2@mail:25"),
        ("ACELERACION__DATABASE__POOL_SIZE", "3"),
    ];
    let output = output(&ground, &["config"], &variables).await?;
    let (printed, said) = (String::from_utf8(output.stdout)?, String::from_utf8(output.stderr)?);
    assert!(output.status.success(), "{said}");
    assert!(!printed.contains("hunter2") && !said.contains("hunter2"), "{printed}{said}");
    for line in ["url = \"postgres://app:***@db:5432/{service}\"", "url = \"smtp://user:***@mail:25\"", "pool_size = 3"]
    {
        assert!(printed.lines().any(|printed| printed == line), "{line} is not in {printed}");
    }
    Ok(())
}
