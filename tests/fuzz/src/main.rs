//! The driver: inputs are made up by libFuzzer, which watches how far each one gets.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;

/// Named by a variable: all arguments are libFuzzer's.
static TARGET: LazyLock<fn(&[u8])> = LazyLock::new(|| {
    let wanted = std::env::var("FUZZ_TARGET").unwrap_or_default();
    let names = fuzz::TARGETS.map(|(name, _)| name).join(", ");
    let found = fuzz::TARGETS.into_iter().find(|(name, _)| *name == wanted);
    found.unwrap_or_else(|| panic!("set FUZZ_TARGET to one of {names}")).1
});

fuzz_target!(|bytes: &[u8]| TARGET(bytes));
