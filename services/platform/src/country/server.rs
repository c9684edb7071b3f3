//! The country service: what the services of this process hold of a country.

use std::sync::Arc;

use proto::platform::v1::{
    CountryPart, CountryTable, ExportCountryRequest, ExportCountryResponse, ImportCountryRequest,
    ImportCountryResponse, SummarizeCountryRequest, SummarizeCountryResponse,
    country_service_server::{CountryService, CountryServiceServer},
    export_country_response, import_country_request,
};
use sha2::{Digest, Sha256};
use tokio::{fs::File, io::AsyncWriteExt, sync::mpsc};
use tonic::{Request, Response, Status, Streaming};

use super::{Holder, count, export, import};
use crate::{
    access::Permit,
    audit::{chain::hexadecimal, entry, heads::Heads},
    error::{Error, Result, Text},
    names::{self, Place},
    rpc, validate,
};

/// Answers for the services of this process.
pub(crate) struct CountryServer {
    holders: Vec<Holder>,
    heads: Arc<Heads>,
}

impl CountryServer {
    pub(crate) fn service(holders: Vec<Holder>, heads: Arc<Heads>) -> CountryServiceServer<Self> {
        CountryServiceServer::new(Self { holders, heads })
    }

    /// The service and the country in a name such as `countries/do/services/reviews`.
    fn holder<'a>(&self, parent: &'a str) -> Result<(&Holder, &'a str)> {
        let [code, service] = names::segments("parent", parent, "countries/*/services/*")?;
        Ok((self.named(service)?, code))
    }

    fn named(&self, service: &str) -> Result<&Holder> {
        let found = self.holders.iter().find(|holder| holder.store.service == service);
        found.ok_or_else(|| Error::not_found(&format!("services/{service}")))
    }

    async fn summarize(&self, permit: &Permit, request: &SummarizeCountryRequest) -> Result<SummarizeCountryResponse> {
        permit.admit(&Place::of("parent", &request.parent)?, &request.parent)?;
        validate::message(request)?;
        let (holder, code) = self.holder(&request.parent)?;
        let counted = count::rows(holder, code).await?;
        let tables = counted.into_iter().map(|(table, rows)| CountryTable { table, rows }).collect();
        Ok(SummarizeCountryResponse { tables })
    }

    /// What is to be exported, by somebody who may, and the entry that tells of it.
    async fn exporting(
        &self,
        permit: &Permit,
        request: &ExportCountryRequest,
    ) -> Result<(Holder, String, entry::Model)> {
        permit.admit(&Place::of("parent", &request.parent)?, &request.parent)?;
        validate::message(request)?;
        let (holder, code) = self.holder(&request.parent)?;
        let scope = holder.store.read(permit, "parent", &request.parent).await?;
        let entry = scope.entry(request.parent.clone());
        scope.commit().await?;
        Ok((holder.clone(), code.to_owned(), entry))
    }

    async fn import(
        &self,
        permit: &Permit,
        mut stream: Streaming<ImportCountryRequest>,
    ) -> Result<ImportCountryResponse> {
        let broken = |status: Status| import::unreadable(status.message());
        let first = stream.message().await.map_err(broken)?.unwrap_or_default();
        rpc::checked(permit, &first)?;
        let Some(import_country_request::Content::Part(part)) = first.content else {
            return Err(out_of_order("part"));
        };
        let holder = self.named(&part.service)?;
        let [code] = names::segments("part.country", &part.country, "countries/*")?;
        // Told before, in the log of the network, whatever comes of it.
        let scope = holder.store.write(permit, "", "").await?;
        let entry = scope.entry(format!("{}/services/{}", part.country, part.service));
        drop(scope);
        holder.store.write_read(entry).await?;
        let file = received(&part, &mut stream).await?;
        let answer = import::import(holder, code, &part, file).await?;
        import::sign_end(holder, code, &self.heads).await?;
        holder.store.wake_sealer();
        Ok(answer)
    }
}

/// The file that a part tells of, to the byte.
async fn received(part: &CountryPart, stream: &mut Streaming<ImportCountryRequest>) -> Result<File> {
    let mut file = File::from_std(tempfile::tempfile().map_err(Error::internal)?);
    let (mut hasher, mut size) = (Sha256::new(), 0_i64);
    while let Some(message) = stream.message().await.map_err(|status| import::unreadable(status.message()))? {
        let Some(import_country_request::Content::Chunk(chunk)) = message.content else {
            return Err(out_of_order("chunk"));
        };
        size += i64::try_from(chunk.len()).unwrap_or(i64::MAX);
        if size > part.size {
            return Err(import::unreadable("it is longer than it says"));
        }
        hasher.update(&chunk);
        file.write_all(&chunk).await.map_err(Error::internal)?;
    }
    file.flush().await.map_err(Error::internal)?;
    if size != part.size || hexadecimal(&hasher.finalize()) != part.sha256 {
        return Err(import::unreadable("its bytes are not those that it says"));
    }
    Ok(file)
}

fn out_of_order(field: &str) -> Error {
    let text = Text::told(
        "the first message tells what the file is, each one after it holds a piece of it",
        "el primer mensaje dice qué es el archivo, y cada uno de los siguientes lleva una parte",
        "a primeira mensagem diz o que é o arquivo, e cada uma das seguintes traz uma parte dele",
    );
    Error::invalid(field, text)
}

/// Takes the country out, tells of it, and sends it. Whoever does not listen any more ends it.
async fn send(
    holder: Holder,
    code: String,
    entry: entry::Model,
    heads: Arc<Heads>,
    to: mpsc::Sender<Result<ExportCountryResponse>>,
) -> Result<()> {
    let (mut file, part) = export::export(&holder, &code, &heads).await?;
    // Behind the moment of the export, which so holds nothing of itself; before anything of it leaves.
    holder.store.write_read(entry).await?;
    let message = |content| ExportCountryResponse { content: Some(content) };
    if rpc::send_file(&mut file, &to, |bytes| Ok(message(export_country_response::Content::Chunk(bytes)))).await? {
        let _ = to.send(Ok(message(export_country_response::Content::Part(part)))).await;
    }
    Ok(())
}

#[tonic::async_trait]
impl CountryService for CountryServer {
    type ExportCountryStream = rpc::Pieces<ExportCountryResponse>;

    async fn summarize_country(
        &self,
        request: Request<SummarizeCountryRequest>,
    ) -> std::result::Result<Response<SummarizeCountryResponse>, Status> {
        let (permit, request) = rpc::open(request)?;
        let answer = self.summarize(&permit, &request).await;
        answer.map(Response::new).map_err(|error| error.into_status(permit.language))
    }

    async fn export_country(
        &self,
        request: Request<ExportCountryRequest>,
    ) -> std::result::Result<Response<Self::ExportCountryStream>, Status> {
        let (permit, request) = rpc::open(request)?;
        let language = permit.language;
        let exporting = self.exporting(&permit, &request).await;
        let (holder, code, entry) = exporting.map_err(|error| error.into_status(language))?;
        let heads = Arc::clone(&self.heads);
        Ok(rpc::pieces(language, |to| send(holder, code, entry, heads, to)))
    }

    async fn import_country(
        &self,
        request: Request<Streaming<ImportCountryRequest>>,
    ) -> std::result::Result<Response<ImportCountryResponse>, Status> {
        let (permit, stream) = rpc::open(request)?;
        let answer = self.import(&permit, stream).await;
        answer.map(Response::new).map_err(|error| error.into_status(permit.language))
    }
}
