//! The costs and what is lacking, in words.

use platform::error::Text;

use super::Wish;

/// What it means that a wish costs something.
pub fn of(wish: Wish) -> Text {
    match wish {
        Wish::Language => Text::told(
            "does not read the language of the entry",
            "no lee el idioma de la postulación",
            "não lê o idioma da inscrição",
        ),
        Wish::Expertise => Text::told(
            "comes from another category or another kind of entry",
            "viene de otra categoría o de otro tipo de postulación",
            "vem de outra categoria ou de outro tipo de inscrição",
        ),
        Wish::Bid => Text::told("has not asked for this case", "no pidió este caso", "não pediu este caso"),
        Wish::Partnership => Text::told(
            "the institution has no agreement in the country today",
            "la institución no tiene hoy un convenio en el país",
            "a instituição não tem hoje um acordo no país",
        ),
        Wish::Spread => Text::told(
            "another reviewer of the same institution is on the case",
            "el caso ya tiene a alguien de la misma institución",
            "o caso já tem alguém da mesma instituição",
        ),
        Wish::Load => Text::told(
            "has other reviews in this edition",
            "tiene otras revisiones en esta edición",
            "tem outras avaliações nesta edição",
        ),
        Wish::Lent => Text::told(
            "no reviewer of the case is lent by another country",
            "nadie de quienes revisan el caso es una persona prestada por otro país",
            "ninguém que avalia o caso é emprestado por outro país",
        ),
    }
}
