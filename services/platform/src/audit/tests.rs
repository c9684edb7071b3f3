//! The log on a database: written by scopes, sealed, and checked.

use std::{collections::BTreeMap, sync::Arc};

use proto::platform::v1::Reason;
use sea_orm::{ConnectionTrait, Statement, Value, entity::prelude::*};
use sea_orm_migration::{MigrationTrait, SchemaManager, prelude::MigrationName, schema};
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::{
    heads::Heads,
    kept::KeptHeads,
    people::{Forgotten, OLDER},
    sealer, verify,
};
use crate::{
    access::Permit,
    config::Config,
    names::Place,
    store::{Scope, Store, Tenant, key_table},
};

mod row {
    use super::*;

    /// A row about a person.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
    #[sea_orm(table_name = "persons")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub country: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        pub email: String,
        pub actor: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity, Model};

impl Tenant for Entity {
    const PERSONAL: &'static [&'static str] = &["email"];
    const SUBJECTS: &'static [&'static str] = &["actor"];

    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        row.name.clone()
    }
}

struct Persons;

impl MigrationName for Persons {
    fn name(&self) -> &str {
        "m0001_persons"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Persons {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = key_table("persons", &["country", "name"]);
        for column in ["country", "name", "email", "actor"] {
            table.col(schema::string(column));
        }
        manager.create_table(table).await
    }
}

fn row(country: &str, name: &str, email: &str) -> Model {
    Model { country: country.into(), name: name.into(), email: email.into(), actor: String::new() }
}

/// A store on a file of its own, without a sealer.
struct Log {
    _folder: tempfile::TempDir,
    config: Config,
    store: Store,
    heads: Arc<Heads>,
}

impl Log {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut config = Config::load_from(None, Default::default()).expect("the defaults");
        config.data_folder = folder.path().to_path_buf();
        let store = Store::open("test", &config, || vec![Box::new(Persons)]).await.expect("a store");
        let heads = Arc::new(Heads::from_config(&config).expect("a key"));
        Self { _folder: folder, config, store, heads }
    }

    async fn scope(&self, country: &str) -> Scope {
        self.store.work("test", Place::Country(country.into())).await.expect("a scope")
    }

    async fn add(&self, country: &str, name: &str, email: &str) -> Model {
        let row = row(country, name, email);
        let mut scope = self.scope(country).await;
        scope.insert::<Entity>(row.clone()).await.expect("added");
        scope.commit().await.expect("committed");
        row
    }

    /// Seals what waits, as a sealer does that is told to stop.
    async fn seal(&self) {
        let stopped = CancellationToken::new();
        stopped.cancel();
        sealer::work(self.store.clone(), Arc::clone(&self.heads), stopped).await;
    }

    /// Entries that are sealed and right, by country; everything has to be.
    async fn verified(&self) -> BTreeMap<String, i64> {
        let file = self.config.heads_file().expect("a file");
        let heads = KeptHeads::read(&file, "test", &self.heads.public_key(), || true).expect("heads");
        let chains = verify::verify(self.store.network(), "test", None, Some(&heads), None).await.expect("looked at");
        let right = chains.into_iter().map(|chain| {
            assert_eq!(chain.wrong, None, "{}", chain.country);
            (chain.country, chain.sealed)
        });
        right.collect()
    }

    /// What the log tells of a change: the address and the actor that there are then.
    async fn changed(&self, before: &Model, after: &Model) -> [Option<String>; 2] {
        let mut scope = self.scope("do").await;
        scope.update::<Entity>(before, after.clone()).await.expect("changed");
        scope.commit().await.expect("committed");
        [self.said(&after.name, "after", "email").await, self.said(&after.name, "after", "actor").await]
    }

    async fn execute(&self, query: &str, values: Vec<Value>) {
        let transaction = self.store.begin_machinery().await.expect("a transaction");
        let statement = Statement::from_sql_and_values(transaction.get_database_backend(), query, values);
        transaction.execute_raw(statement).await.expect("executed");
        transaction.commit().await.expect("committed");
    }

    async fn keys(&self) -> i64 {
        let backend = self.store.network().get_database_backend();
        let query = Statement::from_string(backend, "SELECT count(*) AS keys FROM person_keys");
        let row = self.store.network().query_one_raw(query).await.expect("an answer").expect("a row");
        row.try_get("", "keys").expect("a number")
    }

    /// What the log says of the address in the last entry about this person.
    async fn said_of(&self, name: &str, picture: &str) -> Option<String> {
        self.said(name, picture, "email").await
    }

    async fn said(&self, name: &str, picture: &str, column: &str) -> Option<String> {
        let query = format!("SELECT {picture} AS said FROM audit_entries WHERE resource = $1 ORDER BY id DESC LIMIT 1");
        let backend = self.store.network().get_database_backend();
        let statement = Statement::from_sql_and_values(backend, query, [name.into()]);
        let row = self.store.network().query_one_raw(statement).await.expect("an answer").expect("an entry");
        let said: String = row.try_get("", "said").expect("text");
        let said: serde_json::Value = serde_json::from_str(&said).expect("JSON");
        said[column].as_str().map(str::to_owned)
    }
}

#[tokio::test]
async fn each_country_has_a_chain_of_its_own_and_it_goes_on_where_it_ended() {
    let log = Log::new().await;
    log.add("do", "one", "a@example.org").await;
    log.add("cr", "two", "b@example.org").await;
    log.seal().await;
    log.add("do", "three", "c@example.org").await;
    log.seal().await;
    assert_eq!(log.verified().await, BTreeMap::from([("do".into(), 2), ("cr".into(), 1)]));
}

#[tokio::test]
async fn an_entry_that_commits_late_is_sealed_behind_those_with_higher_ids() {
    let log = Log::new().await;
    log.add("do", "one", "a@example.org").await;
    log.seal().await;
    let id = Uuid::from_u128(1);
    let insert = "INSERT INTO audit_entries (country, id, at, actor, role, method, resource, request_id) \
                  VALUES ('do', $1, $2, '', '', '', 'late', '')";
    log.execute(insert, vec![id.into(), crate::moment::now().into()]).await;
    log.execute("INSERT INTO audit_unsealed VALUES ('do', $1)", vec![id.into()]).await;
    log.seal().await;
    assert_eq!(log.verified().await, BTreeMap::from([("do".into(), 2)]));
}

#[tokio::test]
async fn more_entries_than_one_batch_are_sealed_without_a_gap() {
    let log = Log::new().await;
    let mut scope = log.scope("do").await;
    for number in 0..1_203 {
        scope.insert::<Entity>(row("do", &number.to_string(), "a@example.org")).await.expect("added");
    }
    scope.commit().await.expect("committed");
    log.seal().await;
    assert_eq!(log.verified().await, BTreeMap::from([("do".into(), 1_203)]));
}

#[tokio::test]
async fn what_a_scope_has_changed_it_finds_itself() {
    let log = Log::new().await;
    let mut scope = log.scope("do").await;
    let one = row("do", "one", "a@example.org");
    scope.insert::<Entity>(one.clone()).await.expect("added");
    assert_eq!(scope.one(scope.find::<Entity>()).await.expect("read"), Some(one.clone()));
    let changed = Model { email: "b@example.org".into(), ..one.clone() };
    scope.update::<Entity>(&one, changed.clone()).await.expect("changed");
    assert_eq!(scope.all(scope.find::<Entity>()).await.expect("read"), std::slice::from_ref(&changed));
    scope.remove::<Entity>(&changed).await.expect("removed");
    assert_eq!(scope.count(scope.find::<Entity>()).await.expect("counted"), 0);
    scope.commit().await.expect("committed");
    log.seal().await;
    assert_eq!(log.verified().await, BTreeMap::from([("do".into(), 3)]));
}

#[tokio::test]
async fn a_change_that_fails_leaves_no_entry_not_even_where_its_error_is_passed_over() {
    let log = Log::new().await;
    let one = log.add("do", "one", "a@example.org").await;
    let mut scope = log.scope("do").await;
    scope.insert::<Entity>(one.clone()).await.expect("put off");
    let refused = scope.commit().await.expect_err("there is such a row");
    assert_eq!(refused.reason(), Reason::ResourceAlreadyExists);

    let mut scope = log.scope("do").await;
    scope.insert::<Entity>(one).await.expect("put off");
    let refused = scope.one(scope.find::<Entity>()).await.expect_err("the change comes first");
    assert_eq!(refused.reason(), Reason::ResourceAlreadyExists);
    assert_eq!(scope.commit().await.expect_err("nothing to keep").reason(), Reason::Internal);
    log.seal().await;
    assert_eq!(log.verified().await, BTreeMap::from([("do".into(), 1)]));
}

#[tokio::test]
async fn a_person_who_is_forgotten_cannot_be_found_by_trying_and_the_chain_stays_right() {
    let log = Log::new().await;
    let one = log.add("do", "one", "a@example.org").await;
    let changed = Model { email: "b@example.org".into(), ..one.clone() };
    let mut scope = log.scope("do").await;
    scope.update::<Entity>(&one, changed.clone()).await.expect("changed");
    scope.commit().await.expect("committed");
    let first = log.said_of("one", "before").await.expect("an address");
    let second = log.said_of("one", "after").await.expect("an address");
    assert!(first.starts_with("hmac:") && second.starts_with("hmac:") && first != second, "{first} {second}");

    let mut scope = log.scope("do").await;
    scope.update::<Entity>(&changed, Model { email: String::new(), ..one.clone() }).await.expect("erased");
    scope.forget("one").await.expect("forgotten");
    scope.commit().await.expect("committed");
    assert_eq!(log.said_of("one", "before").await.as_deref(), Some("erased"));

    // The same address written again looks different: the key of before is nowhere any more.
    let mut scope = log.scope("do").await;
    let erased = Model { email: String::new(), ..one.clone() };
    scope.update::<Entity>(&erased, one).await.expect("written again");
    scope.commit().await.expect("committed");
    let again = log.said_of("one", "after").await.expect("an address");
    assert!(again.starts_with("hmac:") && again != first, "{again}");
    log.seal().await;
    assert_eq!(log.verified().await, BTreeMap::from([("do".into(), 4)]));
}

#[tokio::test]
async fn whoever_acted_is_forgotten_without_the_words_and_the_words_without_them() {
    let log = Log::new().await;
    let empty = log.add("do", "one", "").await;
    let full = Model { email: "a@example.org".into(), actor: "ana".into(), ..empty.clone() };
    let [address, actor] = log.changed(&empty, &full).await;
    log.changed(&full, &empty).await;
    assert_eq!(log.changed(&empty, &full).await, [address.clone(), actor.clone()], "under the same keys");
    log.changed(&full, &empty).await;

    let forget = async |what: Forgotten| {
        let mut scope = log.scope("do").await;
        match what {
            Forgotten::Subject(subject) => scope.forget_subject(&subject).await,
            Forgotten::Words(person) => scope.forget_words(&person).await,
            Forgotten::Rows(person) => scope.forget(&person).await,
            Forgotten::Older(person) => scope.forget_older(&person).await,
        }
        .expect("forgotten");
        scope.commit().await.expect("committed");
    };
    let again = |told: [Option<String>; 2], expected: [bool; 2], why: &str| {
        let same = [told[0] == address, told[1] == actor];
        assert_eq!(same, expected, "{why}");
    };
    forget(Forgotten::Subject("berta".into())).await;
    forget(Forgotten::Words("another".into())).await;
    forget(Forgotten::Older("one".into())).await;
    again(log.changed(&empty, &full).await, [true, true], "others were forgotten");
    log.changed(&full, &empty).await;
    forget(Forgotten::Subject("ana".into())).await;
    again(log.changed(&empty, &full).await, [true, false], "of the words nothing is lost");
    log.changed(&full, &empty).await;
    forget(Forgotten::Words("one".into())).await;
    again(log.changed(&empty, &full).await, [false, false], "both are forgotten by now");
}

#[tokio::test]
async fn an_older_key_goes_with_whoever_is_erased_first() {
    let log = Log::new().await;
    log.add("do", "one", "a@example.org").await;
    log.execute("UPDATE person_keys SET subject = $1", vec![OLDER.into()]).await;
    let mut scope = log.scope("do").await;
    scope.forget_subject("ana").await.expect("forgotten");
    scope.forget_words("one").await.expect("forgotten");
    scope.commit().await.expect("committed");
    assert_eq!(log.keys().await, 1, "nobody asked for it");
    let mut scope = log.scope("do").await;
    scope.forget_older("one").await.expect("forgotten");
    scope.commit().await.expect("committed");
    assert_eq!(log.keys().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn reads_of_the_same_moment_are_all_in_the_log_when_they_are_answered() {
    let log = Arc::new(Log::new().await);
    let reads = (0..200).map(|number| {
        let log = Arc::clone(&log);
        tokio::spawn(async move {
            let country = if number % 2 == 0 { "do" } else { "cr" };
            let entry = log.scope(country).await.entry(format!("read {number}"));
            log.store.write_read(entry).await
        })
    });
    for read in futures::future::join_all(reads).await {
        read.expect("it ended").expect("it is written");
    }
    log.seal().await;
    assert_eq!(log.verified().await, BTreeMap::from([("do".into(), 100), ("cr".into(), 100)]));
}

#[tokio::test]
async fn a_read_that_cannot_be_written_down_is_not_answered() {
    let log = Log::new().await;
    let entry = log.scope("do").await.entry("read".into());
    log.execute("DROP TABLE audit_unsealed", Vec::new()).await;
    assert!(log.store.write_read(entry).await.is_err());
}

#[tokio::test]
async fn a_log_is_read_for_as_long_as_somebody_waits_for_it() {
    let log = Log::new().await;
    log.add("do", "one", "a@example.org").await;
    log.seal().await;
    let mut permit = Permit::of_service("verify", &Place::Network);
    permit.deadline = Some(std::time::Instant::now());
    let late = verify::verify(log.store.network(), "test", None, None, Some(&permit)).await;
    assert_eq!(late.expect_err("nobody waits").reason(), Reason::DeadlineExceeded);
    let file = log.config.heads_file().expect("a file");
    let unread = KeptHeads::read(&file, "test", &log.heads.public_key(), || false).expect_err("not read");
    assert!(unread.to_string().contains("not read to the end"), "{unread}");
    permit.deadline = None;
    permit.ended.cancel();
    let revoked = verify::verify(log.store.network(), "test", None, None, Some(&permit)).await;
    assert_eq!(revoked.expect_err("no longer admitted").reason(), Reason::RoleNotAllowed);
}
