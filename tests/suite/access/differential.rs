//! What others have leaves no trace: every rpc that reads answers the same, to the byte, with and without rows that its
//! caller must not see. Items, counts, order, page tokens and refusals are all in those bytes.
//!
//! Something that is hidden is asked for by its name, too. Before it is there, a name of nothing stands in for it, and the
//! two ids, which are equally long, are exchanged in the bytes of request and answer.

use futures::{StreamExt, TryStreamExt, stream};
use prost_reflect::Value;
use proto::{platform::v1::Role, registrations::v1::ListRegistrationsRequest};
use sea_orm::prelude::{ChronoDateTimeUtc, ChronoUtc};
use serde_json::json;
use tests::{issuer::claims, network::Network, platform::Failure, raw};
use tonic::transport::Channel;

use super::{
    asking::{OF_A_COUNTRY, roles},
    contract::Rpc,
    hidden::{ABROAD, OF_OTHERS, abroad, of_others, settled_and_sealed},
    lasting::lasting,
    making::submit,
    world::{World, role_name},
};

/// Calls at a time.
const AT_ONCE: usize = 8;
/// So few a page that every list has several.
const PAGE: i32 = 2;

/// Roles that see in a country what is of other people there; an observer does where they are narrowed to it.
const SEE_OTHERS: [Role; 4] =
    [Role::PartnerRepresentative, Role::OfficeStaff, Role::OfficeAdmin, Role::RegionalObserver];

/// One question, with all its pages.
pub struct Question<'a> {
    rpc: &'a Rpc,
    name: String,
    caller: &'a Caller,
    besides: &'a [(&'static str, String)],
}

/// Somebody of `do`, or nobody.
pub struct Caller {
    pub described: String,
    /// Whether they see nothing of other people in the country.
    pub sees_own: bool,
    pub token: Option<String>,
}

#[tokio::test(flavor = "multi_thread")]
async fn what_others_have_changes_no_byte_of_an_answer() -> Result<(), Failure> {
    compare(&Network::real("differential").await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_does_it_where_the_scope_alone_guards() -> Result<(), Failure> {
    compare(&Network::embedded().await?).await
}

async fn compare(network: &Network) -> Result<(), Failure> {
    let world = World::fill(network).await?;
    for title in ["Segunda", "Tercera", "Cuarta", "Quinta"] {
        submit(network, "applicant:do", "do", title).await?;
    }
    settled_and_sealed(network).await?;
    let until_now = ChronoUtc::now();
    let rpcs: Vec<Rpc> = Rpc::all()?.into_iter().filter(Rpc::only_reads).collect();
    let callers = callers(network)?;
    let questions = questions(&rpcs, &callers, &world, &[ABROAD.as_slice(), &OF_OTHERS].concat());
    let seen = everything(network).await?;
    let before = answers(network, &questions, &until_now, &[]).await?;

    let mut stand_ins = abroad(network).await?;
    assert_ne!(everything(network).await?, seen, "who sees all sees more");
    let after = answers(network, &questions, &until_now, &stand_ins).await?;
    let all = same(&questions, &before, &after, |_| true);

    stand_ins.extend(of_others(network).await?);
    let after = answers(network, &questions, &until_now, &stand_ins).await?;
    let own = same(&questions, &before, &after, |caller| caller.sees_own);
    println!("differential: {all} answers beside rows of another country, {own} beside rows of other people, the same");
    Ok(())
}

/// Nobody, somebody of every role in `do` by what the platform granted them, and of those that it gives to nobody there
/// by the token.
fn callers(network: &Network) -> Result<Vec<Caller>, Failure> {
    let mut callers = vec![Caller { described: "nobody".into(), sees_own: true, token: None }];
    for role in roles() {
        let described = role_name(role);
        let granted = OF_A_COUNTRY.contains(&role);
        let mut claims = claims(&format!("{described}:do"), &described, "do");
        if granted {
            claims["roles"] = json!([]);
        }
        let sees_own = !SEE_OTHERS.contains(&role);
        callers.push(Caller { described, sees_own, token: Some(network.issuer.sign(&claims)?) });
    }
    Ok(callers)
}

/// Everything that every rpc can be asked for, by everybody.
pub fn questions<'a>(
    rpcs: &'a [Rpc],
    callers: &'a [Caller],
    world: &World,
    hidden: &[&'static str],
) -> Vec<Question<'a>> {
    let known = world.names().chain(hidden.iter().copied());
    let known: Vec<&str> = known.chain(["countries/do/cases/-", "countries/cr/cases/-"]).collect();
    asked_for(rpcs, callers, &known, &[])
}

/// Everything that every rpc can be asked for by these names, with what else is said in each request that has such a field.
pub fn asked_for<'a>(
    rpcs: &'a [Rpc],
    callers: &'a [Caller],
    known: &[&str],
    besides: &'a [(&'static str, String)],
) -> Vec<Question<'a>> {
    let mut questions = Vec::new();
    for rpc in rpcs {
        let names: Vec<&str> = match rpc.names_a_place() {
            true => known.iter().copied().filter(|name| rpc.takes(name)).collect(),
            false => vec![""],
        };
        for name in names {
            questions.extend(callers.iter().map(|caller| Question { rpc, name: name.to_owned(), caller, besides }));
        }
    }
    questions
}

pub async fn answers(
    network: &Network,
    questions: &[Question<'_>],
    until_now: &ChronoDateTimeUtc,
    stand_ins: &[(String, String)],
) -> Result<Vec<Vec<u8>>, Failure> {
    let channel = network.channel().await?;
    let asking = stream::iter(questions).map(|question| answer(&channel, question, until_now, stand_ins));
    asking.buffered(AT_ONCE).try_collect().await
}

/// The bytes of all pages of an answer, or of the refusal.
async fn answer(
    channel: &Channel,
    question: &Question<'_>,
    until_now: &ChronoDateTimeUtc,
    stand_ins: &[(String, String)],
) -> Result<Vec<u8>, Failure> {
    let Question { rpc, caller, besides, .. } = question;
    let name = stand_ins.iter().fold(question.name.clone(), |name, (nothing, real)| name.replace(nothing, real));
    let header = caller.token.as_ref().map(|token| format!("Bearer {token}"));
    let headers: Vec<(&str, &str)> = header.iter().map(|value| ("authorization", value.as_str())).collect();
    let mut bytes = Vec::new();
    let mut page = String::new();
    loop {
        let mut fields = vec![("page_size", Value::I32(PAGE)), ("page_token", Value::String(page.clone()))];
        fields.extend(besides.iter().map(|(field, text)| (*field, Value::String(text.clone()))));
        if rpc.name() == "ListAuditEntries" {
            // What these very questions leave in the log.
            fields.push(("filter", Value::String(format!("time < \"{}\"", until_now.to_rfc3339()))));
        }
        if rpc.name().starts_with("Search") {
            // Words that what is hidden has, too: the order and the counts of what is seen must not tell of them.
            fields.push(("filter", Value::String("taller OR segunda OR persona ruta".into())));
        }
        page.clear();
        match raw::gather(channel, &rpc.path, rpc.complete(&name, &fields)?, &headers).await {
            Ok(messages) => {
                for message in &messages {
                    bytes.extend(lasting(rpc, message, until_now)?);
                    page = rpc.next_page(message)?;
                }
            }
            Err(status) => {
                bytes.extend_from_slice(format!("{:?} {}", status.code(), status.message()).as_bytes());
                bytes.extend_from_slice(status.details());
            }
        }
        if page.is_empty() {
            return Ok(stand_ins.iter().fold(bytes, |bytes, (nothing, real)| exchanged(&bytes, real, nothing)));
        }
    }
}

/// The bytes with one text in place of another of the same length.
fn exchanged(bytes: &[u8], text: &str, other: &str) -> Vec<u8> {
    assert_eq!(text.len(), other.len(), "lengths stand in the bytes");
    let mut bytes = bytes.to_vec();
    for start in 0..bytes.len() {
        if bytes[start..].starts_with(text.as_bytes()) {
            bytes[start..start + text.len()].copy_from_slice(other.as_bytes());
        }
    }
    bytes
}

/// How many answers were the same, which is all of those that these roles got.
pub fn same(
    questions: &[Question<'_>],
    before: &[Vec<u8>],
    after: &[Vec<u8>],
    compared: impl Fn(&Caller) -> bool,
) -> usize {
    let mut count = 0;
    let mut wrong = Vec::new();
    for (question, (before, after)) in questions.iter().zip(before.iter().zip(after)) {
        let Question { rpc, name, caller, .. } = question;
        if !compared(caller) {
            continue;
        }
        count += 1;
        if before != after {
            let (before, after) = (String::from_utf8_lossy(before), String::from_utf8_lossy(after));
            wrong.push(format!("{} {name:?} by {}: {before:?} became {after:?}", rpc.name(), caller.described));
        }
    }
    wrong.truncate(20);
    assert!(wrong.is_empty(), "{wrong:#?}");
    count
}

/// What somebody sees from whom nothing is hidden.
async fn everything(network: &Network) -> Result<usize, Failure> {
    let request = ListRegistrationsRequest {
        parent: "countries/-".into(),
        page_size: 1000,
        ..ListRegistrationsRequest::default()
    };
    Ok(network.region()?.registrations.list_registrations(request).await?.into_inner().registrations.len())
}
