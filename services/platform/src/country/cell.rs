//! One value of a row, between either database and JSON.

use base64::{Engine, prelude::BASE64_STANDARD};
use sea_orm::{DbBackend, QueryResult, TryGetable, Value};
use serde_json::Value as Json;
use time::{
    Date, OffsetDateTime, UtcOffset,
    format_description::well_known::{Iso8601, Rfc3339},
};
use uuid::Uuid;

use crate::error::{Error, Result};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Integer,
    Double,
    Boolean,
    Uuid,
    /// ISO 8601, `2026-01-31`.
    Date,
    /// A moment, RFC 3339 in UTC.
    Time,
    /// Base64.
    Bytes,
    /// The text of some JSON, to the letter: seals are over it.
    Json,
}

impl Kind {
    /// By the type that the database tells.
    pub fn of(declared: &str) -> Result<Self> {
        let declared = declared.to_lowercase();
        Ok(match declared.split('(').next().unwrap_or_default() {
            "character varying" | "varchar" | "text" => Kind::Text,
            "bigint" | "integer" | "smallint" => Kind::Integer,
            "double precision" | "double" | "real" => Kind::Double,
            "boolean" => Kind::Boolean,
            "uuid" | "uuid_text" => Kind::Uuid,
            "date" | "date_text" => Kind::Date,
            "timestamp with time zone" | "timestamp_with_timezone_text" => Kind::Time,
            "bytea" | "blob" => Kind::Bytes,
            "json" | "jsonb" | "json_text" | "jsonb_text" => Kind::Json,
            other => return Err(Error::internal(format!("columns of type {other} cannot leave with a country"))),
        })
    }

    /// As the file calls it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Integer => "integer",
            Kind::Double => "double",
            Kind::Boolean => "boolean",
            Kind::Uuid => "uuid",
            Kind::Date => "date",
            Kind::Time => "time",
            Kind::Bytes => "bytes",
            Kind::Json => "json",
        }
    }

    /// The column as it is asked for.
    pub fn selected(self, backend: DbBackend, name: &str) -> String {
        let cast = match (self, backend) {
            (Kind::Text | Kind::Json, _) => "text",
            (Kind::Integer, DbBackend::Postgres) => "bigint",
            (Kind::Integer, _) => "integer",
            _ => return format!("\"{name}\""),
        };
        format!("CAST(\"{name}\" AS {cast}) AS \"{name}\"")
    }

    /// The place of the value in a statement that adds a row.
    pub fn placed(self, backend: DbBackend, place: usize) -> String {
        match (self, backend) {
            (Kind::Json, DbBackend::Postgres) => format!("CAST(${place} AS json)"),
            _ => format!("${place}"),
        }
    }

    /// The value in a row.
    pub fn read(self, row: &QueryResult, name: &str) -> Result<Json> {
        fn get<T: TryGetable>(row: &QueryResult, name: &str) -> Result<Option<T>> {
            Ok(row.try_get("", name)?)
        }
        Ok(match self {
            Kind::Text | Kind::Json => get::<String>(row, name)?.into(),
            Kind::Integer => get::<i64>(row, name)?.into(),
            Kind::Double => get::<f64>(row, name)?.into(),
            Kind::Boolean => get::<bool>(row, name)?.into(),
            Kind::Uuid => get::<Uuid>(row, name)?.map(|id| id.to_string()).into(),
            Kind::Bytes => get::<Vec<u8>>(row, name)?.map(|bytes| BASE64_STANDARD.encode(bytes)).into(),
            Kind::Date => get::<Date>(row, name)?.map(|day| day.to_string()).into(),
            Kind::Time => {
                let at = get::<OffsetDateTime>(row, name)?.map(|at| at.to_offset(UtcOffset::UTC).format(&Rfc3339));
                at.transpose().map_err(Error::internal)?.into()
            }
        })
    }

    /// The value for a row. Nothing where it is of another kind.
    pub fn value(self, json: &Json) -> Option<Value> {
        let text = json.as_str();
        Some(match (self, json) {
            (Kind::Text | Kind::Json, Json::Null) => Value::String(None),
            (Kind::Text | Kind::Json, _) => text?.into(),
            (Kind::Integer, Json::Null) => Value::BigInt(None),
            (Kind::Integer, _) => json.as_i64()?.into(),
            (Kind::Double, Json::Null) => Value::Double(None),
            (Kind::Double, _) => json.as_f64()?.into(),
            (Kind::Boolean, Json::Null) => Value::Bool(None),
            (Kind::Boolean, _) => json.as_bool()?.into(),
            (Kind::Uuid, Json::Null) => Value::Uuid(None),
            (Kind::Uuid, _) => Uuid::try_parse(text?).ok()?.into(),
            (Kind::Date, Json::Null) => Value::TimeDate(None),
            (Kind::Date, _) => Date::parse(text?, &Iso8601::DATE).ok()?.into(),
            (Kind::Time, Json::Null) => Value::TimeDateTimeWithTimeZone(None),
            (Kind::Time, _) => OffsetDateTime::parse(text?, &Rfc3339).ok()?.into(),
            (Kind::Bytes, Json::Null) => Value::Bytes(None),
            (Kind::Bytes, _) => BASE64_STANDARD.decode(text?).ok()?.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_of_another_kind_is_none() {
        let id = Uuid::now_v7().to_string();
        for (kind, good, bad) in [
            (Kind::Text, json!("x"), json!(1)),
            (Kind::Integer, json!(7), json!("7")),
            (Kind::Double, json!(0.5), json!("x")),
            (Kind::Boolean, json!(true), json!(1)),
            (Kind::Uuid, json!(id), json!("x")),
            (Kind::Date, json!("2026-01-31"), json!("31 January")),
            (Kind::Time, json!("2026-01-31T00:00:00.000001Z"), json!("yesterday")),
            (Kind::Bytes, json!("AAEC"), json!("?")),
            (Kind::Json, json!("{}"), json!({})),
        ] {
            assert!(kind.value(&good).is_some() && kind.value(&Json::Null).is_some(), "{kind:?}");
            assert_eq!(kind.value(&bad), None, "{kind:?}");
        }
    }
}
