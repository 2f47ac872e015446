import Model
import Testing

@testable import Capture

@Suite struct GuessingLanguages {
  @Test(arguments: [
    (
      "en",
      "The harbour empties twice a day, and nobody who lives here needs a table to know the hour."
    ),
    (
      "de",
      "Der Hafen leert sich zweimal am Tag, und niemand, der hier wohnt, braucht dazu eine Tafel."
    ),
    (
      "fr",
      "Le port se vide deux fois par jour, et personne dans la ville ne lit plus les tables de la mer."
    ),
    (
      "es",
      "El puerto se vacía dos veces al día, y nadie de los que viven aquí lee las tablas del mar."
    ),
    (
      "it",
      "Il porto si svuota due volte al giorno, e nessuno che vive qui legge le tavole della marea."
    ),
    (
      "pt",
      "O porto esvazia duas vezes por dia, e quem mora aqui não lê as tabelas da maré há muito tempo."
    ),
    (
      "nl",
      "De haven loopt twee keer per dag leeg, en niemand die hier woont kijkt nog in het boek van de zee."
    ),
    (
      "pl",
      "Port opróżnia się dwa razy na dobę i nikt, kto tu mieszka, nie potrzebuje do tego tablic."
    ),
    (
      "cs",
      "Přístav se vyprázdní dvakrát za den a nikdo, kdo tu bydlí, k tomu nepotřebuje žádné tabulky."
    ),
    (
      "sv",
      "Hamnen töms två gånger om dagen, och ingen som bor här behöver en tabell för att veta det."
    ),
    (
      "da",
      "Havnen tømmes to gange om dagen, og ingen af dem der bor her har brug for en tabel til det."
    ),
    (
      "no",
      "Havna tømmes to ganger om dagen, og ingen av dem som bor her trenger noen tabell for å vite det."
    ),
    (
      "fi",
      "Satama tyhjenee kahdesti päivässä, eikä kukaan täällä asuva ole enää katsonut sitä taulusta, koska hän tietää sen."
    ),
    (
      "tr",
      "Liman günde iki kez boşalır ve burada yaşayan hiç kimse bunun için bir tabloya bakmaz, çünkü o bilir."
    ),
    (
      "ru",
      "Гавань пустеет два раза в день, и никто из тех, кто здесь живёт, не смотрит для этого в таблицу."
    ),
    (
      "uk",
      "Гавань порожніє двічі на день, і ніхто з тих, хто тут живе, не дивиться для цього в таблицю, бо це вже є."
    ),
    ("zh", "港口一天退潮两次，住在这里的人都不需要看潮汐表。"),
    ("ja", "港は一日に二度潮が引き、ここに住む人は誰も潮見表を必要としない。"),
    ("ko", "항구는 하루에 두 번 비워지며 여기 사는 사람은 아무도 표가 필요 없다."),
    ("el", "Το λιμάνι αδειάζει δύο φορές την ημέρα."), ("he", "הנמל מתרוקן פעמיים ביום."),
    ("ar", "الميناء يفرغ مرتين في اليوم ولا أحد من الذين يعيشون هنا يحتاج إلى هذا الجدول."),
    ("fa", "این بندر دو بار در روز خالی می شود و هیچ کس که در آن زندگی کند به جدول نگاه نمی کند."),
    ("th", "ท่าเรือน้ำลงวันละสองครั้ง"),
  ])
  func `a sentence is enough to know a language by`(code: String, sentence: String) {
    #expect(LanguageGuess.language(of: sentence)?.code == code)
  }

  @Test(arguments: ["", "1911", "Marlow", "https://coast.example/the/of/and", "###"])
  func `what has no words has no language`(text: String) {
    #expect((LanguageGuess.language(of: text)?.confidence ?? 0) < 0.4, "\(text)")
  }

  @Test func `the text decides over a template that says otherwise, and not without words`() throws
  {
    let german =
      "<p>Der Hafen leert sich zweimal am Tag, und niemand, der hier wohnt, sieht dazu auf die Uhr.</p>"
    func language(_ declared: String, _ text: String) throws -> String? {
      try page("<html lang='\(declared)'><body><h1>Tides</h1>\(text)</body></html>").language
    }
    #expect(try language("en-US", german) == "de")
    #expect(try language("de-AT", german) == "de-AT")
    #expect(try language("nb", "<p>Tide 1911.</p>") == "nb")
    #expect(try language("", german) == "de")
  }

  @Test func `addresses of links are in no language`() {
    let text =
      "[Der Hafen](https://coast.example/the-and-of-to-in/it/was/that/for) ist leer, und die Flut kommt."
    #expect(LanguageGuess.language(of: text)?.code == "de")
  }
}
