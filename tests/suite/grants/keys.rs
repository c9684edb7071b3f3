//! API keys: what other systems call with.

use std::time::{Duration, SystemTime};

use platform::clients::Caller;
use proto::{
    partners::v1::{
        ApiKey, CreateApiKeyRequest, CreateApiKeyResponse, GetApiKeyRequest, ListApiKeysRequest, RevokeApiKeyRequest,
        RotateApiKeyRequest,
    },
    platform::v1::Role,
    registrations::v1::ListRegistrationsRequest,
};
use sea_orm::{ConnectionTrait, Statement};
use tests::{
    network::Network,
    patience::until,
    platform::{Failure, SERVICES},
    refusal::{of, refusal},
};
use tonic::{Code, Status};

use super::callers;

fn in_time(from_now: Duration) -> Option<prost_types::Timestamp> {
    Some(SystemTime::now().checked_add(from_now)?.into())
}

const DAY: Duration = Duration::from_secs(86_400);

async fn issue(by: &Caller, parent: &str, role: Role, life: Duration) -> Result<CreateApiKeyResponse, Status> {
    let api_key = ApiKey {
        display_name: "observatory".into(),
        roles: vec![role.into()],
        expire_time: in_time(life),
        ..ApiKey::default()
    };
    let request = CreateApiKeyRequest { parent: parent.into(), api_key: Some(api_key) };
    Ok(by.clone().partners.create_api_key(request).await?.into_inner())
}

pub async fn a_key_of_the_network_is_narrowed_to_some_countries(network: &Network) -> Result<(), Failure> {
    let region = network.region()?;
    let narrowed = |role: Role| ApiKey {
        display_name: "observatory of one country".into(),
        roles: vec![role.into()],
        countries: vec!["countries/do".into()],
        expire_time: in_time(DAY),
        ..ApiKey::default()
    };
    let create = |role| CreateApiKeyRequest { parent: "network".into(), api_key: Some(narrowed(role)) };
    let refused = region.clone().partners.create_api_key(create(Role::RegionalAdmin)).await;
    assert_eq!(refusal(refused), of(Code::InvalidArgument, "INVALID_FIELD"), "an admin of the network was narrowed");
    let issued = region.clone().partners.create_api_key(create(Role::RegionalObserver)).await?.into_inner();
    assert_eq!(issued.api_key.unwrap_or_default().countries, ["countries/do"]);
    answered(network, &issued.secret, Code::Ok).await?;
    for elsewhere in ["countries/cr", "countries/-"] {
        assert_eq!(call(network, &issued.secret, elsewhere).await?, Code::NotFound, "{elsewhere}");
    }
    Ok(())
}

async fn call(network: &Network, secret: &str, parent: &str) -> Result<Code, Failure> {
    let request = ListRegistrationsRequest { parent: parent.into(), ..Default::default() };
    let answer = network.bearer(secret)?.registrations.list_registrations(request).await;
    Ok(answer.map_or_else(|status| status.code(), |_| Code::Ok))
}

async fn answered(network: &Network, secret: &str, wanted: Code) -> Result<(), Failure> {
    until(&format!("{wanted:?} to the key"), || async {
        Ok((call(network, secret, "countries/do").await? == wanted).then_some(()))
    })
    .await
}

pub async fn a_key_opens_what_it_was_issued_for_and_nothing_else(network: &Network) -> Result<(), Failure> {
    let office = network.office("do")?;
    let issued = issue(&office, "countries/do", Role::OfficeStaff, DAY).await?;
    let key = issued.api_key.clone().unwrap_or_default();
    assert!(key.name.starts_with("countries/do/apiKeys/") && issued.secret.starts_with("acel_"), "{}", key.name);
    answered(network, &issued.secret, Code::Ok).await?;
    until("the key in all services", || async {
        Ok((callers::of(network.bearer(&issued.secret)?).await == [Code::Ok; 4]).then_some(()))
    })
    .await?;
    assert_eq!(call(network, &issued.secret, "countries/cr").await?, Code::NotFound, "another country");
    let mut wrong = issued.secret.clone();
    wrong.pop();
    for secret in [wrong.as_str(), &format!("{}x", issued.secret), "acel_x_y", "acel_"] {
        assert_eq!(call(network, secret, "countries/do").await?, Code::Unauthenticated, "{secret}");
    }
    // Its use is told.
    until("the last use of the key", || async {
        let request = GetApiKeyRequest { name: key.name.clone() };
        let read = office.clone().partners.get_api_key(request).await?.into_inner().api_key.unwrap_or_default();
        assert_eq!(read.etag, key.etag, "its use is no change");
        Ok(read.last_use_time)
    })
    .await?;
    the_secret_is_nowhere(network, &issued.secret).await
}

/// Neither the secret nor the part of it that is random stands in any row of any table.
async fn the_secret_is_nowhere(network: &Network, secret: &str) -> Result<(), Failure> {
    let random = &secret[secret.len() - 30..];
    let mut looked_at = 0;
    for service in SERVICES {
        let session = network.data.connect(service).await?;
        let backend = session.get_database_backend();
        let tables = "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public'";
        for table in session.query_all_raw(Statement::from_string(backend, tables)).await? {
            let table: String = table.try_get("", "name")?;
            let rows = format!("SELECT row_to_json({table})::text AS row FROM {table}");
            for row in session.query_all_raw(Statement::from_string(backend, rows)).await? {
                let row: String = row.try_get("", "row")?;
                // Bytes are written as hexadecimal digits.
                let digits: String = random.bytes().map(|byte| format!("{byte:02x}")).collect();
                assert!(!row.contains(random) && !row.contains(&digits), "{service}.{table}: {row}");
                looked_at += 1;
            }
        }
        session.close().await?;
    }
    assert!(looked_at > 20, "{looked_at} rows");
    Ok(())
}

pub async fn a_key_is_rotated_with_overlap_and_revoked(network: &Network) -> Result<(), Failure> {
    let mut office = network.office("do")?;
    let issued = issue(&office, "countries/do", Role::OfficeStaff, DAY).await?;
    let (name, first) = (issued.api_key.unwrap_or_default().name, issued.secret);
    answered(network, &first, Code::Ok).await?;
    let overlap = Some(prost_types::Duration { seconds: 3600, nanos: 0 });
    let request = RotateApiKeyRequest { name: name.clone(), overlap, ..Default::default() };
    let rotated = office.partners.rotate_api_key(request).await?.into_inner();
    assert!(rotated.api_key.unwrap_or_default().overlap_end_time.is_some());
    let second = rotated.secret;
    answered(network, &second, Code::Ok).await?;
    answered(network, &first, Code::Ok).await?;

    // Once more, without: from now on only the newest is good.
    let request = RotateApiKeyRequest { name: name.clone(), ..Default::default() };
    let third = office.partners.rotate_api_key(request).await?.into_inner().secret;
    answered(network, &third, Code::Ok).await?;
    answered(network, &first, Code::Unauthenticated).await?;
    answered(network, &second, Code::Unauthenticated).await?;

    let request = RevokeApiKeyRequest { name: name.clone(), ..Default::default() };
    office.partners.revoke_api_key(request.clone()).await?;
    answered(network, &third, Code::Unauthenticated).await?;
    let again = office.partners.revoke_api_key(request).await;
    assert_eq!(refusal(again), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    let request = ListApiKeysRequest { parent: "countries/do".into(), ..Default::default() };
    let listed = office.partners.list_api_keys(request).await?.into_inner().api_keys;
    assert!(listed.iter().any(|key| key.name == name && key.revoke_time.is_some()));
    Ok(())
}

pub async fn a_key_ends_at_its_time(network: &Network) -> Result<(), Failure> {
    let issued = issue(&network.office("do")?, "countries/do", Role::OfficeStaff, Duration::from_secs(4)).await?;
    answered(network, &issued.secret, Code::Ok).await?;
    answered(network, &issued.secret, Code::Unauthenticated).await
}

pub async fn nobody_issues_what_they_do_not_hold(network: &Network) -> Result<(), Failure> {
    let (office, region) = (network.office("do")?, network.region()?);
    let invalid = of(Code::InvalidArgument, "INVALID_FIELD");
    assert_eq!(refusal(issue(&office, "countries/do", Role::RegionalAdmin, DAY).await), invalid);
    assert_eq!(refusal(issue(&office, "countries/do", Role::System, DAY).await), invalid);
    assert_eq!(refusal(issue(&office, "countries/do", Role::OfficeStaff, 400 * DAY).await), invalid);
    let not_there = of(Code::NotFound, "RESOURCE_NOT_FOUND");
    assert_eq!(refusal(issue(&office, "countries/cr", Role::OfficeStaff, DAY).await), not_there);
    assert_eq!(refusal(issue(&office, "network", Role::RegionalObserver, DAY).await), not_there);
    let there = issue(&region, "countries/do", Role::OfficeStaff, DAY).await;
    assert_eq!(refusal(there), of(Code::PermissionDenied, "INTERVENTION_NEEDED"));

    // A key of the network reads in every country, and its list is the network's own.
    let observer = issue(&region, "network", Role::RegionalObserver, DAY).await?;
    answered(network, &observer.secret, Code::Ok).await?;
    let list = ListApiKeysRequest { parent: "network".into(), ..Default::default() };
    assert_eq!(refusal(office.clone().partners.list_api_keys(list).await), not_there);

    // A key issues no keys: it would outlive its own end.
    let admin = issue(&office, "countries/do", Role::OfficeAdmin, DAY).await?;
    answered(network, &admin.secret, Code::Ok).await?;
    let by_key = until("an answer to the key", || async {
        let answer = refusal(issue(&network.bearer(&admin.secret)?, "countries/do", Role::OfficeStaff, DAY).await);
        Ok(answer.filter(|answer| answer.0 != Code::Unauthenticated))
    });
    assert_eq!(Some(by_key.await?), of(Code::PermissionDenied, "ROLE_NOT_ALLOWED"));
    Ok(())
}
