import Foundation
import Model

/// An article out of a book: its chapters in reading order.
enum EPUBArticle {
  static func article(from input: Input) throws -> Article {
    let archive = try unpack(input)
    guard let path = EPUBPackage.path(in: archive), let content = archive.files[path] else {
      throw damaged(input, "it has no package file")
    }
    let package = EPUBPackage(decoded(content), path: path)
    let protected = protectedFiles(in: archive)
    let titles = EPUBContents(package, archive: archive).titles
    var parts: [String] = []
    var labels: [String] = []
    var missing = 0
    var hasWords = false
    let names = Set(archive.names)
    for item in package.chapters {
      guard !protected.contains(item.path), let content = archive.files[item.path] else {
        missing += 1
        continue
      }
      let folder = EPUBPackage.folder(of: item.path)
      let chapter = EPUBChapter(decoded(content), title: titles[item.path]) { reference in
        EPUBPackage.resolved(reference, in: folder)
          .flatMap { names.contains($0) && !protected.contains($0) ? $0 : nil }
      }
      guard !chapter.markdown.isEmpty else { continue }
      parts.append(chapter.markdown)
      labels += chapter.pages
      hasWords = hasWords || chapter.hasWords
    }
    // Pictures alone, such as the cover of a protected book, are no text to read.
    if !hasWords { (parts, labels) = ([], []) }
    let (text, pages) = PageMarks.taken(out: parts.joined(separator: "\n"), labels: labels)
    var article = Article(text: text)
    article.title = package.title ?? input.fileTitle
    article.authors = package.creators
    article.published = package.published
    article.language = package.language
    article.site = package.publisher
    article.doi = package.doi
    article.isbn = package.isbn
    article.excerpt = (package.description?.nonEmpty ?? Excerpt.first(ofMarkdown: text))
      .map(Excerpt.shortened)
    let addresses = input.addresses().compactMap { WebAddress($0)?.original }
    article.url = addresses.last
    article.urls = addresses.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    article.pageMetadata = DocumentFields.json(package.fields)
    article.pages = pages
    article.warnings = warnings(
      package,
      protected: protected,
      missing: missing,
      text: text,
      name: input.name
    )
    return article
  }

  static func decoded(_ content: Data) -> String {
    TextDecoding(content).text(contentType: nil, isHTML: true)
  }

  private static func warnings(
    _ package: EPUBPackage,
    protected: Set<String>,
    missing: Int,
    text: String,
    name: String
  ) -> [Article.Warning] {
    if package.spine.contains(where: { protected.contains($0.path) }) {
      let message =
        "\(name) is protected by its seller: it is kept, but not all of its text can be read"
      return [Article.Warning("protected", message)]
    }
    if missing > 0 {
      let message = "of \(name) \(missing) of the chapters are missing or damaged"
      return [Article.Warning("incomplete", message)]
    }
    if text.isEmpty {
      return [Article.Warning("noText", "\(name) holds no text: it is kept as it is")]
    }
    return []
  }

  // MARK: Unpacking

  private static let readEndings = ["xml", "opf", "ncx", "xhtml", "html", "htm", "xht", "xml"]

  static func unpack(_ input: Input) throws -> Archive {
    do {
      return try Archive(zip: input.content) { name in
        let ending = name.split(separator: ".").last?.lowercased() ?? ""
        return readEndings.contains(ending)
      }
    } catch Archive.Failure.tooLarge {
      throw CaptureError(
        .tooLarge,
        "\(input.name) unpacks to more than a book can hold",
        hint: "It was made to fill memory, or is no book: look where it came from."
      )
    } catch Archive.Failure.tooManyFiles {
      throw CaptureError(
        .tooLarge,
        "\(input.name) holds more than \(Limits.archiveFiles) files",
        hint: "It was made to fill memory, or is no book: look where it came from."
      )
    } catch {
      throw damaged(input, "it cannot be unpacked")
    }
  }

  private static func damaged(_ input: Input, _ reason: String) -> CaptureError {
    CaptureError(
      .damaged,
      "\(input.name) is a damaged e-book: \(reason)",
      hint: "Get it again from where it came from."
    )
  }

  /// Files whose content only a seller's program can read; fonts are veiled in books of all kinds.
  static func protectedFiles(in archive: Archive) -> Set<String> {
    guard let content = archive.files["META-INF/encryption.xml"] else { return [] }
    let tree = XMLTree(decoded(content))
    var paths: Set<String> = []
    for index in tree.indices(of: "EncryptedData") {
      let range = index..<tree.elements[index].end
      let method = tree.all("EncryptionMethod", in: range).first?["Algorithm"] ?? ""
      let isFont = method.contains("idpf.org/2008/embedding") || method.hasSuffix("enc#RC")
      let path = tree.all("CipherReference", in: range).first?["URI"]
      if !isFont, let path = path.flatMap({ EPUBPackage.resolved($0, in: "") }) {
        paths.insert(path)
      }
    }
    return paths
  }
}

/// What the table of contents calls the files of a book.
struct EPUBContents {
  private(set) var titles: [String: String] = [:]

  init(_ package: EPUBPackage, archive: Archive) {
    if let path = package.navigation, let content = archive.files[path] {
      readNavigation(content, folder: EPUBPackage.folder(of: path))
    }
    if titles.isEmpty, let path = package.contents, let content = archive.files[path] {
      readContents(content, folder: EPUBPackage.folder(of: path))
    }
  }

  private mutating func readNavigation(_ content: Data, folder: String) {
    let tree = HTMLTree(parsing: TextDecoding(content).text(contentType: nil, isHTML: true))
    let lists = tree.elements(named: ["nav"])
    let list = lists.first { tree.nodes[$0]["epub:type"] == "toc" } ?? lists.first ?? 0
    for index in tree.subtree(of: list) where tree.nodes[index].name == "a" {
      take(tree.nodes[index]["href"], title: tree.text(of: index), folder: folder)
    }
  }

  private mutating func readContents(_ content: Data, folder: String) {
    let tree = XMLTree(TextDecoding(content).text(contentType: nil, isHTML: false))
    for index in tree.indices(of: "navPoint") {
      let range = index..<tree.elements[index].end
      let link = tree.all("content", in: range).first?["src"]
      take(link, title: tree.text(of: "navLabel", in: range) ?? "", folder: folder)
    }
  }

  private mutating func take(_ link: String?, title: String, folder: String) {
    guard let link, !title.isEmpty, title.count <= Limits.titleCharacters,
      let path = EPUBPackage.resolved(link, in: folder), titles[path] == nil
    else { return }
    titles[path] = title
  }
}
