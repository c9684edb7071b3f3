//! What is personal is declared once, by options of the contract, and everything else is held against them: a new field or
//! column cannot be forgotten.

use std::collections::{BTreeMap, BTreeSet};

use platform::{personal::redacted, service::Service};
use prost_reflect::{Cardinality, FieldDescriptor, Kind};
use tests::{network::Network, platform::Failure};

/// Parts of names that fields about people have.
const SUSPECT: [&str; 20] = [
    "email",
    "phone",
    "display_name",
    "contact",
    "recipient",
    "subject",
    "owner",
    "issuer",
    "actor",
    "code",
    "secret",
    "organisation",
    "title",
    "summary",
    "description",
    "problem",
    "comment",
    "note",
    "reason",
    "body",
];

/// Fields that are called so and say nothing of people, each with the reason.
const NOT_PERSONAL: &[(&str, &str)] = &[
    ("aceleracion.partners.v1.ApiKey.display_name", "what a system is called"),
    ("aceleracion.partners.v1.Country.display_names", "what a country is called"),
    ("aceleracion.partners.v1.CountryAdmitted.display_names", "the same"),
    ("aceleracion.partners.v1.CountryConfigured.display_names", "the same"),
    ("aceleracion.partners.v1.Institution.display_name", "what an institution is called, which anyone may read"),
    ("aceleracion.partners.v1.InstitutionAdded.display_name", "what an institution is called"),
    ("aceleracion.platform.v1.AuditEntry.sealed_actor", "a random pseudonym"),
    ("aceleracion.platform.v1.AuditChain.problem", "a sentence of the platform about a chain"),
    ("aceleracion.platform.v1.ParkedEvent.subject", "a resource name"),
    ("aceleracion.partners.v1.Country.suspend_reason", "why a country waits, which its staff and the public read"),
    ("aceleracion.partners.v1.SuspendCountryRequest.reason", "the same"),
    ("aceleracion.registrations.v1.Edition.title", "what an edition is called"),
    ("aceleracion.registrations.v1.Category.titles", "what a category is called"),
    ("aceleracion.registrations.v1.Criterion.titles", "what a criterion is called"),
    ("aceleracion.registrations.v1.ReviewStage.titles", "what a stage of reviews is called"),
    ("aceleracion.registrations.v1.LetterWording.body", "what an edition has a letter say"),
    ("aceleracion.registrations.v1.LetterWording.subject", "the same"),
    ("aceleracion.registrations.v1.RefusedRow.reason", "the name of a reason of the contract"),
];

fn ours() -> impl Iterator<Item = FieldDescriptor> {
    let messages = proto::pool().all_messages().filter(|message| message.full_name().starts_with("aceleracion."));
    messages.flat_map(|message| message.fields().collect::<Vec<_>>())
}

fn is_text(field: &FieldDescriptor) -> bool {
    matches!(field.kind(), Kind::String | Kind::Bytes) || field.is_map()
}

#[test]
fn every_field_that_may_say_something_of_people_is_marked_or_there_is_a_reason() {
    let mut reasons: BTreeMap<&str, &str> = NOT_PERSONAL.iter().copied().collect();
    let mut unmarked = Vec::new();
    for field in ours().filter(is_text) {
        let suspect = SUSPECT.iter().any(|part| field.name().contains(part));
        let excused = reasons.remove(field.full_name()).is_some();
        match (redacted::mark(&field).is_some(), suspect, excused) {
            (false, true, false) => unmarked.push(field.full_name().to_owned()),
            (true, _, true) => panic!("{} is marked: take it off the list", field.full_name()),
            _ => {}
        }
    }
    assert_eq!(unmarked, [""; 0], "mark these fields, or say why they are not about people");
    assert_eq!(reasons.keys().collect::<Vec<_>>(), Vec::<&&str>::new(), "fields that are no more, or not suspect");
}

#[test]
fn only_text_and_bytes_are_marked_for_nothing_else_can_be_hidden() {
    for field in ours().filter(|field| redacted::mark(field).is_some()) {
        assert!(matches!(field.kind(), Kind::String | Kind::Bytes), "{}", field.full_name());
        assert!(field.cardinality() != Cardinality::Required, "{}", field.full_name());
    }
}

const SERVICES: [Service; 4] = [registrations::SERVICE, partners::SERVICE, reviews::SERVICE, notifications::SERVICE];

/// Columns of tables and the fields of the contract that they are, where the names differ or the table has no message.
const COLUMNS_OF_THEIR_OWN: [&str; 22] = [
    "findings",
    "delegate_subject",
    "code_digest",
    "secrets",
    "fingerprint",
    "answers",
    "particulars",
    "alternative_texts",
    "translations",
    "owner",
    "requester",
    "content",
    "letters",
    "consonants",
    "heads",
    "tails",
    "contact",
    "phone",
    "band_1",
    "band_2",
    "band_3",
    "band_4",
];

/// The marked fields by their last names.
fn marked() -> BTreeSet<String> {
    ours().filter(|field| redacted::mark(field).is_some()).map(|field| field.name().to_owned()).collect()
}

#[test]
fn what_is_hidden_in_a_table_is_marked_in_the_contract() {
    let marked = marked();
    for service in SERVICES {
        for table in (service.personal)().iter() {
            for column in &table.personal {
                let known = marked.contains(*column) || COLUMNS_OF_THEIR_OWN.contains(column);
                assert!(known, "{}.{}.{column} is marked nowhere in the contract", service.name, table.name);
            }
        }
    }
}

/// Columns that are called as marked fields are, and are hidden nowhere; each with the reason.
const NOT_HIDDEN: [(&str, &str); 15] = [
    ("partners.institutions.display_name", "what an institution is called, which anyone may read"),
    ("partners.api_keys.display_name", "what a system is called"),
    ("partners.countries.code", "the code of a country"),
    ("partners.country_standings.code", "the code of a country"),
    ("registrations.country_standings.code", "the code of a country"),
    ("reviews.countries.code", "the code of a country"),
    ("reviews.country_standings.code", "the code of a country"),
    ("notifications.country_standings.code", "the code of a country"),
    ("partners.countries.office_email", "of an office and no person; hidden in the audit log all the same"),
    ("notifications.countries.code", "the code of a country"),
    ("registrations.editions.title", "what an edition is called"),
    ("registrations.editions.question", "what an edition asks"),
    ("registrations.files.question", "the id of the question that a file answers, which the edition made"),
    ("reviews.institutions.display_name", "what an institution is called"),
    ("partners.countries.display_names", "what a country is called"),
];

/// Asked of the databases themselves, so that a new table cannot be forgotten.
#[tokio::test(flavor = "multi_thread")]
async fn every_column_called_as_a_marked_field_is_hidden_and_erased_or_there_is_a_reason() -> Result<(), Failure> {
    let network = Network::embedded().await?;
    let marked = marked();
    let mut forgotten = Vec::new();
    for service in SERVICES {
        let declared = (service.personal)();
        for (table, column) in network.data.columns(service.name).await? {
            let hidden = declared.iter().any(|one| one.name == table && one.personal.contains(&column.as_str()));
            let name = format!("{}.{table}.{column}", service.name);
            let machinery = MACHINERY.contains(&table.as_str());
            let excused = NOT_HIDDEN.iter().any(|(known, _)| *known == name);
            if marked.contains(&column) && !hidden && !machinery && !excused {
                forgotten.push(name);
            }
        }
    }
    assert_eq!(forgotten, [""; 0], "columns that erasure would leave");
    Ok(())
}

/// Tables of the platform itself, which erasure clears in its own way.
const MACHINERY: [&str; 11] = [
    "actors",
    "audit_entries",
    "audit_seals",
    "audit_unsealed",
    "concealments",
    "grants",
    "inbox",
    "outbox",
    "person_keys",
    "request_ids",
    "retries",
];

#[test]
fn the_manual_names_every_table_that_holds_something_of_people_with_its_columns() -> Result<(), Failure> {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/data-protection.md");
    let manual = std::fs::read_to_string(file)?;
    for service in SERVICES {
        // Some go with a person and say nothing but whom and what they join.
        for table in (service.personal)().iter().filter(|table| !table.personal.is_empty()) {
            let line = format!("| `{}.{}` | {} |", service.name, table.name, table.personal.join(", "));
            assert!(manual.contains(&line), "deploy/data-protection.md has no line\n{line}");
        }
    }
    Ok(())
}
