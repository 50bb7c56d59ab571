/* Made by hand, language by language; each list is in the order of bytes. */
#include "privacy/xa-common-words.h"

#include <stdlib.h>
#include <string.h>

static const char *const en_words[] = {
  "about", "above", "after", "again", "against", "all", "also", "although", "always", "among", "and", "another", "any", "anyone",
  "anything", "are", "aren", "around", "because", "been", "before", "being", "below", "between", "both", "but", "can", "cannot", "could",
  "couldn", "did", "didn", "does", "doesn", "doing", "don", "done", "down", "during", "each", "either", "else", "even", "ever", "every",
  "everyone", "everything", "few", "for", "from", "get", "gets", "getting", "give", "given", "goes", "going", "gone", "got", "had", "hadn",
  "has", "hasn", "have", "haven", "having", "her", "here", "hers", "herself", "him", "himself", "his", "how", "however", "into", "isn",
  "its", "itself", "just", "know", "less", "let", "like", "made", "make", "makes", "many", "may", "maybe", "might", "mine", "more", "most",
  "much", "must", "mustn", "myself", "need", "neither", "never", "nor", "not", "nothing", "now", "off", "once", "one", "only", "onto",
  "other", "others", "our", "ours", "ourselves", "out", "over", "own", "perhaps", "put", "quite", "rather", "really", "same", "say",
  "says", "see", "seen", "shall", "she", "should", "shouldn", "since", "some", "somebody", "someone", "something", "still", "such", "take",
  "than", "that", "the", "their", "theirs", "them", "themselves", "then", "there", "therefore", "these", "they", "thing", "things", "this",
  "those", "though", "through", "thus", "too", "toward", "towards", "under", "until", "upon", "use", "used", "using", "very", "via",
  "want", "was", "wasn", "way", "well", "were", "weren", "what", "whatever", "when", "where", "whether", "which", "while", "who", "whole",
  "whom", "whose", "why", "will", "with", "within", "without", "won", "would", "wouldn", "yes", "yet", "you", "your", "yours", "yourself",
  "yourselves"
};

static const char *const de_words[] = {
  "aber", "alle", "allem", "allen", "aller", "alles", "als", "also", "andere", "anderem", "anderen", "anderer", "anderes", "auch", "auf",
  "aus", "bei", "beim", "bereits", "bin", "bis", "bist", "dabei", "dadurch", "dafür", "dagegen", "daher", "dahin", "damals", "damit",
  "danach", "daneben", "dann", "daran", "darauf", "daraus", "darf", "darin", "darum", "darunter", "darüber", "das", "dass", "davon",
  "davor", "dazu", "dein", "deine", "deinem", "deinen", "deiner", "dem", "den", "denen", "denn", "dennoch", "der", "deren", "derer", "des",
  "deshalb", "dessen", "dich", "die", "dies", "diese", "diesem", "diesen", "dieser", "dieses", "dir", "doch", "dort", "durch", "ein",
  "eine", "einem", "einen", "einer", "eines", "einfach", "einige", "einigen", "einiger", "einiges", "einmal", "erst", "etwa", "etwas",
  "euch", "euer", "eure", "für", "ganz", "gar", "gegen", "gehen", "geht", "gerade", "gibt", "gut", "habe", "haben", "hat", "hatte",
  "hatten", "hier", "hin", "hinter", "ich", "ihm", "ihn", "ihnen", "ihr", "ihre", "ihrem", "ihren", "ihrer", "immer", "ins", "irgend",
  "ist", "jede", "jedem", "jeden", "jeder", "jedes", "jedoch", "jene", "jetzt", "kann", "kannst", "kein", "keine", "keinem", "keinen",
  "keiner", "können", "könnte", "lassen", "machen", "macht", "man", "manche", "mehr", "mein", "meine", "meinem", "meinen", "meiner",
  "mich", "mir", "mit", "muss", "müssen", "nach", "nachdem", "nein", "nicht", "nichts", "noch", "nun", "nur", "oben", "oder", "ohne",
  "sehr", "sein", "seine", "seinem", "seinen", "seiner", "seit", "seitdem", "selbst", "sich", "sie", "sind", "sogar", "solche", "soll",
  "sollen", "sollte", "sondern", "sonst", "soviel", "sowie", "trotz", "und", "uns", "unser", "unsere", "unter", "viel", "viele", "vielen",
  "vom", "von", "vor", "wann", "war", "waren", "warum", "was", "weder", "weg", "wegen", "weil", "weiter", "welche", "welchem", "welchen",
  "welcher", "welches", "wenig", "wenn", "wer", "werde", "werden", "wie", "wieder", "will", "wir", "wird", "wirklich", "wohl", "wollen",
  "wollte", "worden", "wurde", "wurden", "während", "würde", "würden", "zum", "zur", "zurück", "zusammen", "zwar", "zwischen", "über",
  "überhaupt", "übrigens"
};

static const char *const fr_words[] = {
  "afin", "ainsi", "alors", "après", "assez", "aucun", "aucune", "aussi", "autre", "autres", "aux", "avait", "avant", "avec", "avez",
  "avoir", "avons", "bien", "cela", "celle", "celles", "celui", "cependant", "certains", "ces", "cet", "cette", "ceux", "chaque", "chez",
  "comme", "comment", "contre", "dans", "depuis", "des", "deux", "devant", "dire", "doit", "donc", "dont", "durant", "désormais", "elle",
  "elles", "encore", "enfin", "entre", "environ", "est", "faire", "fait", "faut", "fois", "font", "hors", "ici", "ils", "jamais", "jusqu",
  "leur", "leurs", "lors", "lorsque", "lui", "mais", "malgré", "mes", "mieux", "moi", "moins", "mon", "même", "mêmes", "non", "nos",
  "notre", "nous", "nouveau", "ont", "par", "parce", "parfois", "pas", "pendant", "peu", "peut", "peuvent", "plus", "plusieurs", "plutôt",
  "pour", "pourquoi", "pourtant", "puis", "puisque", "quand", "que", "quel", "quelle", "quelles", "quelque", "quelques", "quels", "qui",
  "quoi", "rien", "sans", "sauf", "selon", "sera", "ses", "seulement", "sinon", "soit", "sommes", "son", "sont", "sous", "souvent", "suis",
  "sur", "tandis", "tant", "tel", "telle", "tes", "toi", "ton", "toujours", "tous", "tout", "toute", "toutes", "trop", "très", "une",
  "vers", "voici", "voilà", "vont", "vos", "votre", "vous", "vraiment", "étaient", "était", "êtes", "être"
};

static const char *const es_words[] = {
  "además", "ahora", "algo", "alguien", "alguna", "algunas", "alguno", "algunos", "algún", "allí", "ante", "antes", "aquel", "aquella",
  "aquellos", "aquí", "así", "aunque", "aún", "bajo", "bien", "cada", "casi", "como", "con", "contra", "cual", "cuales", "cualquier",
  "cuando", "cuanto", "cuál", "cuándo", "cómo", "del", "desde", "después", "donde", "dos", "durante", "dónde", "ella", "ellas", "ello",
  "ellos", "entonces", "entre", "era", "eran", "eres", "esa", "esas", "ese", "eso", "esos", "estaba", "estar", "estas", "este", "esto",
  "estos", "estoy", "está", "están", "fue", "fueron", "gran", "había", "habían", "hace", "hacer", "hacia", "han", "hasta", "hay", "haya",
  "incluso", "las", "les", "los", "luego", "mediante", "menos", "mientras", "mis", "misma", "mismo", "mucha", "muchas", "mucho", "muchos",
  "muy", "más", "nada", "nadie", "nosotros", "nuestra", "nuestro", "nunca", "otra", "otras", "otro", "otros", "para", "parte", "pero",
  "poco", "por", "porque", "puede", "pueden", "pues", "que", "quien", "quienes", "quién", "qué", "sea", "según", "ser", "sido", "siempre",
  "sin", "sino", "sobre", "solo", "somos", "son", "soy", "sus", "sólo", "tal", "también", "tampoco", "tan", "tanto", "tener", "tengo",
  "tiene", "tienen", "toda", "todas", "todavía", "todo", "todos", "tras", "tuvo", "una", "unas", "uno", "unos", "usted", "ustedes",
  "veces", "vez", "vosotros"
};

static const char *const it_words[] = {
  "abbiamo", "adesso", "agli", "alcune", "alcuni", "alla", "alle", "allo", "allora", "altra", "altre", "altri", "altro", "anche", "ancora",
  "anzi", "appena", "avere", "avete", "aveva", "che", "chi", "chiunque", "circa", "ciò", "coi", "come", "con", "contro", "così", "cui",
  "dagli", "dai", "dal", "dalla", "dalle", "dallo", "degli", "dei", "del", "della", "delle", "dello", "dentro", "deve", "devono", "dopo",
  "dove", "dunque", "durante", "ecco", "entrambi", "era", "erano", "essere", "fare", "fatto", "fino", "fra", "fuori", "già", "gli", "hai",
  "hanno", "infatti", "invece", "lei", "loro", "lui", "mai", "meglio", "meno", "mentre", "mia", "mie", "miei", "mio", "molta", "molte",
  "molti", "molto", "negli", "nei", "nel", "nella", "nelle", "nello", "nessuno", "niente", "noi", "non", "nostra", "nostri", "nostro",
  "nulla", "ogni", "oltre", "oppure", "ora", "per", "perché", "però", "più", "poco", "poi", "può", "qualche", "qualcosa", "qualcuno",
  "quale", "quali", "quando", "quanto", "quasi", "quel", "quella", "quelle", "quelli", "quello", "questa", "queste", "questi", "questo",
  "qui", "quindi", "sarà", "sei", "sempre", "senza", "sia", "siamo", "siete", "solo", "sono", "sopra", "sotto", "sta", "stata", "stati",
  "stato", "sua", "sue", "sugli", "sui", "sul", "sulla", "suo", "suoi", "tale", "tra", "tutta", "tutte", "tutti", "tutto", "una", "uno",
  "verso", "voi", "vostra", "vostro"
};

static const char *const pt_words[] = {
  "agora", "ainda", "algum", "alguma", "algumas", "alguns", "alguém", "ali", "além", "ante", "antes", "apenas", "após", "aquela",
  "aquelas", "aquele", "aqueles", "aqui", "aquilo", "assim", "através", "até", "bem", "cada", "com", "como", "contra", "cujo", "das",
  "dela", "delas", "dele", "deles", "depois", "desde", "dessa", "desse", "desta", "deste", "deve", "dever", "disso", "disto", "dois",
  "dos", "durante", "ela", "elas", "ele", "eles", "entre", "era", "eram", "essa", "essas", "esse", "esses", "estar", "estas", "estava",
  "este", "estes", "estou", "está", "estão", "faz", "fazer", "foi", "foram", "fosse", "haver", "isso", "isto", "lhe", "lhes", "logo",
  "mais", "mas", "meio", "menos", "mesma", "mesmo", "meu", "meus", "minha", "minhas", "muita", "muitas", "muito", "muitos", "nada", "nas",
  "nem", "nenhum", "nenhuma", "ninguém", "nos", "nossa", "nosso", "num", "numa", "nunca", "não", "nós", "onde", "ontem", "outra", "outras",
  "outro", "outros", "para", "pela", "pelas", "pelo", "pelos", "pode", "podem", "pois", "por", "porque", "porém", "pouco", "pra", "quais",
  "qual", "qualquer", "quando", "quanto", "quase", "que", "quem", "seja", "sem", "sempre", "sendo", "ser", "será", "seu", "seus", "sim",
  "sob", "sobre", "sua", "suas", "são", "tal", "também", "tanta", "tem", "tenho", "ter", "teu", "toda", "todas", "todavia", "todo",
  "todos", "tudo", "tão", "têm", "uma", "umas", "uns", "vai", "vez", "você", "vocês", "vão"
};

static const char *const nl_words[] = {
  "aan", "achter", "alle", "alleen", "alles", "als", "altijd", "ander", "andere", "anders", "been", "ben", "beter", "bij", "binnen",
  "boven", "daar", "daarom", "dan", "dat", "deze", "die", "dit", "doen", "doet", "door", "drie", "dus", "echt", "een", "eens", "eerst",
  "elk", "elke", "enkel", "enkele", "erg", "ergens", "erop", "even", "geen", "gegaan", "geweest", "gewoon", "haar", "had", "hadden", "heb",
  "hebben", "hebt", "heeft", "heel", "helemaal", "hem", "hen", "het", "hier", "hij", "hoe", "hun", "iedere", "iedereen", "iemand", "iets",
  "jij", "jou", "jouw", "jullie", "kan", "kon", "kunnen", "laat", "later", "maar", "mag", "maken", "mee", "meer", "men", "met", "mij",
  "mijn", "misschien", "moet", "moeten", "mogen", "naar", "nadat", "net", "niet", "niets", "nog", "nooit", "omdat", "onder", "ons", "onze",
  "ook", "over", "pas", "per", "rond", "sinds", "slechts", "sommige", "soms", "steeds", "tegen", "ten", "ter", "terug", "terwijl",
  "tijdens", "toch", "toen", "tot", "tussen", "uit", "van", "vanaf", "veel", "veelal", "verder", "via", "volgens", "voor", "voordat",
  "waar", "waarom", "wanneer", "want", "waren", "was", "wat", "weer", "wel", "welke", "werd", "werden", "wie", "wil", "willen", "wilt",
  "worden", "wordt", "zal", "zelf", "zich", "zij", "zijn", "zoals", "zonder", "zou", "zouden"
};

static const char *const pl_words[] = {
  "aby", "albo", "ale", "ani", "bardzo", "bez", "być", "był", "była", "było", "były", "będzie", "będą", "cały", "chyba", "ciebie", "czy",
  "czyli", "dla", "dlaczego", "dlatego", "gdy", "gdyby", "gdzie", "ich", "ile", "inne", "inny", "jak", "jaki", "jakie", "jako", "jednak",
  "jednym", "jego", "jej", "jest", "jestem", "jeszcze", "jeśli", "już", "każdy", "kiedy", "kim", "która", "które", "który", "którzy",
  "lub", "mają", "mam", "masz", "mnie", "mogą", "moja", "może", "można", "musi", "mój", "nad", "nam", "nami", "nas", "nasz", "nawet",
  "nic", "nich", "nie", "niego", "niej", "nim", "niż", "ona", "one", "oni", "oraz", "pan", "pod", "poza", "przed", "przez", "przy", "raz",
  "sam", "się", "sobie", "tak", "taka", "taki", "takie", "także", "tam", "tego", "tej", "ten", "teraz", "też", "tobie", "tutaj", "twój",
  "tych", "tylko", "tym", "wam", "was", "wasz", "więc", "wszyscy", "wszystko", "właśnie", "zawsze", "żeby"
};

static const char *const ru_words[] = {
  "без", "более", "больше", "будет", "будто", "был", "была", "были", "было", "быть", "вам", "вас", "вдруг", "ведь", "весь", "вот", "все",
  "всегда", "всего", "всех", "всё", "где", "говорил", "даже", "два", "для", "другой", "его", "ему", "если", "есть", "еще", "ещё", "зачем",
  "здесь", "или", "иногда", "как", "какая", "какой", "когда", "кого", "которая", "которое", "которые", "который", "кто", "куда", "лучше",
  "между", "меня", "мне", "много", "может", "можно", "мой", "моя", "над", "надо", "наконец", "нас", "наш", "него", "нее", "ней", "нельзя",
  "нет", "нибудь", "никогда", "ним", "них", "ничего", "один", "она", "они", "оно", "очень", "перед", "под", "после", "потом", "потому",
  "почти", "при", "про", "раз", "разве", "сам", "свое", "своей", "своих", "свою", "себе", "себя", "сейчас", "совсем", "так", "также",
  "такой", "там", "тебя", "тем", "теперь", "тогда", "того", "тоже", "только", "том", "тот", "три", "тут", "уже", "хорошо", "хоть", "хотя",
  "чего", "чем", "через", "что", "чтоб", "чтобы", "чуть", "эта", "эти", "этих", "это", "этого", "этой", "этом", "этот", "эту"
};

static const char *const sv_words[] = {
  "aldrig", "alla", "allt", "andra", "att", "bara", "blev", "bli", "blir", "borde", "både", "den", "denna", "deras", "dess", "dessa",
  "det", "detta", "dig", "din", "dina", "ditt", "där", "därför", "efter", "eftersom", "eller", "ett", "fick", "finns", "från", "för",
  "förut", "genom", "går", "göra", "hade", "han", "hans", "har", "hela", "henne", "hennes", "hon", "honom", "hur", "här", "ifrån", "igen",
  "ingen", "ingenting", "inom", "inte", "just", "kan", "kommer", "kunde", "man", "med", "medan", "mellan", "men", "mer", "mera", "mig",
  "min", "mina", "mitt", "mot", "mycket", "måste", "när", "någon", "något", "några", "och", "också", "oss", "sedan", "sig", "sin", "sina",
  "sitt", "ska", "skall", "skulle", "som", "sådan", "till", "under", "upp", "utan", "vad", "var", "vara", "varför", "varit", "varje",
  "vars", "vem", "vet", "vid", "vilka", "vilken", "vill", "väl", "vår", "våra", "över"
};

static const char *const tr_words[] = {
  "ama", "ancak", "artık", "aslında", "bana", "bazı", "belki", "ben", "beni", "benim", "bile", "bir", "biraz", "biri", "birkaç", "birçok",
  "birşey", "biz", "bizim", "bunu", "bunun", "burada", "böyle", "daha", "değil", "diye", "dolayı", "eğer", "gibi", "göre", "hala", "hangi",
  "hatta", "hem", "henüz", "hep", "hepsi", "her", "herkes", "hiç", "ile", "ilgili", "ise", "için", "içinde", "işte", "kadar", "karşı",
  "kendi", "kendine", "kim", "kimse", "nasıl", "neden", "nedenle", "nerede", "niye", "olan", "olarak", "oldu", "olduğu", "olmak", "olmaz",
  "olsa", "olsun", "olur", "ona", "onlar", "onları", "onun", "orada", "oysa", "pek", "rağmen", "sadece", "sana", "sen", "senin", "siz",
  "sonra", "tüm", "var", "veya", "yani", "yine", "yok", "zaten", "çok", "çünkü", "öyle", "üzere", "şey", "şimdi", "şöyle"
};

static const char *const id_words[] = {
  "ada", "adalah", "agar", "akan", "aku", "anda", "antara", "apa", "apakah", "atau", "bagi", "bahwa", "banyak", "baru", "beberapa",
  "begitu", "belum", "bisa", "boleh", "bukan", "dalam", "dan", "dapat", "dari", "dengan", "dia", "diri", "hal", "hanya", "harus", "hingga",
  "ini", "itu", "jadi", "jangan", "jika", "juga", "kah", "kalau", "kami", "kamu", "karena", "kata", "kepada", "ketika", "kita", "lagi",
  "lain", "lalu", "lebih", "maka", "mana", "masih", "mau", "melalui", "memang", "mereka", "namun", "nya", "oleh", "pada", "para", "pernah",
  "pun", "punya", "saat", "saja", "sama", "sampai", "sangat", "saya", "sebagai", "sebelum", "sebuah", "secara", "sedang", "sehingga",
  "sejak", "selalu", "semua", "seorang", "seperti", "serta", "setelah", "siapa", "sudah", "supaya", "tak", "tapi", "telah", "tentang",
  "terhadap", "tetapi", "tidak", "untuk", "yaitu", "yang"
};

static const struct {
  char               code[4];
  const char *const *words;
  gsize              n_words;
} languages[] = {
  { "en", en_words, G_N_ELEMENTS (en_words) },
  { "de", de_words, G_N_ELEMENTS (de_words) },
  { "fr", fr_words, G_N_ELEMENTS (fr_words) },
  { "es", es_words, G_N_ELEMENTS (es_words) },
  { "it", it_words, G_N_ELEMENTS (it_words) },
  { "pt", pt_words, G_N_ELEMENTS (pt_words) },
  { "nl", nl_words, G_N_ELEMENTS (nl_words) },
  { "pl", pl_words, G_N_ELEMENTS (pl_words) },
  { "ru", ru_words, G_N_ELEMENTS (ru_words) },
  { "sv", sv_words, G_N_ELEMENTS (sv_words) },
  { "tr", tr_words, G_N_ELEMENTS (tr_words) },
  { "id", id_words, G_N_ELEMENTS (id_words) },
};

static int
compare_words (const void *key,
               const void *word)
{
  return strcmp (key, *(const char *const *) word);
}

static gboolean
has_word (gsize       language,
          const char *word)
{
  return bsearch (word, languages[language].words, languages[language].n_words, sizeof (char *), compare_words) != NULL;
}

/* "pt" of "pt-BR" and "pt_BR". */
static gboolean
is_language (gsize       language,
             const char *lang)
{
  gsize n = strcspn (lang, "-_");

  return n == strlen (languages[language].code) && g_ascii_strncasecmp (lang, languages[language].code, n) == 0;
}

gboolean
xa_is_common_word (const char *lang,
                   const char *word)
{
  for (gsize i = 0; lang && i < G_N_ELEMENTS (languages); i++)
    if (is_language (i, lang))
      return has_word (i, word);
  for (gsize i = 0; i < G_N_ELEMENTS (languages); i++)
    if (has_word (i, word))
      return TRUE;

  return FALSE;
}
