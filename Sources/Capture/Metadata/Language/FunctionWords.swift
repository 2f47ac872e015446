/// The commonest small words of languages: articles, prepositions, pronouns, auxiliaries.
///
/// They make up a third to a half of any running text whatever it is about, and few other words do,
/// so that some tens of them tell languages apart (Grefenstette, "Comparing two language
/// identification schemes", 1995). Each language is one line; scripts that one language has to
/// itself need none.
enum FunctionWords {
  /// The languages of each small word, by the word in lower case.
  static let languages: [String: [Int]] = {
    var languages: [String: [Int]] = [:]
    for (index, line) in lists.enumerated() {
      for word in line.words.split(separator: " ") {
        languages[String(word), default: []].append(index)
      }
    }
    return languages
  }()

  static let codes = lists.map(\.code)

  private static let lists: [(code: String, words: String)] = [
    (
      "en",
      "the of and to in is that for it as was with be by on not he his but are this from have or had an they which you were her all she there would their we him been has when who will no if so what about them into can our out up more your its my i do how at"
    ),
    (
      "de",
      "der die das und ist in den von zu mit sich des auf für nicht ein eine dem im als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde sei ich wir ihr kann wenn mich dieser diese"
    ),
    (
      "fr",
      "le la les de des du et est un une en que qui dans pour pas sur au plus par ce il elle avec sont ne se son sa ses aux ou mais nous vous ils leur cette été être fait ont comme tout je on d l qu n c s à"
    ),
    (
      "es",
      "el la los las de del y en que un una es por con para no se su al lo como más pero sus le ha o este sí porque esta entre cuando muy sin sobre también me hasta hay donde quien desde todo nos durante uno ni contra otros ser fue son era está han tiene"
    ),
    (
      "it",
      "il lo la i gli le di del della dei delle e è un una in che non per con si da sono al alla come anche più ma ha nel nella su dal dalla questo questa o se ci loro suo sua ed essere stato era hanno tra cui ai dell l alle degli"
    ),
    (
      "pt",
      "o a os as de do da dos das e em no na nos nas um uma que é para com não por se mais foi ao como à ele ela seu sua ou ser quando muito há já está eu também só pelo pela até isso entre era depois sem mesmo aos são você tem"
    ),
    (
      "nl",
      "de het een van en in is dat op te zijn met voor niet aan er die om ook als maar dan bij of uit nog naar wordt door over hij ze wel was deze heeft worden kan meer geen tot heb je al zich hun we ik werd dit hebben had"
    ),
    (
      "sv",
      "och att det i en på är som för av den med till inte ett om har de jag var så men från vi kan man när han nu under också efter eller mot ska då där vid hade sig alla skulle mycket än mellan ut bara blir över sin hon"
    ),
    (
      "da",
      "og at det i en på er som for af den med til ikke et de der var jeg han om har vi kan men fra ved så nu sig også efter eller mod skal hvor havde blev meget være man alle være mellem når ud over sin hun denne noget nogle af op hvad hvis"
    ),
    (
      "no",
      "og det i en på er som for av den med til ikke et de at var jeg han om har vi kan men fra ved så nå seg også etter eller mot skal hvor hadde ble mye være man alle mellom når ut over sin hun denne noe noen opp hva hvis bare blir ikke sier"
    ),
    (
      "fi",
      "ja on ei että se oli ole mutta kun hän ovat myös kuin tai jos niin mukaan joka sen siitä vain nyt jo sitä tämä mitä hänen olla ollut voi sekä vielä kanssa jotka ne tässä minä me te he joita eivät siinä jälkeen koska"
    ),
    (
      "pl",
      "w i z na się nie do to że jest o od za po dla jak a ale przez jego co czy tak są być oraz już był było ma ich tym który która które może tylko jej także przy ze go by było lub też tego nad kiedy bardzo"
    ),
    (
      "cs",
      "a v se na je že s z do to o i k ve pro za by ale si po jako už od jsou které který která jeho bylo jsem být ze podle byl při jen nebo má také až není tak co jak když před bude aby mezi ještě tím této"
    ),
    (
      "sk",
      "a v sa na je že s z do to o i k vo pre za by ale si po ako už od sú ktoré ktorý ktorá jeho bolo som byť zo podľa bol pri len alebo má aj až nie tak čo keď pred bude aby medzi ešte tým tejto sme"
    ),
    (
      "sl",
      "in je v na se da za so ki s z pa po ne tudi o od do kot bi bo pri iz ali že kako še lahko le ter samo sem biti so bilo bil jih pred nad med kar če ima nekaj tako zaradi"
    ),
    (
      "hr",
      "i je u na se da za su s od koji a kao o to ne do što iz bi će ili te nije po samo biti koja koje sa bio kako ali već sve može više kod nakon prema ima njegov tako dok još jer bez gdje ovo"
    ),
    (
      "ro",
      "și de în la a pe cu că nu este un o din să pentru care mai se al ale fi au sunt fost ce sau dar ca după prin lui dintre acest această între cel foarte când doar cum până le iar fără tot despre ai unei unui"
    ),
    (
      "hu",
      "a az és hogy nem is egy volt ez de meg csak már mint azt ki el van még kell vagy ha sem után azonban ezt aki lehet lesz minden ami ahol így amely mert arra szerint között illetve majd itt nagyon pedig volna"
    ),
    (
      "tr",
      "ve bir bu da de için ile olarak çok daha olan en gibi kadar sonra var o ne ise ya ama göre her değil oldu olduğu ki şu mi ancak tarafından veya hem bunu nasıl olduğunu yok üzerinde etti onun"
    ),
    (
      "id",
      "yang dan di dengan untuk dari pada ini itu tidak dalam adalah ke akan oleh juga sebagai telah atau ada karena mereka dapat lebih saat bisa sudah seperti kami kita tersebut secara setelah bahwa tahun menjadi orang para saya"
    ),
    (
      "vi",
      "và của là các có được trong cho không một những người với này đã để khi từ đến như về ra tại năm vào cũng nhiều đó ở làm theo việc trên bị sẽ phải còn sau hơn thì rằng"
    ),
    (
      "ca",
      "el la els les de del i en que un una és per amb no es al com més però seu seva va ha o aquest aquesta dels són també ser pel fins entre sense ho hi molt quan li això tot sobre han des als seus"
    ),
    (
      "gl",
      "o a os as de do da e en no na un unha que é para con non por se máis foi ao como seu súa ou ser cando moi tamén só pola polo ata isto entre era despois sen mesmo aos son ten nun pero dos das"
    ),
    (
      "eu",
      "eta da du ez bat dira izan den ere zen baina egin dute bere dela hau duen beste edo bai oso gero ditu arte baino zuen hori dago hala behar ari nahi gabe"
    ),
    (
      "lt",
      "ir yra kad į su iš tai kaip ne o bet buvo per dėl jis už tik jau gali savo nuo prie apie arba po kai jo taip dar būti ar šiame jos bei pat apie jie kurie šis"
    ),
    (
      "lv",
      "un ir ar no uz par ka kas tas nav bet kā arī tā vai pēc līdz bija viņš to ko jau lai vēl tikai savu kad es pie gan šo pat būt tiek ļoti var"
    ),
    (
      "et",
      "ja on ei et see oli ka kui mis ning aga oma ta selle nii mida kes või pole siis veel juba olid tema ma saab pärast väga olla nende nad ühe võib seda kuid"
    ),
    (
      "is",
      "og að í á er það sem til var við um með ekki fyrir en af hann þess eru frá því hefur ég þar hún þau nú svo eða þegar við verið sé þetta eftir"
    ),
    (
      "ga",
      "an na agus ar a go i is le tá sé ag do bhí nach sin de don ní seo leis ina siad raibh chun mar ach idir ó faoi"
    ),
    (
      "cy",
      "y yr a i yn o ar ac mae ei am wedi bod ond hefyd sydd fel gan oedd mewn un hyn eu fod cael nid â roedd dros at gyda"
    ),
    (
      "sq",
      "të e në dhe për që një me është i nga se nuk më ka si do edhe ishte kjo ky janë pas këtë vetëm kanë duke tij por apo deri kur"
    ),
    (
      "sw",
      "ya na wa kwa ni katika la za cha kuwa hiyo huo vya yake hii hayo alisema pia ambao ili lakini wake kama huyo baada hilo watu wao bila kutoka mwaka huku yao hizo sasa"
    ),
    (
      "zu",
      "ukuthi uma futhi kodwa nje yena uthi ngoba lokhu noma ukuba njengoba abantu kanye njalo sekuyisikhathi kusho ngesikhathi umuntu kakhulu lo le la kuyo ngo waseningizimu ngemuva nokuthi yilokhu ngaphandle phakathi"
    ),
    (
      "af",
      "die en van in is het nie te dit dat op wat vir met sy hy om ook as aan was sal kan uit by na deur wees maar ons hulle so word daar ek tot meer of nog jou my"
    ),
    (
      "tl",
      "ang ng sa na mga at ay ni si para hindi ito kay siya ako ko mo niya may ngunit kung din rin kanyang lamang nang pa po isang"
    ),
    (
      "la",
      "et in est non ad ut cum quod qui sed ex per a de si ab quae esse sunt aut enim nec hoc etiam autem quam quidem atque"
    ),
    (
      "ru",
      "и в не на что с по к как это из у за от о для его но он а также было все же так был до их при или мы она бы чтобы только уже том если во может когда после который которые году ещё еще нет вы я"
    ),
    (
      "uk",
      "і в не на що з по до як це із у за від про для його але він а також було все ж так був її їх при або ми вона би щоб тільки вже тому якщо може коли після який які році ще немає та й та під"
    ),
    (
      "bg",
      "и в не на че с по към как това от у за до със се си да е са ще но той а също беше всички така бе при или ние тя би само вече ако може когато след който които години още няма във ги му им"
    ),
    (
      "sr",
      "и је у на се да за су с од који а као о то не до што из би ће или те није по само бити која које са био како али већ све може више код након према има"
    ),
    (
      "be",
      "і ў не на што з па да як гэта за ад аб для яго але ён а таксама было ўсе ж так быў яе іх пры ці мы яна каб толькі ўжо калі можа пасля які якія годзе яшчэ"
    ),
    (
      "mk",
      "и во не на дека со по до како ова од за се да е ќе но тој а исто беше сите така бил при или ние таа би само веќе ако може кога по кој кои година уште нема ги му им"
    ),
    (
      "ar",
      "في من على إلى أن التي عن هذا هذه مع كان الذي كما ما لا لم بعد بين قال قبل أو كل ذلك وقد حيث منذ خلال عند حتى غير إن"
    ),
    (
      "fa",
      "و در به از که این را با است برای آن یک خود تا کرد بر هم نیز می شود شده بود ما اما یا هر باید او های کند پس اگر"
    ),
    (
      "ur",
      "کے میں کی ہے اور سے کا کو کہ نے پر اس یہ ہیں کر بھی ایک تھا نہیں وہ گیا جو اپنے کیا تو ہو ان لیے تک"
    ),
    (
      "hi",
      "के में है की और से को का पर ने कि यह हैं भी इस कर एक था नहीं हो जो तो ही या अपने लिए गया वह"
    ),
    (
      "mr",
      "आणि आहे या की मध्ये च्या ते हे होते नाही तर मी हा ही आहेत त्या एक पण करून असे झाली केली होता"
    ),
    (
      "ne",
      "र छ को मा का ले पनि गरेको हो भने यो छन् गर्न भएको त्यो लागि नै एक गरी उनले थियो"
    ),
  ]
}
