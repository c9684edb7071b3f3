//! Everybody who may ask, and the ways in which they show it: by what the platform granted, by tokens that tell of roles
//! themselves, by API keys; and by all of these when they are worthless.

use std::time::{Duration, SystemTime};

use platform::clients::Caller;
use proto::{
    partners::v1::{
        AcceptInvitationRequest, CloseInterventionRequest, InviteMemberRequest, Member, RevokeApiKeyRequest,
        RevokeMemberRequest,
    },
    platform::v1::Role,
};
use serde_json::json;
use tests::{
    issuer::{Issuer, claims, now},
    network::Network,
    patience::until,
    platform::Failure,
    servers::Mail,
};

use super::{
    making::{DAY, intervene, issue, issue_for, recruit},
    rule::{BORROWER, Place, Shown},
    world::{OWN, role_name},
};

/// Roles that a country gives.
pub const OF_A_COUNTRY: [Role; 5] =
    [Role::Applicant, Role::Reviewer, Role::PartnerRepresentative, Role::OfficeStaff, Role::OfficeAdmin];
/// Roles that the network gives; the last one to keys alone.
const OF_THE_NETWORK: [Role; 3] = [Role::RegionalObserver, Role::RegionalAdmin, Role::System];
/// A key that soon ends: so soon that it is over when everything else is ready.
const SHORT: Duration = Duration::from_secs(2);

/// Who asks.
pub struct Asking {
    pub described: String,
    pub shown: Shown,
    pub bearer: Option<String>,
}

impl Asking {
    fn new(described: impl Into<String>, shown: Shown, bearer: String) -> Self {
        Self { described: described.into(), shown, bearer: Some(bearer) }
    }
}

/// Those of the office that the queue of `do` is lent to: who works in it, with a membership or a token; who does not; and a
/// key of it. Its admin recruits them.
async fn by_loans(network: &Network) -> Result<Vec<Asking>, Failure> {
    let mut asking = Vec::new();
    for role in [Role::OfficeStaff, Role::OfficeAdmin, Role::Reviewer] {
        let name = role_name(role);
        let subject = format!("{name}:gt");
        recruit(network, "gt", &subject, role).await?;
        let shown = Shown::Person(subject.clone(), vec![(role, BORROWER)]);
        asking.push(Asking::new(format!("{name} of gt"), shown, without_roles(network, &subject)?));
    }
    let shown = Shown::Person("token:gt".into(), vec![(Role::OfficeStaff, BORROWER)]);
    let token = network.issuer.token("token:gt", "office_staff", "gt")?;
    asking.push(Asking::new("office_staff of gt by the token", shown, token));
    let (_, secret) = issue(network, "countries/gt", Role::OfficeStaff, DAY).await?;
    asking.push(Asking::new("a key of gt", Shown::Key(vec![(Role::OfficeStaff, BORROWER)]), secret));
    Ok(asking)
}

/// Every role; where it can be held, as far as the platform gives it there.
pub fn roles() -> impl Iterator<Item = Role> {
    OF_A_COUNTRY.into_iter().chain(OF_THE_NETWORK)
}

/// Everybody, once what they were granted is known everywhere, and what was taken from them as well.
pub async fn everybody(network: &Network, mail: &Mail) -> Result<Vec<Asking>, Failure> {
    let mut asking = by_keys(network).await?;
    let short_keys_end = SystemTime::now() + SHORT;
    asking.extend(by_grants(network, mail).await?);
    asking.extend(by_interventions(network).await?);
    asking.extend(by_loans(network).await?);
    network.data.settled().await?;
    let over = || async { Ok((SystemTime::now() > short_keys_end).then_some(())) };
    until("the end of the short keys", over).await?;
    asking.extend(by_tokens(&network.issuer)?);
    asking.push(Asking { described: "nobody".into(), shown: Shown::Nothing, bearer: None });
    let nobody = Shown::Person("somebody".into(), Vec::new());
    asking.push(Asking::new("somebody without a role", nobody, without_roles(network, "somebody")?));
    Ok(asking)
}

fn without_roles(network: &Network, subject: &str) -> Result<String, Failure> {
    let mut claims = claims(subject, "", "");
    claims["roles"] = json!([]);
    network.issuer.sign(&claims)
}

/// Keys of the country and of the network: good ones, revoked ones, and such as are over.
async fn by_keys(network: &Network) -> Result<Vec<Asking>, Failure> {
    let mut asking = Vec::new();
    let homes =
        OF_A_COUNTRY.map(|role| (role, OWN)).into_iter().chain(OF_THE_NETWORK.map(|role| (role, Place::Network)));
    for (role, home) in homes {
        let (name, parent) = (role_name(role), if home == OWN { "countries/do" } else { "network" });
        let (_, secret) = issue(network, parent, role, SHORT).await?;
        asking.push(Asking::new(format!("an expired key of {name}"), Shown::Worthless, secret));
        let (key, secret) = issue(network, parent, role, DAY).await?;
        let mut issuer = by(network, home)?;
        let request = RevokeApiKeyRequest { name: key, ..RevokeApiKeyRequest::default() };
        issuer.partners.revoke_api_key(request).await?;
        asking.push(Asking::new(format!("a revoked key of {name}"), Shown::Worthless, secret));
        let (_, secret) = issue(network, parent, role, DAY).await?;
        asking.push(Asking::new(format!("a key of {name}"), Shown::Key(vec![(role, home)]), secret));
    }
    let observes = Role::RegionalObserver;
    let (_, secret) = issue_for(network, "network", observes, DAY, &["countries/do"]).await?;
    asking.push(Asking::new("a key of an observer narrowed to do", Shown::Key(vec![(observes, OWN)]), secret));
    Ok(asking)
}

/// Who gives roles in a place.
fn by(network: &Network, home: Place) -> Result<Caller, Failure> {
    if home == OWN { network.office("do") } else { network.region() }
}

/// Members, and such as were members. Those of the country who still are came with the world.
async fn by_grants(network: &Network, mail: &Mail) -> Result<Vec<Asking>, Failure> {
    let mut asking = Vec::new();
    let mut gone = Vec::new();
    for role in OF_A_COUNTRY {
        let name = role_name(role);
        let shown = Shown::Person(format!("{name}:do"), vec![(role, OWN)]);
        asking.push(Asking::new(format!("{name} of do"), shown, without_roles(network, &format!("{name}:do"))?));
        let subject = format!("{name}:gone");
        gone.push((recruit(network, "do", &subject, role).await?, OWN, subject));
    }
    for role in [Role::RegionalObserver, Role::RegionalAdmin] {
        let name = role_name(role);
        join_network(network, mail, &name, role).await?;
        let shown = Shown::Person(name.clone(), vec![(role, Place::Network)]);
        asking.push(Asking::new(format!("{name} of the network"), shown, without_roles(network, &name)?));
        let subject = format!("{name}:gone");
        gone.push((join_network(network, mail, &subject, role).await?, Place::Network, subject));
    }
    for (member, home, subject) in gone {
        let request = RevokeMemberRequest { name: member, ..RevokeMemberRequest::default() };
        by(network, home)?.partners.revoke_member(request).await?;
        let token = without_roles(network, &subject)?;
        asking.push(Asking::new(format!("the revoked {subject}"), Shown::Person(subject, Vec::new()), token));
    }
    Ok(asking)
}

/// Invites somebody to the network, and accepts for them with the code from the letter; their name as a member.
async fn join_network(network: &Network, mail: &Mail, subject: &str, role: Role) -> Result<String, Failure> {
    let address = format!("{}@example.org", subject.replace(':', "-"));
    let member =
        Member { display_name: subject.into(), email: address.clone(), roles: vec![role.into()], ..Member::default() };
    let request = InviteMemberRequest { parent: "network".into(), member: Some(member), ..Default::default() };
    let invited = network.region()?.partners.invite_member(request).await?.into_inner().member.ok_or("no member")?;
    let code = until(&format!("a letter to {address}"), || async {
        let letters = mail.letters_to(&address)?;
        let body = letters.first().map(|letter| letter.part("body").to_owned()).unwrap_or_default();
        Ok(body.lines().find_map(|line| line.strip_prefix("code: ")).map(|code| code.trim().to_owned()))
    })
    .await?;
    let request = AcceptInvitationRequest { name: invited.name.clone(), code, ..AcceptInvitationRequest::default() };
    network.person(subject)?.partners.accept_invitation(request).await?;
    Ok(invited.name)
}

/// Two regional admins who intervened in the country; one of them no longer does.
async fn by_interventions(network: &Network) -> Result<[Asking; 2], Failure> {
    let of_the_network = (Role::RegionalAdmin, Place::Network);
    intervene(network, "do", "acting").await?;
    let name = intervene(network, "do", "acted").await?;
    let mut office = network.office("do")?;
    let request = CloseInterventionRequest { name, ..CloseInterventionRequest::default() };
    office.partners.close_intervention(request).await?;
    let token = |subject: &str| network.issuer.token(subject, "regional_admin", "network");
    let acts = Shown::Person("acting".into(), vec![of_the_network, (Role::OfficeAdmin, OWN)]);
    let acted = Shown::Person("acted".into(), vec![of_the_network]);
    Ok([
        Asking::new("regional_admin with an intervention in do", acts, token("acting")?),
        Asking::new("regional_admin whose intervention is over", acted, token("acted")?),
    ])
}

/// Tokens that tell of roles themselves, as those of the trial issuer do, and such as prove nothing.
fn by_tokens(issuer: &Issuer) -> Result<Vec<Asking>, Failure> {
    let foreign = Issuer::new()?;
    let mut asking = Vec::new();
    for role in roles() {
        let name = role_name(role);
        for (home, country) in [(OWN, "do"), (Place::Network, "network")] {
            let subject = format!("{name}:token");
            let token = issuer.token(&subject, &name, country)?;
            let shown = Shown::Person(subject, vec![(role, home)]);
            asking.push(Asking::new(format!("{name} of {country} by the token"), shown, token));
        }
        let country = if OF_A_COUNTRY.contains(&role) { "do" } else { "network" };
        let mut expired = claims(&name, &name, country);
        for (claim, ago) in [("iat", 7200), ("nbf", 7200), ("exp", 3600)] {
            expired[claim] = json!(now() - ago);
        }
        let mut of_another = claims(&name, &name, country);
        of_another["iss"] = json!("https://id.example.org");
        for (kind, token) in [
            ("an expired token", issuer.sign(&expired)?),
            ("a token that somebody else signed", foreign.token(&name, &name, country)?),
            ("a token of another issuer", foreign.sign(&of_another)?),
        ] {
            asking.push(Asking::new(format!("{name} of {country} with {kind}"), Shown::Worthless, token));
        }
    }
    Ok(asking)
}
