//! Calls with bytes instead of messages: for requests that no client would write.

use futures::{TryStreamExt, stream};
use prost_reflect::prost::bytes::{Buf, BufMut, Bytes};
use tonic::{
    Request, Response, Status,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    transport::Channel,
};

/// Calls `method` with these bytes and these headers.
pub async fn call(
    channel: &Channel,
    method: &str,
    body: impl Into<Bytes>,
    headers: &[(&'static str, &str)],
) -> Result<Response<Bytes>, Status> {
    let mut client = tonic::client::Grpc::new(channel.clone());
    client.ready().await.map_err(|problem| Status::from_error(Box::new(problem)))?;
    let path = method.parse().map_err(|problem| Status::unknown(format!("{problem}")))?;
    client.unary(with_headers(body.into(), headers)?, path, Raw).await
}

/// Calls `method`, of whichever kind, with one message, and gathers all that it answers: on the wire a unary call is a
/// stream of one message.
pub async fn gather(
    channel: &Channel,
    method: &str,
    body: impl Into<Bytes>,
    headers: &[(&'static str, &str)],
) -> Result<Vec<Bytes>, Status> {
    let mut client = tonic::client::Grpc::new(channel.clone());
    client.ready().await.map_err(|problem| Status::from_error(Box::new(problem)))?;
    let path = method.parse().map_err(|problem| Status::unknown(format!("{problem}")))?;
    let messages = stream::iter([body.into()]);
    client.streaming(with_headers(messages, headers)?, path, Raw).await?.into_inner().try_collect().await
}

fn with_headers<T>(message: T, headers: &[(&'static str, &str)]) -> Result<Request<T>, Status> {
    let mut request = Request::new(message);
    for (name, value) in headers {
        let value = value.parse().map_err(|_| Status::unknown("not a header"))?;
        request.metadata_mut().insert(*name, value);
    }
    Ok(request)
}

/// Messages as bytes.
#[derive(Clone, Copy, Default)]
struct Raw;

impl Codec for Raw {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Raw;
    type Decoder = Raw;

    fn encoder(&mut self) -> Raw {
        Raw
    }

    fn decoder(&mut self) -> Raw {
        Raw
    }
}

impl Encoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, item: Bytes, into: &mut EncodeBuf<'_>) -> Result<(), Status> {
        into.put(item);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(from.copy_to_bytes(from.remaining())))
    }
}
