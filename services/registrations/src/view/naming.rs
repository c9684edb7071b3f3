//! Views that name somebody who is erased go with them, whosever they are: who asks for one person again and again says
//! something of that person.

use platform::{Result, Scope};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};

use super::rows::{self, Column, Entity, Model};
use crate::registration::{self, table::fold};

/// Views that are read at once.
const AT_ONCE: u64 = 500;

/// What people are named by, folded.
#[derive(Default)]
pub struct Names(Vec<String>);

impl Names {
    /// Adds what names the applicant of a registration: where they are written to, the registration itself, and their
    /// organisation, unless it is called by a single word, which may mean anything.
    pub fn add(&mut self, row: &registration::rows::Model) {
        let names = [row.contact_email.as_str(), &row.contact_phone, &row.id.to_string()].map(fold);
        let organisation = Some(fold(&row.organisation)).filter(|name| name.contains(' '));
        self.0.extend(names.into_iter().chain(organisation).filter(|name| !name.is_empty()));
    }

    /// Whether a view names any of them: by the same words, next to each other.
    fn stand_in(&self, view: &Model) -> bool {
        let says = [&view.display_name, &view.filter].map(|text| format!(" {} ", fold(text)));
        self.0.iter().any(|name| says.iter().any(|said| said.contains(&format!(" {name} "))))
    }
}

/// Removes the views of the country that name any of them.
pub async fn remove(scope: &mut Scope, names: &Names) -> Result<()> {
    let mut last = String::new();
    loop {
        let after = scope.find::<Entity>().filter(Column::Id.gt(last.as_str()));
        let views = scope.all(after.order_by_asc(Column::Id).limit(AT_ONCE)).await?;
        let Some(end) = views.last() else { return Ok(()) };
        last.clone_from(&end.id);
        for view in views.iter().filter(|view| names.stand_in(view)) {
            scope.forget(&rows::name(view)).await?;
            scope.remove::<Entity>(view).await?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(organisation: &str) -> Names {
        let mut names = Names::default();
        let mut row = registration::rows::Model::draft("do", "applicant:ana".into(), "2020");
        row.organisation = organisation.into();
        row.contact_email = "ana@example.org".into();
        names.add(&row);
        names
    }

    fn is_named(names: &Names, filter: &str) -> bool {
        let now = platform::moment::now();
        names.stand_in(&Model {
            country: "do".into(),
            id: "mia".into(),
            version: 1,
            owner: "office:do".into(),
            shared: true,
            display_name: String::new(),
            filter: filter.into(),
            create_time: now,
            update_time: now,
        })
    }

    #[test]
    fn a_view_names_somebody_by_their_address_or_by_the_whole_name_of_their_organisation() {
        let names = names("Taller Norte");
        for filter in
            ["applicant.contact_email = \"ANA@example.org\"", "\"taller norte\"", "state = DRAFT taller norte"]
        {
            assert!(is_named(&names, filter), "{filter}");
        }
        for filter in ["applicant.contact_email = \"juana@example.org\"", "taller", "norte taller", "state = DRAFT"] {
            assert!(!is_named(&names, filter), "{filter}");
        }
    }

    #[test]
    fn a_word_of_everyday_is_nobodys_name() {
        assert!(!is_named(&names("Taller"), "taller"));
    }
}
