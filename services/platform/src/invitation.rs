//! Where whoever is invited accepts: a page of the office's or of the network's own, which signs people in and then calls.

use std::sync::Arc;

use crate::config::Config;

/// The page, where there is one.
#[derive(Clone)]
pub struct InvitationPage(Arc<str>);

impl InvitationPage {
    pub(crate) fn from_config(config: &Config) -> Self {
        Self(config.mail.invitation_page.as_str().into())
    }

    /// A link to the page that tells it what to call, with the name and the code for it; nothing where there is no page. All of
    /// it stands behind `#`: a browser sends that to no server, so the code is in no log.
    pub fn link(&self, rpc: &str, name: &str, code: &str) -> Option<String> {
        (!self.0.is_empty()).then(|| format!("{}#rpc={rpc}&name={name}&code={code}", self.0))
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    #[test]
    fn what_is_secret_stands_where_no_server_reads_it() {
        let page = InvitationPage("https://oficina.example.org/invitacion?idioma=es".into());
        let link = page.link("ClaimRegistration", "countries/do/registrations/1", "inv_aB-9_z").expect("a link");
        let link = Url::parse(&link).expect("a URL");
        let told: Vec<_> = url::form_urlencoded::parse(link.fragment().unwrap_or_default().as_bytes()).collect();
        let expected = [("rpc", "ClaimRegistration"), ("name", "countries/do/registrations/1"), ("code", "inv_aB-9_z")];
        assert!(told.iter().map(|(name, value)| (name.as_ref(), value.as_ref())).eq(expected), "{told:?}");
        assert_eq!((link.path(), link.query()), ("/invitacion", Some("idioma=es")));
        assert_eq!(InvitationPage("".into()).link("ClaimRegistration", "", ""), None);
    }
}
