/// Leaves out short lines that are not the article's, by what they say and where they stand: who
/// took a picture, what else to read, when it was published, and what trails after the last word.
struct TellingLines {
  let tree: HTMLTree
  let measures: Measures
  let off: Set<ExtractionRule>

  /// A line longer than this is a paragraph.
  private static let longest: Int32 = 200

  func drop(in roots: [Int], marks: inout BlockMarks) {
    let lines = lines(in: roots, marks: marks)
    for line in lines where measures[line].text <= Self.longest {
      if let rule = rule(against: line) { marks.drop(line, by: rule, in: tree) }
    }
    if !off.contains(.edgeDate) {
      for line in lines.prefix(4) + lines.suffix(3)
      where tree.nodes[line].name != "pre" && Self.isDate(text(of: line)) {
        marks.drop(line, by: .edgeDate, in: tree)
      }
    }
    if !off.contains(.announcedSection) { dropSections(in: lines, marks: &marks) }
    // An article has more lines than trail after it.
    guard !off.contains(.trailingLine), lines.count > 4 else { return }
    for line in lines.reversed().prefix(lines.count / 2) {
      if marks[line] { continue }
      guard isTrailing(line) else { break }
      marks.drop(line, by: .trailingLine, in: tree)
    }
  }

  /// Leaves out what stands below a heading in the second half that announces something else: the
  /// author, other articles, a letter to subscribe to.
  private func dropSections(in lines: [Int], marks: inout BlockMarks) {
    let total = lines.reduce(0) { $0 + measures[$1].text }
    var before: Int32 = 0
    for (place, line) in lines.enumerated() {
      defer { before += measures[line].text }
      guard before * 2 > total, !marks[line], tree.kinds[line].contains(.heading) else { continue }
      let text = text(of: line).lowercased()
      guard text.utf8.count < 80, LinePhrases.sections.contains(where: text.hasPrefix) else {
        continue
      }
      let level = tree.nodes[line].name
      let section = lines[place...].dropFirst().prefix { other in
        !(tree.kinds[other].contains(.heading) && tree.nodes[other].name <= level)
      }
      // A long one is a part of the article, whatever its name.
      guard section.reduce(0, { $0 + measures[$1].text }) * 4 < total else { continue }
      for index in [line] + section { marks.drop(index, by: .announcedSection, in: tree) }
    }
  }

  /// The innermost blocks with text, in order.
  private func lines(in roots: [Int], marks: BlockMarks) -> [Int] {
    var lines: [Int] = []
    for root in roots {
      for index in tree.subtree(of: root) where !marks[index] && !measures[index].holdsBlock {
        guard measures[index].text > 0,
          tree.kinds[index].isDisjoint(with: [.text, .inline]) || isTimeAlone(index)
        else { continue }
        lines.append(index)
      }
    }
    return lines
  }

  /// Whether an element with a time stands between blocks, and no words beside it.
  private func isTimeAlone(_ index: Int) -> Bool {
    guard tree.nodes[index].name == "time" else { return false }
    return tree.children(of: tree.nodes[index].parent).allSatisfy { other in
      other == index || measures[other].text == 0 || measures[other].holdsBlock
        || tree.kinds[other].isDisjoint(with: [.text, .inline])
    }
  }

  private func text(of index: Int) -> String { tree.text(of: index) }

  private func rule(against line: Int) -> ExtractionRule? {
    let kind = tree.kinds[line]
    let name = tree.nodes[line].name
    guard kind.contains(.paragraph) || name == "div" || name == "li", name != "pre" else {
      return nil
    }
    let text = text(of: line).lowercased()
    if !off.contains(.creditLine), !kind.contains(.heading),
      LinePhrases.credits.contains(where: text.hasPrefix),
      measures[line].prose == 0
        || measures[line].text < 120
    {
      return .creditLine
    }
    guard !off.contains(.announcingLine),
      LinePhrases.announcements.contains(where: text.hasPrefix)
    else { return nil }
    // The words alone begin sentences too.
    let isBare = kind.contains(.heading) || text.hasSuffix(":") || measures[line].text < 40
    return isBare || measures[line].linked > 0 ? .announcingLine : nil
  }

  private func isTrailing(_ line: Int) -> Bool {
    let measure = measures[line]
    if tree.kinds[line].contains(.heading) { return true }
    guard measure.text <= Self.longest * 2,
      tree.nodes[line].name == "p" || tree.nodes[line].name == "div"
    else { return false }
    let text = text(of: line)
    if LinePhrases.closings.contains(where: text.lowercased().contains) { return true }
    guard measure.text <= Self.longest else { return false }
    if measure.linkDensity > 0.5 { return true }
    if text.hasSuffix(":") || text.hasPrefix("©") || text.contains("@") { return true }
    return measure.text < 25 && !text.contains { ".!?。！？…”\"»".contains($0) }
  }

  /// Whether a line is little but a date: a year and several more figures in few characters.
  static func isDate(_ text: String) -> Bool {
    guard text.utf8.count <= 90 else { return false }
    var figures = 0
    var run = 0
    var hasYear = false
    var number = 0
    for byte in text.utf8 {
      if (48...57).contains(byte) {
        figures += 1
        run += 1
        number = run > 4 ? 0 : number * 10 + Int(byte - 48)
      } else {
        if run == 4, (1900...2100).contains(number) { hasYear = true }
        (run, number) = (0, 0)
      }
    }
    if run == 4, (1900...2100).contains(number) { hasYear = true }
    return hasYear && figures >= 5 && figures * 6 >= text.count
  }
}

/// How lines begin that say something about an article rather than in it, lower case.
enum LinePhrases {
  static let credits = [
    "©", "(c) ", "foto:", "fotos:", "photo:", "photos:", "bild:", "bilder:", "image:", "picture:",
    "photo by ", "photograph by ", "photo credit", "image credit", "photo courtesy", "credit:",
    "crédit photo", "photo ©", "foto ©", "image ©", "bild ©", "фото:", "foto de ", "imagen:",
    "fotografía:", "kuva:", "bildquelle", "quelle:", "(quelle:", "写真：", "写真:", "图片来源", "圖片來源",
    "사진=",
  ]
  /// What stands in lines below an article that speak of its publisher.
  static let closings = [
    "newsletter", "all rights reserved", "alle rechte vorbehalten", "tous droits réservés",
    "todos los derechos reservados", "todos os direitos reservados", "tutti i diritti riservati",
    "wszelkie prawa zastrzeżone", "все права защищены", "版权所有", "版權所有", "無断転載", "무단전재",
    "sign up here", "follow us on", "folgen sie uns", "folge uns auf", "síguenos en",
    "suivez-nous sur", "siga-nos", "seguici su",
  ]
  /// How headings begin that stand above something else than the article.
  static let sections = [
    "about the author", "about author", "about the writer", "meet the author",
    "written by", "published by", "posted by", "über den autor", "über die autor", "zur autorin",
    "zum autor", "à propos de l'auteur", "sobre el autor", "sobre o autor",
    "sull'autore", "over de auteur", "o autorze", "об авторе", "related articles", "related posts",
    "related stories", "related content", "related news",
    "related products", "recommended",
    "you may also", "you might also", "more from", "more stories", "more articles",
    "read next", "up next", "trending", "share this", "subscribe",
    "sign up", "newsletter", "join our", "get the latest", "stay up to date",
    "follow us",
    "leave a comment", "leave a reply", "comments", "kommentare", "commentaires", "comentarios",
    "contact us", "get in touch", "das könnte", "mehr zum thema", "weitere artikel",
    "verwandte", "ähnliche", "articles similaires", "artículos relacionados", "関連記事", "相关文章",
  ]
  static let announcements = [
    "read also", "also read", "read more", "read next", "see also", "related:", "related articles",
    "related posts", "related stories", "related topics", "you may also like",
    "you might also like", "more on this", "more from", "recommended for you", "don't miss",
    "sign up for", "subscribe to", "follow us", "share this", "lesen sie auch", "lies auch",
    "auch interessant", "auch lesen", "das könnte sie", "das könnte dich", "mehr zum thema",
    "mehr themen", "zum weiterlesen", "weiterlesen", "zurück zu", "back to ", "war der artikel",
    "war dieser artikel", "hat ihnen der artikel",
    "hat ihnen dieser artikel", "lest auch", "czytaj więcej",
    "was this article", "teilen:", "artikel teilen", "- anzeige", "weitere artikel",
    "weitere beiträge",
    "verwandte artikel", "verwandte beiträge", "siehe auch", "zum thema", "schon gelesen",
    "lire aussi", "à lire aussi", "lisez aussi", "sur le même sujet", "voir aussi",
    "articles liés", "lea también", "lee también", "leer más", "le puede interesar",
    "te puede interesar", "puede interesarle", "temas relacionados", "artículos relacionados",
    "mira también", "ver también", "leia também", "leia mais", "veja também", "saiba mais",
    "artigos relacionados", "leggi anche", "ti potrebbe interessare", "articoli correlati",
    "lees ook", "lees meer", "les også", "læs også", "läs också", "läs även", "lue myös",
    "czytaj też", "czytaj także", "zobacz też", "zobacz także", "przeczytaj także", "čtěte také",
    "čtěte též", "olvasta már", "citește și", "читайте также", "читать также", "смотрите также",
    "читайте також", "ayrıca oku", "ilgili haberler", "baca juga", "xem thêm", "関連記事",
    "あわせて読みたい", "相关阅读", "延伸阅读", "相關新聞", "延伸閱讀", "관련기사", "관련 기사",
    "اقرأ أيضا", "اقرأ أيضًا", "קראו גם",
  ]
}
