//! Messages of the contract as JSON columns, by the names of the contract.

use platform::{Error, Result};
use prost::Message;
use prost_reflect::{DynamicMessage, MessageDescriptor, SerializeOptions};
use proto::registrations::v1::{CountryEdition, Definition, Edition};
use serde_json::Value;

/// A message that is kept as a column.
pub trait Kept: Message + Default {
    /// Its name in the contract.
    const NAME: &'static str;
}

impl Kept for Definition {
    const NAME: &'static str = "aceleracion.registrations.v1.Definition";
}

impl Kept for Edition {
    const NAME: &'static str = "aceleracion.registrations.v1.Edition";
}

impl Kept for CountryEdition {
    const NAME: &'static str = "aceleracion.registrations.v1.CountryEdition";
}

/// A message as a column.
pub fn of<M: Kept>(message: &M) -> Result<Value> {
    let bytes = message.encode_to_vec();
    let message = DynamicMessage::decode(kind::<M>()?, bytes.as_slice()).map_err(Error::internal)?;
    let options = SerializeOptions::new().use_proto_field_name(true);
    message.serialize_with_options(serde_json::value::Serializer, &options).map_err(Error::internal)
}

/// A column as its message.
pub fn read<M: Kept>(column: &Value) -> Result<M> {
    let message = DynamicMessage::deserialize(kind::<M>()?, column).map_err(Error::internal)?;
    M::decode(message.encode_to_vec().as_slice()).map_err(Error::internal)
}

fn kind<M: Kept>() -> Result<MessageDescriptor> {
    let kind = proto::pool().get_message_by_name(M::NAME);
    kind.ok_or_else(|| Error::internal(format!("{} is not in the contract", M::NAME)))
}
