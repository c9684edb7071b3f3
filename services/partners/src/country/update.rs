//! `UpdateCountry`

use platform::{Error, Result, Scope, error::Text, etag};
use proto::partners::v1::{Country, CountrySettings, UpdateCountryRequest, UpdateCountryResponse};

use super::{
    check, facts,
    rows::{self, DisplayNames, Languages, Model},
};

/// What may be changed.
const PATHS: [&str; 10] = [
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
];

/// Changes a country.
pub async fn update(scope: &mut Scope, request: UpdateCountryRequest) -> Result<UpdateCountryResponse> {
    let wanted = request.country.unwrap_or_default();
    let before = rows::lock(scope, &wanted.name).await?;
    etag::check(&wanted.etag, before.version)?;
    let paths = request.update_mask.map(|mask| mask.paths).unwrap_or_default();
    let mut stands = rows::message(before.clone());
    stands.office_email.clone_from(&before.office_email);
    let country = merged(stands, wanted, &paths)?;
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

/// The country as it stands, with what is wanted of it at these paths; without paths, with all that is set.
fn merged(mut country: Country, wanted: Country, paths: &[String]) -> Result<Country> {
    if let Some(unknown) = paths.iter().find(|path| !PATHS.contains(&path.as_str())) {
        let known = PATHS.join(", ");
        let text = Text::new(
            format!("{unknown} cannot be changed; these can: {known}"),
            format!("{unknown} no se puede cambiar; esto sí: {known}"),
        );
        return Err(Error::invalid("update_mask", text));
    }
    let takes = |path: &str, is_set: bool| match paths.is_empty() {
        true => is_set,
        false => paths.iter().any(|named| named == path),
    };
    if takes("display_names", !wanted.display_names.is_empty()) {
        country.display_names = wanted.display_names;
    }
    if takes("languages", !wanted.languages.is_empty()) {
        country.languages = wanted.languages;
    }
    if takes("default_language", !wanted.default_language.is_empty()) {
        country.default_language = wanted.default_language;
    }
    if takes("time_zone", !wanted.time_zone.is_empty()) {
        country.time_zone = wanted.time_zone;
    }
    if takes("office_email", !wanted.office_email.is_empty()) {
        country.office_email = wanted.office_email;
    }
    let settings = country.settings.take().unwrap_or_default();
    country.settings = Some(match (takes("settings", wanted.settings.is_some()), wanted.settings) {
        (true, wanted) => wanted.unwrap_or_default(),
        (false, wanted) => merged_settings(settings, wanted.unwrap_or_default(), paths),
    });
    Ok(country)
}

fn merged_settings(mut settings: CountrySettings, wanted: CountrySettings, paths: &[String]) -> CountrySettings {
    let takes = |path: &str| paths.iter().any(|named| named == path);
    if takes("settings.branding") {
        settings.branding = wanted.branding;
    }
    if takes("settings.notice") {
        settings.notice = wanted.notice;
    }
    if takes("settings.retention") {
        settings.retention = wanted.retention;
    }
    if takes("settings.request_business_days") {
        settings.request_business_days = wanted.request_business_days;
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
        let all = merged(stands.clone(), wanted(), &[]).expect("merged");
        assert_eq!(all, country("America/Managua", 2, "#ffffff"));
        let retention = ["settings.retention".to_owned()];
        assert_eq!(
            merged(stands.clone(), wanted(), &retention).expect("merged"),
            country("America/Managua", 2, "#000000")
        );
        let zone = ["time_zone".to_owned()];
        assert_eq!(merged(stands.clone(), wanted(), &zone).expect("merged"), country("", 1, "#000000"));
        let refused = merged(stands, wanted(), &["state".to_owned()]).expect_err("a refusal");
        assert_eq!(refused.violations()[0].field, "update_mask");
    }
}
