//! `CreateApiKey`

use platform::{Result, Scope, access::grants::key, moment, names::NETWORK};
use proto::partners::v1::{CreateApiKeyRequest, CreateApiKeyResponse};
use uuid::Uuid;

use super::{
    KeptSecret, countries_of, end_of, facts, for_people_only, roles_of,
    rows::{self, Countries, Model, Secrets},
};
use crate::{
    country::rows as countries,
    member::{role_text, rows::Roles},
};

/// Issues a key.
pub async fn create(scope: &mut Scope, request: CreateApiKeyRequest) -> Result<CreateApiKeyResponse> {
    rows::within_reach(scope, &request.parent)?;
    for_people_only(scope.is_api_key())?;
    let wanted = request.api_key.unwrap_or_default();
    let in_network = scope.country() == NETWORK;
    let roles = roles_of(&wanted.roles, scope.role(), in_network)?;
    let now = moment::now();
    let expires_at = end_of(wanted.expire_time.as_ref(), now)?;
    if !in_network {
        scope.expect(countries::by_code(scope, scope.country()), &request.parent).await?;
    }
    let countries = countries_of(&wanted.countries, &roles, in_network)?;
    for code in &countries {
        scope.expect(countries::by_code(scope, code), &countries::name(code)).await?;
    }
    let secret = key::make_secret()?;
    let row = Model {
        country: scope.country().to_owned(),
        id: Uuid::now_v7(),
        version: 1,
        created_at: now,
        updated_at: now,
        display_name: wanted.display_name,
        roles: Roles(roles.into_iter().map(role_text).collect()),
        countries: Countries(countries),
        issuer: scope.subject().to_owned(),
        expires_at,
        secrets: Secrets(vec![KeptSecret { digest: secret.digest.to_vec(), until: None }]),
        last_used_at: None,
        revoked_at: None,
    };
    scope.insert::<rows::Entity>(row.clone()).await?;
    facts::publish_grant(scope, &row).await?;
    let secret = key::bearer(row.id, &secret.text);
    Ok(CreateApiKeyResponse { api_key: Some(rows::message(row)), secret })
}
