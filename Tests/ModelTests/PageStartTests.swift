import Model
import Testing

@Suite struct PagesOfATextTests {
  private let pages = [
    PageStart(label: "xii", start: 4), PageStart(label: "1", start: 10),
    PageStart(label: "2", start: 10), PageStart(label: "3", start: 25),
  ]

  @Test func `a place is on the last page that begins before it`() {
    for place in 0..<40 {
      let expected = pages.last { $0.start <= place }?.label
      #expect(pages.label(at: place) == expected, "place \(place)")
    }
    #expect([PageStart]().label(at: 3) == nil)
  }

  @Test(arguments: [
    (4, 9, "xii"), (4, 10, "xii"), (4, 11, "xii-2"), (20, 30, "2-3"), (30, 30, "3"), (12, 13, "2"),
  ])
  func `a passage is on its pages`(start: Int, end: Int, label: String) {
    #expect(pages.labels(of: TextPositionSelector(start: start, end: end)) == label)
  }

  @Test func `what stands before the first page is on none`() {
    #expect(pages.labels(of: TextPositionSelector(start: 0, end: 8)) == nil)
  }

  @Test func `a page reaches to the next one, the last to the end`() {
    #expect(pages.range(ofPage: "xii", in: 40) == 4..<10)
    #expect(pages.range(ofPage: "1", in: 40) == 10..<10)
    #expect(pages.range(ofPage: "3", in: 40) == 25..<40)
    #expect(pages.range(ofPage: "4", in: 40) == nil)
    // Of a text that is shorter than it was said to be.
    #expect(pages.range(ofPage: "3", in: 20) == nil)
    #expect(pages.range(ofPage: "2", in: 20) == 10..<20)
  }
}

@Suite struct HighlightKeyTests {
  @Test func `a highlight is known by its place, to whole points`() {
    let quad = [72.2, 700.4, 200, 700.4, 72.2, 688, 200, 688]
    var first = Highlight(quote: "a", page: 3, quads: [quad])
    let second = Highlight(quote: "b", page: 3, note: "x", quads: [quad.map { $0 + 0.05 }])
    #expect(first.key == second.key)
    first.page = 4
    #expect(first.key != second.key)
    #expect(Highlight(quote: "a", page: 1).key != Highlight(quote: "b", page: 1).key)
  }
}
