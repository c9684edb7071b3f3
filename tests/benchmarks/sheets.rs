//! Files of registrations, in and out: how long they take, and the most memory that the service holds for them.

use std::{fmt::Write, fs, time::Instant};

use proto::registrations::v1::{
    ExportRegistrationsRequest, ImportRegistrationsRequest, ImportSettings, export_registrations_request::Format,
    export_registrations_response::Content as Piece, import_registrations_request::Content,
};
use tests::platform::Failure;

use crate::{
    table::Table,
    world::{COUNTRY, EDITION, Platform, World},
};

/// Rows of a file that everybody has, and of the largest that is taken.
const SIZES: [usize; 2] = [5_000, 50_000];
const FORMATS: [(Format, [&str; 2]); 3] = [
    (Format::Csv, ["export of CSV, memory", "export of CSV"]),
    (Format::Xlsx, ["export of XLSX, memory", "export of XLSX"]),
    (Format::Jsonl, ["export of JSON Lines, memory", "export of JSON Lines"]),
];
const PIECE: usize = 64 * 1024;

/// Imports a small file and a large one, each on a platform of its own, and exports what came of it.
pub async fn measure(world: &World, table: &mut Table) -> Result<(), Failure> {
    let (mut held, mut speed) = (Vec::new(), Vec::new());
    for rows in SIZES {
        let platform = world.platform(&format!("sheets_{rows}"), &["registrations"]).await?;
        platform.open_edition().await?;
        eprintln!("sheets: {rows} rows in and out");
        let mut memory = Vec::new();
        let mut rates = Vec::new();
        let file = file(rows)?;
        memory.push(
            most_held(&platform, async {
                let begun = Instant::now();
                import(&platform, &file, rows).await?;
                rates.push(rows as f64 / begun.elapsed().as_secs_f64());
                Ok(())
            })
            .await?,
        );
        for (format, _) in FORMATS {
            memory.push(
                most_held(&platform, async {
                    let begun = Instant::now();
                    export(&platform, format, rows).await?;
                    rates.push(rows as f64 / begun.elapsed().as_secs_f64());
                    Ok(())
                })
                .await?,
            );
        }
        held.push(memory);
        speed.push(rates);
    }
    let (Some((small, large)), Some(rates)) = (held.first().zip(held.last()), speed.last()) else { return Ok(()) };
    let names = [["import of CSV, memory", "import of CSV"]].into_iter().chain(FORMATS.map(|(_, names)| names));
    for (place, [memory, rate]) in names.enumerate() {
        table.held(memory, small[place], large[place]);
        table.figure(rate, rates[place], "rows a second");
    }
    Ok(())
}

/// The most memory that the service held at once while something was done, in MiB.
async fn most_held(platform: &Platform, work: impl Future<Output = Result<(), Failure>>) -> Result<f64, Failure> {
    let process = platform.process().ok_or("the service ended")?;
    // What it held most so far counts from here, proc(5).
    fs::write(format!("/proc/{process}/clear_refs"), "5")?;
    work.await?;
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kibibytes / 1024.0)
}

fn file(rows: usize) -> Result<Vec<u8>, Failure> {
    let mut file = String::from(
        "País;Ciudad;Tipo de registro;Categoría;Nombre de la organización;Tipo de organización;Tamaño;Título;Resumen;\
         Descripción;Etapa;Correo de contacto;Idioma;Consentimiento de datos;Consentimiento de publicación\r\n",
    );
    for row in 0..rows {
        write!(
            file,
            "República Dominicana;Santiago;Solución innovadora;Logistics;Taller {row};Empresa;Micro;Ruta {row};\
             Los talleres de una calle juntan sus entregas.;Los talleres de una misma calle juntan sus entregas y salen \
             una vez al día con el camión lleno.;Implementada;taller-{row}@example.org;Español;Sí;Sí\r\n"
        )?;
    }
    Ok(file.into_bytes())
}

async fn import(platform: &Platform, file: &[u8], rows: usize) -> Result<(), Failure> {
    let settings = ImportSettings {
        parent: format!("countries/{COUNTRY}"),
        edition: format!("editions/{EDITION}"),
        file_name: "registros.csv".into(),
        ..ImportSettings::default()
    };
    let pieces = file.chunks(PIECE).map(|piece| Content::Chunk(piece.to_vec()));
    let contents: Vec<Content> = std::iter::once(Content::Settings(settings)).chain(pieces).collect();
    let messages = contents.into_iter().map(|content| ImportRegistrationsRequest { content: Some(content) });
    let answer = platform.office()?.registrations.import_registrations(futures::stream::iter(messages)).await?;
    let answer = answer.into_inner();
    if usize::try_from(answer.registered)? != rows {
        return Err(
            format!("{} of {rows} rows registered: {:?}", answer.registered, answer.refused_rows.first()).into()
        );
    }
    Ok(())
}

async fn export(platform: &Platform, format: Format, rows: usize) -> Result<(), Failure> {
    let parent = format!("countries/{COUNTRY}");
    let request = ExportRegistrationsRequest { parent, format: format.into(), ..Default::default() };
    let mut pieces = platform.office()?.registrations.export_registrations(request).await?.into_inner();
    while let Some(piece) = pieces.message().await? {
        if let Some(Piece::Summary(summary)) = piece.content {
            return match usize::try_from(summary.rows)? == rows {
                true => Ok(()),
                false => Err(format!("{} of {rows} rows exported", summary.rows).into()),
            };
        }
    }
    Err("the export has no end".into())
}
