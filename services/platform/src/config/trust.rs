//! Which settings about identity and TLS may not go together.

use std::net::IpAddr;

use url::Url;

use super::{Config, check::is_url};

/// What is refused, and what to set instead.
pub(super) fn rules(config: &Config) -> Vec<(bool, &'static str)> {
    let (production, identity) = (config.is_production(), &config.identity);
    let issuer = identity.issuer.as_str();
    let fetched = !issuer.is_empty() && config.jwks_file().is_none();
    let plain = is_url(issuer, &["http"]);
    let (server, clients) = (&config.server, &config.clients);
    let is_set = |path: &std::path::Path| super::set(path).is_some();
    vec![
        (
            production && identity.trial_issuer,
            "production needs an outside identity provider, since the trial issuer lets in whoever asks: set \
             identity.trial_issuer to false",
        ),
        (
            production && issuer.is_empty(),
            "production needs an outside identity provider: set identity.issuer to its URL, and identity.audience to \
             the name that its tokens give this platform",
        ),
        (
            !production && issuer.is_empty() && !identity.trial_issuer,
            "nobody could sign in: set identity.trial_issuer to true, or identity.issuer to the URL of a provider",
        ),
        (
            config.jwks_file().is_some() && issuer.is_empty(),
            "keys need somebody whose they are: set identity.issuer to the issuer of identity.jwks_file",
        ),
        (
            fetched && !plain && !is_url(issuer, &["https"]),
            "the keys of a provider are fetched from its issuer: set identity.issuer to its https URL, or \
             identity.jwks_file to the path of its key set",
        ),
        (
            production && fetched && plain && !Url::parse(issuer).is_ok_and(|url| is_loopback(&url)),
            "keys that come without TLS could be anybody's: set identity.issuer to an https URL, or \
             identity.jwks_file to the path of the provider's key set",
        ),
        (
            is_set(&server.tls_certificate_file) != is_set(&server.tls_key_file),
            "a server's certificate and its key go together: set both server.tls_certificate_file and \
             server.tls_key_file, or neither",
        ),
        (
            is_set(&server.tls_client_ca_file) && !is_set(&server.tls_certificate_file),
            "callers show a certificate only to a server with TLS: set server.tls_certificate_file and \
             server.tls_key_file too, or leave server.tls_client_ca_file empty",
        ),
        (
            is_set(&clients.certificate_file) != is_set(&clients.key_file),
            "a client's certificate and its key go together: set both clients.certificate_file and \
             clients.key_file, or neither",
        ),
    ]
}

/// Whether this machine itself is meant: nobody else can answer in its place.
fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use crate::config::{check::tests::refusal, load::tests::with};

    #[test]
    fn each_unsafe_combination_is_refused_alone_and_says_what_to_set() {
        let cases: [(&[(&str, &str)], &str); 10] = [
            (&[("IDENTITY__TRIAL_ISSUER", "true")], "set identity.trial_issuer to false"),
            (&[("IDENTITY__ISSUER", "")], "set identity.issuer to its URL"),
            (&[("IDENTITY__ISSUER", ""), ("IDENTITY__JWKS_FILE", "jwks.json")], "set identity.issuer to"),
            (&[("IDENTITY__ISSUER", "the-office")], "set identity.issuer to its https URL"),
            (&[("IDENTITY__ISSUER", "http://identity.example.org")], "set identity.issuer to an https URL"),
            (&[("IDENTITY__ISSUER", "http://127.0.0.1.example.org")], "set identity.issuer to an https URL"),
            (&[("SERVER__TLS_CERTIFICATE_FILE", "server.pem")], "server.tls_key_file, or neither"),
            (&[("SERVER__TLS_KEY_FILE", "server.key")], "server.tls_key_file, or neither"),
            (&[("SERVER__TLS_CLIENT_CA_FILE", "ca.pem")], "leave server.tls_client_ca_file empty"),
            (&[("CLIENTS__KEY_FILE", "client.key")], "clients.key_file, or neither"),
        ];
        for (changed, expected) in cases {
            let refused = refusal(changed);
            assert!(refused.iter().any(|said| said.contains(expected)), "{changed:?} gave {refused:?}");
            assert!(refused.len() <= changed.len(), "{changed:?} gave {refused:?}");
        }
    }

    #[test]
    fn a_provider_on_this_machine_needs_no_tls_and_one_with_a_file_need_not_be_a_url() {
        let accepted: [&[(&str, &str)]; 4] = [
            &[("IDENTITY__ISSUER", "http://127.0.0.1:8080")],
            &[("IDENTITY__ISSUER", "http://[::1]:8080/realms/office")],
            &[("IDENTITY__ISSUER", "http://localhost")],
            &[("IDENTITY__ISSUER", "the-office"), ("IDENTITY__JWKS_FILE", "jwks.json")],
        ];
        for changed in accepted {
            let mut variables = crate::config::check::tests::SAFE.to_vec();
            variables.retain(|(name, _)| !changed.iter().any(|(changed, _)| name == changed));
            variables.extend(changed);
            with(&variables).unwrap().check().unwrap();
        }
    }

    #[test]
    fn a_trial_without_any_issuer_is_refused_and_one_may_have_two() {
        let error = with(&[("IDENTITY__TRIAL_ISSUER", "false")]).unwrap().check().unwrap_err().to_string();
        assert!(error.contains("nobody could sign in"), "{error}");
        with(&[("IDENTITY__ISSUER", "http://identity.example.org")]).unwrap().check().unwrap();
    }
}
