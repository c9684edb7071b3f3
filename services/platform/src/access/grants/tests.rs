//! What a service does that lacks a change of a grant, on a store of its own.

use std::time::Duration;

use prost::Message;
use proto::platform::v1::{GrantChanged, GrantSecret, Role};

use super::{Grants, again, beats, lookup::Kept, rows};
use crate::{
    access::{Caller, Known},
    config::Config,
    events::outbox,
    moment::{from_milliseconds, now_milliseconds},
    names::Place,
    store::Store,
};

const METHOD: &str = "/test.v1.Test/Get";

struct Ground {
    store: Store,
    config: Config,
    _folder: tempfile::TempDir,
}

impl Ground {
    async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut config = Config::load_from(None, Default::default()).expect("the defaults");
        config.data_folder = folder.path().to_path_buf();
        let store = Store::open("test", &config, Vec::new).await.expect("a store");
        Self { store, config, _folder: folder }
    }

    /// As a process that has just started knows them.
    fn grants(&self) -> Grants {
        let kept = Kept { names: &["test.v1.Test"], store: self.store.clone(), whole: Default::default() };
        Grants::over(vec![kept], &self.config)
    }

    async fn hear(&self, event: GrantChanged) {
        let scope = self.store.work("test", Place::Country("do".into())).await.expect("a scope");
        rows::keep(&scope, event).await.expect("kept");
        scope.commit().await.expect("a commit");
    }

    /// Each was sent later than the one before, and none in the future: of two of the same moment the first would stand.
    async fn beat(&self, total: i64) {
        let scope = self.store.work("test", Place::Network).await.expect("a scope");
        beats::keep_beat(&scope, now_milliseconds() - 100 + total, total).await.expect("kept");
        scope.commit().await.expect("a commit");
    }

    /// What is known of Ana once it was looked whether everything is there.
    async fn of_ana(&self) -> Known {
        let grants = self.grants();
        grants.kept[0].whole.look(&self.store).await.expect("a look");
        let caller = Caller { subject: "ana".into(), held: Vec::new() };
        grants.of_person(METHOD, caller).await.expect("known")
    }
}

fn member(version: i64, roles: &[Role]) -> GrantChanged {
    GrantChanged {
        name: "countries/do/members/1".into(),
        version,
        subject: "ana".into(),
        roles: roles.iter().map(|role| i32::from(*role)).collect(),
        countries: vec!["do".into()],
        ..GrantChanged::default()
    }
}

#[tokio::test]
async fn where_a_revocation_is_missing_nobody_is_admitted_by_a_grant_until_it_came() {
    let ground = Ground::open().await;
    assert!(!ground.of_ana().await.fresh, "no heartbeat ever came");
    ground.hear(member(1, &[Role::OfficeStaff])).await;
    ground.beat(1).await;
    let known = ground.of_ana().await;
    assert!(known.fresh && known.projected.len() == 1);

    // As after a backup from before the revocation: heartbeats come, and the grant is there.
    ground.beat(2).await;
    let known = ground.of_ana().await;
    assert!(!known.fresh && known.projected.len() == 1);

    ground.hear(member(2, &[])).await;
    let known = ground.of_ana().await;
    assert!(known.fresh && known.projected.is_empty());
    // What was told after the heartbeat may be here before the next one.
    ground.hear(member(3, &[Role::OfficeStaff])).await;
    assert!(ground.of_ana().await.fresh);
}

#[tokio::test]
async fn freshness_ends_with_the_time_of_the_last_heartbeat_that_told_of_nothing_missing() {
    let ground = Ground::open().await;
    ground.beat(0).await;
    let grants = ground.grants();
    let whole = &grants.kept[0].whole;
    assert!(whole.look(&ground.store).await.expect("a look"));
    assert!(whole.is_fresh(Duration::from_secs(5)));
    ground.beat(1).await;
    assert!(!whole.look(&ground.store).await.expect("a look"), "a change is missing");
    assert!(whole.is_fresh(Duration::from_secs(5)), "it may be on its way");
}

#[tokio::test]
async fn all_grants_are_told_again_as_they_were_told_first_once_somebody_lacks_one() {
    let ground = Ground::open().await;
    let in_half_a_minute = from_milliseconds(now_milliseconds() + 30_000);
    let key = GrantChanged {
        name: "network/apiKeys/0190a0a0-0000-7000-8000-000000000001".into(),
        version: 7,
        roles: vec![Role::System.into()],
        countries: vec!["network".into()],
        expire_time: Some(in_half_a_minute),
        secrets: vec![GrantSecret { digest: vec![7; 32], expire_time: Some(in_half_a_minute) }],
        ..GrantChanged::default()
    };
    for (place, event) in
        [(Place::Country("do".into()), member(2, &[Role::OfficeStaff])), (Place::Network, key.clone())]
    {
        let mut scope = ground.store.work("test", place).await.expect("a scope");
        again::tell(&mut scope, event).await.expect("told");
        scope.commit().await.expect("a commit");
    }
    assert_eq!(beats::heard(&ground.store).await.expect("heard").known, 9);
    let first = told(&ground).await;
    again::tell_all_if_wished(&ground.store).await.expect("nobody wished it");
    assert!(told(&ground).await.is_empty());

    let mut scope = ground.store.work("test", Place::Network).await.expect("a scope");
    again::on_grants_missed(&mut scope, Default::default()).await.expect("kept");
    scope.commit().await.expect("a commit");
    again::tell_all_if_wished(&ground.store).await.expect("told again");
    assert_eq!(told(&ground).await, first);
    assert_eq!(first, [member(2, &[Role::OfficeStaff]), key]);
    again::tell_all_if_wished(&ground.store).await.expect("once is enough");
    assert!(told(&ground).await.is_empty());
}

/// What was told and is not yet published.
async fn told(ground: &Ground) -> Vec<GrantChanged> {
    let claimed = outbox::claim(&ground.store, 100, 60).await.expect("claimed");
    let ids: Vec<uuid::Uuid> = claimed.iter().map(|envelope| envelope.id).collect();
    outbox::published(&ground.store, &ids).await.expect("published");
    claimed.iter().map(|envelope| GrantChanged::decode(envelope.data.as_slice()).expect("a grant")).collect()
}
