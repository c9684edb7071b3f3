//! ExplainConflicts.

use platform::{
    error::{Language, Result, Text},
    names,
    store::Scope,
};
use proto::reviews::v1::{ConflictRule, ExplainConflictsRequest, ExplainConflictsResponse, conflict_rule::Rule};
use sea_orm::{QueryFilter, entity::prelude::*};

use super::{
    Basis, Origin, State, bound, keep,
    rows::{self, Model},
};
use crate::{case, institution, member};

/// Why somebody is ruled out from a case, or is not: every rule with its answer.
pub async fn explain(scope: &mut Scope, request: ExplainConflictsRequest) -> Result<ExplainConflictsResponse> {
    let case = case::rows::shown_to_caller(scope, &request.name).await?;
    let [country, id] = names::segments::<2>("member", &request.member, "countries/*/members/*")?;
    let member = scope.find::<member::rows::Entity>().filter(member::rows::Column::Country.eq(country));
    let member = member.filter(member::rows::Column::Id.eq(names::uuid(&request.member, id)?));
    let Some(member) = scope.one(member).await? else {
        // Nobody is chosen of whom nothing is known.
        return Ok(ExplainConflictsResponse { ruled_out: true, rules: vec![of_institution(false, scope.language())] });
    };
    let known = keep::knowledge(scope, std::slice::from_ref(&member)).await?;
    let found = known.found(&case.applicant_domain, &case.organisation);
    let kept = rows::of_registration(scope, &case.registration).await?;
    let saved: Vec<Uuid> = kept.iter().map(|row| row.id).collect();
    let now = bound::as_of_now(&case.country, &case.registration, kept, &found);
    let institution = scope.find::<institution::rows::Entity>();
    let institution = institution.filter(institution::rows::Column::Id.eq(member.institution.as_str()));
    let is_known = member.institution.is_empty() || scope.one(institution).await?.is_some();
    let asked = Asked { now: &now, saved: &saved, member: &request.member, institution: &member.institution };
    let mut rules = vec![of_institution(is_known, scope.language())];
    rules.extend(RULES.iter().map(|(rule, is)| asked.answer(*rule, *is, scope.language())));
    Ok(ExplainConflictsResponse { ruled_out: rules.iter().any(|rule| rule.rules_out), rules })
}

/// What makes a conflict one that a rule asks for.
type Asks = fn(&Model) -> bool;

const RULES: [(Rule, Asks); 7] = [
    (Rule::Domain, |row| row.basis == Some(Basis::Domain)),
    (Rule::Name, |row| row.basis == Some(Basis::Name)),
    (Rule::MailDomain, |row| row.basis == Some(Basis::MailDomain)),
    (Rule::Tie, |row| row.basis == Some(Basis::Tie)),
    (Rule::Declared, |row| row.origin == Origin::Declared),
    (Rule::NamedByApplicant, |row| row.origin == Origin::NamedByApplicant),
    (Rule::Ruled, |row| row.origin == Origin::Ruled),
];

/// The conflicts of a registration, and about whom it is asked.
struct Asked<'a> {
    now: &'a [Model],
    /// Those that are kept already: others have no name yet.
    saved: &'a [Uuid],
    member: &'a str,
    institution: &'a str,
}

impl Asked<'_> {
    fn answer(&self, rule: Rule, asks: Asks, language: Language) -> ConflictRule {
        let theirs = |row: &&Model| {
            let by_institution = !self.institution.is_empty() && row.holder == self.institution;
            (row.holder == self.member || by_institution) && row.state != State::Ended && asks(row)
        };
        let binds = bound::binding(self.now, self.member, self.institution).find(|row| asks(row));
        let found = binds.or_else(|| self.now.iter().find(theirs));
        let (applies, rules_out) = (found.is_some(), binds.is_some());
        let conflict = found.filter(|row| self.saved.contains(&row.id)).map(Model::name).unwrap_or_default();
        let sentence = sentence(rule, applies, rules_out).in_language(language).to_owned();
        ConflictRule { rule: rule.into(), applies, rules_out, conflict, sentence }
    }
}

/// An institution of which nothing is known yet rules out by itself.
fn of_institution(is_known: bool, language: Language) -> ConflictRule {
    let text = match is_known {
        true => Text::told(
            "What there is to know of the person's institution is known, or they have none.",
            "Se conoce la institución de la persona, o no tiene ninguna.",
            "A instituição da pessoa é conhecida, ou ela não tem nenhuma.",
        ),
        false => Text::told(
            "Nothing is known yet of the person, or of their institution: they are not chosen.",
            "Todavía no se sabe nada de la persona o de su institución: no se la elige.",
            "Ainda não se sabe nada da pessoa ou da sua instituição: ela não é escolhida.",
        ),
    };
    ConflictRule {
        rule: Rule::InstitutionKnown.into(),
        applies: !is_known,
        rules_out: !is_known,
        conflict: String::new(),
        sentence: text.in_language(language).to_owned(),
    }
}

fn sentence(rule: Rule, applies: bool, rules_out: bool) -> Text {
    let (english, spanish, portuguese) = asked(rule);
    let (yes, si, sim) = match (applies, rules_out) {
        (true, true) => ("yes, and it rules the person out", "sí, y excluye a la persona", "sim, e exclui a pessoa"),
        (true, false) => {
            ("yes, and it binds nobody now", "sí, y ahora no obliga a nadie", "sim, e agora não obriga ninguém")
        }
        (false, _) => ("no", "no", "não"),
    };
    Text::told(format!("{english}: {yes}."), format!("{spanish}: {si}."), format!("{portuguese}: {sim}."))
}

fn asked(rule: Rule) -> (&'static str, &'static str, &'static str) {
    match rule {
        Rule::Unspecified | Rule::InstitutionKnown => {
            ("The institution is unknown", "No se conoce la institución", "A instituição não é conhecida")
        }
        Rule::Domain => (
            "The applicant's internet domain is one of the institution's",
            "El dominio de internet del postulante es de la institución",
            "O domínio de internet do candidato é da instituição",
        ),
        Rule::Name => (
            "Applicant and institution go by the same name",
            "El postulante y la institución tienen el mismo nombre",
            "O candidato e a instituição têm o mesmo nome",
        ),
        Rule::MailDomain => (
            "The person's e-mail address is in the applicant's domain",
            "El correo de la persona está en el dominio del postulante",
            "O e-mail da pessoa está no domínio do candidato",
        ),
        Rule::Tie => (
            "A tie of the institution to the organisation is recorded",
            "Hay un vínculo registrado de la institución con la organización",
            "Há um vínculo registrado da instituição com a organização",
        ),
        Rule::Declared => {
            ("The person declared a conflict", "La persona declaró un conflicto", "A pessoa declarou um conflito")
        }
        Rule::NamedByApplicant => (
            "The applicant named the person or the institution",
            "El postulante nombró a la persona o a la institución",
            "O candidato nomeou a pessoa ou a instituição",
        ),
        Rule::Ruled => {
            ("The office recorded a conflict", "La oficina registró un conflicto", "O escritório registrou um conflito")
        }
    }
}
