//! Files with an Ed25519 key in PKCS #8 (DER): that of the trial issuer, and the one that signs heads of the audit log.

use std::{fs, io::Write, path::Path};

use aws_lc_rs::{rand::SystemRandom, signature::Ed25519KeyPair};

use crate::store::make_folder;

/// Why a key file cannot be read or made; names the file.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {problem}")]
pub(crate) struct KeyFileProblem {
    file: String,
    problem: String,
}

/// A key as the file has it, and ready to sign.
pub(crate) struct KeyFile {
    pub pkcs8: Vec<u8>,
    pub pair: Ed25519KeyPair,
}

impl KeyFile {
    /// The key that is there.
    pub fn read(file: &Path) -> Result<Self, KeyFileProblem> {
        let pkcs8 = fs::read(file).map_err(|problem| said(file, &problem))?;
        let pair = Ed25519KeyPair::from_pkcs8(&pkcs8).map_err(|_| {
            said(file, &"it is no Ed25519 key in PKCS #8 (DER); make one as defaults.toml says at audit.key_file")
        })?;
        Ok(Self { pkcs8, pair })
    }

    /// The same, of a key that is made where there is none. Two processes that start together end with the same one.
    pub fn read_or_make(file: &Path) -> Result<Self, KeyFileProblem> {
        if !file.exists() {
            make(file).map_err(|problem| said(file, &problem))?;
        }
        Self::read(file)
    }
}

fn make(file: &Path) -> std::io::Result<()> {
    let made = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(std::io::Error::other)?;
    make_folder(file)?;
    let mut whole = tempfile::NamedTempFile::new_in(file.parent().unwrap_or(Path::new(".")))?;
    whole.write_all(made.as_ref())?;
    // Losing this race is fine: the other process's key is the one to read.
    let _ = whole.persist_noclobber(file);
    Ok(())
}

fn said(file: &Path, problem: &dyn std::fmt::Display) -> KeyFileProblem {
    KeyFileProblem { file: file.display().to_string(), problem: problem.to_string() }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::KeyPair;

    use super::*;

    #[test]
    fn a_key_is_made_once_and_read_ever_after() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("keys/one.pk8");
        assert!(KeyFile::read(&file).is_err(), "there is none yet");
        let made = KeyFile::read_or_make(&file).expect("a key");
        let again = KeyFile::read_or_make(&file).expect("the same key");
        assert_eq!(again.pkcs8, made.pkcs8);
        assert_eq!(again.pair.public_key().as_ref(), made.pair.public_key().as_ref());
    }

    #[test]
    fn what_is_no_key_is_left_alone_and_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("other.pk8");
        fs::write(&file, "no key").expect("written");
        let problem = KeyFile::read_or_make(&file).err().expect("a problem").to_string();
        assert!(problem.contains("other.pk8"), "{problem}");
        assert_eq!(fs::read(&file).expect("read"), b"no key");
    }
}
