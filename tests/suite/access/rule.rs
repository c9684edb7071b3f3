//! What the rule in the contract says of one call: a second reading of `access.proto`, which shares nothing with the one
//! that the platform enforces.

use proto::platform::v1::{Reach, Role};

use super::contract::Rpc;

/// Where a role is held, or a call takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In this country.
    Country(&'static str),
    /// Across all countries, `countries/-`.
    Across,
    /// In what the network itself owns.
    Network,
    /// The field that names the place is empty.
    Nowhere,
}

/// The place of a name, as far as it matters which kind of place it is: every country is the same.
pub fn place_of(name: &str) -> Place {
    match name.strip_prefix("countries/") {
        None => Place::Network,
        Some("-") => Place::Across,
        Some(rest) if rest.starts_with("-/") => Place::Across,
        Some(_) => Place::Country(""),
    }
}

/// What a call shows of its caller.
#[derive(Clone, Debug)]
pub enum Shown {
    /// Nothing.
    Nothing,
    /// Something that proves nothing: a token or key that is over, was taken back, or is somebody else's.
    Worthless,
    /// That a person of this subject holds these roles, each where it is held.
    Person(String, Vec<(Role, Place)>),
    /// That another system does.
    Key(Vec<(Role, Place)>),
}

/// How far a caller gets with an rpc in a place; more behind less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// Nobody knows who calls, and somebody has to be known.
    Unknown,
    /// Nothing that the caller holds counts for this rpc.
    RoleNotAllowed,
    /// It counts elsewhere.
    OutOfReach,
    /// Reads everything there.
    Reads,
    /// Reads and changes what is the caller's own.
    Own,
    /// Reads and changes everything there.
    All,
}

/// The country whose queue is lent, and the one whose office it is lent to, in the world of the matrix.
pub const LENDER: Place = Place::Country("do");
/// Nothing stands there, and nobody there holds anything elsewhere.
pub const BORROWER: Place = Place::Country("gt");

/// How far the caller gets with this rpc in this place.
pub fn extent(rpc: &Rpc, shown: &Shown, place: Place) -> Extent {
    let of_their_own = extent_of_their_own(rpc, shown, place);
    // Only people borrow, and only who works in the office that it is lent to; all that they get is what is marked.
    let Shown::Person(_, held) = shown else { return of_their_own };
    let works_there = |role: Role| matches!(role, Role::OfficeStaff | Role::OfficeAdmin);
    let borrows = held.iter().any(|(role, home)| works_there(*role) && *home == BORROWER);
    if borrows && rpc.rule.lent && place == LENDER { Extent::All } else { of_their_own }
}

fn extent_of_their_own(rpc: &Rpc, shown: &Shown, place: Place) -> Extent {
    let open = |wanted: Reach| rpc.rule.allow.iter().any(|allowance| allowance.reach() == wanted);
    let (held, person): (&[(Role, Place)], bool) = match shown {
        // Whoever shows something wants to be known by it, even where nobody has to be.
        Shown::Worthless => return Extent::Unknown,
        Shown::Nothing if open(Reach::Public) => (&[], false),
        Shown::Nothing => return Extent::Unknown,
        Shown::Person(_, held) => (held, true),
        Shown::Key(held) => (held, false),
    };
    let by_roles = rpc.rule.allow.iter().flat_map(|allowance| {
        let counts = held.iter().filter(move |(role, _)| allowance.roles().any(|named| named == *role));
        counts.map(|(role, home)| match allowance.reach() {
            // A country as such is the network's: to change it takes no intervention.
            Reach::Network if *home == Place::Network && rpc.is_of_a_country() && in_a_country(place) => Extent::All,
            Reach::Network if *role == Role::RegionalObserver && *home != Place::Network => narrowed(*home, place),
            reach => reached(reach, *home, place, rpc.is_of_the_network()),
        })
    });
    let public = open(Reach::Public).then(|| reached(Reach::Public, Place::Nowhere, place, true));
    let identity = (person && open(Reach::Identity)).then(|| reached(Reach::Identity, Place::Nowhere, place, true));
    // Every person applies where they like, but for who acts for others.
    let for_others = |role: &Role| !matches!(role, Role::Applicant | Role::Reviewer | Role::PartnerRepresentative);
    let applies = person && !held.iter().any(|(role, _)| for_others(role));
    let own = rpc.rule.allow.iter().filter(|allowance| applies && allowance.reach() == Reach::Own);
    let own = own.filter(|allowance| allowance.roles().any(|named| named == Role::Applicant));
    let own = own.map(|_| reached(Reach::Own, place, place, rpc.is_of_the_network()));
    by_roles.chain(public).chain(identity).chain(own).max().unwrap_or(Extent::RoleNotAllowed)
}

fn in_a_country(place: Place) -> bool {
    matches!(place, Place::Country(_))
}

/// Who observes may be narrowed to a country: they read there, and nothing of what the network itself owns.
fn narrowed(home: Place, place: Place) -> Extent {
    if place == home || place == Place::Nowhere { Extent::Reads } else { Extent::OutOfReach }
}

/// How far a reach goes in a place, for who holds the role that has it at `home`.
fn reached(reach: Reach, home: Place, place: Place, shared: bool) -> Extent {
    // All countries are reached by who holds the role in the network, and not by who holds it in one of them.
    let of_the_network = matches!(reach, Reach::Network | Reach::Intervention);
    if reach == Reach::Unspecified || of_the_network && home != Place::Network {
        return Extent::RoleNotAllowed;
    }
    match (reach, place) {
        // Nothing is reached, but nothing is hidden either: the request is incomplete, and may be told so.
        (_, Place::Nowhere) => Extent::Reads,
        (Reach::Network, Place::Network) => Extent::All,
        (Reach::Network, _) => Extent::Reads,
        (Reach::Intervention, Place::Country(_)) => Extent::All,
        (Reach::Identity, Place::Country(_) | Place::Network) => Extent::All,
        (Reach::Public, Place::Country(_)) => Extent::All,
        (Reach::Public, _) => Extent::Reads,
        (Reach::Country, Place::Country(_)) if home == place => Extent::All,
        (Reach::Own, Place::Country(_)) if home == place => Extent::Own,
        // Roles of a country stand in the rule of such an rpc for no other reason than to read what all share.
        (Reach::Country | Reach::Own, Place::Network) if shared => Extent::Reads,
        _ => Extent::OutOfReach,
    }
}
