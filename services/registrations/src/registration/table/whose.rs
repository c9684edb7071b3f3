//! Whose a row is, whatever else is wrong with it: an office is told only of its own.

use super::field::Field;
use super::network::Network;
use super::sheet::Sheet;

impl Sheet {
    /// The code of the country that a row names; nothing where it names none of the network.
    pub fn country_of<'a>(&self, row: u32, network: &'a Network) -> Option<&'a str> {
        let place = self.records.binary_search_by_key(&row, |record| record.row).ok()?;
        network.country(self.cell(self.records.get(place)?, Field::Country).trim())
    }
}
