//! A service is killed between the commit of an event and its publication.

use sea_orm::DatabaseConnection;
use tests::{
    bus::Bus,
    calls,
    patience::until,
    people::People,
    platform::{EVENTS, Failure, Ground, Serving},
    rest::nothing_waits,
    servers,
    tables::number,
    wire::Wire,
};

const OTHERS: [&str; 3] = ["partners", "reviews", "notifications"];
const UNPUBLISHED: &str = "SELECT count(*) FROM outbox WHERE published_at IS NULL AND subject LIKE '%/registrations/%'";
const LEASED: &str = "SELECT count(*) FROM outbox WHERE published_at IS NULL AND subject LIKE '%/registrations/%' AND \
                      leased_until > extract(epoch FROM clock_timestamp()) * 1000";

/// A country that registers, and a wire to the broker for its registrations service alone.
struct Country {
    ground: Ground,
    wire: Wire,
    registrations: Serving,
    others: Serving,
    database: DatabaseConnection,
}

impl Country {
    async fn with(name: &str, settings: &[(&str, &str)]) -> Result<Self, Failure> {
        let mut ground = Ground::real(name).await?;
        for (setting, value) in settings {
            ground.set(setting, value);
        }
        let others = ground.serve(&OTHERS).await?;
        ground.find(&OTHERS, &others);
        let wire = Wire::to(servers::shared().rabbitmq().await?.port()).await?;
        ground.lay(&wire, EVENTS);
        let registrations = ground.serve(&["registrations"]).await?;
        ground.find(&["registrations"], &registrations);
        let mut region = People::of(&ground)?.region()?;
        calls::admit(&mut region, &["do"]).await?;
        calls::open_edition(&mut region, &["do"]).await?;
        let database = ground.database("registrations").await?;
        until("the edition told", || async {
            let waiting = number(&database, "SELECT count(*) FROM outbox WHERE published_at IS NULL").await?;
            Ok((waiting == 0).then_some(()))
        })
        .await?;
        Ok(Self { ground, wire, registrations, others, database })
    }

    async fn submit(&self) -> Result<(), Failure> {
        calls::submit(&mut People::of(&self.ground)?.applicant("do")?, "do", "Ahorro programado").await?;
        Ok(())
    }

    /// Kills the service with its three events unpublished, starts it again beside a broker that it can reach, and looks
    /// for what the events have to lead to.
    async fn kill_and_restart(self) -> Result<(), Failure> {
        let Self { ground, wire, registrations, others: _others, database } = self;
        registrations.kill().await?;
        assert_eq!(number(&database, UNPUBLISHED).await?, 3, "drafted, applicant recorded and submitted");
        wire.mend();
        let _registrations = ground.serve(&["registrations"]).await?;
        let reviews = ground.database("reviews").await?;
        let bus = Bus::of(&ground).await?;
        until("the case, and rest", || async {
            let cases = number(&reviews, "SELECT count(*) FROM cases").await?;
            let services = ["registrations", "reviews", "notifications"];
            Ok((cases > 0 && nothing_waits(&ground, &bus, &services).await?).then_some(()))
        })
        .await?;
        let heard = "SELECT count(*) FROM inbox WHERE name = 'registration.submitted'";
        let opened = "SELECT count(*) FROM outbox WHERE name = 'case.opened'";
        for once in [heard, opened, "SELECT count(*) FROM cases"] {
            assert_eq!(number(&reviews, once).await?, 1, "{once}");
        }
        let notifications = ground.database("notifications").await?;
        for template in ["registration-received", "screening-waits"] {
            let letters = format!("SELECT count(*) FROM notifications WHERE template = '{template}'");
            assert_eq!(number(&notifications, &letters).await?, 1, "{template}");
        }
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_was_committed_before_a_kill_goes_out_after_the_restart() -> Result<(), Failure> {
    let country = Country::with("killing_committed", &[]).await?;
    country.wire.cut();
    country.submit().await?;
    country.kill_and_restart().await
}

/// The broker takes no notice of the events while the relay holds them. Once the wire is whole, they may well arrive
/// from the dead service too.
#[tokio::test(flavor = "multi_thread")]
async fn an_event_whose_relay_was_killed_goes_out_when_its_lease_ends() -> Result<(), Failure> {
    let country = Country::with("killing_leased", &[("ACELERACION__EVENTS__LEASE_SECONDS", "5")]).await?;
    country.wire.silence();
    country.submit().await?;
    // The draft was told first: its event is leased with those of the submission, or goes out of its lease meanwhile.
    until("leases on the events", || async { Ok((number(&country.database, LEASED).await? >= 2).then_some(())) })
        .await?;
    country.kill_and_restart().await
}
