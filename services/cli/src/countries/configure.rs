//! `countries admit` and `countries configure`

use std::{collections::HashMap, path::PathBuf};

use platform::clients::Caller;
use proto::partners::v1::{AdmitCountryRequest, Country, GetCountryRequest, UpdateCountryRequest};

use super::{Which, failed};
use crate::problem::Problem;

/// A country that joins.
#[derive(clap::Args)]
pub struct Admission {
    /// Its code by ISO 3166-1, in lower case.
    code: String,
    /// Its name in a language, es=…; may be given more than once.
    #[arg(long = "name", required = true, value_parser = pair)]
    names: Vec<(String, String)>,
    /// A language of its office; the first is the default.
    #[arg(long = "language", required = true)]
    languages: Vec<String>,
    /// By the IANA database.
    #[arg(long)]
    time_zone: String,
    /// Where the office wants its mail.
    #[arg(long, default_value = "")]
    office_email: String,
    /// Address of a first admin, who is invited; may be given more than once.
    #[arg(long = "admin")]
    admins: Vec<String>,
}

/// What is to change; what is left out stays.
#[derive(clap::Args)]
pub struct Changes {
    #[command(flatten)]
    pub(super) which: Which,
    /// Its names, es=…; all of them.
    #[arg(long = "name", value_parser = pair)]
    names: Vec<(String, String)>,
    /// The languages of its office; all of them.
    #[arg(long = "language")]
    languages: Vec<String>,
    /// The language for whoever chose none.
    #[arg(long)]
    default_language: Option<String>,
    /// By the IANA database.
    #[arg(long)]
    time_zone: Option<String>,
    /// Where the office wants its mail.
    #[arg(long)]
    office_email: Option<String>,
    /// Where the logo is, https://…
    #[arg(long)]
    logo: Option<String>,
    /// The main colour, #0468b1.
    #[arg(long)]
    color: Option<String>,
    /// File with the text of the data-protection notice in a language, es=notice.txt; all of them.
    #[arg(long = "notice", value_parser = pair)]
    notices: Vec<(String, String)>,
    /// Where the whole notice stands, https://…
    #[arg(long)]
    notice_uri: Option<String>,
    /// Days after which drafts are removed; 0: never.
    #[arg(long)]
    draft_days: Option<i32>,
    /// Days after which people are removed from registrations that came to nothing; 0: never.
    #[arg(long)]
    closed_days: Option<i32>,
    /// Days after which letters are removed; 0: never.
    #[arg(long)]
    notification_days: Option<i32>,
    /// Business days within which the office answers who asks for their data; 0: not set.
    #[arg(long)]
    request_business_days: Option<i32>,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let parts = text.split_once('=').ok_or("it has to look like es=…")?;
    Ok((parts.0.to_owned(), parts.1.to_owned()))
}

/// Admits a country.
pub async fn admit(mut caller: Caller, admission: Admission) -> Result<Option<Country>, Problem> {
    let Admission { code, names, languages, time_zone, office_email, admins } = admission;
    let country = Country {
        display_names: names.into_iter().collect(),
        default_language: languages.first().cloned().unwrap_or_default(),
        languages,
        time_zone,
        office_email,
        ..Country::default()
    };
    let request = AdmitCountryRequest {
        country_id: code,
        country: Some(country),
        admin_emails: admins,
        ..AdmitCountryRequest::default()
    };
    Ok(caller.partners.admit_country(request).await.map_err(failed)?.into_inner().country)
}

/// Reads the country, and writes it back with what changes.
pub async fn configure(mut caller: Caller, changes: Changes) -> Result<Option<Country>, Problem> {
    let request = GetCountryRequest { name: changes.which.name() };
    let mut country =
        caller.partners.get_country(request).await.map_err(failed)?.into_inner().country.unwrap_or_default();
    let paths = changed(&mut country, changes)?;
    if paths.is_empty() {
        return Err(Problem::Said("nothing is to change; see `aceleracion countries configure --help`".into()));
    }
    let paths = paths.into_iter().map(str::to_owned).collect();
    let update_mask = Some(prost_types::FieldMask { paths });
    let request = UpdateCountryRequest { country: Some(country), update_mask, ..UpdateCountryRequest::default() };
    Ok(caller.partners.update_country(request).await.map_err(failed)?.into_inner().country)
}

/// Changes the country; which paths that concerns.
fn changed(country: &mut Country, changes: Changes) -> Result<Vec<&'static str>, Problem> {
    let mut paths = Vec::new();
    let mut take = |path: &'static str| paths.push(path);
    if !changes.names.is_empty() {
        country.display_names = changes.names.into_iter().collect();
        take("display_names");
    }
    if !changes.languages.is_empty() {
        country.languages = changes.languages;
        take("languages");
    }
    for (given, field, path) in [
        (changes.default_language, &mut country.default_language, "default_language"),
        (changes.time_zone, &mut country.time_zone, "time_zone"),
        (changes.office_email, &mut country.office_email, "office_email"),
    ] {
        if let Some(given) = given {
            *field = given;
            take(path);
        }
    }
    let settings = country.settings.get_or_insert_default();
    let branding = settings.branding.get_or_insert_default();
    for (given, field) in [(changes.logo, &mut branding.logo_uri), (changes.color, &mut branding.primary_color)] {
        if let Some(given) = given {
            *field = given;
            take("settings.branding");
        }
    }
    let notice = settings.notice.get_or_insert_default();
    if !changes.notices.is_empty() {
        notice.texts = texts(changes.notices)?;
        take("settings.notice");
    }
    if let Some(uri) = changes.notice_uri {
        notice.uri = uri;
        take("settings.notice");
    }
    let retention = settings.retention.get_or_insert_default();
    for (given, field, path) in [
        (changes.draft_days, &mut retention.draft_days, "settings.retention"),
        (changes.closed_days, &mut retention.closed_days, "settings.retention"),
        (changes.notification_days, &mut retention.notification_days, "settings.retention"),
        (changes.request_business_days, &mut settings.request_business_days, "settings.request_business_days"),
    ] {
        if let Some(given) = given {
            *field = given;
            take(path);
        }
    }
    Ok(paths)
}

fn texts(files: Vec<(String, String)>) -> Result<HashMap<String, String>, Problem> {
    let read = |(language, file): (String, String)| {
        let text = std::fs::read_to_string(PathBuf::from(&file));
        let text = text.map_err(|problem| Problem::File { path: file, problem: problem.to_string() })?;
        Ok((language, text))
    };
    files.into_iter().map(read).collect()
}
