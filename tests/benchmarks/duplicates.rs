//! How many of the duplicates in a made set are proposed, and how many of the proposed ones are duplicates.

use std::collections::{HashMap, HashSet};

use futures::stream;
use proto::registrations::v1::{
    ImportRegistrationsRequest, ImportSettings, ListDuplicatesRequest, ListRegistrationsRequest,
    import_registrations_request::Content,
};
use tests::{chance::Chance, data::number, patience::until, platform::Failure};

use crate::{
    table::Table,
    world::{COUNTRY, EDITION, Platform, World},
};

/// Entries that are each of an organisation of its own.
const ENTRIES: usize = 3_600;
/// So many of them are entered once more, as people do it.
const PAIRS: usize = 400;
/// In how many ways, and which of them is that of short names.
const WAYS: usize = 6;
const SHORT: usize = 4;
/// Words that texts are made of.
const VOCABULARY: usize = 600;
const SYLLABLES: [&str; 24] = [
    "ma", "le", "cón", "ro", "sa", "ti", "vé", "lu", "po", "gra", "tor", "ni", "que", "bal", "ces", "dor", "jí", "ñe",
    "fa", "mun", "sol", "pi", "cam", "zu",
];
const KINDS: [&str; 12] = [
    "Taller",
    "Agropecuaria",
    "Cooperativa",
    "Panadería",
    "Textiles",
    "Transportes",
    "Servicios",
    "Comercial",
    "Laboratorio",
    "Soluciones",
    "Muebles",
    "Red",
];
/// Each with what others write of it: no first word of one may stay behind as the last of a name.
const FORMS: [&str; 14] = [
    ", S.R.L.",
    " S.A.",
    " SRL",
    " Ltda.",
    " S. de R.L. de C.V.",
    " S.A.B. de C.V.",
    " S.A. de C.V.",
    " S. en C.",
    " C. por A.",
    " S.C.",
    ", A.C.",
    " Sociedad Civil",
    " Sociedad Anónima",
    "",
];

/// What is told of one entry; the rest is the same for all.
struct Entry {
    organisation: String,
    title: String,
    description: String,
}

/// Enters the set, and holds what is proposed against what is known.
pub async fn measure(world: &World, table: &mut Table) -> Result<(), Failure> {
    let platform = world.platform("duplicates", &["registrations"]).await?;
    platform.open_edition().await?;
    let entries = entries();
    eprintln!("duplicates: entering {} registrations", entries.len());
    import(&platform, &entries).await?;
    let session = world.look(&platform, "registrations").await?;
    let all = i64::try_from(entries.len())?;
    until("keys of all of them", || async {
        Ok((number(&session, "SELECT count(*) AS found FROM duplicate_keys").await? == all).then_some(()))
    })
    .await?;
    let titles = titles(&platform).await?;
    let proposed = proposed(&platform, &titles).await?;
    let known: HashSet<(usize, usize)> = (0..PAIRS).map(|place| (place, ENTRIES + place)).collect();
    let right = u32::try_from(known.intersection(&proposed).count())?;
    let (known, proposed) = (u32::try_from(known.len())?, u32::try_from(proposed.len())?);
    table.figure("duplicates, recall", 100.0 * f64::from(right) / f64::from(known), "%");
    table.figure("duplicates, precision", 100.0 * f64::from(right) / f64::from(proposed.max(1)), "%");
    Ok(())
}

/// A number below `bound`.
fn below(chance: &mut Chance, bound: usize) -> usize {
    usize::try_from(chance.below(bound as u64)).unwrap_or_default()
}

/// The set: the same in every run.
fn entries() -> Vec<Entry> {
    let mut chance = Chance::of(2030);
    let vocabulary: Vec<String> = (0..VOCABULARY).map(|_| name(&mut chance, 3).to_lowercase()).collect();
    let mut entries: Vec<Entry> = (0..ENTRIES)
        .map(|place| Entry {
            organisation: if is_short(place) { short(&mut chance) } else { organisation(&mut chance) },
            title: format!("{} {place}", text(&mut chance, &vocabulary, 4)),
            description: text(&mut chance, &vocabulary, 45),
        })
        .collect();
    for place in 0..PAIRS {
        let again = again(&mut chance, &vocabulary, &entries[place], place);
        entries.push(again);
    }
    entries
}

/// An entry as somebody enters it once more, each in one of some ways.
fn again(chance: &mut Chance, vocabulary: &[String], first: &Entry, place: usize) -> Entry {
    let title = format!("{} {}", text(chance, vocabulary, 4), ENTRIES + place);
    let plain = FORMS.iter().fold(first.organisation.as_str(), |name, form| match form.is_empty() {
        true => name,
        false => name.strip_suffix(form).unwrap_or(name),
    });
    let another = text(chance, vocabulary, 45);
    let (organisation, description) = match place % WAYS {
        // In capitals, without accents, with another form.
        0 => (format!("{} SRL", without_accents(&plain.to_uppercase())), another),
        // Two letters swapped.
        1 => (swapped(chance, plain), another),
        // The words in another order.
        2 => (plain.split(' ').rev().collect::<Vec<_>>().join(" "), another),
        // Another organisation, nearly the same text.
        3 => (organisation(chance), mended(chance, vocabulary, &first.description)),
        // A name of few letters, with another form.
        SHORT => (format!("{} Ltda.", plain.to_lowercase()), another),
        // A letter wrong, and a text that was mended.
        _ => (mistyped(chance, plain), mended(chance, vocabulary, &first.description)),
    };
    Entry { organisation, title, description }
}

/// Whether the organisation of a place, which is entered once more, has a name of few letters.
fn is_short(place: usize) -> bool {
    place < PAIRS && place % WAYS == SHORT
}

/// Such a name: too short for anybody to tell what was mistyped.
fn short(chance: &mut Chance) -> String {
    let mut letter = || char::from(b'A' + u8::try_from(chance.below(26)).unwrap_or_default());
    let name: String = (0..4).map(|_| letter()).collect();
    format!("{name} S.A.")
}

fn organisation(chance: &mut Chance) -> String {
    let kind = KINDS[below(chance, KINDS.len())];
    let form = FORMS[below(chance, FORMS.len())];
    format!("{kind} {} {}{form}", name(chance, 3), name(chance, 2))
}

fn name(chance: &mut Chance, syllables: usize) -> String {
    let name: String = (0..syllables).map(|_| SYLLABLES[below(chance, SYLLABLES.len())]).collect();
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn text(chance: &mut Chance, vocabulary: &[String], words: usize) -> String {
    let words: Vec<&str> = (0..words).map(|_| vocabulary[below(chance, vocabulary.len())].as_str()).collect();
    words.join(" ")
}

/// Two words of it are other ones.
fn mended(chance: &mut Chance, vocabulary: &[String], text: &str) -> String {
    let mut words: Vec<&str> = text.split(' ').collect();
    for _ in 0..2 {
        let place = below(chance, words.len());
        words[place] = &vocabulary[below(chance, vocabulary.len())];
    }
    words.join(" ")
}

fn swapped(chance: &mut Chance, name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let place = 1 + below(chance, letters.len() - 2);
    letters.swap(place, place + 1);
    letters.into_iter().collect()
}

fn mistyped(chance: &mut Chance, name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let place = 1 + below(chance, letters.len() - 1);
    letters[place] = 'x';
    letters.into_iter().collect()
}

fn without_accents(name: &str) -> String {
    name.replace('Ó', "O").replace('É', "E").replace('Í', "I")
}

async fn import(platform: &Platform, entries: &[Entry]) -> Result<(), Failure> {
    let file = file(entries)?;
    let settings = ImportSettings {
        parent: format!("countries/{COUNTRY}"),
        edition: format!("editions/{EDITION}"),
        file_name: "duplicates.csv".into(),
        ..ImportSettings::default()
    };
    let pieces: Vec<Content> = file.chunks(64 * 1024).map(|piece| Content::Chunk(piece.to_vec())).collect();
    let contents = std::iter::once(Content::Settings(settings)).chain(pieces);
    let messages = contents.map(|content| ImportRegistrationsRequest { content: Some(content) });
    let messages = stream::iter(messages.collect::<Vec<_>>());
    let answer = platform.office()?.registrations.import_registrations(messages).await?.into_inner();
    match usize::try_from(answer.registered)? == entries.len() {
        true => Ok(()),
        false => Err(format!("{} of {} were registered", answer.registered, entries.len()).into()),
    }
}

fn file(entries: &[Entry]) -> Result<Vec<u8>, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([
        "country",
        "track",
        "category",
        "organisation",
        "organisation_kind",
        "title",
        "summary",
        "description",
        "stage",
        "contact_email",
        "language",
        "data_consent",
        "publication_consent",
    ])?;
    for (place, entry) in entries.iter().enumerate() {
        let email = format!("contacto{place}@example.org");
        let (title, description) = (entry.title.as_str(), entry.description.as_str());
        writer.write_record([
            COUNTRY,
            "solution",
            "logistics",
            &entry.organisation,
            "company",
            title,
            title,
            description,
            "implemented",
            &email,
            "es",
            "yes",
            "yes",
        ])?;
    }
    Ok(writer.into_inner()?)
}

/// The name of each registration, with its place in the set.
async fn titles(platform: &Platform) -> Result<HashMap<String, usize>, Failure> {
    let mut found = HashMap::new();
    let mut page_token = String::new();
    loop {
        let request = ListRegistrationsRequest {
            parent: format!("countries/{COUNTRY}"),
            page_size: 1000,
            page_token,
            ..Default::default()
        };
        let page = platform.office()?.registrations.list_registrations(request).await?.into_inner();
        for registration in page.registrations {
            let place = registration.title.rsplit(' ').next().unwrap_or_default().parse()?;
            found.insert(registration.name, place);
        }
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(found);
        }
    }
}

/// The pairs that are proposed, the earlier place first.
async fn proposed(platform: &Platform, places: &HashMap<String, usize>) -> Result<HashSet<(usize, usize)>, Failure> {
    let mut found = HashSet::new();
    let mut page_token = String::new();
    let mut client = platform.office()?.registrations;
    loop {
        let request = ListDuplicatesRequest {
            parent: format!("countries/{COUNTRY}"),
            page_size: 200,
            page_token,
            ..Default::default()
        };
        let page = client.list_duplicates(request).await?.into_inner();
        for pair in page.duplicates {
            let place = |name: &str| places.get(name).copied().ok_or("a registration that was not entered");
            let (one, other) = (place(&pair.registration)?, place(&pair.other)?);
            found.insert((one.min(other), one.max(other)));
        }
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(found);
        }
    }
}
