/// The words that people put before the date of an article.
enum DateLabels {
  /// Whether a line has a word for publishing, or for being up to date, near its beginning.
  static func stand(before line: String) -> Bool {
    let folded = MonthNames.folded(line.prefix(80))
    return words.contains { folded.contains($0) }
  }

  private static let words = [
    "published", "posted", "updated", "last modified", "date:", "veroffentlicht", "stand:",
    "erstellt", "aktualisiert", "datum:", "publie le", "mis a jour", "publicado", "actualizado",
    "fecha:", "pubblicato", "aggiornato", "data:", "atualizado", "gepubliceerd", "bijgewerkt",
    "geplaatst", "opublikowano", "dodano", "publikacji", "publikovano", "vydano", "publicerad",
    "uppdaterad", "publisert", "oppdatert", "publiceret", "opdateret", "julkaistu", "paivitetty",
    "опубликовано", "дата:", "обновлено", "опублiковано", "yayinlanma", "guncelleme", "发布时间",
    "发布日期", "发表于", "时间：", "日期：", "發布", "發表", "公開日", "更新日", "掲載", "投稿日", "입력", "등록",
    "created on", "geschrieben am", "eingestellt", "вiд", "diterbitkan", "dipublikasikan",
  ]
}
