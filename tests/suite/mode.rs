//! A database that was made in one mode is served in no other.

use std::time::Duration;

use tests::platform::{Failure, Ground};

const LIMIT: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_production_is_never_served_by_a_trial_issuer_nor_the_other_way() -> Result<(), Failure> {
    let mut ground = Ground::in_production("identity_mode", "https://identity.example.org").await?;
    ground.set("ACELERACION__MODE", "trial");
    ground.set("ACELERACION__IDENTITY__TRIAL_ISSUER", "true");
    let mut other = Ground::real("identity_mode_trial").await?;
    let key = ground.setting("ACELERACION__AUDIT__KEY_FILE").to_owned();
    for (setting, value) in [
        ("MODE", "production"),
        ("AUDIT__KEY_FILE", key.as_str()),
        ("MAIL__URL", "smtp://127.0.0.1:9"),
        ("FILES__URL", "s3://files"),
        ("IDENTITY__TRIAL_ISSUER", "false"),
        ("IDENTITY__ISSUER", "https://identity.example.org"),
    ] {
        other.set(&format!("ACELERACION__{setting}"), value);
    }
    let cases = [(&ground, "made in production mode"), (&other, "made in trial mode")];
    for (ground, expected) in cases {
        for command in [["migrate", "partners"], ["serve", "partners"]] {
            let refusal = tokio::time::timeout(LIMIT, ground.run(&command)).await?;
            let said = refusal.err().ok_or("it went on")?.to_string();
            assert!(said.contains(expected) && said.contains("the database of partners"), "{said}");
        }
    }
    Ok(())
}
