//! The values of the contract's enums by name, as tables and filters hold them: `SUBMITTED`, without the prefix that
//! protobuf needs.

/// The name without its prefix: `SUBMITTED` for `STATE_SUBMITTED`.
pub fn name(contract_name: &str, prefix: &str) -> String {
    contract_name.strip_prefix(prefix).unwrap_or(contract_name).to_owned()
}

/// The value that a row names; the unset one for a name that this build does not know.
pub fn of<T: Default>(stored: &str, prefix: &str, from_contract_name: fn(&str) -> Option<T>) -> T {
    from_contract_name(&format!("{prefix}{stored}")).unwrap_or_default()
}

/// Every name of an enum whose numbers have no gap, in their order.
pub(crate) fn names<T: TryFrom<i32>>(
    prefix: &str,
    contract_name: fn(&T) -> &'static str,
) -> impl Iterator<Item = String> {
    (0..).map_while(|number| T::try_from(number).ok()).map(move |value| name(contract_name(&value), prefix))
}

#[cfg(test)]
mod tests {
    use proto::platform::v1::Role;

    use super::*;

    const PREFIX: &str = "ROLE_";

    #[test]
    fn every_name_is_read_back_and_an_unknown_one_is_unset() {
        let all: Vec<String> = names(PREFIX, Role::as_str_name).collect();
        assert!(all.contains(&"REGIONAL_ADMIN".to_owned()));
        for stored in &all {
            assert_eq!(&name(of(stored, PREFIX, Role::from_str_name).as_str_name(), PREFIX), stored);
        }
        assert_eq!(of("NOBODY", PREFIX, Role::from_str_name), Role::Unspecified);
    }
}
