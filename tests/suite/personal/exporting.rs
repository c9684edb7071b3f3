//! The export: everything that is held of the caller, and nothing of anybody else.

use std::collections::BTreeSet;

use platform::clients::Caller;
use proto::platform::v1::{ExportPersonalDataRequest, PersonalProof, PersonalRecord};
use tests::{
    network::Network,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};

use super::somebody::{Somebody, subject};

/// The services, those first that know whose something is.
const ORDER: [&str; 4] = ["registrations", "partners", "reviews", "notifications"];

/// What one service sends.
async fn export(
    caller: &mut Caller,
    service: &str,
    person: &str,
    proofs: &[PersonalProof],
) -> Result<Vec<PersonalRecord>, Status> {
    let client = caller.personal.iter_mut().find(|(name, _)| *name == service).map(|(_, client)| client);
    let request = ExportPersonalDataRequest {
        parent: format!("countries/do/services/{service}"),
        person: person.into(),
        proofs: proofs.to_vec(),
    };
    let client = client.ok_or_else(|| Status::internal("no client"))?;
    let mut pieces = client.export_personal_data(request).await?.into_inner();
    let mut records = Vec::new();
    while let Some(piece) = pieces.message().await? {
        records.extend(piece.records);
    }
    Ok(records)
}

/// All that all services send, and the proofs that came with it.
async fn everything(caller: &mut Caller, person: &str) -> Result<(Vec<PersonalRecord>, Vec<PersonalProof>), Failure> {
    let (mut records, mut proofs) = (Vec::new(), Vec::new());
    for service in ORDER {
        let found = export(caller, service, person, &proofs).await?;
        let proven = found.iter().filter(|record| !record.proof.is_empty());
        proofs.extend(proven.map(|record| PersonalProof { name: record.name.clone(), proof: record.proof.clone() }));
        records.extend(
            found.into_iter().map(|record| PersonalRecord { table: format!("{service}.{}", record.table), ..record }),
        );
    }
    Ok((records, proofs))
}

pub async fn a_person_gets_their_own_and_an_office_those_it_names(
    network: &Network,
    person: &Somebody,
    other: &Somebody,
) -> Result<(), Failure> {
    // Whoever they are by their token, without any role.
    let mut own = network.person(&subject(person.word))?;
    let (records, proofs) = everything(&mut own, "").await?;
    let tables: BTreeSet<&str> = records.iter().map(|record| record.table.as_str()).collect();
    for table in [
        "registrations.registrations",
        "registrations.consents",
        "registrations.audit_entries",
        "partners.members",
        "reviews.cases",
        "reviews.members",
        "notifications.people",
        "notifications.notifications",
    ] {
        assert!(tables.contains(table), "{table} is among {tables:?}");
    }
    let written: String = records.iter().map(|record| record.content.as_str()).collect();
    for word in ["contacto", "Título", "Nombre", "miembro", "descripción"] {
        assert!(written.contains(word), "{word} is in it");
    }
    assert!(!written.contains(other.word), "nothing of anybody else");
    for hidden in ["share_sum", "fingerprint", "code_digest"] {
        assert!(!written.contains(hidden), "{hidden} is not for them");
    }

    // What was proven to somebody is good for them alone.
    let mut theirs = network.person(&subject(other.word))?;
    let stolen = export(&mut theirs, "reviews", "", &proofs).await?;
    assert!(stolen.iter().all(|record| !record.content.contains(person.word)), "another person's proofs open nothing");

    let mut office = network.office("do")?;
    let (records, _) = everything(&mut office, &person.registration).await?;
    let written: String = records.iter().map(|record| record.content.as_str()).collect();
    assert!(written.contains(&format!("contacto-{}", person.word)) && !written.contains(other.word));
    let not_there = of(Code::NotFound, "RESOURCE_NOT_FOUND");
    assert_eq!(refusal(export(&mut own, "registrations", &other.registration, &[]).await), not_there);
    let mut elsewhere = network.office("cr")?;
    let refused = export(&mut elsewhere, "registrations", &person.registration, &[]).await;
    assert!(refused.is_err() || refused.is_ok_and(|records| records.is_empty()), "an office elsewhere");
    Ok(())
}
