//! What stands in the two countries before anybody asks: of each kind something that is really there, since a name of
//! nothing is answered like one that is out of reach.

use proto::{
    notifications::v1::ListNotificationsRequest,
    partners::v1::{CreateInstitutionRequest, Institution, InstitutionKind},
    platform::v1::Role,
};
use tests::{network::Network, patience::until, platform::Failure};

use super::{
    asking::OF_A_COUNTRY,
    making::{DAY, assign, case, intervene, issue, lend, partner, recruit, submit},
    rule::Place,
};

/// The country of who asks.
pub const OWN: Place = Place::Country("do");
/// Another one.
pub const ELSEWHERE: Place = Place::Country("cr");

/// What is there.
pub struct World(Vec<Known>);

/// Something that is there.
pub struct Known {
    pub place: Place,
    pub name: String,
    /// The subject to whom it belongs; empty where it belongs to nobody alone.
    pub owner: String,
}

impl World {
    /// Fills both countries.
    pub async fn fill(network: &Network) -> Result<Self, Failure> {
        for (id, kind) in [("chamber", InstitutionKind::Chamber), ("academy", InstitutionKind::Academia)] {
            found(network, id, kind).await?;
        }
        let mut known = Vec::new();
        for (place, country) in [(OWN, "do"), (ELSEWHERE, "cr")] {
            for (name, owner) in fill(network, country).await? {
                known.push(Known { place, name, owner });
            }
        }
        known.push(Known { place: OWN, name: lend(network).await?, owner: String::new() });
        let of_all = |place, name: &str| Known { place, name: name.into(), owner: String::new() };
        let across = ["countries/-", "countries/-/cases/-", "countries/-/services/registrations"];
        known.extend(across.map(|name| of_all(Place::Across, name)));
        let (key, _) = issue(network, "network", Role::RegionalObserver, DAY).await?;
        let shared = ["network", "editions/open", "institutions/chamber", "services/registrations", &key];
        known.extend(shared.map(|name| of_all(Place::Network, name)));
        network.data.settled().await?;
        Ok(Self(known))
    }

    /// The first thing in this place whose name fits.
    pub fn known(&self, place: Place, fits: impl Fn(&str) -> bool) -> Option<&Known> {
        self.0.iter().find(|known| known.place == place && fits(&known.name))
    }

    /// The names of all that is there.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|known| known.name.as_str())
    }
}

/// A role as tokens say it, `office_staff`.
pub fn role_name(role: Role) -> String {
    role.as_str_name().trim_start_matches("ROLE_").to_lowercase()
}

/// Adds an institution, which everybody may see.
async fn found(network: &Network, id: &str, kind: InstitutionKind) -> Result<(), Failure> {
    let institution = Institution { display_name: id.into(), kind: kind.into(), ..Institution::default() };
    let request = CreateInstitutionRequest {
        institution_id: id.into(),
        institution: Some(institution),
        ..CreateInstitutionRequest::default()
    };
    network.region()?.partners.create_institution(request).await?;
    Ok(())
}

/// Something of each kind in a country; the names, each with whom it belongs to.
async fn fill(network: &Network, country: &str) -> Result<Vec<(String, String)>, Failure> {
    let parent = format!("countries/{country}");
    partner(network, country, "institutions/chamber").await?;
    let reviewer = format!("reviewer:{country}");
    let mut member = String::new();
    for role in OF_A_COUNTRY {
        let subject = format!("{}:{country}", role_name(role));
        let name = recruit(network, country, &subject, role).await?;
        if subject == reviewer {
            member = name;
        }
    }
    let applicant = format!("applicant:{country}");
    let own = submit(network, &applicant, country, "La propia").await?;
    let case = case(network, country, &own).await?;
    let assignment = assign(network, country, &case).await?;
    let office = network.office(country)?;
    let notification = until("a notification", || async {
        let request = ListNotificationsRequest { parent: parent.clone(), ..Default::default() };
        let found = office.notifications.clone().list_notifications(request).await?.into_inner().notifications;
        Ok(found.into_iter().next().map(|notification| notification.name))
    })
    .await?;
    let (key, _) = issue(network, &parent, Role::OfficeStaff, DAY).await?;
    let intervention = intervene(network, country, "acting elsewhere").await?;
    let services = format!("{parent}/services/registrations");
    let of_nobody = [parent, case, notification, key, intervention, services];
    let mut names = vec![(own, applicant), (assignment, reviewer.clone()), (member, reviewer)];
    names.extend(of_nobody.map(|name| (name, String::new())));
    Ok(names)
}
