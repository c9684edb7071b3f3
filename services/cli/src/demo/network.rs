//! The network is set up: countries, institutions, their people, the edition.

use std::collections::HashMap;

use proto::{
    partners::v1::{
        AdmitCountryRequest, Country, CreateInstitutionRequest, CreateMemberRequest, CreatePartnershipRequest,
        Institution, InstitutionKind, Member, Partnership, PartnershipRole,
    },
    platform::v1::Role,
    registrations::v1::{
        Calendar, Category, CreateEditionRequest, Criterion, Definition, Edition, GetEditionDefinitionRequest,
        GetEditionRequest, ReviewPlan, ReviseEditionRequest, Track, review_plan,
    },
};

use super::{
    EDITION,
    cast::{COUNTRIES, Cast, done_before, settled, tell},
    outcome::Outcome,
};
use crate::problem::Problem;

/// One line of the table of institutions.
pub struct Partner {
    /// Id, `micm`.
    pub id: String,
    name: String,
    kind: InstitutionKind,
    /// Countries it works in.
    pub countries: Vec<String>,
    /// What it does there.
    pub roles: Vec<PartnershipRole>,
}

impl Partner {
    /// Whether it validates.
    pub fn validates(&self) -> bool {
        self.roles.contains(&PartnershipRole::Validation)
    }

    /// The identity of its representative: no address, since an identity travels with events that tell none.
    pub fn representative(&self) -> String {
        format!("representative:{}", self.id)
    }
}

const KINDS: &str =
    "the kind has to be public_sector, company, chamber, academia, ngo, entrepreneurial_community or regional_body";

/// Reads the table of institutions: `id,name,kind,countries,roles`, lists separated by `;`.
pub fn partners(bytes: &[u8]) -> Result<Vec<Partner>, Problem> {
    let mut partners = Vec::new();
    for (place, record) in csv::Reader::from_reader(bytes).records().enumerate() {
        let row = place + 2;
        let wrong = |what: &str| Problem::Said(format!("institutions, row {row}: {what}"));
        let record = record.map_err(|problem| wrong(&problem.to_string()))?;
        let [id, name, kind, countries, roles] =
            [0, 1, 2, 3, 4].map(|column| record.get(column).unwrap_or_default().trim().to_owned());
        let kind = InstitutionKind::from_str_name(&format!("INSTITUTION_KIND_{}", kind.to_uppercase()));
        let mut known = Vec::new();
        for role in roles.split(';') {
            let role = PartnershipRole::from_str_name(&format!("PARTNERSHIP_ROLE_{}", role.trim().to_uppercase()));
            known.push(role.ok_or_else(|| wrong("the roles have to be lead, outreach, validation or support"))?);
        }
        partners.push(Partner {
            id,
            name,
            kind: kind.ok_or_else(|| wrong(KINDS))?,
            countries: countries.split(';').map(|country| country.trim().to_owned()).collect(),
            roles: known,
        });
    }
    Ok(partners)
}

/// Admits the countries, adds institutions and their people, opens the edition.
pub async fn set_up(cast: &Cast, partners: &[Partner], outcome: &mut Outcome) -> Result<(), Problem> {
    let mut changes = 0;
    for country in COUNTRIES {
        changes += admit(cast, country).await?;
    }
    outcome.countries = COUNTRIES.len();
    tell("countries admitted", COUNTRIES.len());
    for partner in partners {
        changes += add_institution(cast, partner).await?;
    }
    settled(cast).await?;
    for partner in partners {
        for country in &partner.countries {
            changes += add_people(cast, partner, country).await?;
        }
    }
    outcome.partners = partners.len();
    tell("institutions with partnerships, reviewers added", partners.len());
    changes += open_edition(cast).await?;
    tell("edition opened", EDITION);
    settled(cast).await?;
    outcome.changes += changes;
    Ok(())
}

/// A text in both languages.
pub fn words(spanish: &str, english: &str) -> HashMap<String, String> {
    HashMap::from([("es".to_owned(), spanish.to_owned()), ("en".to_owned(), english.to_owned())])
}

/// 1 where something was added, 0 where it was there.
pub fn added<T>(doing: &str, answer: Result<tonic::Response<T>, tonic::Status>) -> Result<usize, Problem> {
    if done_before(&answer) {
        return Ok(0);
    }
    answer.map(|_| 1).map_err(|status| Problem::call(doing, &status))
}

async fn admit(cast: &Cast, country: (&str, &str, &str, &str, &str)) -> Result<usize, Problem> {
    let (code, spanish, english, language, time_zone) = country;
    let country = Country {
        display_names: words(spanish, english),
        languages: vec!["es".into(), "en".into()],
        default_language: language.into(),
        time_zone: time_zone.into(),
        office_email: format!("oficina@{code}.example.org"),
        ..Default::default()
    };
    let request = AdmitCountryRequest { country_id: code.into(), country: Some(country), ..Default::default() };
    added(&format!("admitting {code}"), cast.region()?.partners.admit_country(request).await)
}

async fn add_institution(cast: &Cast, partner: &Partner) -> Result<usize, Problem> {
    let institution = Institution {
        display_name: partner.name.clone(),
        kind: partner.kind.into(),
        domains: vec![format!("{}.example.org", partner.id)],
        ..Default::default()
    };
    let request = CreateInstitutionRequest {
        institution_id: partner.id.clone(),
        institution: Some(institution),
        ..Default::default()
    };
    added(&format!("adding {}", partner.id), cast.region()?.partners.create_institution(request).await)
}

async fn add_people(cast: &Cast, partner: &Partner, country: &str) -> Result<usize, Problem> {
    let mut office = cast.office(country)?.partners;
    let parent = format!("countries/{country}");
    let institution = format!("institutions/{}", partner.id);
    let partnership = Partnership {
        institution: institution.clone(),
        roles: partner.roles.iter().map(|role| i32::from(*role)).collect(),
        start_date: "2020-06-01".into(),
        ..Default::default()
    };
    let request =
        CreatePartnershipRequest { parent: parent.clone(), partnership: Some(partnership), ..Default::default() };
    let mut changes = added(&format!("partnership of {}", partner.id), office.create_partnership(request).await)?;
    let mut people = vec![(format!("reviewer:{}", partner.id), Role::Reviewer)];
    if partner.validates() {
        people.push((partner.representative(), Role::PartnerRepresentative));
    }
    let language = if country == "bz" { "en" } else { "es" };
    for (subject, role) in people {
        let mailbox = subject.split(':').next().unwrap_or_default();
        let member = Member {
            email: format!("{mailbox}@{}.example.org", partner.id),
            subject,
            display_name: partner.name.clone(),
            language: language.into(),
            roles: vec![role.into()],
            institution: institution.clone(),
            ..Default::default()
        };
        let request = CreateMemberRequest { parent: parent.clone(), member: Some(member), ..Default::default() };
        changes += added(&format!("person of {}", partner.id), office.create_member(request).await)?;
    }
    Ok(changes)
}

async fn open_edition(cast: &Cast) -> Result<usize, Problem> {
    let category = |id: &str, spanish: &str, english: &str| Category { id: id.into(), titles: words(spanish, english) };
    let criterion = |id: &str, spanish: &str, english: &str, weight: f64| Criterion {
        id: id.into(),
        titles: words(spanish, english),
        weight,
        max_score: 5,
    };
    let moment = |seconds: i64| Some(prost_types::Timestamp { seconds, nanos: 0 });
    let edition = Edition {
        title: words("Primera edición", "First edition"),
        question: words(
            "¿Qué soluciones ya funcionan en mipymes de la región?",
            "Which solutions already work in small businesses of the region?",
        ),
        categories: vec![
            category(
                "occupational-health-and-safety",
                "Salud y seguridad ocupacional",
                "Occupational health and safety",
            ),
            category("agile-means-of-payment", "Medios de pago ágiles", "Agile means of payment"),
            category(
                "logistics-and-distribution-chains",
                "Logística y cadenas de distribución",
                "Logistics and distribution chains",
            ),
        ],
        tracks: vec![Track::Solution.into(), Track::Story.into()],
        // From the first of July to the first of September 2020, UTC.
        calendar: Some(Calendar { opens: moment(1_593_561_600), closes: moment(1_598_918_400) }),
        criteria: vec![
            criterion("in-use", "En uso", "In use", 3.0),
            criterion("fit", "Responde a la categoría", "Fits the category", 2.0),
            criterion("affordable", "Al alcance de una mipyme", "Affordable for a small business", 2.0),
            criterion("transferable", "Transferible", "Transferable", 1.0),
        ],
        countries: COUNTRIES.iter().map(|(code, ..)| format!("countries/{code}")).collect(),
        reviews_per_case: 2,
        accept_bar: 0.6,
        ..Default::default()
    };
    let request = CreateEditionRequest { edition_id: EDITION.into(), edition: Some(edition), ..Default::default() };
    let opened = added("opening the edition", cast.region()?.registrations.create_edition(request).await)?;
    Ok(opened + plan(cast).await?)
}

/// Two people of the office decide in the edition, and its decisions can be appealed against; 0 where it is planned already.
async fn plan(cast: &Cast) -> Result<usize, Problem> {
    let mut region = cast.region()?.registrations;
    let name = format!("editions/{EDITION}");
    let edition = region.get_edition(GetEditionRequest { name: name.clone() }).await;
    let edition = edition.map_err(|status| Problem::call("reading the edition", &status))?.into_inner().edition;
    let asked = region.get_edition_definition(GetEditionDefinitionRequest { name, ..Default::default() }).await;
    let asked = asked.map_err(|status| Problem::call("reading what it asks", &status))?.into_inner().definition;
    let asked = asked.unwrap_or_default();
    if asked.plan.is_some() {
        return Ok(0);
    }
    let plan = ReviewPlan {
        deciders: review_plan::Deciders::Two.into(),
        appeal_days: 30,
        appeal_panel: 1,
        ..Default::default()
    };
    let definition = Some(Definition { plan: Some(plan), ..asked });
    let revised = region.revise_edition(ReviseEditionRequest { edition, definition, ..Default::default() }).await;
    revised.map(|_| 1).map_err(|status| Problem::call("planning the edition", &status))
}
