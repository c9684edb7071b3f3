//! What the members of the network are told of the catalogue, beside what everybody is.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::ConnectionTrait};

/// Adds the columns, and creates the indexes.
pub struct ToldMembers;

impl MigrationName for ToldMembers {
    fn name(&self) -> &str {
        "registrations_m0143_told_members"
    }
}

/// As those for everybody (`m0142_told`).
const INDEXES: [(&str, &str); 3] = [
    ("publications_untold_members", "published AND NOT blocked AND NOT suspended AND told_members <> version"),
    ("publications_gone_members", "told_members <> 0 AND (NOT published OR blocked OR suspended OR embargoed)"),
    ("publications_told_members", "told_members <> 0"),
];

#[async_trait::async_trait]
impl MigrationTrait for ToldMembers {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            ("publications", big_integer("told_members").default(0).take()),
            ("catalogue_changes", string("audience").default("EVERYBODY").take()),
        ];
        for (table, column) in columns {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        for (name, those) in INDEXES {
            let index = format!("CREATE INDEX {name} ON publications (country, id) WHERE {those}");
            manager.get_connection().execute_unprepared(&index).await?;
        }
        let feed = "CREATE INDEX catalogue_changes_feed ON catalogue_changes (country, audience, place)";
        manager.get_connection().execute_unprepared(feed).await.map(drop)
    }
}
