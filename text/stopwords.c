/* Stop words: the words of each language that say nothing of a subject
 * (articles, pronouns, prepositions, conjunctions, auxiliaries). They serve
 * twice: terms.c leaves them out, and language.c counts them to tell which
 * language a text is in. Written by hand, commonest first, folded (small
 * letters, "ss" for sharp s). Apostrophes part words, so "don't" is not here
 * but "don" is. */
#include "stopwords.h"

#include <string.h>

static const char english[] =
    "the of and to in a is that for it was on are as with he be by at this had "
    "not but from his they or have an which you were her she will one all "
    "there "
    "been has would more who if about into no its their can when than some "
    "what "
    "out so only up we my other could also may do any our such then them these "
    "those me your him most did many how i being does through both over said "
    "us "
    "very where while should because just after before between under against "
    "during without within upon whether whose whom each few own same again "
    "once here why too nor off down until further having doing am myself "
    "yourself himself herself itself ourselves themselves yours ours theirs "
    "hers don doesn didn isn aren wasn weren hasn haven hadn won wouldn "
    "couldn shouldn ain ll ve re via per etc however therefore thus hence "
    "although though yet still ever else might must shall cannot among "
    "toward towards across along around above below since unless rather "
    "quite often always sometimes never perhaps already much every either "
    "neither another anyone someone something anything nothing everything "
    "everyone";

static const char german[] =
    "der die und in den von zu das mit sich des auf für ist im dem nicht ein "
    "eine als auch es an werden aus er hat dass sie nach wird bei einer um am "
    "sind noch wie einem über einen so zum war haben nur oder aber vor zur bis "
    "mehr durch man sein wurde sei hatte kann gegen vom können schon wenn "
    "habe seine ihre dann unter wir soll ich eines diese dieser "
    "wieder keine seiner worden will zwischen immer was sagte gibt alle seit "
    "muss wurden beim doch jetzt waren drei jahre neue neuen damit bereits da "
    "ihr seinen müssen ab ihrer ohne sondern selbst sowie jedoch ihren "
    "dieses weil deren denn viele dabei hier dazu dort diesem "
    "diesen ob bin bist mich dich uns euch mir dir ihm ihn ihnen welche "
    "welcher mein dein unser etwas nichts sehr zwar etwa also je hätte würde "
    "wäre wo wer warum wegen während";

static const char french[] =
    "de la le et les des en un du une que est pour qui dans a par plus pas au "
    "sur ne se ce il sont avec ou son aux d l s n c j m t qu cette ont ses "
    "mais comme on tout nous sa fait été aussi leur bien peut ces y deux elle "
    "lui entre sans être avait ils même dont sous après où si depuis encore "
    "donc très leurs je vous moins avant autres selon ainsi tous non contre "
    "faire ans ai cela notre votre chez vers toute toutes était étaient avoir "
    "elles quand car nos vos mes tes ma ta mon ton me te moi toi soi celui "
    "celle ceux celles lors lorsque alors afin puis peu trop ni soit sera "
    "seront serait ayant étant cet quel quelle quels quelles pendant";

static const char spanish[] =
    "de la que el en y a los se del las un por con no una su para es al lo "
    "como más o pero sus le ha me si sin sobre este ya entre cuando todo esta "
    "ser son dos también fue había era muy años hasta desde está mi porque qué "
    "sólo han yo hay vez puede todos así nos ni parte tiene él uno donde bien "
    "tiempo mismo ese ahora cada e otro después te otros aunque esa eso "
    "hace otra tan durante siempre tanto ella tres sí dijo sido "
    "gran país según menos esto estos estas esos esas contra antes ante "
    "algunos "
    "unos unas les nosotros ellos ellas quien quienes cual cuales tu tus mis "
    "nuestro nuestra sea fueron estaba están tienen hacia muchos mucho poco";

static const char italian[] =
    "di e il la che in a per un è del non sono le con si da una i dei al della "
    "più anche nel alla come ha gli delle lo ma ed o se dal ai su nella degli "
    "alle sul l un dell all nell dall sull questo quello essere stato era "
    "hanno "
    "dalla due loro ci suo sua tra ne fra perché questa quella molto io tutto "
    "cui chi dopo solo nei tutti ancora dove fino prima contro quando così già "
    "fatto poi suoi sue dalle sulla senza sia ho mi ti vi noi voi lui lei "
    "questi quelli queste quelle stata stati state ogni altri altro altra "
    "quindi però nelle agli negli sulle sui dai anni mentre invece proprio "
    "molti durante oltre verso ad od abbiamo aveva avevano siamo fanno";

static const char dutch[] =
    "de van het een en in is dat op te zijn met voor niet aan er die om ook "
    "als bij maar dan door was naar uit wordt nog tot over of ze hij heeft "
    "worden hebben deze kan we haar werd meer geen ik wat zich men hun al dit "
    "zo had veel onder moet kunnen wel waren zou je na omdat tegen moeten mijn "
    "andere zal tussen waar toen twee nu hem zonder alle daar want zelf dus "
    "ons onze hoe wie u jaar hebt bent ben heb iets niets reeds toch altijd "
    "vanaf sinds tijdens volgens echter zoals welke wij jullie hen zij";

static const char portuguese[] =
    "de a o que e do da em um para é com não uma os no se na por mais as dos "
    "como mas foi ao ele das tem à seu sua ou ser quando muito há nos já está "
    "eu também só pelo pela até isso ela entre era depois sem mesmo aos ter "
    "seus quem nas me esse eles estão você tinha foram essa num nem suas meu "
    "às minha têm numa pelos elas havia seja qual será nós tenho lhe deles "
    "essas esses pelas este dele tu te vocês vos lhes meus minhas nosso nossa "
    "nossos dela delas esta estes estas aquele aquela isto aquilo são sobre "
    "ainda pode onde porque anos dois todos então cada contra desde durante "
    "segundo outros outras após assim";

static const char polish[] =
    "w i z na do nie się o to że jest po od za jak a co dla przez ale tym przy "
    "tylko ze czy są jego już może był było tak być które który która lub "
    "jako oraz ma ich tego ten ta te tej jej też było była byli być bardzo "
    "gdy u przed pod nad roku jeszcze został mnie mi go ją jednak więc kiedy "
    "gdzie także bez we si sobie można dwa lat tych jeśli aby by albo ani "
    "niż między wszystkie wszystko oni one on ona ono my wy ja nas was nam "
    "wam im je nich tam tu teraz będzie będą mają moze poza podczas według "
    "ponieważ żeby dlatego którzy którym których";

static const char swedish[] =
    "och i att det som en på är av för den med till inte han om ett var men "
    "från vi de har jag så kan man när under också nu efter eller ut år skulle "
    "vid mot sig där över alla hade andra då här mycket vara sin honom hon "
    "mer ha bara än kommer få ska varit mellan in upp två blev hur sedan "
    "denna detta dessa utan något några bli sina genom blir någon hans hennes "
    "dem deras vad vår vårt våra mig dig oss er du ni ej dock samt enligt "
    "ännu redan inom eftersom innan även många vilket vilka mina din mitt";

static const char danish[] =
    "og i at det er en til af som på de med for den der et han ikke har var "
    "om sig men fra vi jeg ved så også kan hun efter eller man år blev over "
    "nu da være ud havde skal blive bliver ind når op mod mere hvor end "
    "hans hvis vil alle kun skulle meget under mange mellem sin være hvad "
    "dem denne dette disse noget nogle anden andre uden jo sine siden "
    "gennem ville kunne ham hende mig os du dig min din vores jer deres "
    "hvilket hvordan fordi ifølge desuden selv får ingen blandt bare hvorfor";

static const char norwegian[] =
    "og i det er på som en til å av for at med de har den ikke et om var han "
    "fra men vi jeg ved så også kan hun etter eller man år ble over nå da "
    "være ut hadde skal bli blir inn når opp mot mer hvor enn hans hvis vil "
    "alle bare skulle meg deg oss dere dem denne dette disse noe noen andre "
    "uten siden gjennom ville kunne ham henne du min din sin sine våre deres "
    "hva hvordan fordi ifølge selv får ingen blant mellom under mange mye "
    "mens derfor vært sitt mitt vår eit ein ikkje frå";

static const char finnish[] =
    "ja on ei se että oli hän en ole mutta ovat kun niin myös kuin joka olen "
    "jos tai sen mukaan olisi sitä siitä tämä vain mitä nyt voi minä vielä "
    "ollut sekä eli minun sinä hänen heidän meidän me te he ne jotka jonka "
    "jossa mikä kuka missä koska siis ennen jälkeen kanssa ilman vuonna vuoden "
    "tällä tässä tätä tämän nämä näiden näitä niiden niitä siinä siihen sille "
    "olla olivat olemme eivät emme ette eikä enää jo aina kuitenkin sitten "
    "noin yli alle asti välillä sillä muun muut muita kaikki kaikkien hyvin "
    "paljon enemmän itse oma pitää täytyy joissa johon josta";

static const char czech[] =
    "a se v na je že o s z do i to k ve pro za by ale si po jako podle od jsem "
    "tak jeho které který která jsou nebo být byl bylo byla byli však už jen "
    "při co až také tím má také před může ze bude ke roku jeho její jejich "
    "když než kde této tohoto tento tato toto tyto těchto jak ani mezi více "
    "není nejsou bez pod nad proto protože aby jsme jste mu ho ji jí jim jej "
    "nás vás nám vám mi mě mně ty on ona oni my vy já tedy ještě už pouze "
    "další jiné kteří kterou kterých kterým lze tu tam zde dnes let";

static const char turkish[] =
    "ve bir bu da de için ile çok olarak daha o ne gibi kadar en sonra ama var "
    "olan ya ise her ki değil mi iki mı diye veya göre olduğunu oldu "
    "tarafından ben sen biz siz onlar şu bunu bunun buna onun ona onu bazı "
    "hem ancak yok olduğu eden olur önce yeni şey nasıl neden hiç hangi "
    "fakat çünkü zaman şekilde üzerinde arasında içinde kendi bütün tüm böyle "
    "öyle artık bile hala ayrıca yani üzere karşı başka birçok etti dedi "
    "edilen yapılan rağmen dolayı";

static const char russian[] =
    "и в не на что с он как по это но из у за к от его же так а о то для все "
    "мы был вы бы только она было при мне до если уже или ее быть я они да "
    "когда ни их нет были вот со может ему еще чтобы этого меня была под даже "
    "без ли где этом себя чем который которые которая после время более "
    "также между того году об лет через этой эти тем этот потому перед над "
    "можно там очень нас вас них нам вам ним тот та те свои своей своего "
    "есть будет будут этих которых которой которого здесь теперь тоже кто "
    "чего всех всего том во год";

static const char ukrainian[] =
    "і в не на що з як до у за та це від його про але для й який які яка є ми "
    "він вони вона був було була були бути так також або під час після при "
    "може якщо вже ще більше тому їх її того цього ці цей ця щоб між через "
    "ж же лише коли де без над перед року років своєї свої свій своїх інших "
    "дуже всі все усі мене тебе нас вас нам вам їм мені я ти ви чи бо адже "
    "навіть проте однак саме тільки яких якого якої якому буде будуть можна "
    "зі із ним них";

static const char arabic[] =
    "في من على إلى أن عن التي الذي مع هذا هذه كان ما لا أو كما بين بعد قد ذلك "
    "كل لم حيث قبل تم هو هي وفي ومن وقد التى الى ان كانت يكون أي عند لكن ولكن "
    "غير منذ خلال وكان حتى إذا ثم وهو وهي له لها بها به فيها فيه منها منه "
    "عليه عليها أنه أنها لن إن ليس بعض نحو دون فقط أكثر هناك الذين عام وأن "
    "وقال قال نحن أنا أنت هم ضمن بما";

static const char greek[] =
    "και το του η της ο να την με των για που τα από στο είναι στην οι σε τον "
    "θα τη στη τους δεν μας τις στον μια ένα ότι αυτό έχει κατά ως αλλά ή μετά "
    "στα όπως αν έχουν ήταν πολύ μου σας πιο στις στους προς μέσα όταν γιατί "
    "κάθε χωρίς μπορεί πριν ενώ μόνο ακόμα ακόμη αυτή αυτός αυτά αυτές όλα "
    "όλοι όλες μία ένας έναν ώστε καθώς επίσης κι";

static const char hebrew[] =
    "של את על לא הוא זה עם כי גם אני או היא יותר אם אבל כל מה היה יש כך רק בין "
    "כמו אל אין עד אחרי לפני הם הן זו אשר ידי היו הייתה להיות שלא שהוא אנחנו "
    "אתה לו לה להם שלו שלה שלהם כדי אך מאוד עוד לאחר בו בה ולא כאשר איך למה "
    "שם פה כאן מי";

const struct stopwords stopword_lists[] = {
    {"ar", "arabic", arabic},
    {"cs", NULL, czech},
    {"da", "danish", danish},
    {"de", "german", german},
    {"el", "greek", greek},
    {"en", "english", english},
    {"es", "spanish", spanish},
    {"fi", "finnish", finnish},
    {"fr", "french", french},
    {"he", NULL, hebrew},
    {"it", "italian", italian},
    {"ja", NULL, ""},
    {"ko", NULL, ""},
    {"nl", "dutch", dutch},
    {"no", "norwegian", norwegian},
    {"pl", NULL, polish},
    {"pt", "portuguese", portuguese},
    {"ru", "russian", russian},
    {"sv", "swedish", swedish},
    {"tr", "turkish", turkish},
    {"uk", NULL, ukrainian},
    {"zh", NULL, ""},
};

const size_t stopword_list_count =
    sizeof stopword_lists / sizeof stopword_lists[0];

const struct stopwords *
stopwords_of(const char *language)
{
    for (size_t i = 0; language != NULL && i < stopword_list_count; i++)
        if (strcmp(stopword_lists[i].language, language) == 0)
            return &stopword_lists[i];
    return NULL;
}
