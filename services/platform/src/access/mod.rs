//! Who may call what: rules from the contract, tokens, and the layer that joins them into a permit.
//!
//! What always holds: only this folder and the inbox make permits, only permits open scopes, only scopes reach rows.

mod layer;
pub mod rules;
pub mod tokens;

pub use layer::AccessLayer;
use proto::platform::v1::{Reach, Reason, Role};

use crate::{
    error::{Error, Language, Result, Text},
    names::{NETWORK, Place},
};

/// One role held in one country, or in the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The role.
    pub role: Role,
    /// A country code, or `network`.
    pub country: String,
}

/// Who calls: the subject of a token and the roles it holds.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The identity's subject; empty for the public.
    pub subject: String,
    /// Roles held.
    pub held: Vec<Held>,
}

/// What the layer grants to one call. It cannot be made outside this crate.
#[derive(Clone, Debug)]
pub struct Permit {
    pub(crate) subject: String,
    pub(crate) grants: Vec<Grant>,
    /// The language for sentences to the caller.
    pub language: Language,
    pub(crate) method: &'static str,
}

/// One way in which the caller fits the rule of the rpc.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub role: Role,
    pub reach: Reach,
    pub country: String,
}

/// How far a call reaches in the place it named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Admitted {
    pub role: Role,
    /// Only rows of this subject.
    pub owner: Option<String>,
}

impl Permit {
    /// The permit of a reaction or a worker of a service: everything in the place that its event names.
    pub(crate) fn of_service(method: &'static str, place: &Place) -> Self {
        let country = place.country().unwrap_or(NETWORK).to_owned();
        let reach = if *place == Place::AcrossCountries { Reach::Network } else { Reach::Country };
        let grants = vec![Grant { role: Role::System, reach, country }];
        Self { subject: "system".into(), grants, language: Language::English, method }
    }

    /// Whether the caller may act in `place`, and on whose rows. A place out of reach is answered as one that is not
    /// there, so that an answer never tells what exists elsewhere.
    pub(crate) fn admit(&self, place: &Place, resource: &str) -> Result<Admitted> {
        let best = self.grants.iter().filter(|grant| fits(grant, place)).max_by_key(|grant| grant.reach as i32);
        let Some(grant) = best else {
            return Err(Error::not_found(if resource.is_empty() { "resource" } else { resource }));
        };
        let owner = (grant.reach == Reach::Own).then(|| self.subject.clone());
        Ok(Admitted { role: grant.role, owner })
    }
}

fn fits(grant: &Grant, place: &Place) -> bool {
    match grant.reach {
        Reach::Network | Reach::Public => true,
        Reach::Country | Reach::Own => match place {
            Place::Country(code) => grant.country == *code,
            // What the network owns is read by everybody whom the rule names, wherever they hold the role.
            Place::Network => true,
            Place::AcrossCountries => false,
        },
        Reach::Unspecified => false,
    }
}

pub(crate) fn role_not_allowed() -> Error {
    let text = Text::new("none of your roles may call this", "ninguno de sus roles permite esta llamada");
    Error::refused(Reason::RoleNotAllowed, text)
}

pub(crate) fn unauthenticated() -> Error {
    let text = Text::new(
        "a valid token is needed: send it as `authorization: Bearer …`",
        "hace falta un token válido: envíelo como `authorization: Bearer …`",
    );
    Error::refused(Reason::Unauthenticated, text)
}
