//! `UpdateCountry`

use platform::{Result, Scope, etag, mask::Mask};
use prost_types::FieldMask;
use proto::partners::v1::{CatalogueVisibility, Country, CountrySettings, UpdateCountryRequest, UpdateCountryResponse};

use super::{
    check, facts,
    rows::{self, DisplayNames, Languages, Model},
};

/// What may be changed.
const PATHS: [&str; 11] = [
    "display_names",
    "languages",
    "default_language",
    "time_zone",
    "office_email",
    "settings",
    "settings.branding",
    "settings.notice",
    "settings.retention",
    "settings.request_business_days",
    "settings.catalogue_visibility",
];

/// Changes a country.
pub async fn update(scope: &mut Scope, request: UpdateCountryRequest) -> Result<UpdateCountryResponse> {
    let wanted = request.country.unwrap_or_default();
    let before = rows::lock(scope, &wanted.name).await?;
    etag::check(&wanted.etag, before.version)?;
    let mut stands = rows::message(before.clone());
    stands.office_email.clone_from(&before.office_email);
    let country = merged(stands, wanted, request.update_mask)?;
    check(&country)?;
    let after = row(&before, country);
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    facts::publish_settings(scope, &after);
    if (&after.office_email, &after.default_language) != (&before.office_email, &before.default_language) {
        facts::publish_office(scope, &after);
    }
    Ok(UpdateCountryResponse { country: Some(rows::message(after)) })
}

/// The row at its next version, as the country says.
fn row(before: &Model, country: Country) -> Model {
    Model {
        display_names: DisplayNames(country.display_names.into_iter().collect()),
        languages: Languages(country.languages),
        default_language: country.default_language,
        time_zone: country.time_zone,
        office_email: country.office_email,
        settings: before.settings.changed_to(country.settings.unwrap_or_default()),
        ..before.changed()
    }
}

/// The country as it stands, with what is wanted of it by the mask.
fn merged(mut country: Country, wanted: Country, mask: Option<FieldMask>) -> Result<Country> {
    let mask = Mask::of(mask, &PATHS)?;
    if mask.takes("display_names", !wanted.display_names.is_empty()) {
        country.display_names = wanted.display_names;
    }
    if mask.takes("languages", !wanted.languages.is_empty()) {
        country.languages = wanted.languages;
    }
    if mask.takes("default_language", !wanted.default_language.is_empty()) {
        country.default_language = wanted.default_language;
    }
    if mask.takes("time_zone", !wanted.time_zone.is_empty()) {
        country.time_zone = wanted.time_zone;
    }
    if mask.takes("office_email", !wanted.office_email.is_empty()) {
        country.office_email = wanted.office_email;
    }
    let settings = country.settings.take().unwrap_or_default();
    country.settings = Some(match (mask.takes("settings", wanted.settings.is_some()), wanted.settings) {
        (true, wanted) => {
            let wanted = wanted.unwrap_or_default();
            // Whoever does not know of it yet does not open a catalogue that was narrowed: that is said by its own path, or
            // by a value.
            let catalogue_visibility = match wanted.catalogue_visibility() {
                CatalogueVisibility::Unspecified => settings.catalogue_visibility,
                said => said.into(),
            };
            CountrySettings { catalogue_visibility, ..wanted }
        }
        (false, wanted) => merged_settings(settings, wanted.unwrap_or_default(), &mask),
    });
    Ok(country)
}

fn merged_settings(mut settings: CountrySettings, wanted: CountrySettings, mask: &Mask) -> CountrySettings {
    // Without a mask all of them are taken together, if they are set.
    if mask.takes("settings.branding", false) {
        settings.branding = wanted.branding;
    }
    if mask.takes("settings.notice", false) {
        settings.notice = wanted.notice;
    }
    if mask.takes("settings.retention", false) {
        settings.retention = wanted.retention;
    }
    if mask.takes("settings.request_business_days", false) {
        settings.request_business_days = wanted.request_business_days;
    }
    if mask.takes("settings.catalogue_visibility", false) {
        settings.catalogue_visibility = wanted.catalogue_visibility;
    }
    settings
}

#[cfg(test)]
mod tests {
    use proto::partners::v1::{Branding, Retention};

    use super::*;

    fn country(time_zone: &str, draft_days: i32, color: &str) -> Country {
        let settings = CountrySettings {
            retention: Some(Retention { draft_days, ..Retention::default() }),
            branding: Some(Branding { primary_color: color.into(), ..Branding::default() }),
            ..CountrySettings::default()
        };
        Country { time_zone: time_zone.into(), settings: Some(settings), ..Country::default() }
    }

    #[test]
    fn without_paths_what_is_set_is_taken_and_with_them_what_they_name() {
        let stands = country("America/Managua", 1, "#000000");
        let wanted = || country("", 2, "#ffffff");
        let by = |path: &str| Some(FieldMask { paths: vec![path.to_owned()] });
        let all = merged(stands.clone(), wanted(), None).expect("merged");
        assert_eq!(all, country("America/Managua", 2, "#ffffff"));
        let retention = merged(stands.clone(), wanted(), by("settings.retention")).expect("merged");
        assert_eq!(retention, country("America/Managua", 2, "#000000"));
        let zone = merged(stands.clone(), wanted(), by("time_zone")).expect("merged");
        assert_eq!(zone, country("", 1, "#000000"));
        let refused = merged(stands, wanted(), by("state")).expect_err("a refusal");
        assert_eq!(refused.violations()[0].field, "update_mask");
    }
}
