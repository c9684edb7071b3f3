//! Words that carry no meaning of their own, in any of the three languages, folded. One list for all: what is skipped in a
//! text is skipped in every question, whichever language either is in.

/// In order, to be looked up.
#[rustfmt::skip]
pub const STOP_WORDS: [&str; 211] = [
    "a", "al", "algo", "algunas", "algunos", "all", "an", "and", "ante", "antes", "any", "ao", "aos", "are", "as",
    "at", "ate", "be", "been", "but", "by", "can", "com", "como", "con", "contra", "cual", "cuando", "da", "das",
    "de", "del", "depois", "desde", "did", "do", "does", "donde", "dos", "durante", "e", "el", "ela", "elas", "ele",
    "eles", "ella", "ellas", "ellos", "em", "en", "entre", "era", "es", "esa", "ese", "eso", "essa", "esse", "esta",
    "estar", "estas", "este", "esto", "estos", "eu", "foi", "for", "from", "fue", "ha", "had", "han", "has", "hasta",
    "have", "hay", "he", "her", "his", "how", "i", "if", "in", "into", "is", "isso", "it", "its", "ja", "la", "las",
    "le", "les", "lo", "los", "mais", "mas", "me", "mi", "mis", "more", "most", "mucho", "muchos", "muito", "muy",
    "my", "na", "nao", "nas", "ni", "no", "nos", "nosotros", "not", "o", "of", "on", "only", "or", "os", "other",
    "otra", "otras", "otro", "otros", "ou", "our", "out", "own", "para", "pela", "pelas", "pelo", "pelos", "pero",
    "por", "porque", "quando", "que", "quien", "quienes", "same", "sao", "se", "sem", "ser", "seu", "seus", "she",
    "si", "sin", "so", "sobre", "some", "son", "su", "sua", "suas", "such", "sus", "tambem", "tambien", "tanto", "te",
    "tem", "than", "that", "the", "their", "then", "there", "these", "they", "this", "those", "ti", "to", "todo",
    "todos", "too", "tu", "tus", "um", "uma", "umas", "un", "una", "uno", "unos", "uns", "up", "us", "very", "was",
    "we", "were", "what", "when", "where", "which", "who", "will", "with", "would", "y", "ya", "yo", "you", "your",
];
