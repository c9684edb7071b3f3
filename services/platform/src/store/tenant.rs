//! What a table must tell so that a scope can guard its rows.

use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, ModelTrait};
use serde::Serialize;

use super::{concealed::Bond, transitions::Traced};
use crate::{error::Error, search::FoundBy};

/// A table whose rows belong to a country, or to the network. Its primary key begins with the column `country`.
pub trait Tenant:
    EntityTrait<Model: ModelTrait + Serialize + IntoActiveModel<Self::ActiveModel> + Send + Sync>
where
    Self::ActiveModel: ActiveModelTrait<Entity = Self> + Send,
{
    /// Rows of the network are read from inside every country.
    const SHARED: bool = false;
    /// Columns with personal data: the audit log has them under the key of a person only.
    const PERSONAL: &'static [&'static str] = &[];
    /// Columns with the subject of somebody's tokens: hidden in the audit log under a key of that subject, and a random
    /// pseudonym once that person is erased.
    const SUBJECTS: &'static [&'static str] = &[];

    /// What a search finds the rows by, where one does. The scope keeps it in step with every change.
    const FOUND_BY: Option<FoundBy<Self::Model>> = None;
    /// Where it is kept from which state rows came to which, where it is. The scope writes it with every such change.
    const TRACED: Option<Traced<Self::Model>> = None;

    /// The country column.
    fn country() -> Self::Column;

    /// The column with the subject to whom a row belongs, where rows belong to people.
    fn owner() -> Option<Self::Column> {
        None
    }

    /// What a row satisfies that is within reach of a subject who reaches their own alone: that it belongs to them, unless
    /// the table says more. Nothing where rows belong to nobody.
    fn own(_country: &str, subject: &str) -> Option<Condition> {
        Self::owner().map(|owner| Condition::all().add(owner.eq(subject)))
    }

    /// By what rows belong to registrations, where they do: nobody who has a conflict of interest in one finds them.
    fn bonds() -> &'static [Bond<Self::Column>] {
        &[]
    }

    /// The resource name of a row, for the audit log.
    fn resource(row: &Self::Model) -> String;

    /// Why a row is refused where another one has what has to be its own: its id, unless the table says otherwise.
    fn taken() -> Error {
        Error::id_taken()
    }

    /// Whom the personal columns of a row are about: the name under which the audit log has the key to them. Rows share it
    /// only where whatever empties the words of one empties those of all: with the key, all of them are forgotten.
    fn person(row: &Self::Model) -> String {
        Self::resource(row)
    }

    /// The same as it was while one key hid both the words of a row and everyone who acted on it.
    fn older_person(row: &Self::Model) -> String {
        Self::person(row)
    }
}
