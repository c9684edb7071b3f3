//! What a token says: before its signature is checked, and after.

use jsonwebtoken::{Header, dangerous};
use proto::platform::v1::Role;
use serde::{Deserialize, Serialize};

use crate::access::{Caller, Held};

/// How far two clocks may be apart, in seconds.
pub(super) const LEEWAY_SECONDS: i64 = 30;
/// OpenID Connect allows a subject no more.
const LONGEST_SUBJECT: usize = 255;

/// What an unchecked token tells of itself: enough to choose the keys to check it with, and nothing else.
pub(super) struct Told {
    pub header: Header,
    pub issuer: String,
}

#[derive(Deserialize)]
struct Issuer {
    iss: String,
}

impl Told {
    /// Nothing when it is no token, is signed in a way that is unknown here (which "none" is), or has a header that must
    /// be understood and is not.
    pub fn by(token: &str) -> Option<Self> {
        let header = jsonwebtoken::decode_header(token).ok()?;
        if header.crit.is_some() || header.enc.is_some() || header.zip.is_some() {
            return None;
        }
        let issuer = dangerous::insecure_decode_claims::<Issuer>(token).ok()?.iss;
        Some(Self { header, issuer })
    }
}

/// The claims that count, beside issuer and audience, which are compared where the signature is checked.
#[derive(Deserialize)]
pub(super) struct Claims {
    sub: String,
    // Seconds may have fractions (RFC 7519).
    exp: f64,
    nbf: Option<f64>,
    // Providers have claims of this name and other shapes; it is read for the trial issuer alone.
    roles: Option<serde_json::Value>,
}

/// One role in a token of the trial issuer.
#[derive(Serialize, Deserialize)]
pub(super) struct RoleClaim {
    pub role: String,
    pub country: String,
}

/// What a token with a good signature says.
pub(super) struct Checked {
    pub caller: Caller,
    pub not_before: Option<i64>,
    pub expires: i64,
}

impl Checked {
    /// Nothing when the subject is none that rows and logs can hold.
    pub fn of(claims: Claims, bears_roles: bool) -> Option<Self> {
        let Claims { sub, exp, nbf, roles } = claims;
        if sub.is_empty() || sub.len() > LONGEST_SUBJECT || sub.chars().any(char::is_control) {
            return None;
        }
        let held = if bears_roles { held(roles) } else { Vec::new() };
        Some(Self {
            caller: Caller { subject: sub, held },
            not_before: nbf.map(|seconds| seconds.ceil() as i64),
            expires: exp.floor() as i64,
        })
    }
}

fn held(roles: Option<serde_json::Value>) -> Vec<Held> {
    let claims = roles.map(serde_json::from_value::<Vec<RoleClaim>>).and_then(Result::ok).unwrap_or_default();
    let held = claims.into_iter().filter_map(|claim| {
        let role = Role::from_str_name(&format!("ROLE_{}", claim.role.to_uppercase()))?;
        (role != Role::Unspecified).then_some(Held { role, country: claim.country })
    });
    held.collect()
}
