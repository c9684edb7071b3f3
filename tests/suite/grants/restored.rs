//! A service whose database comes from before a revocation.

use proto::{
    platform::v1::Role,
    registrations::v1::{SummarizeRegistrationsRequest, registrations_service_client::RegistrationsServiceClient},
};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use tests::{issuer::claims, network::Network, patience::until, platform::Failure, servers::Mail};
use tonic::{Code, Request};

use super::{
    REVOKED_WITHIN,
    callers::{reached, refused},
    members,
};

/// The service starts with the grant as it was, and hears heartbeats as any other does.
pub async fn who_was_revoked_since_is_never_admitted_by_an_old_database(
    mut network: Network,
    mail: &Mail,
) -> Result<(), Failure> {
    let member = members::join(&network, mail, "eva", Role::OfficeStaff).await?;
    reached(&network, "eva").await?;
    let database = network.data.connect("registrations").await?;
    let run = async |query: &str| {
        let statement = Statement::from_string(database.get_database_backend(), query);
        Ok::<_, Failure>(database.execute_raw(statement).await?.rows_affected())
    };
    run("CREATE TABLE backup AS SELECT * FROM grants").await?;
    members::revoke(&network, &member).await?;
    refused(&network, "eva", Code::PermissionDenied, REVOKED_WITHIN).await?;

    // A heartbeat from before the revocation may still be on its way, and would be believed while it is fresh: a backup
    // is older than that.
    until("a heartbeat that tells of the revocation", || async {
        let query = "SELECT count(*) AS found FROM grant_beats WHERE name = 'grants' AND total = (SELECT sum(version) FROM \
                     grants)";
        let statement = Statement::from_string(database.get_database_backend(), query);
        let row = database.query_one_raw(statement).await?.ok_or("a count has a row")?;
        Ok((row.try_get::<i64>("", "found")? > 0).then_some(()))
    })
    .await?;
    let position = network.position("registrations")?;
    network.serving.remove(position).kill().await?;
    assert!(run("DELETE FROM grants").await? > 0 && run("INSERT INTO grants SELECT * FROM backup").await? > 0);
    run("DROP TABLE backup").await?;
    // It was made an hour ago.
    run("UPDATE grant_beats SET at = at - 3600000").await?;
    let serving = network.ground.serve(&["registrations"]).await?;
    let calls = RegistrationsServiceClient::connect(serving.url.clone()).await?;
    let mut eva = claims("eva", "", "");
    eva["roles"] = json!([]);
    let bearer = format!("Bearer {}", network.issuer.sign(&eva)?);
    until("the revocation that was missing", || async {
        let mut request =
            Request::new(SummarizeRegistrationsRequest { parent: "countries/do".into(), ..Default::default() });
        request.metadata_mut().insert("authorization", bearer.parse()?);
        match calls.clone().summarize_registrations(request).await {
            Ok(_) => Err("who was revoked is admitted".into()),
            Err(status) if status.code() == Code::Unavailable => Ok(None),
            Err(status) if status.code() == Code::PermissionDenied => Ok(Some(())),
            Err(status) => Err(status.into()),
        }
    })
    .await?;
    network.serving.insert(position, serving);
    Ok(())
}
