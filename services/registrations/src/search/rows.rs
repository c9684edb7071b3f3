//! The tables of terms, one for each kind of row that is searched. The scope writes them; see `platform::search`.

use platform::store::Tenant;
use sea_orm::ActiveModelTrait;

/// A table of terms.
pub trait Terms: Tenant
where
    Self::ActiveModel: ActiveModelTrait<Entity = Self> + Send,
{
    /// The id of a row that is found.
    const DOCUMENT: Self::Column;
    /// What it is found by.
    const TERM: Self::Column;
    /// How much that weighs in it.
    const WEIGHT: Self::Column;
}

macro_rules! table_of_terms {
    ($module:ident, $table:tt, $bonds:expr) => {
        pub mod $module {
            use platform::store::{Bond, Tenant};
            use sea_orm::entity::prelude::*;
            use serde::Serialize;

            /// One term of one row.
            #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
            #[sea_orm(table_name = $table)]
            pub struct Model {
                #[sea_orm(primary_key, auto_increment = false)]
                pub country: String,
                #[sea_orm(primary_key, auto_increment = false)]
                pub document: Uuid,
                #[sea_orm(primary_key, auto_increment = false)]
                pub term: String,
                pub weight: i32,
            }

            /// No relations: rows of a tenant are reached through its scope alone.
            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}

            impl Tenant for Entity {
                fn country() -> Column {
                    Column::Country
                }

                fn bonds() -> &'static [Bond<Column>] {
                    $bonds
                }

                fn resource(row: &Model) -> String {
                    format!("countries/{}/documents/{}", row.country, row.document)
                }
            }

            impl super::Terms for Entity {
                const DOCUMENT: Column = Column::Document;
                const TERM: Column = Column::Term;
                const WEIGHT: Column = Column::Weight;
            }
        }
    };
}

table_of_terms!(registrations, "registration_terms", &[Bond::Id(Column::Document)]);
// Of an entry of the catalogue: who looks for words there is shown the entries that are shown to them.
table_of_terms!(publications, "publication_terms", &[]);
