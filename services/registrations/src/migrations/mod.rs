//! The tables of this service, oldest first.

mod m0001_editions;
mod m0002_registrations;
mod m0003_publications;
mod m0004_countries;
mod m0005_lists;
mod m0006_country_settings;
mod m0007_consents;
mod m0008_validated_until;
mod m0009_erasure;
mod m0010_definitions;
mod m0020_versions;
mod m0021_editors;
mod m0022_duplicates;
mod m0030_screening;
mod m0040_files;
mod m0041_catalogue;
mod m0050_search;
mod m0060_translations;
mod m0061_import_mappings;
mod m0070_merges;
mod m0071_telephones;
mod m0072_transitions;
mod m0073_views;
mod m0074_pictures;
mod m0075_visibility;
mod m0076_translation_terms;
mod m0078_weights;
mod m0082_appeals;
mod m0085_old_duplicates;
mod m0087_screening_appeals;
mod m0100_found;
mod m0120_company_forms;
mod m0130_handed_in;
mod m0140_translation_states;
mod m0141_translated_answers;
mod m0142_told;
mod m0143_told_members;
mod m0150_editor_letters;
mod m0150_short_names;
mod m0151_country_names;
mod m0155_draft_fingerprints;
mod m0156_default_definitions;
mod m0157_answered_texts;
mod m0158_long_texts;
mod m0163_validated_versions;
mod m0164_imported_rows;
mod pieces;

use sea_orm_migration::MigrationTrait;

/// All of them.
pub fn all() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(m0001_editions::Editions),
        Box::new(m0002_registrations::Registrations),
        Box::new(m0003_publications::Publications),
        Box::new(m0004_countries::Countries),
        Box::new(m0005_lists::Lists),
        Box::new(m0006_country_settings::CountrySettings),
        Box::new(m0007_consents::Consents),
        Box::new(m0008_validated_until::ValidatedUntil),
        Box::new(m0009_erasure::Erasure),
        Box::new(m0010_definitions::Definitions),
        Box::new(m0020_versions::Versions),
        Box::new(m0021_editors::Editors),
        Box::new(m0022_duplicates::Duplicates),
        Box::new(m0030_screening::Screening),
        Box::new(m0040_files::Files),
        Box::new(m0041_catalogue::Catalogue),
        Box::new(m0050_search::Search),
        Box::new(m0060_translations::Translations),
        Box::new(m0061_import_mappings::ImportMappings),
        Box::new(m0070_merges::Merges),
        Box::new(m0071_telephones::Telephones),
        Box::new(m0072_transitions::Transitions),
        Box::new(m0073_views::Views),
        Box::new(m0074_pictures::Pictures),
        Box::new(m0075_visibility::Visibility),
        Box::new(m0076_translation_terms::TranslationTerms),
        Box::new(m0078_weights::Weights),
        Box::new(m0082_appeals::Appeals),
        Box::new(m0085_old_duplicates::OldDuplicates),
        Box::new(m0087_screening_appeals::ScreeningAppeals),
        Box::new(m0100_found::Found),
        Box::new(m0120_company_forms::CompanyForms),
        Box::new(m0130_handed_in::HandedIn),
        Box::new(m0140_translation_states::TranslationStates),
        Box::new(m0141_translated_answers::TranslatedAnswers),
        Box::new(m0142_told::Told),
        Box::new(m0143_told_members::ToldMembers),
        Box::new(m0150_short_names::ShortNames),
        Box::new(m0151_country_names::CountryNames),
        Box::new(m0155_draft_fingerprints::DraftFingerprints),
        Box::new(m0156_default_definitions::DefaultDefinitions),
        Box::new(m0157_answered_texts::AnsweredTexts),
        Box::new(m0158_long_texts::LongTexts),
        Box::new(m0150_editor_letters::EditorLetters),
        Box::new(m0163_validated_versions::ValidatedVersions),
        Box::new(m0164_imported_rows::ImportedRows),
    ]
}
