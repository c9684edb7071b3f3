//! Letters in Spanish.

use super::{Template, Words};

pub(super) const WORDS: Words = Words {
    greeting: "Hola:",
    greeting_by_name: "Hola, {name}:",
    reason: "El motivo:",
    comments: "Lo que escribieron quienes la evaluaron:",
    question: "Lo que se le pide:",
    fields: "Lo que puede corregir:",
    unnamed_question: "La respuesta a la pregunta «{id}»",
    due: "Hasta cuándo:",
    from: "Desde cuándo:",
    answer: "La respuesta:",
    accept: "Para aceptar, entre con su identidad y envíe en {rpc}:",
    accept_link: "Para aceptar, abra este enlace y entre con su identidad. Es solo para usted:",
    closing: "Un saludo cordial,\nAceleración 2030",
    of,
};

fn of(template: Template) -> (&'static str, &'static str) {
    match template {
        Template::RegistrationReceived => (
            "Recibimos su registro: {title}",
            "Gracias por participar. Recibimos su registro «{title}». La oficina de su país comprobará ahora \
             que cumple las condiciones; le escribiremos en cuanto haya novedades.",
        ),
        Template::RegistrationWithdrawn => (
            "Su registro fue retirado: {title}",
            "Confirmamos que el registro «{title}» fue retirado. Si fue un error, escriba a la oficina de su \
             país. Gracias por su interés.",
        ),
        Template::LateEntryAllowed => (
            "Todavía puede presentar su registro: {title}",
            "La convocatoria terminó, y la oficina de su país le permite presentar «{title}» de todos modos. Complételo y \
             envíelo a tiempo; después ya no se recibe.",
        ),
        Template::LateRevivalAllowed => (
            "Puede retomar su registro: {title}",
            "La convocatoria terminó, y la oficina de su país le permite retomar «{title}», que fue retirado. Retómelo y \
             envíelo a tiempo; después ya no se recibe.",
        ),
        Template::RegistrationMerged => (
            "Su registro se unió a otro: {title}",
            "La oficina de su país encontró que «{title}» y otro registro son uno solo, y los unió: sigue adelante el \
             otro, y este no. Si es un error, escriba a la oficina, que puede deshacerlo.",
        ),
        Template::RegistrationUnmerged => (
            "Su registro sigue adelante: {title}",
            "«{title}» se había unido a otro registro. Esa unión se deshizo: sigue por su cuenta desde donde \
             estaba. Lo que entonces se le hubiera preguntado ya no hace falta responderlo.",
        ),
        Template::PublicationAwaited => (
            "Su registro se publicará: {title}",
            "¡Felicitaciones! «{title}» estará en el catálogo de Aceleración 2030 desde el día de abajo; hasta \
             entonces no lo ve nadie más que la oficina de su país.",
        ),
        Template::RegistrationPublished => (
            "Su registro está publicado: {title}",
            "¡Felicitaciones! «{title}» ya está en el catálogo público de Aceleración 2030, a la vista de las \
             empresas que buscan soluciones como la suya.",
        ),
        Template::ScreeningWaits => (
            "Un registro espera su revisión inicial: {title}",
            "El registro «{title}» acaba de llegar y espera que la oficina compruebe si cumple las condiciones.",
        ),
        Template::ScreeningFailed => (
            "Su registro no cumple las condiciones: {title}",
            "Gracias por registrar «{title}». Esta vez no puede participar, porque no cumple las condiciones de \
             la convocatoria.",
        ),
        Template::ClarificationAsked => (
            "La oficina de su país consulta sobre su registro: {title}",
            "Para seguir con «{title}», la oficina de su país necesita que corrija algo. Cambie los campos de abajo y \
             envíe su respuesta; los demás quedan como están.",
        ),
        Template::ClarificationReminder => (
            "Falta su respuesta: {title}",
            "La oficina de su país todavía espera su respuesta sobre «{title}». Cuando termine el plazo seguirá con lo \
             que tiene.",
        ),
        Template::ClarificationOver => (
            "Terminó el plazo para responder: {title}",
            "Terminó el plazo para responder sobre «{title}», y la oficina de su país sigue con lo que tiene. Si aún \
             quiere decir algo, escriba a la oficina, por favor.",
        ),
        Template::ClarificationAnswered => (
            "Respondieron la consulta: {title}",
            "Quien registró «{title}» respondió lo que usted había pedido. El caso tiene el texto nuevo y espera su \
             revisión inicial.",
        ),
        Template::ClarificationUnanswered => (
            "No hubo respuesta a tiempo: {title}",
            "Quien registró «{title}» no respondió a tiempo. El caso vuelve a la oficina, marcado sin respuesta: revíselo \
             con lo que hay, o pregunte otra vez.",
        ),
        Template::AssignmentWaits => (
            "Una evaluación le espera: {title}",
            "Le asignamos la evaluación de «{title}». Si tiene algún vínculo con quien lo presenta, avise a la \
             oficina de su país, por favor. Gracias por su tiempo.",
        ),
        Template::AssignmentReminder => (
            "Una evaluación todavía le espera: {title}",
            "Todavía se espera su evaluación de «{title}», y el plazo termina pronto. Si no puede escribirla, por \
             favor decline, para que otra persona pueda hacerlo.",
        ),
        Template::AssignmentLate => (
            "Una evaluación está atrasada: {title}",
            "El plazo para una evaluación de «{title}» terminó, y no ha llegado. Cuenta si llega todavía; también \
             puede pedirla a otra persona.",
        ),
        Template::AssignmentDeclined => {
            ("Un evaluador declinó: {title}", "Un evaluador no evaluará «{title}». Por favor, asigne a otra persona.")
        }
        Template::AssignmentDelegated => (
            "Le piden escribir una evaluación: {title}",
            "Un evaluador le pide que escriba en su lugar la evaluación de «{title}». Esa persona sigue siendo \
             responsable: lee lo que usted escribe y lo entrega. Si tiene algún vínculo con quien postula, \
             avísele, por favor.",
        ),
        Template::AssignmentWithdrawn => (
            "Ya no se espera una evaluación suya: {title}",
            "La oficina de su país retiró la evaluación de «{title}»: ya no hace falta que la escriba, y lo que había \
             empezado no se conserva. Gracias por su tiempo.",
        ),
        Template::DiscussionGoesOn => (
            "Se conversa sobre un caso que usted evaluó: {title}",
            "Hoy se dijo algo en la conversación sobre «{title}», que usted evaluó. Ingrese para leerlo y responder. \
             Le escribimos sobre esto una vez al día como máximo.",
        ),
        Template::ReviewReady => (
            "La evaluación que encargó está lista: {title}",
            "La persona a quien usted se lo pidió ya escribió la evaluación de «{title}». Léala, cambie lo que \
             quiera y entréguela: solo usted puede hacerlo.",
        ),
        Template::DecisionAccepted => (
            "Su registro fue aceptado: {title}",
            "¡Felicitaciones! «{title}» fue aceptado. Ahora una institución aliada comprobará la evidencia; le \
             avisaremos del resultado.",
        ),
        Template::DecisionWaitlisted => (
            "Su registro está en lista de espera: {title}",
            "«{title}» está en lista de espera: todavía no fue aceptado, pero aún puede serlo. Le avisaremos si \
             cambia.",
        ),
        Template::DecisionDeclined => (
            "La decisión sobre su registro: {title}",
            "Gracias por presentar «{title}». Esta vez no fue aceptado. Apreciamos su trabajo y esperamos verle \
             en otra convocatoria.",
        ),
        Template::AppealReceived => (
            "Recibimos su apelación: {title}",
            "Recibimos su apelación contra la decisión sobre «{title}». La oficina de su país la examinará; si la \
             admite, la oirán personas que no participaron en la decisión. Le escribiremos en cada paso.",
        ),
        Template::AppealWaits => (
            "Una apelación espera: {title}",
            "Hay una apelación contra la decisión sobre «{title}». Admítala o explique por qué no procede, por favor; \
             quien participó en la decisión no la rechaza.",
        ),
        Template::AppealAdmitted => (
            "Su apelación será oída: {title}",
            "Su apelación sobre «{title}» fue admitida. La oirán personas que no participaron en la decisión; le \
             escribiremos en cuanto haya un resultado.",
        ),
        Template::AppealRejected => (
            "Su apelación no fue admitida: {title}",
            "Su apelación sobre «{title}» no fue admitida, y la decisión se mantiene. Gracias por participar.",
        ),
        Template::HearingWaits => (
            "Una apelación le espera: {title}",
            "Le pedimos que oiga, junto con otras personas, la apelación sobre «{title}». Si tiene algún vínculo con \
             quien lo presenta, o participó en la decisión, avise a la oficina de su país, por favor. Gracias por su \
             tiempo.",
        ),
        Template::AppealUpheld => (
            "Su apelación prosperó y su registro fue aceptado: {title}",
            "¡Felicitaciones! Se le dio la razón: «{title}» fue aceptado. Ahora una institución aliada comprobará la \
             evidencia; le avisaremos del resultado.",
        ),
        Template::AppealReadmitted => (
            "Su apelación prosperó y su registro participa: {title}",
            "Buenas noticias: se le dio la razón. «{title}» puede participar, y ahora comienza su revisión. Le \
             escribiremos en cuanto haya una decisión.",
        ),
        Template::AppealDenied => (
            "La decisión sobre su registro se mantiene: {title}",
            "Personas que no participaron en la decisión oyeron su apelación sobre «{title}» y encontraron que la \
             decisión se mantiene. Gracias por participar; esperamos verle en otra convocatoria.",
        ),
        Template::AppealWithdrawn => (
            "Su apelación fue retirada: {title}",
            "Confirmamos que la apelación sobre «{title}» fue retirada. La decisión se mantiene.",
        ),
        Template::ValidationPassed => (
            "La evidencia de su registro fue validada: {title}",
            "Buenas noticias: una institución aliada comprobó la evidencia de «{title}» y la dio por válida.",
        ),
        Template::ValidationFailed => (
            "La evidencia de su registro no fue validada: {title}",
            "Una institución aliada comprobó la evidencia de «{title}» y no pudo darla por válida. La oficina \
             de su país puede explicarle el resultado.",
        ),
        Template::ValidationRenewed => (
            "La validación de su registro fue renovada: {title}",
            "Buenas noticias: una institución aliada comprobó otra vez la evidencia de «{title}» y sigue siendo válida. \
             La validación queda renovada por un año; si estaba en el catálogo público, sigue allí o vuelve a estarlo.",
        ),
        Template::MendingAsked => (
            "Hay algo que corregir antes de validar su registro: {title}",
            "Una institución aliada revisa la evidencia de «{title}» y necesita que antes corrija algo. Cambie los campos de \
             abajo y envíe su respuesta; después la revisará de nuevo. Los demás campos quedan como están.",
        ),
        Template::MendingReminder => (
            "Todavía hay algo que corregir: {title}",
            "La institución que revisa la evidencia de «{title}» todavía espera su respuesta. Cuando termine el plazo \
             decidirá con lo que tiene.",
        ),
        Template::MendingOver => (
            "Terminó el plazo para corregir: {title}",
            "Terminó el plazo para corregir «{title}», y la institución que revisa su evidencia sigue con lo que tiene. Si \
             aún quiere decir algo, escriba a la oficina de su país, por favor.",
        ),
        Template::MendingAnswered => (
            "Corrigieron lo que se pidió: {title}",
            "Quien registró «{title}» respondió lo que la institución pidió en la validación. Ya se puede revisar otra vez la \
             evidencia.",
        ),
        Template::MendingUnanswered => (
            "No corrigieron lo que se pidió: {title}",
            "Quien registró «{title}» no respondió a tiempo lo que la institución pidió en la validación. La institución puede \
             decidir con lo que hay, o pedirlo otra vez.",
        ),
        Template::ValidationExpired => (
            "La validación de su registro terminó: {title}",
            "La validación de «{title}» llegó a su fin y no fue renovada, así que por ahora no está en el catálogo \
             público. La oficina de su país puede pedir a una institución aliada que la compruebe otra vez.",
        ),
        Template::ValidationReminder => (
            "La validación de su registro termina pronto: {title}",
            "La validación de «{title}» vale todavía por un tiempo y después hay que renovarla: una institución aliada \
             comprueba otra vez la evidencia. La oficina de su país lo coordina; tenga a mano la evidencia del último año, \
             por favor. Lo que no se renueva a tiempo sale del catálogo público hasta que se renueve.",
        ),
        Template::RenewalWaits => (
            "Hay que renovar una validación: {title}",
            "La validación de «{title}» termina pronto. Acuerde con una institución aliada que compruebe otra vez su \
             evidencia, por favor; lo que no se renueva a tiempo sale del catálogo público hasta que se renueve.",
        ),
        Template::RenewalAsked => (
            "Hay que renovar una validación de su institución: {title}",
            "Su institución dio por válida la evidencia de «{title}», y eso termina pronto. Desde ahora se puede comprobar \
             otra vez; la oficina del país también lo sabe.",
        ),
        Template::PublicationHidden => (
            "Fuera del catálogo por un aviso: {title}",
            "Alguien avisó de que algo no está bien en la publicación «{title}». Desde ahora nadie la ve. Lea el aviso en la lista de \
             publicaciones de su país, por favor, y devuélvala al catálogo, corríjala o suspéndala.",
        ),
        Template::PublicationFlagged => (
            "Un aviso sobre una publicación: {title}",
            "Alguien avisó de que algo no está bien en la publicación «{title}». Se sigue viendo, porque la misma persona ya avisó sobre \
             varias. Lea el aviso en la lista de publicaciones de su país, por favor, y suspéndala si tiene razón.",
        ),
        Template::TranslationWaits => (
            "Una traducción espera: {title}",
            "Hay una traducción de «{title}» que el público no lee hasta que la oficina la acepte: o la propuso quien registró, o \
             cambió lo que traduce. Léala, por favor, y acéptela, escríbala de nuevo o quítela.",
        ),
        Template::MemberInvited => (
            "Le invitan a Aceleración 2030: {title}",
            "Le invitan a participar en Aceleración 2030 ({title}). La invitación es solo para usted, sirve una vez y \
             se puede aceptar durante 14 días. Si no sabe de qué se trata, no haga nada.",
        ),
        Template::EditorInvited => (
            "Le invitan a escribir un registro: {title}",
            "Le invitan a escribir el registro «{title}» de Aceleración 2030 junto con su titular, que lo enviará. La \
             invitación es solo para usted, sirve una vez y se puede aceptar durante 14 días. Si no sabe de qué se trata, \
             no haga nada.",
        ),
        Template::RegistrationOffered => (
            "Su registro le espera: {title}",
            "La oficina de su país anotó el registro «{title}» en Aceleración 2030 para usted. Al reclamarlo, pasa a ser \
             suyo. La carta es solo para usted, sirve una vez y durante 14 días. Si no sabe de qué se trata, no haga nada.",
        ),
        Template::InterventionOpened => (
            "Intervención en su país: {title}",
            "{title}, de la administración regional, abrió una intervención y puede actuar en su país como administración \
             de la oficina hasta que termine. Usted puede cerrarla antes; lo que se haga queda en la bitácora de su país.",
        ),
        Template::LoanOpened => (
            "Su cola está prestada: {title}",
            "La revisión inicial de su país está prestada a {title}: su personal puede leer y revisar los casos hasta que termine \
             el préstamo, y nada más. Usted puede terminarlo antes; lo que haga cada persona queda en la bitácora de su país.",
        ),
        Template::QueueLent => (
            "{title} le presta su cola",
            "{title} presta a su país su revisión inicial, hasta que termine el préstamo: el personal de su oficina puede leer y \
             revisar sus casos, y nada más. Lo que haga cada persona queda en la bitácora de aquel país.",
        ),
        Template::QueueReturned => (
            "La cola de {title} ya no está prestada a su país",
            "{title} terminó antes de tiempo el préstamo de su revisión inicial. El personal de su oficina ya no ve sus casos; lo \
             que decidió se mantiene.",
        ),
        Template::ReviewerLent => (
            "{title} le presta una persona revisora",
            "{title} presta a su país una de sus personas revisoras, hasta que termine el préstamo. Puede revisar un caso suyo, y \
             no ve nada más de su país: pida contar con ella al calcular las asignaciones, o asígnela a mano. Usted puede \
             terminar el préstamo antes.",
        ),
        Template::ReviewerNotSeated => (
            "{title} le presta a alguien que ya es miembro",
            "{title} presta a su país a alguien que ya es miembro de su país. No recibe un segundo lugar, y nada cambia para \
             usted. Termine el préstamo, o pida a otra persona.",
        ),
    }
}
