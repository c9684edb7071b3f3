//! Walking one chain from its first place to its end, or to the first thing that is wrong.

use sea_orm::{ConnectionTrait, DatabaseTransaction, FromQueryResult, QueryResult, Statement, Value};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    chain::{self, Seal, hexadecimal},
    heads::Head,
    kept::KeptHeads,
    links::Link,
    sealer,
    seals::End,
    server::entry_name,
    verify::{Chain, Wrong},
};
use crate::{
    access::Permit,
    error::{Error, Result},
};

/// How long an entry may wait for its seal: a second while a sealer runs, and what a stopped one needs to come back.
const PATIENCE: time::Duration = time::Duration::minutes(1);

/// One chain, walked from its first place.
pub(super) struct Walk<'a> {
    pub transaction: &'a DatabaseTransaction,
    pub service: &'a str,
    pub country: &'a str,
    pub heads: Option<&'a KeptHeads>,
    /// Of the call that asks; none where nobody waits.
    pub permit: Option<&'a Permit>,
}

impl Walk<'_> {
    pub(super) async fn check(&self) -> Result<Chain> {
        if self.is_erased().await? {
            return self.tombstone().await;
        }
        let (end, mut wrong) = self.walk().await?;
        if wrong.is_none() {
            self.in_time()?;
            wrong = self.beside().await?;
        }
        if wrong.is_none() {
            wrong = self.against_last_head(&end);
        }
        let entries = self.number("SELECT count(*) AS found FROM audit_entries WHERE country = $1").await?;
        let hash = if end.place == 0 { String::new() } else { hexadecimal(&end.seal) };
        let signed = self.heads.and_then(|heads| heads.last(self.country)).map(|head| head.time.clone());
        Ok(Chain { country: self.country.into(), entries, sealed: end.place, hash, signed, erased: false, wrong })
    }

    /// Whether the country was erased, and its entries with it. That it was stands in the log of the network.
    async fn is_erased(&self) -> Result<bool> {
        let query = "SELECT count(*) AS found FROM country_standings WHERE code = $1 AND state = 'ERASED'";
        Ok(self.number(query).await? > 0)
    }

    /// What is left of an erased country: the end of its chain, which has to be the head that was signed last.
    async fn tombstone(&self) -> Result<Chain> {
        let entries = self.number("SELECT count(*) AS found FROM audit_entries WHERE country = $1").await?;
        let end = sealer::end(self.transaction, self.country, 0).await?;
        let head = self.heads.and_then(|heads| heads.last(self.country));
        let wrong = head.filter(|head| head.place != end.place || !is_of(head, &end.seal)).map(|head| {
            let problem = format!(
                "the country was erased, and the end of its chain that is left is not the head signed at {}",
                head.time
            );
            missing(end.place, &problem)
        });
        let hash = if end.place == 0 { String::new() } else { hexadecimal(&end.seal) };
        let signed = head.map(|head| head.time.clone());
        Ok(Chain { country: self.country.into(), entries, sealed: end.place, hash, signed, erased: true, wrong })
    }

    /// To the end, or to the first seal that is wrong; where the right part ends, and what is wrong behind it.
    async fn walk(&self) -> Result<(End, Option<Wrong>)> {
        let mut end = End::NONE;
        loop {
            self.in_time()?;
            let links = self.links(end.place).await?;
            if links.is_empty() {
                return Ok((end, None));
            }
            for link in links {
                match self.follow(&end, &link) {
                    Ok(next) => end = next,
                    Err(wrong) => return Ok((end, Some(wrong))),
                }
                if let Some(wrong) = self.against_head(&end).await? {
                    return Ok((end, Some(wrong)));
                }
            }
        }
    }

    /// Asked before each page: who stopped waiting must not keep the database reading.
    fn in_time(&self) -> Result<()> {
        self.permit.map_or(Ok(()), Permit::in_time)
    }

    async fn links(&self, place: i64) -> Result<Vec<Link>> {
        let statement = self.statement(&Link::query(), &[place.into()]);
        Ok(Link::find_by_statement(statement).all(self.transaction).await?)
    }

    /// The end of the chain one place on.
    fn follow(&self, end: &End, link: &Link) -> std::result::Result<End, Wrong> {
        let place = end.place + 1;
        if link.place != place {
            return Err(missing(place, &format!("there is no seal at this place; the next one is at {}", link.place)));
        }
        let Some(entry) = &link.found else {
            return Err(self.wrong(link.entry, &format!("it was removed; its seal is at place {place}")));
        };
        let seal = chain::seal(self.service, place, &end.seal, entry);
        if link.hash != seal {
            return Err(self.wrong(link.entry, &format!("it or its seal was changed; its seal is at place {place}")));
        }
        Ok(End { place, seal })
    }

    /// A chain that fits together may still be another one than was signed.
    async fn against_head(&self, end: &End) -> Result<Option<Wrong>> {
        let Some(heads) = self.heads else { return Ok(None) };
        let Some(head) = heads.at(self.country, end.place).filter(|head| !is_of(head, &end.seal)) else {
            return Ok(None);
        };
        let right = heads.before(self.country, end.place).map_or(0, |before| before.place);
        let query = "SELECT entry FROM audit_seals WHERE country = $1 AND place = $2";
        let row = self.transaction.query_one_raw(self.statement(query, &[(right + 1).into()])).await?;
        let entry: Option<Uuid> = row.map(|row| row.try_get("", "entry")).transpose()?;
        let problem = format!(
            "the chain was written anew from here on, or up to {} entries later: its seal at place {} is another than \
             was signed at {}",
            end.place - right - 1,
            end.place,
            head.time
        );
        Ok(Some(entry.map_or_else(|| missing(right + 1, &problem), |entry| self.wrong(entry, &problem))))
    }

    fn against_last_head(&self, end: &End) -> Option<Wrong> {
        let heads = self.heads?;
        let Some(head) = heads.last(self.country) else {
            let problem = "no signed head tells of this chain: is this its file of heads?";
            return (end.place > 0).then(|| missing(end.place, problem));
        };
        let problem = format!("the chain was cut: a head signed at {} tells of {} entries", head.time, head.place);
        (head.place > end.place).then(|| missing(end.place + 1, &problem))
    }

    /// Entries that are not in the chain, and marks of the sealer.
    async fn beside(&self) -> Result<Option<Wrong>> {
        let put_in = "SELECT entry.id AS id, entry.at AS at FROM audit_entries AS entry \
             LEFT JOIN audit_seals AS seal ON seal.country = entry.country AND seal.entry = entry.id \
             LEFT JOIN audit_unsealed AS mark ON mark.country = entry.country AND mark.entry = entry.id \
             WHERE entry.country = $1 AND seal.entry IS NULL AND mark.entry IS NULL ORDER BY entry.id LIMIT 1";
        if let Some(row) = self.one(put_in).await? {
            return Ok(Some(self.wrong(row.try_get("", "id")?, "it was put in: it has no seal and waits for none")));
        }
        let removed = "SELECT mark.entry AS id FROM audit_unsealed AS mark \
             LEFT JOIN audit_entries AS entry ON entry.country = mark.country AND entry.id = mark.entry \
             WHERE mark.country = $1 AND entry.id IS NULL ORDER BY mark.entry LIMIT 1";
        if let Some(row) = self.one(removed).await? {
            return Ok(Some(self.wrong(row.try_get("", "id")?, "it was removed before it was sealed")));
        }
        let waiting = "SELECT entry.id AS id, entry.at AS at FROM audit_unsealed AS mark \
             JOIN audit_entries AS entry ON entry.country = mark.country AND entry.id = mark.entry \
             WHERE mark.country = $1 ORDER BY mark.entry LIMIT 1";
        let Some(row) = self.one(waiting).await? else { return Ok(None) };
        let at: OffsetDateTime = row.try_get("", "at")?;
        let problem = "it waits for its seal for over a minute: start the service, which seals what it left unsealed";
        let too_long = OffsetDateTime::now_utc() - at > PATIENCE;
        Ok(if too_long { Some(self.wrong(row.try_get("", "id")?, problem)) } else { None })
    }

    fn wrong(&self, entry: Uuid, problem: &str) -> Wrong {
        Wrong { first: entry_name(self.service, self.country, entry), problem: problem.into() }
    }

    async fn one(&self, query: &str) -> Result<Option<QueryResult>> {
        Ok(self.transaction.query_one_raw(self.statement(query, &[])).await?)
    }

    async fn number(&self, query: &str) -> Result<i64> {
        let row = self.one(query).await?.ok_or_else(|| Error::internal("a count without an answer"))?;
        Ok(row.try_get("", "found")?)
    }

    fn statement(&self, query: &str, more: &[Value]) -> Statement {
        let values = std::iter::once(self.country.into()).chain(more.iter().cloned());
        Statement::from_sql_and_values(self.transaction.get_database_backend(), query, values)
    }
}

fn missing(place: i64, problem: &str) -> Wrong {
    Wrong { first: format!("place {place}"), problem: problem.into() }
}

fn is_of(head: &Head, seal: &Seal) -> bool {
    head.hash == hexadecimal(seal)
}
