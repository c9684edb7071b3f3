//! Letters in Portuguese.

use super::{Template, Words};

pub(super) const WORDS: Words = Words {
    greeting: "Olá,",
    greeting_by_name: "Olá, {name},",
    reason: "O motivo:",
    comments: "O que os avaliadores escreveram:",
    question: "O que se pede:",
    fields: "O que pode corrigir:",
    unnamed_question: "A resposta à pergunta «{id}»",
    due: "Até quando:",
    from: "A partir de quando:",
    answer: "A resposta:",
    accept: "Para aceitar, entre com a sua identidade e envie em {rpc}:",
    accept_link: "Para aceitar, abra este link e entre com a sua identidade. É só para você:",
    closing: "Atenciosamente,\nAceleración 2030",
    of,
};

fn of(template: Template) -> (&'static str, &'static str) {
    match template {
        Template::RegistrationReceived => (
            "Recebemos sua inscrição: {title}",
            "Obrigado por participar. Recebemos sua inscrição “{title}”. O escritório do seu país verificará \
             agora se ela cumpre as condições; escreveremos assim que houver novidades.",
        ),
        Template::RegistrationWithdrawn => (
            "Sua inscrição foi retirada: {title}",
            "Confirmamos que a inscrição “{title}” foi retirada. Se foi um engano, escreva ao escritório do seu \
             país. Obrigado pelo interesse.",
        ),
        Template::LateEntryAllowed => (
            "Você ainda pode enviar sua inscrição: {title}",
            "A chamada terminou, e o escritório do seu país permite que você envie “{title}” mesmo assim. Complete-a e \
             envie-a a tempo; depois ela não é mais aceita.",
        ),
        Template::LateRevivalAllowed => (
            "Você pode retomar sua inscrição: {title}",
            "A chamada terminou, e o escritório do seu país permite que você retome “{title}”, que foi retirada. Retome-a e \
             envie-a a tempo; depois ela não é mais aceita.",
        ),
        Template::RegistrationMerged => (
            "Sua inscrição foi unida a outra: {title}",
            "O escritório do seu país verificou que “{title}” e outra inscrição são uma só, e as uniu: a outra segue \
             adiante, e esta não. Se for um engano, escreva ao escritório, que pode desfazê-lo.",
        ),
        Template::RegistrationUnmerged => (
            "Sua inscrição segue adiante: {title}",
            "“{title}” tinha sido unida a outra inscrição. Essa união foi desfeita: ela segue por conta \
             própria de onde estava. O que então lhe tivesse sido perguntado não precisa mais de resposta.",
        ),
        Template::PublicationAwaited => (
            "Sua inscrição será publicada: {title}",
            "Parabéns! “{title}” estará no catálogo da Aceleración 2030 a partir do dia abaixo; até lá, só o \
             escritório do seu país a vê.",
        ),
        Template::RegistrationPublished => (
            "Sua inscrição está publicada: {title}",
            "Parabéns! “{title}” já está no catálogo público da Aceleración 2030, à vista das empresas que \
             procuram soluções como a sua.",
        ),
        Template::ScreeningWaits => (
            "Uma inscrição espera a triagem: {title}",
            "A inscrição “{title}” acabou de chegar e espera que o escritório verifique se cumpre as condições.",
        ),
        Template::ScreeningFailed => (
            "Sua inscrição não cumpre as condições: {title}",
            "Obrigado por inscrever “{title}”. Desta vez não pode participar, porque não cumpre as condições da \
             chamada.",
        ),
        Template::ClarificationAsked => (
            "O escritório do seu país pergunta sobre sua inscrição: {title}",
            "Para seguir com “{title}”, o escritório do seu país precisa que você corrija algo. Altere os campos abaixo e \
             envie sua resposta; os demais ficam como estão.",
        ),
        Template::ClarificationReminder => (
            "Falta a sua resposta: {title}",
            "O escritório do seu país ainda espera sua resposta sobre “{title}”. Quando o prazo terminar, seguirá com o \
             que tem.",
        ),
        Template::ClarificationOver => (
            "O prazo para responder terminou: {title}",
            "O prazo para responder sobre “{title}” terminou, e o escritório do seu país segue com o que tem. Se ainda \
             quiser dizer algo, escreva ao escritório, por favor.",
        ),
        Template::ClarificationAnswered => (
            "Responderam à consulta: {title}",
            "Quem inscreveu “{title}” respondeu ao que você havia pedido. O caso tem o texto novo e espera a triagem.",
        ),
        Template::ClarificationUnanswered => (
            "Não houve resposta a tempo: {title}",
            "Quem inscreveu “{title}” não respondeu a tempo. O caso volta ao escritório, marcado como sem resposta: \
             avalie-o com o que há, ou pergunte de novo.",
        ),
        Template::AssignmentWaits => (
            "Uma avaliação espera por você: {title}",
            "Você foi convidado a avaliar “{title}”. Se tiver algum vínculo com quem a apresenta, avise o \
             escritório do seu país, por favor. Obrigado pelo seu tempo.",
        ),
        Template::AssignmentReminder => (
            "Uma avaliação ainda espera por você: {title}",
            "A sua avaliação de “{title}” ainda é esperada, e o prazo termina em breve. Se não puder escrevê-la, \
             recuse, por favor, para que outra pessoa possa.",
        ),
        Template::AssignmentLate => (
            "Uma avaliação está atrasada: {title}",
            "O prazo de uma avaliação de “{title}” terminou, e ela não chegou. Ainda vale se chegar; você também \
             pode pedi-la a outra pessoa.",
        ),
        Template::AssignmentDeclined => {
            ("Um avaliador recusou: {title}", "Um avaliador não avaliará “{title}”. Por favor, designe outra pessoa.")
        }
        Template::AssignmentDelegated => (
            "Pedem a você que escreva uma avaliação: {title}",
            "Um avaliador pede que você escreva, em lugar dele, a avaliação de “{title}”. Ele continua \
             responsável: lê o que você escreve e entrega. Se tiver algum vínculo com quem se inscreveu, avise-o, \
             por favor.",
        ),
        Template::AssignmentWithdrawn => (
            "Não se espera mais uma avaliação sua: {title}",
            "O escritório do seu país retirou a avaliação de “{title}”: você não precisa mais escrevê-la, e o que havia \
             começado não é guardado. Obrigado pelo seu tempo.",
        ),
        Template::DiscussionGoesOn => (
            "Há conversa sobre um caso que você avaliou: {title}",
            "Hoje se disse algo na conversa sobre “{title}”, que você avaliou. Entre para ler e responder. Escrevemos \
             sobre isso uma vez por dia, no máximo.",
        ),
        Template::ReviewReady => (
            "A avaliação que você encomendou está pronta: {title}",
            "A pessoa a quem você pediu já escreveu a avaliação de “{title}”. Leia, mude o que quiser e entregue: \
             só você pode.",
        ),
        Template::DecisionAccepted => (
            "Sua inscrição foi aceita: {title}",
            "Parabéns! “{title}” foi aceita. Agora uma instituição parceira verificará as evidências; \
             avisaremos do resultado.",
        ),
        Template::DecisionWaitlisted => (
            "Sua inscrição está em lista de espera: {title}",
            "“{title}” está em lista de espera: ainda não foi aceita, mas pode vir a ser. Avisaremos se isso \
             mudar.",
        ),
        Template::DecisionDeclined => (
            "A decisão sobre sua inscrição: {title}",
            "Obrigado por apresentar “{title}”. Desta vez não foi aceita. Valorizamos o seu trabalho e \
             esperamos vê-lo em outra chamada.",
        ),
        Template::AppealReceived => (
            "Recebemos seu recurso: {title}",
            "Recebemos seu recurso contra a decisão sobre “{title}”. O escritório do seu país vai examiná-lo; se for \
             admitido, será ouvido por pessoas que não participaram da decisão. Escreveremos a cada passo.",
        ),
        Template::AppealWaits => (
            "Um recurso espera: {title}",
            "Há um recurso contra a decisão sobre “{title}”. Admita-o ou explique por que não cabe, por favor; quem \
             participou da decisão não o rejeita.",
        ),
        Template::AppealAdmitted => (
            "Seu recurso será ouvido: {title}",
            "Seu recurso sobre “{title}” foi admitido. Será ouvido por pessoas que não participaram da decisão; \
             escreveremos assim que houver resultado.",
        ),
        Template::AppealRejected => (
            "Seu recurso não foi admitido: {title}",
            "Seu recurso sobre “{title}” não foi admitido, e a decisão se mantém. Obrigado por participar.",
        ),
        Template::HearingWaits => (
            "Um recurso espera por você: {title}",
            "Pedimos que ouça, junto com outras pessoas, o recurso sobre “{title}”. Se tiver algum vínculo com quem se \
             inscreveu, ou participou da decisão, avise o escritório do seu país, por favor. Obrigado pelo seu tempo.",
        ),
        Template::AppealUpheld => (
            "Seu recurso foi aceito, e sua inscrição também: {title}",
            "Parabéns! O recurso lhe deu razão: “{title}” foi aceita. Agora uma instituição parceira verificará as \
             evidências; avisaremos do resultado.",
        ),
        Template::AppealReadmitted => (
            "Seu recurso foi aceito, e sua inscrição participa: {title}",
            "Boas notícias: o recurso lhe deu razão. “{title}” pode participar, e agora começa a sua avaliação. \
             Escreveremos assim que houver uma decisão.",
        ),
        Template::AppealDenied => (
            "A decisão sobre sua inscrição se mantém: {title}",
            "Pessoas que não participaram da decisão ouviram seu recurso sobre “{title}” e concluíram que a decisão se \
             mantém. Obrigado por participar; esperamos vê-lo em outra chamada.",
        ),
        Template::AppealWithdrawn => (
            "Seu recurso foi retirado: {title}",
            "Confirmamos que o recurso sobre “{title}” foi retirado. A decisão se mantém.",
        ),
        Template::ValidationPassed => (
            "As evidências da sua inscrição foram validadas: {title}",
            "Boas notícias: uma instituição parceira verificou as evidências de “{title}” e as considerou \
             válidas.",
        ),
        Template::ValidationFailed => (
            "As evidências da sua inscrição não foram validadas: {title}",
            "Uma instituição parceira verificou as evidências de “{title}” e não pôde confirmá-las. O \
             escritório do seu país pode explicar o resultado.",
        ),
        Template::ValidationRenewed => (
            "A validação da sua inscrição foi renovada: {title}",
            "Boas notícias: uma instituição parceira verificou de novo as evidências de “{title}” e elas continuam \
             válidas. A validação fica renovada por um ano; se estava no catálogo público, continua lá ou volta a ele.",
        ),
        Template::MendingAsked => (
            "Há algo a corrigir antes de validar sua inscrição: {title}",
            "Uma instituição parceira verifica as evidências de “{title}” e precisa que antes você corrija algo. Altere os \
             campos abaixo e envie sua resposta; depois ela verificará de novo. Os demais campos ficam como estão.",
        ),
        Template::MendingReminder => (
            "Ainda há algo a corrigir: {title}",
            "A instituição que verifica as evidências de “{title}” ainda espera sua resposta. Quando o prazo terminar, \
             decidirá com o que tem.",
        ),
        Template::MendingOver => (
            "O prazo para corrigir terminou: {title}",
            "O prazo para corrigir “{title}” terminou, e a instituição que verifica as evidências segue com o que tem. Se \
             ainda quiser dizer algo, escreva ao escritório do seu país, por favor.",
        ),
        Template::MendingAnswered => (
            "O que foi pedido está corrigido: {title}",
            "Quem inscreveu “{title}” respondeu ao que a instituição pediu na validação. As evidências já podem ser \
             verificadas de novo.",
        ),
        Template::MendingUnanswered => (
            "O que foi pedido não foi corrigido: {title}",
            "Quem inscreveu “{title}” não respondeu a tempo ao que a instituição pediu na validação. A instituição pode \
             decidir com o que há, ou pedir de novo.",
        ),
        Template::ValidationExpired => (
            "A validação da sua inscrição terminou: {title}",
            "A validação de “{title}” chegou ao fim e não foi renovada; por isso ela não está, por enquanto, no catálogo \
             público. O escritório do seu país pode pedir a uma instituição parceira que a verifique de novo.",
        ),
        Template::ValidationReminder => (
            "A validação da sua inscrição termina em breve: {title}",
            "A validação de “{title}” ainda vale por algum tempo e depois precisa ser renovada: uma instituição parceira \
             verifica de novo as evidências. O escritório do seu país cuida disso; tenha à mão, por favor, as evidências \
             do último ano. O que não é renovado a tempo sai do catálogo público até que o seja.",
        ),
        Template::RenewalWaits => (
            "Uma validação precisa ser renovada: {title}",
            "A validação de “{title}” termina em breve. Combine, por favor, com uma instituição parceira que verifique de \
             novo as evidências; o que não é renovado a tempo sai do catálogo público até que o seja.",
        ),
        Template::RenewalAsked => (
            "Uma validação da sua instituição precisa ser renovada: {title}",
            "Sua instituição considerou válidas as evidências de “{title}”, e isso termina em breve. A partir de agora elas \
             podem ser verificadas de novo; o escritório do país também sabe disso.",
        ),
        Template::PublicationHidden => (
            "Fora do catálogo por um aviso: {title}",
            "Alguém avisou que algo não está certo na publicação “{title}”. A partir de agora ninguém a vê. Leia o aviso na lista de \
             publicações do seu país, por favor, e devolva-a ao catálogo, corrija-a ou suspenda-a.",
        ),
        Template::PublicationFlagged => (
            "Um aviso sobre uma publicação: {title}",
            "Alguém avisou que algo não está certo na publicação “{title}”. Ela continua visível, porque a mesma pessoa já avisou sobre \
             várias. Leia o aviso na lista de publicações do seu país, por favor, e suspenda-a se tiver razão.",
        ),
        Template::TranslationWaits => (
            "Uma tradução espera: {title}",
            "Há uma tradução de “{title}” que o público não lê até que o escritório a aceite: ou foi proposta por quem fez o \
             registro, ou mudou o que ela traduz. Leia-a, por favor, e aceite-a, escreva-a de novo ou remova-a.",
        ),
        Template::MemberInvited => (
            "Convite para a Aceleración 2030: {title}",
            "Convidamos você a participar da Aceleración 2030 ({title}). O convite é só para você, vale uma vez e \
             pode ser aceito durante 14 dias. Se não souber do que se trata, ignore-o.",
        ),
        Template::EditorInvited => (
            "Convite para escrever uma inscrição: {title}",
            "Convidamos você a escrever a inscrição “{title}” da Aceleración 2030 com quem responde por ela, que a enviará. \
             O convite é só para você, vale uma vez e pode ser aceito durante 14 dias. Se não souber do que se trata, \
             ignore-o.",
        ),
        Template::RegistrationOffered => (
            "Sua inscrição espera por você: {title}",
            "O escritório do seu país anotou a inscrição “{title}” na Aceleración 2030 para você. Ao reivindicá-la, ela \
             passa a ser sua. A carta é só para você, vale uma vez e durante 14 dias. Se não souber do que se trata, \
             ignore-a.",
        ),
        Template::InterventionOpened => (
            "Intervenção no seu país: {title}",
            "{title}, da administração regional, abriu uma intervenção e pode atuar no seu país como administração do \
             escritório até que ela termine. Você pode encerrá-la antes; o que for feito fica no registro de auditoria.",
        ),
        Template::LoanOpened => (
            "Sua fila está emprestada: {title}",
            "A triagem do seu país está emprestada a {title}: suas pessoas podem ler e avaliar os casos até o fim do empréstimo, \
             e nada mais. Você pode encerrá-lo antes; o que cada uma fizer fica no registro de auditoria do seu país.",
        ),
        Template::QueueLent => (
            "A fila de {title} está emprestada a você",
            "A triagem de {title} está emprestada ao seu país, até o fim do empréstimo: as pessoas do seu escritório podem ler e \
             avaliar os casos, e nada mais. O que cada uma fizer fica no registro de auditoria daquele país.",
        ),
        Template::QueueReturned => (
            "A fila de {title} não está mais emprestada a você",
            "{title} encerrou antes do tempo o empréstimo da triagem. As pessoas do seu escritório não veem mais os casos; o \
             que decidiram continua valendo.",
        ),
        Template::ReviewerLent => (
            "{title} empresta uma pessoa avaliadora a você",
            "{title} empresta ao seu país uma das suas pessoas avaliadoras, até o fim do empréstimo. Ela pode avaliar um caso seu, \
             e não vê mais nada do seu país: peça por ela ao calcular as designações, ou designe-a à mão. Você pode encerrar o \
             empréstimo antes.",
        ),
        Template::ReviewerNotSeated => (
            "{title} empresta a você alguém que já é membro",
            "{title} empresta ao seu país alguém que já é membro do seu país. Essa pessoa não recebe um segundo lugar, e nada muda \
             para você. Encerre o empréstimo, ou peça outra pessoa.",
        ),
    }
}
