//! People who act: a token and clients for each.

use platform::{
    access::{Held, tokens::TrialIssuer},
    clients::{Caller, Clients},
    names::NETWORK,
};
use proto::platform::v1::Role;

use crate::platform::{Failure, Ground};

/// Those who act on one ground, over connections that they share.
pub struct People {
    issuer: TrialIssuer,
    clients: Clients,
}

impl People {
    /// The people of a ground whose services already serve.
    pub fn of(ground: &Ground) -> Result<Self, Failure> {
        let config = ground.config()?;
        let clients = Clients::from_config(&config, config.server.listen)?;
        Ok(Self { issuer: TrialIssuer::from_config(&config)?, clients })
    }

    /// The regional admin.
    pub fn region(&self) -> Result<Caller, Failure> {
        self.person("regional_admin:network", Role::RegionalAdmin, NETWORK)
    }

    /// The admin of a country's office.
    pub fn office(&self, country: &str) -> Result<Caller, Failure> {
        self.person(&format!("office_admin:{country}"), Role::OfficeAdmin, country)
    }

    /// Somebody who registers something of their own.
    pub fn applicant(&self, country: &str) -> Result<Caller, Failure> {
        self.person(&format!("applicant:{country}"), Role::Applicant, country)
    }

    /// Somebody with one role in one country.
    pub fn person(&self, subject: &str, role: Role, country: &str) -> Result<Caller, Failure> {
        let token = self.issuer.token(subject, &[Held { role, country: country.into() }])?;
        Ok(self.clients.caller(&token, "en")?)
    }
}
