//! Heads as they were kept: read from a file or a log, each with its signature checked.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
};

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};

use super::heads::{Head, HeadsProblem};

/// The heads of one service that a file holds, by country and place.
#[derive(Debug, Default)]
pub struct KeptHeads {
    countries: BTreeMap<String, BTreeMap<i64, Head>>,
}

impl KeptHeads {
    /// Reads a file of heads, or a log in JSON with heads in it. A head whose signature is not by `public_key` is an
    /// error: somebody has changed it, or it is of another installation. Lines that are no heads are passed over. Such a
    /// file is read line by line, since a log may be long, and for as long as `goes_on` says so.
    pub fn read(
        file: &Path,
        service: &str,
        public_key: &str,
        goes_on: impl Fn() -> bool,
    ) -> Result<Self, HeadsProblem> {
        let said = |problem: &dyn std::fmt::Display| HeadsProblem(format!("heads in {}: {problem}", file.display()));
        let lines = BufReader::new(File::open(file).map_err(|problem| said(&problem))?).lines();
        let key = bytes(public_key).ok_or_else(|| HeadsProblem("the key is not in hexadecimal digits".into()))?;
        let key = UnparsedPublicKey::new(&ED25519, key);
        let mut kept = Self::default();
        for (number, line) in (1..).zip(lines) {
            if !goes_on() {
                return Err(said(&"they were not read to the end"));
            }
            let line = line.map_err(|problem| said(&problem))?;
            let Some(head) = Head::read(&line).filter(|head| head.service == service) else { continue };
            let signature = bytes(&head.signature).unwrap_or_default();
            if key.verify(head.signed_text().as_bytes(), &signature).is_err() {
                return Err(said(&format!("line {number} is not signed by this key")));
            }
            let places = kept.countries.entry(head.country.clone()).or_default();
            if places.get(&head.place).is_some_and(|known| known.hash != head.hash) {
                let Head { country, place, .. } = head;
                let problem = format!("line {number} signs another seal at place {place} of {country} than one before");
                return Err(said(&problem));
            }
            places.entry(head.place).or_insert(head);
        }
        Ok(kept)
    }

    /// The countries that have heads.
    pub(super) fn countries(&self) -> impl Iterator<Item = &String> {
        self.countries.keys()
    }

    /// The head signed at this place of a country's chain.
    pub(super) fn at(&self, country: &str, place: i64) -> Option<&Head> {
        self.countries.get(country)?.get(&place)
    }

    /// The last head before this place.
    pub(super) fn before(&self, country: &str, place: i64) -> Option<&Head> {
        self.countries.get(country)?.range(..place).next_back().map(|(_, head)| head)
    }

    /// The head that tells of the longest chain of a country.
    pub(super) fn last(&self, country: &str) -> Option<&Head> {
        self.countries.get(country)?.last_key_value().map(|(_, head)| head)
    }
}

/// The bytes that hexadecimal digits stand for.
pub(crate) fn bytes(hexadecimal: &str) -> Option<Vec<u8>> {
    if !hexadecimal.is_ascii() || !hexadecimal.len().is_multiple_of(2) {
        return None;
    }
    let pairs = (0..hexadecimal.len()).step_by(2);
    pairs.map(|at| u8::from_str_radix(&hexadecimal[at..at + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        audit::{chain::hexadecimal, heads::Heads, seals::End},
        config::Config,
    };

    fn heads(folder: &Path) -> (Heads, Config) {
        let mut config = Config::load_from(None, Default::default()).expect("the defaults");
        config.data_folder = folder.to_path_buf();
        (Heads::from_config(&config).expect("a key is made"), config)
    }

    fn ends(place: i64, byte: u8) -> BTreeMap<String, End> {
        BTreeMap::from([("do".to_owned(), End { place, seal: [byte; 32] })])
    }

    #[test]
    fn what_was_signed_is_read_again_and_the_key_stays_the_same() {
        let folder = tempfile::tempdir().expect("a folder");
        let (first, config) = heads(folder.path());
        first.keep("reviews", &ends(3, 1));
        let (second, _) = heads(folder.path());
        second.keep("reviews", &ends(5, 2));
        second.keep("partners", &ends(9, 3));
        assert_eq!(first.public_key(), second.public_key());
        let file = config.heads_file().expect("a file");
        let kept = KeptHeads::read(&file, "reviews", &first.public_key(), || true).expect("read");
        assert_eq!(kept.at("do", 3).expect("a head").hash, hexadecimal(&[1; 32]));
        assert_eq!(kept.last("do").expect("a head").place, 5);
        assert_eq!(kept.before("do", 5).expect("a head").place, 3);
    }

    #[test]
    fn a_changed_head_and_one_of_another_key_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let (signer, config) = heads(folder.path());
        signer.keep("reviews", &ends(3, 1));
        let file = config.heads_file().expect("a file");
        let (other, _) = heads(tempfile::tempdir().expect("another folder").path());
        assert!(KeptHeads::read(&file, "reviews", &other.public_key(), || true).is_err());
        let changed = std::fs::read_to_string(&file).expect("text").replace("\"place\":3", "\"place\":2");
        std::fs::write(&file, changed).expect("written");
        let problem =
            KeptHeads::read(&file, "reviews", &signer.public_key(), || true).expect_err("changed").to_string();
        assert!(problem.contains("line 1 is not signed"), "{problem}");
    }

    #[test]
    fn two_heads_for_one_place_are_a_chain_written_anew() {
        let folder = tempfile::tempdir().expect("a folder");
        let (signer, config) = heads(folder.path());
        signer.keep("reviews", &ends(3, 1));
        signer.keep("reviews", &ends(3, 2));
        let file = config.heads_file().expect("a file");
        let problem = KeptHeads::read(&file, "reviews", &signer.public_key(), || true).expect_err("two").to_string();
        assert!(problem.contains("another seal at place 3 of do"), "{problem}");
    }

    #[test]
    fn a_line_of_the_log_is_read_like_one_of_the_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let (signer, _) = heads(folder.path());
        let head = signer.sign("reviews", "do", &End { place: 7, seal: [4; 32] });
        let mut logged = serde_json::to_value(&head).expect("fields");
        logged["level"] = "INFO".into();
        logged["target"] = "audit".into();
        assert_eq!(Head::read(&logged.to_string()), Some(head));
        assert_eq!(Head::read("serving on http://127.0.0.1:7400"), None);
    }
}
