//! The table of members.

use platform::{
    Error, Result, Scope, moment,
    names::{self, NETWORK},
    personal::{Person, Personal},
    store::Tenant,
};
use proto::{
    partners::v1::{Member, member},
    platform::v1::Role,
};
use sea_orm::{
    Condition, FromJsonQueryResult, QueryFilter, QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{ExprTrait, Func},
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{State, grantable, is_admin, role_number, role_text};
use crate::{country::rows as countries, institution::rows as institutions};

/// One member.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "members")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub version: i64,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
    /// Empty while the person is invited.
    pub subject: String,
    pub display_name: String,
    pub email: String,
    /// Empty: the country's default.
    pub language: String,
    pub roles: Roles,
    /// The id of the institution, `micm`.
    pub institution: Option<String>,
    pub state: State,
    /// Whether the roles make an admin: the last one of a place is looked for by it.
    pub admin: bool,
    /// Of the code in the newest invitation.
    pub code_digest: Option<Vec<u8>>,
    pub invited_until: Option<OffsetDateTime>,
    /// The code of the country that lends the person; empty: none does.
    pub lent_by: String,
    /// When the loan ends by itself.
    pub loan_until: Option<OffsetDateTime>,
}

/// What the person is in the country, `office_staff`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Roles(pub Vec<String>);

/// No relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    const PERSONAL: &'static [&'static str] = &["display_name", "email", "code_digest"];
    const SUBJECTS: &'static [&'static str] = &["subject"];

    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        name(row)
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] = &[
        "id",
        "created_at",
        "updated_at",
        "subject",
        "display_name",
        "email",
        "language",
        "roles",
        "institution",
        "state",
        "invited_until",
        "lent_by",
        "loan_until",
    ];

    fn about(person: &Person) -> Condition {
        Condition::any()
            .add(Column::Id.is_in(person.ids("members")))
            .add(Column::Subject.is_in(person.subject.as_deref()))
    }
}

impl Model {
    /// The same at its next version.
    pub fn changed(&self) -> Self {
        Self { version: self.version + 1, updated_at: moment::now(), ..self.clone() }
    }

    /// Whether they review here, at this moment.
    pub fn is_active_reviewer(&self) -> bool {
        self.state == State::Active && role_numbers(self).contains(&Role::Reviewer.into())
    }

    /// Takes over roles.
    pub fn hold(&mut self, roles: Vec<Role>) {
        self.admin = is_admin(&roles);
        self.roles = Roles(roles.into_iter().map(role_text).collect());
    }
}

/// The resource name of a member.
pub fn name(row: &Model) -> String {
    format!("{}/members/{}", names::owner(&row.country), row.id)
}

/// The numbers of the roles of a member.
pub fn role_numbers(row: &Model) -> Vec<i32> {
    row.roles.0.iter().map(|role| role_number(role)).collect()
}

/// The resource name of a member's institution; empty for none.
pub fn institution_name(row: &Model) -> String {
    row.institution.as_deref().map(institutions::name).unwrap_or_default()
}

/// The resource name of the country that lends a member; empty where none does.
pub fn lender_name(row: &Model) -> String {
    if row.lent_by.is_empty() { String::new() } else { countries::name(&row.lent_by) }
}

/// The roles that the caller may give in this place. What the network owns is read in every country, but its members
/// only by those who may give its roles: to everybody else they are not there.
pub fn grantable_in(scope: &Scope, name: &str) -> Result<&'static [Role]> {
    let in_network = scope.country() == NETWORK;
    let roles = grantable(scope.role(), in_network);
    if in_network && roles.is_empty() {
        return Err(Error::not_found(name));
    }
    Ok(roles)
}

/// The member with this name, read to be changed.
pub async fn lock(scope: &Scope, name: &str) -> Result<Model> {
    scope.expect(scope.find::<Entity>().filter(Column::Id.eq(id_of(name)?)).lock_exclusive(), name).await
}

/// The id in a member's name.
pub fn id_of(name: &str) -> Result<Uuid> {
    let id = match name.starts_with("network/") {
        true => names::segments::<1>("name", name, "network/members/*")?[0],
        false => names::segments::<2>("name", name, "countries/*/members/*")?[1],
    };
    names::uuid(name, id)
}

/// Whether somebody with this address is a member here, or is invited.
pub async fn is_there(scope: &Scope, email: &str) -> Result<bool> {
    let lower = Expr::from(Func::lower(Expr::col(Column::Email)));
    let same = scope.find::<Entity>().filter(ExprTrait::eq(lower, email.to_lowercase()));
    Ok(scope.one(same.filter(Column::State.ne(State::Revoked)).limit(1)).await?.is_some())
}

/// The admins of this place, locked: of two who take one away at the same moment, the second sees what the first left.
/// Asked for before any other member is locked, and in order, so that nobody waits in a circle.
pub async fn lock_admins(scope: &Scope) -> Result<Vec<Uuid>> {
    let admins = scope.find::<Entity>().filter(Column::State.eq(State::Active)).filter(Column::Admin.eq(true));
    let admins = scope.all(admins.order_by_asc(Column::Id).lock_exclusive()).await?;
    Ok(admins.into_iter().map(|admin| admin.id).collect())
}

/// A row at its first version, whose roles were checked.
pub fn new(country: &str, institution: Option<String>, member: Member, roles: Vec<Role>, state: State) -> Model {
    let now = moment::now();
    let mut row = Model {
        country: country.into(),
        id: Uuid::now_v7(),
        version: 1,
        created_at: now,
        updated_at: now,
        subject: member.subject,
        display_name: member.display_name,
        email: member.email,
        language: member.language,
        roles: Roles(Vec::new()),
        institution,
        state,
        admin: false,
        code_digest: None,
        invited_until: None,
        lent_by: String::new(),
        loan_until: None,
    };
    row.hold(roles);
    row
}

/// The message.
pub fn message(row: Model) -> Member {
    Member {
        name: name(&row),
        etag: row.version.to_string(),
        create_time: Some(moment::timestamp(row.created_at)),
        update_time: Some(moment::timestamp(row.updated_at)),
        roles: role_numbers(&row),
        institution: institution_name(&row),
        lent_by: lender_name(&row),
        subject: row.subject,
        display_name: row.display_name,
        email: row.email,
        language: row.language,
        state: member::State::from(row.state).into(),
        invite_expire_time: row.invited_until.map(moment::timestamp),
        loan_expire_time: row.loan_until.map(moment::timestamp),
    }
}
