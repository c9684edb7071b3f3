//! Why a case gets no reviewer whom another country lends, though one is wished.

use std::collections::HashSet;

use platform::error::Text;
use proto::reviews::v1::unmet_loan;
use sea_orm::entity::prelude::*;
use serde::Serialize;

use super::edition::Edition;
use crate::assignment::flow::{Own, Problem, Solution};

/// Why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum LoanGap {
    /// Nobody is lent to the country.
    #[sea_orm(string_value = "NOBODY_LENT")]
    NobodyLent,
    /// All who are have a conflict of interest, or were on the case.
    #[sea_orm(string_value = "ALL_CONFLICTED")]
    AllConflicted,
    /// All who may review it have another case.
    #[sea_orm(string_value = "ALL_TAKEN")]
    AllTaken,
    /// Somebody is left, whom the other wishes speak against.
    #[sea_orm(string_value = "OTHERS_PREFERRED")]
    OthersPreferred,
}

impl LoanGap {
    /// The reason of the contract.
    pub fn message(self) -> unmet_loan::Reason {
        match self {
            LoanGap::NobodyLent => unmet_loan::Reason::NobodyLent,
            LoanGap::AllConflicted => unmet_loan::Reason::AllConflicted,
            LoanGap::AllTaken => unmet_loan::Reason::AllTaken,
            LoanGap::OthersPreferred => unmet_loan::Reason::OthersPreferred,
        }
    }

    /// The same in words.
    pub fn words(self) -> Text {
        match self {
            LoanGap::NobodyLent => Text::told(
                "no country lends a reviewer here; ask another office for one",
                "ningún país presta una persona revisora aquí; pida una a otra oficina",
                "nenhum país empresta uma pessoa avaliadora aqui; peça uma a outro escritório",
            ),
            LoanGap::AllConflicted => Text::told(
                "everybody who is lent has a conflict of interest with this case, or was on it",
                "todas las personas prestadas tienen un conflicto de interés con este caso, o estuvieron en él",
                "todas as pessoas emprestadas têm um conflito de interesse com este caso, ou estiveram nele",
            ),
            LoanGap::AllTaken => Text::told(
                "everybody who is lent has another case; ask another office for one more",
                "todas las personas prestadas tienen otro caso; pida una más a otra oficina",
                "todas as pessoas emprestadas têm outro caso; peça mais uma a outro escritório",
            ),
            LoanGap::OthersPreferred => Text::told(
                "other reviewers suit this case better, by language or otherwise",
                "otras personas convienen más a este caso, por idioma u otro motivo",
                "outras pessoas servem melhor para este caso, por idioma ou outro motivo",
            ),
        }
    }
}

/// Why the case in this place gets none; nothing where one is or comes on it, or none is wished.
pub fn of(edition: &Edition, problem: &Problem, solution: &Solution, place: usize) -> Option<LoanGap> {
    let comes = solution.chosen[place].iter().any(|number| problem.reviewers[*number as usize].guest);
    if !edition.wish_lent || comes || edition.lent.is_on(edition.cases[place].id) {
        return None;
    }
    let taken: HashSet<u32> = solution.chosen.iter().flatten().copied().collect();
    let lent = (0_u32..).zip(&problem.reviewers).filter(|(_, reviewer)| reviewer.guest);
    let (mut known, mut free, mut left) = (0, 0, 0);
    for (number, reviewer) in lent {
        known += 1;
        let own = &problem.cases[place].own;
        let found = own.binary_search_by_key(&number, |(reviewer, _)| *reviewer);
        if found.is_ok_and(|found| own[found].1 == Own::Never) {
            continue;
        }
        free += 1;
        if reviewer.load < reviewer.capacity && !taken.contains(&number) {
            left += 1;
        }
    }
    Some(match (known, free, left) {
        (0, ..) => LoanGap::NobodyLent,
        (_, 0, _) => LoanGap::AllConflicted,
        (_, _, 0) => LoanGap::AllTaken,
        _ => LoanGap::OthersPreferred,
    })
}
