//! Who takes part: institutions, whoever represents them, and reviewers of different temper.

use platform::clients::Caller;
use proto::{
    partners::v1::{
        CreateInstitutionRequest, CreateMemberRequest, CreatePartnershipRequest, Institution, InstitutionKind, Member,
        Partnership, PartnershipRole,
    },
    platform::v1::Role,
};
use tests::{network::Network, platform::Failure};

use super::{
    COUNTRIES, MOST_OF_THE_FIRST, MOST_PER_REVIEWER,
    entries::{entry_of, own_domain},
};

/// How many institutions there are; each works in every country.
pub const INSTITUTIONS: usize = 6;

/// How somebody reviews.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Temper {
    /// At once.
    Punctual,
    /// When the time is over.
    Late,
    /// Never.
    Silent,
    /// Declines whatever is assigned.
    Declines,
    /// Knows the people behind some entries, and says so.
    Tied,
    /// Is gone before anything is reviewed.
    Leaves,
}

/// One reviewer.
#[derive(Clone, Debug)]
pub struct Reviewer {
    /// Where.
    pub country: &'static str,
    /// The subject of their tokens.
    pub subject: String,
    /// Their place among the reviewers of the country.
    pub place: usize,
    /// The number of their institution, from 1.
    pub institution: usize,
    /// How they review.
    pub temper: Temper,
    /// The member, `countries/do/members/{uuid}`.
    pub member: String,
}

impl Reviewer {
    /// The most reviews that they take.
    pub fn takes(&self) -> i32 {
        if self.place == 0 { MOST_OF_THE_FIRST } else { MOST_PER_REVIEWER }
    }
}

/// The institution of this number, by its name in the contract.
pub fn institution(number: usize) -> String {
    format!("institutions/season-{number}")
}

/// What it is called.
pub fn display_name(number: usize) -> String {
    format!("Institución {number}")
}

/// Its domain.
pub fn domain(number: usize) -> String {
    format!("season-{number}.example.org")
}

/// Who represents it in a country.
pub fn representative(country: &str, number: usize) -> String {
    format!("season-representative-{country}-{number}")
}

fn temper(place: usize) -> Temper {
    match place % 13 {
        3 => Temper::Silent,
        5 => Temper::Late,
        7 => Temper::Declines,
        8 => Temper::Tied,
        11 => Temper::Leaves,
        _ => Temper::Punctual,
    }
}

/// Fills the network; the reviewers.
pub async fn gather(network: &Network) -> Result<Vec<Reviewer>, Failure> {
    let mut region = network.region()?;
    for number in 1..=INSTITUTIONS {
        let institution = Institution {
            display_name: display_name(number),
            kind: InstitutionKind::Chamber.into(),
            domains: vec![domain(number)],
            ..Default::default()
        };
        let institution_id = format!("season-{number}");
        let request = CreateInstitutionRequest { institution_id, institution: Some(institution), ..Default::default() };
        region.partners.create_institution(request).await?;
    }
    let mut reviewers = Vec::new();
    for (country, count) in COUNTRIES {
        let mut office = network.office(country)?;
        for number in 1..=INSTITUTIONS {
            partner(&mut office, country, number).await?;
            let subject = representative(country, number);
            let email = format!("{subject}@{}", domain(number));
            join(&mut office, country, (&subject, email), number, Role::PartnerRepresentative).await?;
        }
        for place in 0..count {
            let (subject, number) = (format!("season-{country}-{place}"), place % INSTITUTIONS + 1);
            let email = format!("{subject}@{}", own_domain(country, entry_of(place)));
            let member = join(&mut office, country, (&subject, email), number, Role::Reviewer).await?;
            reviewers.push(Reviewer { country, subject, place, institution: number, temper: temper(place), member });
        }
    }
    Ok(reviewers)
}

async fn partner(office: &mut Caller, country: &str, number: usize) -> Result<(), Failure> {
    let roles = vec![PartnershipRole::Validation.into()];
    let partnership = Partnership { institution: institution(number), roles, ..Partnership::default() };
    let parent = format!("countries/{country}");
    let request = CreatePartnershipRequest { parent, partnership: Some(partnership), ..Default::default() };
    office.partners.create_partnership(request).await?;
    Ok(())
}

/// Makes a member of this subject and address; its name.
async fn join(
    office: &mut Caller,
    country: &str,
    (subject, email): (&str, String),
    number: usize,
    role: Role,
) -> Result<String, Failure> {
    let member = Member {
        subject: subject.into(),
        display_name: subject.replace('-', " "),
        email,
        roles: vec![role.into()],
        institution: institution(number),
        ..Member::default()
    };
    let parent = format!("countries/{country}");
    let request = CreateMemberRequest { parent, member: Some(member), ..Default::default() };
    Ok(office.partners.create_member(request).await?.into_inner().member.ok_or("no member")?.name)
}
