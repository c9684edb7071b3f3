//! How the demo shows what came of it.

use std::{fmt::Write, net::SocketAddr, path::Path};

use super::outcome::{ByHand, Figures, Outcome};

const HEAD: [&str; 8] =
    ["received", "refused", "screened", "accepted", "declined", "validated", "published", "notified"];

/// A row a country, and a last line about the whole.
pub fn table(outcome: &Outcome) -> String {
    let mut table = String::from("\ncountry");
    for head in HEAD {
        let _ = write!(table, "  {head:>9}");
    }
    for (country, figures) in &outcome.per_country {
        let _ = write!(table, "\n{country:<7}");
        for figure in row(figures) {
            let _ = write!(table, "  {figure:>9}");
        }
    }
    let placed: usize = outcome.per_country.values().map(|figures| figures.refused).sum();
    let nobodys = outcome.refused.len().saturating_sub(placed);
    if nobodys > 0 {
        let _ = write!(table, "\n{:<7}  {nobodys:>9}  {nobodys:>9}", "none");
    }
    let _ = write!(
        table,
        "\n\n{} rows: {} registered, {} refused; conflicts: {} found, {} declared; {} reviews; {} accepted and {} declined, {} appeal upheld; {} validated, {} published; \
         {} notifications sent, {} failed; {} events published, {} parked; {:.1} s",
        outcome.rows,
        outcome.registered,
        outcome.refused.len(),
        outcome.conflicts.found,
        outcome.conflicts.declared,
        outcome.reviews,
        outcome.accepted,
        outcome.declined,
        outcome.appeals_upheld,
        outcome.validated,
        outcome.published,
        outcome.notifications.sent,
        outcome.notifications.failed,
        outcome.events.published,
        outcome.events.parked,
        outcome.seconds,
    );
    let ByHand { registered, clarified, mended, merged, stories, translated, late, consents_withdrawn } =
        &outcome.by_hand;
    let _ = write!(
        table,
        "\nby hand, in an edition that is open: {registered} registered, {late} of them late by permission; {clarified} \
         clarified, {mended} mended for its validation, {merged} merged; {stories} story and {translated} translated entry in the catalogue; \
         {consents_withdrawn} left it as its consent was withdrawn",
    );
    let _ = write!(
        table,
        "\nreviewing, in one country: {} changed after it was handed in, {} comments on a case",
        outcome.reviewing.changed, outcome.reviewing.comments,
    );
    for refused in &outcome.refused {
        let _ = write!(table, "\n  row {} refused, {}: {}", refused.row, refused.field, refused.reason);
    }
    if outcome.changes == 0 {
        table.push_str("\n\nThis edition ran before on the same data: nothing was changed.");
    }
    table
}

fn row(figures: &Figures) -> [String; 8] {
    let Figures { received, refused, screened, accepted, declined, validated, published, notified } = figures;
    let [received, refused, screened, accepted] = [received, refused, screened, accepted].map(ToString::to_string);
    let [declined, validated, published] = [declined, validated, published].map(ToString::to_string);
    [received, refused, screened, accepted, declined, validated, published, notified.to_string()]
}

/// Where to go from here. `data` is where the trial key is, for whoever is in another folder.
pub fn what_next(address: SocketAddr, data: &Path) -> String {
    let data = std::path::absolute(data).unwrap_or_else(|_| data.to_owned());
    format!(
        "\nServing on http://{address} until interrupted. In another terminal, in the folder of the sources:\n\n  \
         export ACELERACION__DATA_FOLDER={data} ACELERACION__SERVER__LISTEN={address}\n  \
         export TOKEN=$(cargo run -q -- token --as office_admin --country do)\n\n\
         (roles: applicant, reviewer, partner_representative, office_staff, office_admin with --country; \
         regional_observer, regional_admin)\n\nThree calls worth trying, with buf (or any gRPC client, by reflection):\n\n  \
         buf curl --protocol grpc --http2-prior-knowledge -d '{{\"parent\":\"countries/-\"}}' \
         http://{address}/aceleracion.registrations.v1.RegistrationsService/ListPublications\n  \
         buf curl --protocol grpc --http2-prior-knowledge -H \"authorization: Bearer $TOKEN\" \
         -d '{{\"parent\":\"countries/do\",\"page_size\":3}}' \
         http://{address}/aceleracion.registrations.v1.RegistrationsService/ListRegistrations\n  \
         buf curl --protocol grpc --http2-prior-knowledge -H \"authorization: Bearer $TOKEN\" \
         -d '{{\"parent\":\"countries/do\"}}' \
         http://{address}/aceleracion.notifications.v1.NotificationsService/ListNotifications\n\n\
         This edition is over. To register something, open another: CreateEdition of the RegistrationsService as a \
         regional_admin. Reviewers and representatives are found with `aceleracion members list --country do`; \
         `aceleracion token --as reviewer --country do --subject …` acts as one of them.\n",
        data = data.display(),
    )
}
