import Foundation

/// The names of months and their usual short forms in the languages of the press.
///
/// Names are compared by their base letters, so that `März` and `Marz`, `août` and `aout` are one.
enum MonthNames {
  /// The number of a month by its name in lower case without accents.
  static func month(_ name: String) -> Int? { months[name] }

  /// Lower case, accents taken off.
  static func folded(_ word: some StringProtocol) -> String {
    let lower = word.lowercased()
    if lower.utf8.allSatisfy({ $0 < 0x80 }) { return lower }
    var base = String.UnicodeScalarView()
    for scalar in lower.decomposedStringWithCompatibilityMapping.unicodeScalars
    where !scalar.properties.isGraphemeExtend || scalar.value > 0x0900 {
      base.append(scalar)
    }
    return String(base)
  }

  private static let months: [String: Int] = {
    var months: [String: Int] = [:]
    for list in lists {
      for (index, name) in list.split(separator: " ").enumerated() where name != "-" {
        let name = folded(name)
        months[name] = months[name] ?? index + 1
      }
    }
    return months
  }()

  /// January to December on each line; `-` where a form says nothing new.
  private static let lists = [
    // English
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "- febr - - - - - - sept - - -",
    // German
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jänner feber maerz - - - - - sept okt - dez",
    "- - mär - - - - - - - - -", "- - mrz - - - - - - - - -",
    // French
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "janv févr - avr - - juil - - - - -", "- fév - - - - juill aoû - - - déc",
    // Spanish, Catalan, Galician
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ene - - abr - - - ago setiembre - - dic",
    "gener febrer març - maig juny juliol agost setembre - - desembre",
    "xaneiro febreiro - - maio xuño xullo - - outubro - decembro",
    // Italian
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "gen - - - mag giu lug - set ott - -",
    // Portuguese
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "- fev - - - - - - - out - -",
    // Dutch
    "januari februari maart april mei juni juli augustus september oktober november december",
    "- - mrt - - - - - - - - -",
    // Swedish, Danish, Norwegian, Icelandic
    "januari februari mars april maj juni juli augusti september oktober november december",
    "januar februar marts april maj juni juli august september oktober november desember",
    "janúar febrúar - apríl maí júní júlí ágúst - október nóvember -",
    // Finnish, Estonian
    "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta",
    "tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu",
    "jaanuar veebruar märts aprill - juuni juuli - - oktoober - detsember",
    // Polish
    "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "sty lut - kwi - cze lip sie wrz paź lis gru",
    // Czech, Slovak
    "leden únor březen duben květen červen červenec srpen září říjen - prosinec",
    "ledna února března dubna května června července srpna - října listopadu prosince",
    "január február marec apríl máj jún júl - - október - -",
    "januára februára - apríla mája júna júla augusta septembra októbra novembra decembra",
    // Croatian, Serbian, Slovene
    "siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca",
    "siječanj veljača ožujak travanj svibanj lipanj srpanj kolovoz rujan - studeni prosinac",
    "januara februara - aprila - juna jula avgusta - oktobra - -",
    "- - - - maj junij julij avgust - - - -", "januarja februarja - - - junija julija - - - - -",
    "јануар фебруар март април мај јун јул август септембар октобар новембар децембар",
    // Hungarian
    "január február március április május június július augusztus szeptember október november december",
    // Romanian
    "ianuarie februarie martie aprilie - iunie iulie - septembrie octombrie noiembrie decembrie",
    // Lithuanian, Latvian
    "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio",
    "janvāris februāris - aprīlis maijs jūnijs jūlijs augusts septembris oktobris novembris decembris",
    "janvārī februārī - aprīlī maijā jūnijā jūlijā augustā septembrī oktobrī novembrī decembrī",
    // Turkish
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "oca şub - nis - haz tem ağu eyl eki kas ara",
    // Indonesian, Malay, Swahili
    "januari februari maret april mei juni juli agustus september oktober november desember",
    "- - mac - - jun julai ogos - - - disember", "- pebruari - - - - - - - - - -",
    "- - machi aprili - - julai agosti septemba oktoba novemba desemba",
    // Russian, Ukrainian, Belarusian, Bulgarian
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "янв фев мар апр - июн июл авг сен окт ноя дек", "- февр - - - - - - сент - нояб -",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень",
    "студзеня лютага сакавіка красавіка - чэрвеня ліпеня жніўня верасня кастрычніка лістапада снежня",
    "януари февруари - април - юни юли - септември октомври ноември декември",
    // Greek
    "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου",
    "ιαν φεβ μαρ απρ μαι ιουν ιουλ αυγ σεπ οκτ νοε δεκ",
    // Arabic, Hebrew
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
    "בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר",
    // Hindi, Bengali, Thai
    "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
    "জানুয়ারি ফেব্রুয়ারি মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর",
    "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
  ]
}
