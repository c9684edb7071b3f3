use std::{
    fs,
    path::{Path, PathBuf},
};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

use super::Result;

/// An authority for certificates that nobody but the test trusts.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    folder: tempfile::TempDir,
}

impl Authority {
    pub fn new() -> Result<Self> {
        let mut params = CertificateParams::new(Vec::new())?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority =
            Self { issuer: CertifiedIssuer::self_signed(params, KeyPair::generate()?)?, folder: tempfile::tempdir()? };
        fs::write(authority.file(), authority.issuer.pem())?;
        Ok(authority)
    }

    /// Its own certificate, in PEM: whoever has this file can trust it.
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }

    /// Writes a certificate for 127.0.0.1 and its key into `folder`, as NAME.pem and NAME.key; gives back both places.
    pub fn certificate(&self, folder: &Path, name: &str) -> Result<(PathBuf, PathBuf)> {
        let key = KeyPair::generate()?;
        let params = CertificateParams::new(vec!["127.0.0.1".to_owned()])?;
        let places = (folder.join(format!("{name}.pem")), folder.join(format!("{name}.key")));
        fs::write(&places.0, params.signed_by(&key, &self.issuer)?.pem())?;
        fs::write(&places.1, key.serialize_pem())?;
        Ok(places)
    }

    /// The same in a folder of its own, which lives as long as this authority.
    pub fn pair(&self, name: &str) -> Result<(String, String)> {
        let (certificate, key) = self.certificate(self.folder.path(), name)?;
        Ok((certificate.display().to_string(), key.display().to_string()))
    }
}
