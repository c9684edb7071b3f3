//! `aceleracion config`: the settings in force.

use platform::config::Config;

use crate::problem::Problem;

/// Prints the settings, after checking that they go together.
pub fn run(config: &Config) -> Result<(), Problem> {
    print!("{}", config.printed());
    config.check()?;
    Ok(())
}
