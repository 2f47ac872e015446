/// Which meta tags hold dates, by their names less their namespaces and signs.
///
/// `DC.date.issued`, `sailthru.date`, `parsely-pub-date` and a hundred like them differ in what
/// stands in front and between; the words are few.
enum DateTagNames {
  static func isPublished(_ name: String) -> Bool { published.contains(letters(of: name)) }

  static func isModified(_ name: String) -> Bool { modified.contains(letters(of: name)) }

  private static func letters(of name: String) -> String {
    var name = name[...]
    for prefix in prefixes where name.hasPrefix(prefix) { name = name.dropFirst(prefix.count) }
    return name.lowercased().filter { $0.isLetter }
  }

  private static let prefixes = [
    "og:", "article:", "article.", "article_", "dcterms.", "dc.", "dc:", "parsely-", "sailthru.",
    "rnews:", "schema:", "cxenseparse:", "bt:", "vr:", "w-",
  ]
  private static let published: Set<String> = [
    "date", "datepublished", "publisheddate", "publishdate", "publicationdate", "pubdate",
    "published", "publishedtime", "publishtime", "publishedon", "publishedat", "publishedattime",
    "dateissued", "issued", "datecreated", "created", "creationdate", "createdate", "createdat",
    "originalpublicationdate", "firstpublished", "releasedate", "displaydate", "recspublishtime",
    "originalpublishdate", "datesubmitted", "available", "dateavailable", "articledate",
    "postdate", "newsdate", "datum", "fecha", "storydate", "contentdate", "docdate", "dateposted",
    "publicationtime", "online", "onlinedate", "shareaholicarticlepublishedtime",
  ]
  private static let modified: Set<String> = [
    "modifiedtime", "datemodified", "modifieddate", "modified", "updatedtime", "updateddate",
    "dateupdated", "updated", "lastmodified", "lastmod", "lastupdated", "datelastmodified",
    "modificationdate", "lastupdate", "update", "lastmodifieddate",
  ]
}
