//! Files of registrations, in and out: how long they take, and the most memory that the service holds for them.

use std::{fs, time::Instant};

use proto::registrations::v1::{
    ExportRegistrationsRequest, ImportRegistrationsRequest, ImportSettings, export_registrations_request::Format,
    export_registrations_response::Content as Piece, import_registrations_request::Content,
};
use rust_xlsxwriter::Workbook;
use tests::platform::Failure;

use crate::{
    table::Table,
    world::{COUNTRY, EDITION, Platform, World},
};

/// Rows of a file that everybody has, and of the largest that is taken.
const SIZES: [usize; 2] = [5_000, 50_000];
const IMPORTS: [(Kind, [&str; 2]); 2] = [
    (Kind::Csv, ["import of CSV, memory", "import of CSV"]),
    (Kind::Xlsx, ["import of XLSX, memory", "import of XLSX"]),
];
const EXPORTS: [(Format, [&str; 2]); 3] = [
    (Format::Csv, ["export of CSV, memory", "export of CSV"]),
    (Format::Xlsx, ["export of XLSX, memory", "export of XLSX"]),
    (Format::Jsonl, ["export of JSON Lines, memory", "export of JSON Lines"]),
];
const PIECE: usize = 64 * 1024;
/// What the rows of the first edition say, on average and in bytes, beside what is the same in all.
const USUAL: usize = 720;

/// What is imported.
#[derive(Clone, Copy)]
enum Kind {
    Csv,
    Xlsx,
}

/// Imports a small file and a large one, as either kind and each on a platform of its own, and exports what came of it.
pub async fn measure(world: &World, table: &mut Table) -> Result<(), Failure> {
    let (mut held, mut speed) = (Vec::new(), Vec::new());
    for rows in SIZES {
        let (mut memory, mut rates) = (Vec::new(), Vec::new());
        for (place, (kind, _)) in IMPORTS.into_iter().enumerate() {
            let platform = world.platform(&format!("sheets_{rows}_{place}"), &["registrations"]).await?;
            platform.open_edition().await?;
            let file = file(kind, rows)?;
            eprintln!("sheets: {rows} rows in {} MiB", file.len() / (1024 * 1024));
            let (most, rate) = measured(&platform, rows, import(&platform, &file, rows)).await?;
            memory.push(most);
            rates.push(rate);
            if place + 1 < IMPORTS.len() {
                continue;
            }
            for (format, _) in EXPORTS {
                let (most, rate) = measured(&platform, rows, export(&platform, format, rows)).await?;
                memory.push(most);
                rates.push(rate);
            }
        }
        held.push(memory);
        speed.push(rates);
    }
    let (Some((small, large)), Some(rates)) = (held.first().zip(held.last()), speed.last()) else { return Ok(()) };
    let names = IMPORTS.into_iter().map(|(_, names)| names).chain(EXPORTS.map(|(_, names)| names));
    for (place, [memory, rate]) in names.enumerate() {
        table.held(memory, small[place], large[place]);
        table.figure(rate, rates[place], "rows a second");
    }
    Ok(())
}

/// The most memory that the service held while it worked on so many rows, and how many it did in a second.
async fn measured(
    platform: &Platform,
    rows: usize,
    work: impl Future<Output = Result<(), Failure>>,
) -> Result<(f64, f64), Failure> {
    let begun = Instant::now();
    let most = most_held(platform, work).await?;
    Ok((most, rows as f64 / begun.elapsed().as_secs_f64()))
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

const HEADINGS: [&str; 16] = [
    "País",
    "Ciudad",
    "Tipo de registro",
    "Categoría",
    "Nombre de la organización",
    "Tipo de organización",
    "Tamaño",
    "Título",
    "Resumen",
    "Problema que atiende",
    "Descripción",
    "Etapa",
    "Correo de contacto",
    "Idioma",
    "Consentimiento de datos",
    "Consentimiento de publicación",
];

fn record(row: usize) -> [String; HEADINGS.len()] {
    // No two rows say the same: what a workbook keeps once would be no measure of what it holds.
    let words = |length: usize| format!("{row}: {}", "talleres y entregas ".repeat(length / 20));
    [
        "República Dominicana",
        "Santiago",
        "Solución innovadora",
        "Logistics",
        &format!("Taller {row}"),
        "Empresa",
        "Micro",
        &format!("Ruta {row}"),
        &words(USUAL / 6),
        &words(USUAL / 6),
        &words(USUAL * 2 / 3),
        "Implementada",
        &format!("taller-{row}@example.org"),
        "Español",
        "Sí",
        "Sí",
    ]
    .map(str::to_owned)
}

fn file(kind: Kind, rows: usize) -> Result<Vec<u8>, Failure> {
    match kind {
        Kind::Csv => {
            let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
            writer.write_record(HEADINGS)?;
            (0..rows).try_for_each(|row| writer.write_record(record(row)))?;
            Ok(writer.into_inner()?)
        }
        Kind::Xlsx => {
            let mut workbook = Workbook::new();
            let sheet = workbook.add_worksheet();
            for (column, heading) in (0..).zip(HEADINGS) {
                sheet.write_string(0, column, heading)?;
            }
            for row in 0..rows {
                for (column, cell) in (0..).zip(record(row)) {
                    sheet.write_string(u32::try_from(row + 1)?, column, cell)?;
                }
            }
            Ok(workbook.save_to_buffer()?)
        }
    }
}

async fn import(platform: &Platform, file: &[u8], rows: usize) -> Result<(), Failure> {
    let settings = ImportSettings {
        parent: format!("countries/{COUNTRY}"),
        edition: format!("editions/{EDITION}"),
        file_name: "registros".into(),
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
