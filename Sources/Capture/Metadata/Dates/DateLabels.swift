/// The words that people put before the date of an article.
enum DateLabels {
  /// Whether a word for publishing or for a change stands shortly before a place in a line.
  static func speakOfPublishing(before offset: Int, in line: String) -> Bool {
    let before = before(offset, line)
    return publishing.contains { before.contains($0) } || change.contains { before.contains($0) }
  }

  static func speakOfChange(before offset: Int, in line: String) -> Bool {
    let before = before(offset, line)
    return change.contains { before.contains($0) }
      && !publishing.contains { before.contains($0) }
  }

  private static func before(_ offset: Int, _ line: String) -> String {
    MonthNames.folded(
      String(decoding: line.utf8.prefix(offset).suffix(reach), as: UTF8.self)
    )
  }

  /// Bytes before a date in which a word is taken to be about it.
  private static let reach = 60

  private static let publishing = [
    "publish", "posted", "date:", "veroffentlicht", "stand:", "erstellt", "datum:", "publie",
    "publicad", "fecha:", "pubblicat", "data:", "gepubliceerd", "geplaatst", "opublikowan",
    "dodano", "publikacj", "publikovan", "vydano", "publicerad", "publisert", "publiceret",
    "julkaistu", "опубликован", "дата:", "опублiкован", "yayin", "发布", "发表", "时间:", "日期:", "發布",
    "發表", "公開日", "掲載", "投稿日", "입력", "등록", "created on", "geschrieben am", "eingestellt",
    "gespeichert von", "beitrag wurde", "artikel wurde", "diterbitkan", "dipublikasikan",
    "wurde am",
  ].map(MonthNames.folded)
  private static let change = [
    "updated", "last modified", "modified", "aktualisiert", "mis a jour", "actualizado",
    "aggiornat", "atualizado", "bijgewerkt", "uppdaterad", "oppdatert", "opdateret", "paivitetty",
    "обновлен", "guncelle", "更新", "zuletzt", "anderung", "edited", "revised", "수정",
  ].map(MonthNames.folded)
}
