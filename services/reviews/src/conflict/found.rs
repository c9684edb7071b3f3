//! What conflicts are found by: domains, names, and recorded ties. Pure. All of it is looked up, never searched: an edition
//! has ten thousand cases.

use std::collections::{BTreeSet, HashMap};

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::{Basis, Kind};

/// Domains in which anybody has an address: two who have theirs there have nothing in common.
const PUBLIC: [&str; 20] = [
    "aol.com",
    "gmail.com",
    "gmx.com",
    "googlemail.com",
    "hotmail.com",
    "hotmail.es",
    "icloud.com",
    "live.com",
    "mail.com",
    "me.com",
    "msn.com",
    "outlook.com",
    "outlook.es",
    "proton.me",
    "protonmail.com",
    "uol.com.br",
    "yahoo.com",
    "yahoo.com.ar",
    "yahoo.com.mx",
    "yahoo.es",
];

/// One conflict that is found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// A member or an institution, by resource name.
    pub holder: String,
    /// What it is.
    pub kind: Kind,
    /// What it is found by.
    pub basis: Basis,
}

/// All that is known of people, institutions and ties in a country.
#[derive(Debug, Default)]
pub struct Knowledge {
    /// By a domain that the applicant's is, or is below.
    around: HashMap<String, Vec<Found>>,
    /// By the applicant's very domain.
    exactly: HashMap<String, Vec<Found>>,
    /// By the folded name of the organisation.
    names: HashMap<String, Vec<Found>>,
}

impl Knowledge {
    /// An institution with its domains and its name.
    pub fn institution(&mut self, holder: &str, domains: &[String], display_name: &str) {
        for domain in domains {
            self.add_domain(domain, found(holder, Kind::Employment, Basis::Domain));
        }
        self.add_name(display_name, found(holder, Kind::Employment, Basis::Name));
    }

    /// A member, with the domain of their address.
    pub fn member(&mut self, holder: &str, mail_domain: &str) {
        let domain = fold_domain(mail_domain);
        if !domain.is_empty() {
            let found = found(holder, Kind::Employment, Basis::MailDomain);
            self.exactly.entry(domain).or_default().push(found);
        }
    }

    /// A tie of an institution to an organisation, by its name, its domain, or both.
    pub fn tie(&mut self, holder: &str, kind: Kind, organisation: &str, domain: &str) {
        self.add_domain(domain, found(holder, kind, Basis::Tie));
        self.add_name(organisation, found(holder, kind, Basis::Tie));
    }

    /// The conflicts with an applicant, each once, in an order that does not depend on what was told first.
    pub fn found(&self, applicant_domain: &str, organisation: &str) -> Vec<Found> {
        let mut all = BTreeSet::new();
        let domain = fold_domain(applicant_domain);
        if !domain.is_empty() && !PUBLIC.contains(&domain.as_str()) {
            all.extend(self.exactly.get(&domain).into_iter().flatten().cloned());
            let mut rest = Some(domain.as_str());
            while let Some(around) = rest {
                all.extend(self.around.get(around).into_iter().flatten().cloned());
                rest = around.split_once('.').map(|(_, rest)| rest);
            }
        }
        let name = fold_name(organisation);
        if !name.is_empty() {
            all.extend(self.names.get(&name).into_iter().flatten().cloned());
        }
        all.into_iter().collect()
    }

    fn add_domain(&mut self, domain: &str, found: Found) {
        let domain = fold_domain(domain);
        if !domain.is_empty() {
            self.around.entry(domain).or_default().push(found);
        }
    }

    fn add_name(&mut self, name: &str, found: Found) {
        let name = fold_name(name);
        if !name.is_empty() {
            self.names.entry(name).or_default().push(found);
        }
    }
}

fn found(holder: &str, kind: Kind, basis: Basis) -> Found {
    Found { holder: holder.into(), kind, basis }
}

fn fold_domain(domain: &str) -> String {
    domain.trim().trim_matches('.').to_lowercase()
}

/// A name without accents, case, punctuation and doubled spaces, so that two spellings of it are one.
fn fold_name(name: &str) -> String {
    let plain: String = name.nfkd().filter(|letter| !is_combining_mark(*letter)).collect();
    let words = plain.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bases(known: &Knowledge, domain: &str, organisation: &str) -> Vec<Basis> {
        known.found(domain, organisation).into_iter().map(|found| found.basis).collect()
    }

    #[test]
    fn an_institution_is_tied_by_its_domains_and_by_its_name() {
        let mut known = Knowledge::default();
        known.institution("institutions/micm", &["micm.gob.do".into(), String::new()], "Cámara  de Comercio, S.A.");
        assert_eq!(bases(&known, "micm.gob.do", "x"), [Basis::Domain]);
        assert_eq!(bases(&known, "Mail.MICM.gob.do.", "x"), [Basis::Domain]);
        assert_eq!(bases(&known, "", "CAMARA DE COMERCIO S.A"), [Basis::Name]);
        for (domain, organisation) in [("notmicm.gob.do", "x"), ("gob.do", "x"), ("", ""), ("taller.example", "x")] {
            assert!(bases(&known, domain, organisation).is_empty(), "{domain} {organisation}");
        }
    }

    #[test]
    fn a_person_is_tied_by_the_domain_of_their_address_and_by_no_public_one() {
        let mut known = Knowledge::default();
        known.member("countries/do/members/1", "taller.example");
        known.member("countries/do/members/2", "Gmail.com");
        assert_eq!(bases(&known, "taller.example", "x"), [Basis::MailDomain]);
        assert!(bases(&known, "mail.taller.example", "x").is_empty());
        assert!(bases(&known, "gmail.com", "x").is_empty());
    }

    #[test]
    fn a_recorded_tie_has_the_kind_it_was_recorded_with_and_is_found_once() {
        let mut known = Knowledge::default();
        known.tie("institutions/bank", Kind::Funding, "Taller", "taller.example");
        let found = known.found("taller.example", "TALLER");
        assert_eq!(found, [super::found("institutions/bank", Kind::Funding, Basis::Tie)]);
    }
}
