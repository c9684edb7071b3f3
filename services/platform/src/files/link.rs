//! Links: a token in a URL by which whoever has it fetches one file for a while.
//!
//! It says which file and until when, under a key that every process of the installation has; so nothing is kept of it, and
//! it is believed by whichever process it comes to. What became of the file since is asked when it is used.

use std::{future::Future, pin::Pin};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{Files, Key};
use crate::{error::Result, moment, names, service::Ground};

/// Where links lead, on the address of the server.
pub(super) const PATH: &str = "/files/";

/// Bytes of a country's code, of the file's id and of the moment, before the tag.
const CODE: usize = 2;
const ID: usize = 16;
const MOMENT: usize = 8;

/// A link as it is given away.
#[derive(Clone, Debug)]
pub struct Link {
    /// The URL, or its path where the server is not told where the public finds it.
    pub url: String,
    /// Until when it is good.
    pub expire_time: OffsetDateTime,
}

/// The file that a link names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The code of its country.
    pub country: String,
    /// Its id.
    pub id: Uuid,
}

/// A file that may be sent to whoever holds a link.
#[derive(Clone, Debug)]
pub struct Linked {
    /// Where it lies.
    pub key: Key,
    /// What it is called.
    pub name: String,
    /// Its media type.
    pub content_type: String,
    /// How many bytes it has.
    pub size: u64,
    /// SHA-256 of them, in hexadecimal digits: what tells it from every other.
    pub sha256: String,
}

/// Finds the file of a link, if it may still be sent.
pub type Opener = fn(Ground, Wanted) -> Pin<Box<dyn Future<Output = Result<Option<Linked>>> + Send>>;

impl Files {
    /// A link to a file, good for so long.
    pub fn link(&self, wanted: &Wanted, lasts: Duration) -> Link {
        let expire_time = moment::from_seconds(moment::now().unix_timestamp() + lasts.whole_seconds());
        Link { url: self.url(wanted, expire_time.unix_timestamp()), expire_time }
    }

    /// The URL of what everybody may fetch for as long as it is there: the same one for whoever asks, whenever they do.
    pub fn lasting_link(&self, wanted: &Wanted) -> String {
        self.url(wanted, i64::MAX)
    }

    fn url(&self, wanted: &Wanted, until: i64) -> String {
        let until = until.to_be_bytes();
        let tag = self.secret.tag(&self.signed(wanted, until).each_ref().map(String::as_str));
        let token = [wanted.country.as_bytes(), wanted.id.as_bytes(), until.as_slice(), tag.as_slice()].concat();
        format!("{}{PATH}{}/{}", self.link_base, self.service, BASE64_URL_SAFE_NO_PAD.encode(token))
    }

    /// The file of a token that was made here and is still good.
    pub(super) fn wanted(&self, token: &str) -> Option<Wanted> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
        let (code, rest) = bytes.split_at_checked(CODE)?;
        let (id, rest) = rest.split_at_checked(ID)?;
        let (until, tag) = rest.split_at_checked(MOMENT)?;
        let country = names::country_code("", std::str::from_utf8(code).ok()?).ok()?.to_owned();
        let wanted = Wanted { country, id: Uuid::from_slice(id).ok()? };
        let until: [u8; MOMENT] = until.try_into().ok()?;
        let signed = self.signed(&wanted, until);
        let is_ours = self.secret.tagged(&signed.each_ref().map(String::as_str), tag);
        (is_ours && moment::now().unix_timestamp() < i64::from_be_bytes(until)).then_some(wanted)
    }

    fn signed(&self, wanted: &Wanted, until: [u8; MOMENT]) -> [String; 5] {
        let until = i64::from_be_bytes(until).to_string();
        ["link".into(), self.service.into(), wanted.country.clone(), wanted.id.to_string(), until]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{config::Config, files::Place, personal::Secret};

    fn files(service: &'static str, folder: &tempfile::TempDir) -> Files {
        let name = "ACELERACION__DATA_FOLDER".to_owned();
        let variables = [(name, folder.path().display().to_string())].into();
        let config = Config::load_from(None, variables).expect("settings");
        let place = Place::from_config(&config).expect("a folder");
        Files::new(service, place, Secret::from_config(&config).expect("a secret"), &config)
    }

    fn token(link: &Link) -> &str {
        link.url.rsplit('/').next().unwrap_or_default()
    }

    #[test]
    fn a_link_names_its_file_to_the_service_that_gave_it_until_its_time_is_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let (here, other) = (files("registrations", &folder), files("reviews", &folder));
        let wanted = Wanted { country: "do".into(), id: Uuid::now_v7() };
        let link = here.link(&wanted, Duration::minutes(5));
        assert!(link.url.starts_with("/files/registrations/"), "{}", link.url);
        assert_eq!(here.wanted(token(&link)), Some(wanted.clone()));
        assert_eq!(other.wanted(token(&link)), None);
        assert_eq!(here.wanted(token(&here.link(&wanted, Duration::ZERO))), None);
        assert_eq!(here.wanted(token(&here.link(&wanted, Duration::minutes(-5)))), None);
        let lasting = here.lasting_link(&wanted);
        assert_eq!(here.wanted(lasting.rsplit('/').next().unwrap_or_default()), Some(wanted.clone()));
        assert_eq!(here.lasting_link(&wanted), lasting, "the same one, whenever it is asked for");
    }

    #[test]
    fn a_token_that_is_changed_in_any_place_names_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = files("registrations", &folder);
        let link = files.link(&Wanted { country: "do".into(), id: Uuid::now_v7() }, Duration::minutes(5));
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(token(&link)).expect("bytes");
        for place in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[place] ^= 1;
            assert_eq!(files.wanted(&BASE64_URL_SAFE_NO_PAD.encode(changed)), None, "byte {place}");
        }
        assert_eq!(files.wanted(&BASE64_URL_SAFE_NO_PAD.encode(&bytes[..bytes.len() - 1])), None);
    }

    proptest! {
        #[test]
        fn whatever_is_no_token_names_nothing(text in ".{0,120}", bytes in prop::collection::vec(any::<u8>(), 0..90)) {
            let folder = tempfile::tempdir().expect("a folder");
            let files = files("registrations", &folder);
            prop_assert_eq!(files.wanted(&text), None);
            prop_assert_eq!(files.wanted(&BASE64_URL_SAFE_NO_PAD.encode(bytes)), None);
        }
    }
}
