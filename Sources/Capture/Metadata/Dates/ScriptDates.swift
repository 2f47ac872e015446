/// Dates in the data of a page's scripts: `"datePublished":"2025-03-04"`.
enum ScriptDates {
  static func published(in script: String) -> [String] {
    keys.occur(in: script) ? values(in: script) : []
  }

  private static let keys = Pieces(
    "publishedat published_at datepublished publishdate publish_date publicationdate publisheddate pubdate firstpublished createdate"
  )

  private static func values(in script: String) -> [String] {
    script.matches(
      of:
        /(?i:publishedAt|published_at|datePublished|publishDate|publish_date|publicationDate|publishedDate|pubDate|firstPublished\w*|createDate)\\?["']\s*[:,]\s*\\?["']([^"'\\]{8,40})/
    ).prefix(4).map { String($0.1) }
  }
}
