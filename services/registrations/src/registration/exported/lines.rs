//! JSON Lines, for other systems: a registration a line, by the names of the contract. Nothing in it is changed.

use std::{
    fs::File,
    io::{BufWriter, Write},
};

use platform::{Error, Result};
use prost::Message;
use prost_reflect::{DynamicMessage, MessageDescriptor, SerializeOptions};
use proto::registrations::v1::Registration;

use super::closed;

/// The file.
pub struct Lines {
    file: BufWriter<File>,
    kind: MessageDescriptor,
    options: SerializeOptions,
}

impl Lines {
    pub fn begin(file: BufWriter<File>) -> Result<Self> {
        let kind = proto::pool().get_message_by_name("aceleracion.registrations.v1.Registration");
        let kind = kind.ok_or_else(|| Error::internal("the contract has no registrations"))?;
        // Every line has the same names, whatever is empty in it.
        let options = SerializeOptions::new().skip_default_fields(false);
        Ok(Self { file, kind, options })
    }

    pub fn add(&mut self, registration: &Registration) -> Result<()> {
        let bytes = registration.encode_to_vec();
        let message = DynamicMessage::decode(self.kind.clone(), bytes.as_slice()).map_err(Error::internal)?;
        let mut line = serde_json::Serializer::new(&mut self.file);
        message.serialize_with_options(&mut line, &self.options).map_err(Error::internal)?;
        self.file.write_all(b"\n").map_err(Error::internal)
    }

    pub fn end(self) -> Result<File> {
        closed(self.file)
    }
}
