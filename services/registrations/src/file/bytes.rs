//! The bytes of a file on their way to somebody, in messages of one size.

use std::pin::pin;

use futures::StreamExt;
use platform::{Result, Store, access::Permit};
use tokio::sync::mpsc;

use super::rows::Model;

/// Bytes in one message.
const PIECE: usize = 64 * 1024;

/// Sends a file from `offset` on, in the messages that `piece` makes of its bytes. False once nobody listens any more.
pub async fn send<T>(
    store: &Store,
    file: &Model,
    offset: u64,
    permit: &Permit,
    to: &mpsc::Sender<Result<T>>,
    piece: impl Fn(Vec<u8>) -> T,
) -> Result<bool> {
    if i64::try_from(offset).is_ok_and(|offset| offset >= file.size) {
        return Ok(true);
    }
    let mut bytes = pin!(store.files().read(&file.key(store.files()), offset).await?);
    while let Some(found) = bytes.next().await {
        for some in found?.chunks(PIECE) {
            permit.in_time()?;
            if to.send(Ok(piece(some.to_vec()))).await.is_err() {
                return Ok(false);
            }
        }
    }
    Ok(true)
}
