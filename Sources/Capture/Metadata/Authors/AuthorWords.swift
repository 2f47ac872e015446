/// The words around the names of authors, and those that are no names.
enum AuthorWords {
  /// What stands before names, in lower case, longest first.
  static let prefixes: [String] =
    [
      "by ", "by: ", "by:", "written by ", "posted by ", "published by ", "story by ", "words by ",
      "reviewed by ", "article by ", "post by ", "contributed by ", "text by ", "report by ",
      "author: ", "author:", "authors: ", "author ", "authors ", "about the author ",
      "von ", "von: ", "autor: ", "autor:", "autorin: ", "autoren: ", "autor/in: ", "autor ",
      "ein artikel von ", "ein beitrag von ", "geschrieben von ", "verfasst von ", "text von ",
      "par ", "par: ", "auteur : ", "auteur: ", "écrit par ", "publié par ", "por ", "por: ",
      "escrito por ", "publicado por ", "autora: ", "di ", "a cura di ", "scritto da ", "da ",
      "door ", "door: ", "geschreven door ", "auteur ", "af ", "av ", "skrevet av ", "skrevet af ",
      "tekst: ", "text: ", "text:", "foto: ", "skriven av ", "od ", "napsal ", "autor tekstu: ",
      "автор: ", "автор ", "текст: ", "作者：", "作者:", "作者 ", "作者", "记者：", "记者", "記者", "文/", "文／",
      "文：", "撰文：", "责任编辑：", "编辑：", "来源：", "oleh ", "oleh: ", "penulis: ", "yazar: ",
      "yazan: ", "kirjoittaja: ", "teksti: ", "story ", "words: ",
    ].sorted { $0.count > $1.count }

  /// Whether a word that follows a name is no part of it.
  static func endsName(_ word: String, isEarly: Bool) -> Bool {
    let lower = word.lowercased().trimmingCharacters { ",.:".contains($0) }
    if joints.contains(word.trimmingCharacters { ",.:".contains($0) }) { return true }
    if teams.contains(lower) { return false }
    if isEarly { return false }
    return roles.contains(lower) || (word.first?.isLowercase == true && !particles.contains(lower))
  }

  /// Whether words are only such as stand where a name is expected and are none.
  static func areNoName(_ words: [String]) -> Bool {
    words.isEmpty
      || words.allSatisfy { roles.contains($0) || fillers.contains($0) || isDay($0) }
      || words.contains(where: never.contains)
  }

  /// Whether what follows a comma is a role: `Head of Product`, `Senior Editor`.
  static func isRole(_ text: String) -> Bool {
    text.split(separator: " ").first.map { roles.contains($0.lowercased()) } ?? false
  }

  /// Whether no name ends with a word: numbers, and what joins names to others.
  static func endsNoName(_ word: String) -> Bool {
    word.allSatisfy(\.isNumber) || (particles.contains(word) && word != "y")
  }

  private static func isDay(_ word: String) -> Bool {
    weekdays.contains(word) || MonthNames.month(MonthNames.folded(word)) != nil
  }

  static func isDegree(_ text: String) -> Bool {
    degrees.contains(text.lowercased().filter(\.isLetter))
  }

  /// Whether a name ends in a legal form: `Harbour Agency GmbH`.
  static func isCompany(_ name: String) -> Bool {
    name.split(separator: " ").dropFirst().contains { word in
      legalForms.contains(word.lowercased().filter(\.isLetter))
    }
  }

  private static let joints: Set<String> = [
    "from", "in", "on", "at", "for", "to", "is", "was", "has", "sagt", "says", "schreibt", "aus",
    "via", "under", "über", "am", "um", "vom", "bei", "zum", "who", "-", "|", "updated",
    "published",
  ]
  /// Words that end the names of several together: `Coast Paper Team`.
  private static let teams: Set<String> = [
    "team", "staff", "desk", "editors", "redaktion", "newsroom", "contributors",
  ]
  private static let legalForms: Set<String> = [
    "gmbh", "mbh", "ag", "kg", "inc", "llc", "ltd", "limited", "plc", "corp", "corporation",
    "bv", "srl", "sarl", "oy", "oü", "pty", "ltda", "ev",
  ]
  private static let particles: Set<String> = [
    "van", "von", "de", "der", "den", "del", "della", "di", "da", "do", "dos", "das", "du", "la",
    "le", "el", "al", "bin", "ibn", "ben", "y", "e", "ten", "ter", "zu", "zur", "af", "av", "st",
    "ul", "abu", "und", "the", "of", "des", "dem", "vom",
  ]
  private static let degrees: Set<String> = [
    "phd", "md", "mba", "msc", "bsc", "ma", "ba", "rn", "rd", "do", "dds", "jd", "esq", "jr", "sr",
    "mph", "cpa", "cfa", "np", "pa", "drmed", "mscn", "dpt", "pharmd", "lcsw", "facs", "mph",
  ]
  private static let roles: Set<String> = [
    "editor", "editors", "staff", "writer", "writers", "reporter", "correspondent", "redaktion",
    "redaction", "newsroom", "contributor", "contributors", "team", "ceo", "cto", "cfo", "coo",
    "cmo", "founder", "cofounder", "co-founder", "manager", "director", "head", "chief", "senior",
    "junior", "lead", "principal", "analyst", "engineer", "developer", "journalist", "author",
    "authors", "columnist", "editorial", "president", "professor", "consultant", "specialist",
    "strategist", "expert", "freelance", "marketing", "assistant", "associate", "managing",
    "executive", "redakteur", "redakteurin", "autor", "autorin", "journalistin", "volontär",
    "chefredakteur", "geschäftsführer", "korrespondent", "korrespondentin", "leiter", "leiterin",
    "guest", "admin", "administrator", "webmaster", "desk", "bureau", "fellow", "sponsored",
    "coordinator", "vice", "owner", "creator", "designer", "producer", "photographer", "publisher",
  ]
  /// Words that may stand beside a name or within one, and are none by themselves.
  private static let fillers: Set<String> = [
    "by", "von", "par", "por", "di", "door", "written", "this", "these", "the", "post", "article",
    "artikel", "beitrag", "beiträge", "text", "others", "publiziert", "veröffentlicht", "stand",
    "geschrieben", "verfasst", "autoren", "autorinnen", "herausgeber", "redacción", "auteur",
    "auteurs", "autore", "autores", "super", "user", "insights", "agencies", "著者",
  ]
  private static let weekdays: Set<String> = [
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "monday", "tuesday", "wednesday", "thursday",
    "friday", "saturday", "sunday", "montag", "dienstag", "mittwoch", "donnerstag", "freitag",
    "samstag", "sonntag",
  ]
  /// Words with which a line about the maker of a picture begins.
  static let pictures: Set<String> = [
    "foto", "fotos", "photo", "photos", "photograph", "photography", "photographer", "photographie",
    "bild", "bilder", "bildquelle", "titelbild", "image", "images", "picture", "imagen",
    "fotografía",
    "immagine", "illustration", "grafik", "graphic", "фото", "zdjęcie", "fot", "kuva", "beeld",
    "afbeelding", "写真", "图", "图片", "摄影",
  ]
  private static let never: Set<String> = [
    "published", "updated", "posted", "comments", "comment", "follow", "share", "minutes", "read",
    "null", "undefined", "anonymous", "unknown", "about", "more", "subscribe", "newsletter",
    "login", "min", "views", "name", "email", "kommentare", "uhr", "teilen", "bio", "biography",
    "release", "sign", "please", "copyright", "archive", "archives", "search", "menu", "home",
    "contact",
  ]
}
