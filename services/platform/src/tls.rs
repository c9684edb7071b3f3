//! TLS of the server and of clients, from the files that the configuration names.
//!
//! Files are read once, at start, and each is looked at before it is used: what is wrong is said of the one setting.

use std::{path::Path, time::Duration};

use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use tonic::transport::{Certificate, ClientTlsConfig, Identity, ServerTlsConfig};

use crate::config::Config;

/// Whoever connects and says nothing is let go.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// Which setting is at fault, and why.
#[derive(Debug, thiserror::Error)]
#[error("{setting} {}: {problem}", file.display())]
pub struct TlsProblem {
    setting: &'static str,
    file: std::path::PathBuf,
    problem: String,
}

/// The server's side, if it is to speak TLS.
pub fn server(config: &Config) -> Result<Option<ServerTlsConfig>, TlsProblem> {
    let Some((certificate_file, key_file, client_ca_file)) = config.server_tls() else { return Ok(None) };
    let certificate = certificates("server.tls_certificate_file", certificate_file)?;
    let key = private_key("server.tls_key_file", key_file)?;
    fit(&certificate, &key).map_err(|problem| said("server.tls_key_file", key_file, problem))?;
    let mut tls = ServerTlsConfig::new().identity(Identity::from_pem(certificate, key)).timeout(HANDSHAKE);
    if let Some(file) = client_ca_file {
        tls = tls.client_ca_root(Certificate::from_pem(certificates("server.tls_client_ca_file", file)?));
    }
    Ok(Some(tls))
}

/// The clients' side; without settings of its own it trusts whom the system trusts.
pub fn client(config: &Config) -> Result<ClientTlsConfig, TlsProblem> {
    use_one_provider();
    let mut tls = match config.clients_ca_file() {
        Some(file) => {
            ClientTlsConfig::new().ca_certificate(Certificate::from_pem(certificates("clients.ca_file", file)?))
        }
        None => ClientTlsConfig::new().with_native_roots(),
    };
    if let Some((certificate_file, key_file)) = config.clients_identity() {
        let certificate = certificates("clients.certificate_file", certificate_file)?;
        let key = private_key("clients.key_file", key_file)?;
        fit(&certificate, &key).map_err(|problem| said("clients.key_file", key_file, problem))?;
        tls = tls.identity(Identity::from_pem(certificate, key));
    }
    Ok(tls)
}

/// Two implementations of TLS's ciphers are linked, since dependencies ask for both; rustls wants to be told which one is
/// meant, before the broker's or the database's connection takes its own choice.
pub(crate) fn use_one_provider() {
    // An error says that it was told before.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}

fn certificates(setting: &'static str, file: &Path) -> Result<Vec<u8>, TlsProblem> {
    let text = std::fs::read(file).map_err(|problem| said(setting, file, problem))?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    match found {
        Ok(found) if found.is_empty() => Err(said(setting, file, "it holds no certificate in PEM")),
        Ok(_) => Ok(text),
        Err(problem) => Err(said(setting, file, problem)),
    }
}

/// Its text never reaches an error: it is the one secret here.
fn private_key(setting: &'static str, file: &Path) -> Result<Vec<u8>, TlsProblem> {
    let text = std::fs::read(file).map_err(|problem| said(setting, file, problem))?;
    match PrivateKeyDer::from_pem_slice(&text) {
        Ok(_) => Ok(text),
        Err(_) => Err(said(setting, file, "it holds no private key in PEM")),
    }
}

/// Whether the key is that of the first certificate.
fn fit(certificates: &[u8], key: &[u8]) -> Result<(), rustls::Error> {
    use_one_provider();
    let unreadable = |_| rustls::Error::General("it cannot be read".into());
    let chain: Vec<_> = CertificateDer::pem_slice_iter(certificates).collect::<Result<_, _>>().map_err(unreadable)?;
    let key = PrivateKeyDer::from_pem_slice(key).map_err(unreadable)?;
    rustls::ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key).map(drop)
}

fn said(setting: &'static str, file: &Path, problem: impl std::fmt::Display) -> TlsProblem {
    TlsProblem { setting, file: file.to_owned(), problem: problem.to_string() }
}
