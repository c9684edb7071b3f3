//! One service's part of an exported country: what is signed of it, and checking that it was.

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use proto::platform::v1::CountryPart;

use crate::{audit, moment};

/// The form of the file that this build writes and reads.
pub const FORMAT: i32 = 1;

/// Parts these signatures from every other.
const LABEL: &str = "aceleracion country part 1";

/// The bytes that are signed.
pub(super) fn signed_text(part: &CountryPart) -> String {
    let CountryPart { format, service, country, time, rows, size, sha256, installation, signature: _ } = part;
    let time = time.as_ref().map(moment::milliseconds_of).unwrap_or_default();
    format!("{LABEL}\n{format}\n{service}\n{country}\n{time}\n{rows}\n{size}\n{sha256}\n{installation}\n")
}

/// Whether a part was signed by the installation with this public key, in hexadecimal digits.
pub fn is_signed_by(part: &CountryPart, key: &str) -> bool {
    let (Some(key_bytes), Some(signature)) = (audit::bytes_of(key), audit::bytes_of(&part.signature)) else {
        return false;
    };
    let signed = UnparsedPublicKey::new(&ED25519, key_bytes).verify(signed_text(part).as_bytes(), &signature);
    part.installation == key && signed.is_ok()
}
