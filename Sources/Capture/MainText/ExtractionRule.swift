/// One reason for which a block of a page is left out of the article, or by which the article is
/// found in the page.
///
/// Each can be switched off alone, to see what it does and what it costs:
/// `Article(reading:without:)`.
public enum ExtractionRule: String, CaseIterable, Hashable, Sendable {
  // MARK: What is no part of any article

  /// Elements that hold no text to read: scripts, styles, controls, pictures of the program.
  case unread
  /// What the page itself does not show.
  case hidden
  /// Hidden parts that a program moves to their place are shown.
  case streamedPart
  /// Elements that frame a page rather than fill it: `nav`, `aside`, `footer`, forms.
  case frameElement
  /// The same by ARIA role.
  case frameRole
  /// A `header` without a paragraph in it.
  case thinHeader

  // MARK: What a name says is beside the article

  /// Menus, breadcrumbs, tool bars, tabs, page numbers.
  case navigationName
  /// Buttons to share and to follow.
  case sharingName
  /// Boxes that ask for an address or a subscription.
  case subscriptionName
  /// Cookie notices and other questions of consent, pop-ups.
  case consentName
  /// Advertisements and what is paid for.
  case advertisingName
  /// Lists of other articles.
  case relatedName
  /// Comments and their forms.
  case commentsName
  /// Announcements of other articles, with a link to them.
  case teaserName
  /// Cards about the author.
  case authorName
  /// What stands below a picture.
  case captionName
  /// The line of author and date above an article, which are fields of their own.
  case headName
  /// Headers and footers of the site, and lines of tags.
  case furnitureName
  /// Text for screen readers only, and edit links.
  case helperName
  /// Names that are seldom those of an article's parts.
  case unlikelyName

  /// The caption of a figure.
  case figureCaption
  /// The first heading of the page, which is its title.
  case titleHeading

  // MARK: What the content of a block says against it

  /// A block with neither text nor pictures.
  case emptyBlock
  /// A block with a name of things beside the text and without a paragraph.
  case negativeName
  /// A list of links.
  case linkList
  /// A block that is mostly links.
  case linkBlock
  /// A block in which every heading is a link, and there are several.
  case teaserList
  /// A paragraph or heading that is nothing but links.
  case linkLine

  /// A line that says who made a picture.
  case creditLine
  /// A line that announces other articles, or asks to share or subscribe.
  case announcingLine
  /// A date alone on a line at the beginning or the end.
  case edgeDate
  /// What stands below a heading that announces something else, near the end.
  case announcedSection
  /// What trails after the last paragraph: headings, links, addresses.
  case trailingLine

  // MARK: What is chosen

  /// The first extractor: scores of paragraphs.
  case paragraphScores
  /// The names of an element weigh in its score.
  case nameWeights
  /// The root moves up to what holds several parts that score as well.
  case commonAncestor
  /// Brothers of the root that score well belong to the article.
  case siblings
  /// The element by which the page names its article is preferred where it holds what scored.
  case namedElement
  /// The root moves up to what holds more paragraphs and little else.
  case densityClimb
  /// Blocks without a sentence beside the part from which the root moved up stay out.
  case strayBlock
  /// Between the results of the two extractors decide their text and links.
  case arbiter
  /// What leads into the article, above the root, belongs to it.
  case leadParagraph
  /// The second extractor: the first element of an ordered list of selectors that holds enough text.
  case bodySelectors
  /// The article's text that the page repeats in JSON-LD decides between candidates.
  case linkedBody
  /// Looser rules are tried where little was found.
  case retries

  /// Left out because it stands outside of the chosen part: no rule to be switched off.
  case outside
}
