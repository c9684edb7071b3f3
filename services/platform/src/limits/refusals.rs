//! What whoever is over a limit is told.

use std::time::Duration;

use proto::platform::v1::Reason;

use crate::error::{Error, Text};

/// The pause that is advised where nobody can know when there is room.
const PAUSE: Duration = Duration::from_secs(1);

/// What there is too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Excess {
    /// Calls at once.
    AtOnce(usize),
    /// Streams at once.
    Streams(usize),
    /// Calls in a second; whoever is refused may come again after this time, behind those who were refused before.
    Rate(u32, Duration),
}

impl Excess {
    fn pause(self) -> Duration {
        match self {
            Excess::Rate(_, pause) => pause,
            Excess::AtOnce(_) | Excess::Streams(_) => PAUSE,
        }
    }

    fn text(self) -> Text {
        match self {
            Excess::AtOnce(most) => Text::told(
                format!("no more than {most} calls may be open at once; wait for answers before calling again"),
                format!("no puede haber más de {most} llamadas abiertas a la vez; espere respuestas antes de seguir"),
                format!(
                    "não pode haver mais de {most} chamadas abertas ao mesmo tempo; espere respostas antes de continuar"
                ),
            ),
            Excess::Streams(most) => Text::told(
                format!("no more than {most} files may be sent at once; wait until one is taken"),
                format!("no se pueden enviar más de {most} archivos a la vez; espere a que se reciba uno"),
                format!("não se podem enviar mais de {most} arquivos ao mesmo tempo; espere até que um seja recebido"),
            ),
            Excess::Rate(most, _) => Text::told(
                format!("no more than {most} calls a second may be made; wait a moment and call less often"),
                format!(
                    "no se pueden hacer más de {most} llamadas por segundo; espere un momento y llame menos seguido"
                ),
                format!(
                    "não se podem fazer mais de {most} chamadas por segundo; espere um momento e chame com menos frequência"
                ),
            ),
        }
    }
}

pub(super) fn caller_over(caller: &str, excess: Excess) -> Error {
    Error::over_limit(Reason::CallerQuotaExceeded, caller.into(), excess.text(), excess.pause())
}

pub(super) fn country_over(country: &str, excess: Excess) -> Error {
    let text = match excess {
        Excess::Rate(most, _) => Text::told(
            format!("no more than {most} calls a second are answered in this country; wait a moment"),
            format!("en este país no se responden más de {most} llamadas por segundo; espere un momento"),
            format!("neste país não são respondidas mais de {most} chamadas por segundo; espere um momento"),
        ),
        Excess::AtOnce(most) | Excess::Streams(most) => Text::told(
            format!("no more than {most} calls are open at once in this country; wait a moment"),
            format!("en este país no hay más de {most} llamadas abiertas a la vez; espere un momento"),
            format!("neste país não ficam mais de {most} chamadas abertas ao mesmo tempo; espere um momento"),
        ),
    };
    Error::over_limit(Reason::CountryQuotaExceeded, format!("countries/{country}"), text, excess.pause())
}

pub(super) fn busy() -> Error {
    let text = Text::told(
        "the server has more to do than it takes; call again in a moment",
        "el servidor tiene más trabajo del que recibe; llame otra vez en un momento",
        "o servidor tem mais trabalho do que aceita; chame de novo daqui a pouco",
    );
    Error::refused(Reason::ServerBusy, text)
}

pub(super) fn headers_too_large() -> Error {
    let text = Text::told(
        "the headers of this call are larger than the server takes; send fewer, or a smaller token",
        "los encabezados de esta llamada son más grandes de lo que el servidor recibe; envíe menos, o un token más corto",
        "os cabeçalhos desta chamada são maiores do que o servidor recebe; envie menos, ou um token menor",
    );
    Error::refused(Reason::HeadersTooLarge, text)
}

pub(super) fn too_slow() -> Error {
    let text = Text::told(
        "the next part of this stream did not come in time; send steadily, and call again",
        "la parte siguiente de este envío no llegó a tiempo; envíe de forma continua y llame otra vez",
        "a próxima parte deste envio não chegou a tempo; envie sem parar, e chame de novo",
    );
    Error::refused(Reason::CallerTooSlow, text)
}
