//! The table of notifications, and the way from a row to a message.

use platform::{
    Scope, moment,
    personal::{Person, Personal},
    store::{Bond, Tenant},
};
use proto::notifications::v1::{Channel, Notification, notification};
use sea_orm::{Condition, DeriveActiveEnum, QueryFilter, Select, entity::prelude::*};
use serde::Serialize;

use super::{Audience, State, without_codes};
use crate::template::Template;

/// One notification.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "notifications")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub version: i64,
    pub created_at: time::OffsetDateTime,
    pub updated_at: time::OffsetDateTime,
    pub sent_at: Option<time::OffsetDateTime>,
    /// In milliseconds since 1970. While a delivery is on its way: when its lease ends.
    pub next_attempt_at: i64,
    /// What was told to whom; unique in its country.
    pub fact: String,
    pub template: String,
    pub about: String,
    pub registration: String,
    pub audience: Audience,
    pub channel: Way,
    pub language: String,
    pub recipient: String,
    pub subject: String,
    pub body: String,
    pub state: State,
    /// How often sending was tried.
    pub attempts: i32,
    /// Attempts in vain that were not the mail server's fault: so many are allowed.
    pub misses: i32,
    /// Since when the mail server has been at fault for each attempt, in milliseconds since 1970.
    pub server_away_since: Option<i64>,
    /// W3C trace context of what it tells of, in which its delivery goes on.
    pub traceparent: Option<String>,
    /// Somebody asked for the data in it to be erased: it is neither shown nor sent until the office has decided.
    pub blocked: bool,
}

/// Those that an office may know of. What reviewers are told of their discussion is theirs alone: it says whose review is in,
/// and of the office there may be somebody whose own is not.
pub fn shown(scope: &Scope) -> Select<Entity> {
    scope.find::<Entity>().filter(Column::Template.ne(Template::DiscussionGoesOn.name()))
}

/// The way a notification takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// An e-mail.
    #[sea_orm(string_value = "email")]
    Email,
    /// The inbox in the console.
    #[sea_orm(string_value = "inbox")]
    Inbox,
}

impl From<Way> for Channel {
    fn from(way: Way) -> Self {
        match way {
            Way::Email => Channel::Email,
            Way::Inbox => Channel::Inbox,
        }
    }
}

/// No relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    // The text greets people by name, and the subject line has the title.
    const PERSONAL: &'static [&'static str] = &["recipient", "subject", "body"];

    fn country() -> Column {
        Column::Country
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Name(Column::Registration)]
    }

    fn resource(row: &Model) -> String {
        name(row)
    }

    /// Whom it was written to: the last word of the fact.
    fn older_person(row: &Model) -> String {
        row.fact.rsplit(' ').next().unwrap_or_default().to_owned()
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] = &[
        "id",
        "created_at",
        "sent_at",
        "template",
        "about",
        "registration",
        "channel",
        "language",
        "recipient",
        "subject",
        "body",
        "state",
    ];

    /// What was written to the person, and what was written to others of their registration, or of their intervention.
    fn about(person: &Person) -> Condition {
        let to = |name: &String| Column::Fact.ends_with(format!(" {name}"));
        let about =
            Condition::any().add(Column::Registration.is_in(&person.names)).add(Column::About.is_in(&person.names));
        person.names.iter().map(to).fold(about, Condition::add)
    }

    /// What was written to them; but whoever reads an invitation can take the role it is for.
    fn theirs(row: &Model, person: &Person) -> bool {
        let to = row.fact.rsplit(' ').next().unwrap_or_default();
        row.audience != Audience::Invited && person.names.iter().any(|name| name == to)
    }

    /// At a next version: whoever is just sending it finds that it is theirs no more.
    fn left(row: Model) -> Model {
        let state = if row.state == State::Pending { State::Failed } else { row.state };
        Model { state, blocked: false, version: row.version + 1, ..row }
    }

    fn blocked(row: Model, blocked: bool) -> Model {
        Model { blocked, ..row }
    }
}

/// The resource name of a notification.
pub fn name(row: &Model) -> String {
    format!("countries/{}/notifications/{}", row.country, row.id)
}

/// The whole message; without what it says while its data is blocked.
pub fn message(row: Model) -> Notification {
    let row = match row.blocked {
        true => Model { recipient: String::new(), subject: String::new(), body: String::new(), ..row },
        false => row,
    };
    Notification {
        name: name(&row),
        etag: row.version.to_string(),
        create_time: Some(moment::timestamp(row.created_at)),
        update_time: Some(moment::timestamp(row.updated_at)),
        send_time: row.sent_at.map(moment::timestamp),
        template: row.template,
        about: row.about,
        registration: row.registration,
        channel: Channel::from(row.channel).into(),
        language: row.language,
        recipient: row.recipient,
        subject: row.subject,
        body: without_codes(&row.body),
        state: notification::State::from(row.state).into(),
        attempts: row.attempts,
    }
}

/// The message as lists have it: without its text and, across countries, without the address.
pub fn listed(row: Model, across_countries: bool) -> Notification {
    let mut message = Notification { body: String::new(), ..message(row) };
    if across_countries {
        message.recipient.clear();
    }
    message
}
