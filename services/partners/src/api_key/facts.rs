//! What the others are told of a key.

use platform::{Result, Scope, access::grants, moment};
use proto::platform::v1::{GrantChanged, GrantSecret};

use super::rows::{self, Model};

/// What the key grants now, and the digests of the secrets that prove it.
pub(super) async fn publish_grant(scope: &mut Scope, row: &Model) -> Result<()> {
    let secret = |secret: &super::KeptSecret| GrantSecret {
        digest: secret.digest.clone(),
        expire_time: secret.until.map(moment::from_milliseconds),
    };
    let revoked = row.revoked_at.is_some();
    let grant = GrantChanged {
        lent_to: String::new(),
        lent_by: String::new(),
        name: rows::name(row),
        version: row.version,
        subject: String::new(),
        roles: if revoked { Vec::new() } else { row.role_numbers() },
        countries: if row.countries.0.is_empty() { vec![row.country.clone()] } else { row.countries.0.clone() },
        expire_time: Some(moment::timestamp(row.expires_at)),
        secrets: if revoked { Vec::new() } else { row.secrets.0.iter().map(secret).collect() },
    };
    grants::tell(scope, grant).await
}
