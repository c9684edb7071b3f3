//! The access matrix: every rpc, asked by everybody, in their own country, in another, across all, in what the network
//! owns, and nowhere.
//!
//! *Complete* requests are for something that is really there, so that "not yours" shows where "not there" would look the
//! same; where the call would change it, they are for nothing. *Faulty* ones go wrong behind the place: whoever reaches
//! it is told so, and nobody else.

use futures::{StreamExt, stream};
use prost_reflect::prost::bytes::Bytes;
use tests::{network::Network, platform::Failure, raw, servers::Mail};
use tonic::{Status, transport::Channel};

use super::{
    asking::{Asking, everybody},
    contract::Rpc,
    expected::{Expected, told},
    rule::{Extent, Place, Shown, extent},
    world::{ELSEWHERE, OWN, World},
};

/// Calls at a time.
const AT_ONCE: usize = 16;
const PLACES: [Place; 5] = [OWN, ELSEWHERE, Place::Across, Place::Network, Place::Nowhere];
/// What an id that nothing has begins with.
const OF_NOTHING: &str = "/00000000-";

/// What an rpc is asked for in one place.
struct Question<'a> {
    rpc: &'a Rpc,
    place: Place,
    name: String,
    /// Who alone may have it, where it belongs to somebody.
    owner: String,
    /// Whether something by this name is there.
    there: bool,
}

/// One call.
struct Call<'a> {
    question: &'a Question<'a>,
    kind: &'static str,
    who: &'a Asking,
    body: Bytes,
    expected: Expected,
}

#[tokio::test(flavor = "multi_thread")]
async fn every_rpc_lets_in_whom_its_rule_names_and_tells_nobody_else_anything() -> Result<(), Failure> {
    let mail = Mail::new()?;
    mail.start().await?;
    let network = Network::real_with("matrix", &settings(&mail.url())).await?;
    let world = World::fill(&network).await?;
    walk(&network, &world, &everybody(&network, &mail).await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_holds_where_the_scope_alone_guards() -> Result<(), Failure> {
    let mail = Mail::new()?;
    mail.start().await?;
    let network = Network::embedded_with(&settings(&mail.url())).await?;
    let world = World::fill(&network).await?;
    let mut asking = everybody(&network, &mail).await?;
    // Whoever shows something worthless is refused before any scope is opened, here as there.
    asking.retain(|asking| !matches!(asking.shown, Shown::Worthless));
    walk(&network, &world, &asking).await
}

/// Letters are sent, since a role of the network comes by one. Neither a machine that is slow nor one that is fast is a
/// reason to refuse anybody.
fn settings(mail: &str) -> [(&str, &str); 6] {
    [
        ("ACELERACION__MAIL__URL", mail),
        ("ACELERACION__IDENTITY__GRANTS_STALE_SECONDS", "60"),
        ("ACELERACION__LIMITS__CALLER_RATE", "1000000"),
        ("ACELERACION__LIMITS__KEY_RATE", "1000000"),
        ("ACELERACION__LIMITS__COUNTRY_RATE", "1000000"),
        ("ACELERACION__LIMITS__CALLER_STREAMS", "1000"),
    ]
}

async fn walk(network: &Network, world: &World, asking: &[Asking]) -> Result<(), Failure> {
    let rpcs = Rpc::all()?;
    let questions = questions(&rpcs, world)?;
    // One after the other, as people come: what somebody holds is remembered for a moment.
    let mut calls = Vec::new();
    for who in asking {
        for question in &questions {
            calls.extend(calls_of(question, who)?);
        }
    }
    let channel = network.channel().await?;
    nothing_else_is_there(&channel, asking).await?;
    let asked = stream::iter(&calls).map(|call| fault(&channel, call)).buffered(AT_ONCE);
    let faults: Vec<Option<String>> = asked.collect().await;
    let wrong: Vec<String> = faults.into_iter().flatten().collect();
    let allowed = calls.iter().filter(|call| call.expected.is_allowed()).count();
    let (all, refused) = (calls.len(), calls.len() - allowed);
    println!("access matrix: {all} calls, {allowed} allowed, {refused} refused, {} wrong", wrong.len());
    let first: Vec<String> = wrong.into_iter().take(40).collect();
    assert!(first.is_empty(), "{first:#?}");
    Ok(())
}

/// What is not in the contract is refused to everybody, before anything else is looked at.
async fn nothing_else_is_there(channel: &Channel, asking: &[Asking]) -> Result<(), Failure> {
    for path in ["/aceleracion.partners.v1.PartnersService/DeleteCountry", "/aceleracion.none.v1.None/Get", "/a/b"] {
        for who in asking {
            let answer = ask(channel, path, who, Bytes::new()).await;
            assert!(Expected::NoSuchMethod.fits(&answer), "{path} by {}: {}", who.described, told(&answer));
        }
    }
    Ok(())
}

async fn ask(channel: &Channel, path: &str, who: &Asking, body: Bytes) -> Result<Vec<Bytes>, Status> {
    let header = who.bearer.as_ref().map(|token| format!("Bearer {token}"));
    let headers: Vec<(&str, &str)> = header.iter().map(|value| ("authorization", value.as_str())).collect();
    raw::gather(channel, path, body, &headers).await
}

/// What every rpc is asked for in every place.
fn questions<'a>(rpcs: &'a [Rpc], world: &World) -> Result<Vec<Question<'a>>, Failure> {
    let mut questions = Vec::new();
    for rpc in rpcs {
        if !rpc.names_a_place() {
            let (name, owner) = (String::new(), String::new());
            questions.push(Question { rpc, place: Place::Network, name, owner, there: false });
            continue;
        }
        for place in PLACES {
            let known = world.known(place, |name| rpc.takes(name));
            let (name, owner, there) = match known {
                Some(known) => (known.name.clone(), known.owner.clone(), true),
                None => (name_in(rpc, place)?, String::new(), false),
            };
            questions.push(Question { rpc, place, name, owner, there });
        }
    }
    Ok(questions)
}

/// A name in a place where the world has none that fits: of nothing, or one that lies there although the contract does not
/// allow it, since nobody may reach further by asking for that.
fn name_in(rpc: &Rpc, place: Place) -> Result<String, Failure> {
    if place == Place::Nowhere {
        return Ok(String::new());
    }
    if let Some(name) = rpc.name_of_nothing(place) {
        return Ok(name);
    }
    let elsewhere = rpc.name_of_nothing(OWN).or_else(|| rpc.name_of_nothing(Place::Network));
    let name = elsewhere.ok_or_else(|| format!("{} takes no name that could be made up", rpc.path))?;
    let rest = name.strip_prefix("countries/do").map_or_else(|| format!("/{name}"), str::to_owned);
    Ok(match place {
        Place::Country(code) => format!("countries/{code}{rest}"),
        Place::Across => format!("countries/-{rest}"),
        Place::Network | Place::Nowhere => format!("network{rest}"),
    })
}

/// The calls that somebody makes to ask for it.
fn calls_of<'a>(question: &'a Question<'a>, who: &'a Asking) -> Result<Vec<Call<'a>>, Failure> {
    let Question { rpc, place, name, .. } = question;
    let reach = extent(rpc, &who.shown, *place);
    let call = |kind, body: Vec<u8>, expected| Call { question, kind, who, body: body.into(), expected };
    let complete = |name: &str| rpc.complete(name, &[]);
    // The request is not even looked at.
    if let Some(refused) = refused_at_the_gate(reach) {
        return Ok(vec![call("complete", complete(name)?, refused)]);
    }
    let told = if reach == Extent::OutOfReach { Expected::OutOfReach } else { Expected::Told };
    if rpc.names_a_place() && (name.is_empty() || !rpc.takes(name)) {
        return Ok(vec![call("strange", complete(name)?, told)]);
    }
    let mut calls = vec![call("faulty", rpc.faulty(name)?, told)];
    match expected(question, reach, &who.shown) {
        Some(expected) => calls.push(call("complete", complete(name)?, expected)),
        // It would change something. A key may be refused by the use case itself, as where a person is asked for.
        None => {
            let nothing = rpc.name_of_nothing(*place).filter(|name| name.contains(OF_NOTHING));
            if let Some(nothing) = nothing.filter(|_| matches!(who.shown, Shown::Person(..))) {
                calls.push(call("for nothing", complete(&nothing)?, Expected::PastTheGate));
            }
        }
    }
    Ok(calls)
}

fn refused_at_the_gate(reach: Extent) -> Option<Expected> {
    match reach {
        Extent::Unknown => Some(Expected::Unknown),
        Extent::RoleNotAllowed => Some(Expected::RoleNotAllowed),
        _ => None,
    }
}

/// What has to come of a complete request; nothing where it would change what is there.
fn expected(question: &Question<'_>, reach: Extent, shown: &Shown) -> Option<Expected> {
    let Question { rpc, place, owner, there, .. } = question;
    let subject = if let Shown::Person(subject, _) = shown { subject } else { "" };
    let of_others = reach == Extent::Own && !owner.is_empty() && owner != subject;
    if reach == Extent::OutOfReach || of_others {
        return Some(Expected::OutOfReach);
    }
    if rpc.only_reads() {
        return Some(if *there { Expected::Answered } else { Expected::PastTheGate });
    }
    match (reach, place) {
        (Extent::Reads, Place::Country(_)) => Some(Expected::InterventionNeeded),
        (Extent::Reads, _) => Some(Expected::OutOfReach),
        _ => None,
    }
}

/// What is wrong with the answer to a call, if anything is.
async fn fault(channel: &Channel, call: &Call<'_>) -> Option<String> {
    let Call { question, kind, who, body, expected } = call;
    let answer = ask(channel, &question.rpc.path, who, body.clone()).await;
    let asked = format!("{} {kind} {:?} by {}", question.rpc.name(), question.name, who.described);
    (!expected.fits(&answer)).then(|| format!("{asked}: {expected:?} expected, found {}", told(&answer)))
}
