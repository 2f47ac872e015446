import Model
import Testing

@Suite struct AreasOfPages {
  @Test func `an area is written as its page and its corners, and read back`() throws {
    let quad = try #require(PageArea.Quad(left: 72, bottom: 688.25, right: 200.1, top: 700.5))
    let area = PageArea(page: 3, quads: [quad])
    #expect(area.description == "3;72,700.5,200.1,700.5,72,688.25,200.1,688.25")
    #expect(PageArea(area.description) == area)
    #expect(PageArea("0") == PageArea(page: 0))
  }

  @Test func `corners are kept to the hundredth, so that reading gives what was written`() throws {
    let quad = try #require(PageArea.Quad([1 / 3.0, -0.005, 0.009, -7.1, 1e6, 0, 0, -0.001]))
    let area = PageArea(page: 1, quads: [quad, quad])
    #expect(PageArea(area.description) == area)
    #expect(area.description.hasPrefix("1;0.33,-0.01,0.01,-7.1,1000000,0,0,0;"))
  }

  @Test(arguments: [
    "", "-1", "01", "x", "3;", "3;1,2,3", "3;1,2,3,4,5,6,7,nan", "3;1,2,3,4,5,6,7,1e9",
    "3;1,2,3,4,5,6,7,8.0", "3;1,2,3,4,5,6,7,8;",
  ])
  func `anything else is no area`(text: String) {
    #expect(PageArea(text) == nil)
  }
}

@Suite struct FragmentsOfBooks {
  @Test(arguments: [
    "epubcfi(/6/4[chap01ref]!/4[body01]/10[para05]/3:10)",
    "epubcfi(/6/4!/4/10,/1:3,/1:40)",
    "epubcfi(/6/4!/4/10/1:3[xx,y])".replacingEscapes,
    "epubcfi(/6/4[a^]b^^c]!/4/2)",
    "epubcfi(/6/28!/4,/2/1:0,/8/3:12[, he said])".replacingEscapes,
    "epubcfi(/2/1:0)",
  ])
  func `what is read is written again in the same words`(text: String) throws {
    #expect(try #require(EPUBFragment(text)).description == text)
  }

  @Test func `a range is what its ends have in common and how they go on`() throws {
    let fragment = try #require(EPUBFragment("epubcfi(/6/4[c1]!/4/10,/1:3,/3:0)"))
    #expect(fragment.path.steps.map(\.index) == [6, 4, 4, 10])
    #expect(fragment.path.steps.map(\.isIndirect) == [false, false, true, false])
    #expect(fragment.path.steps[1].id == "c1")
    #expect(fragment.range?.start == EPUBFragment.Path(steps: [.init(1)], offset: 3))
    #expect(fragment.range?.end == EPUBFragment.Path(steps: [.init(3)], offset: 0))
  }

  @Test(arguments: [
    "", "epubcfi()", "epubcfi(/6", "/6/4", "epubcfi(6/4)", "epubcfi(/06)", "epubcfi(/6:)",
    "epubcfi(/6,/1:2)", "epubcfi(/6:1,/1:2,/1:3)", "epubcfi(/6,/1:2,/1:3,/1:4)",
    "epubcfi(/6[a)", "epubcfi(/6[a^)", "epubcfi(/6:1/2)", "epubcfi(/6~2.5)", "epubcfi(/6@50:50)",
    "epubcfi(/99999999999999999999)",
  ])
  func `anything else is no fragment of a passage`(text: String) {
    #expect(EPUBFragment(text) == nil)
  }

  @Test func `they are ordered as a reader comes to them, whatever their ids are`() throws {
    let ordered = try [
      "epubcfi(/6/4!/4/2)", "epubcfi(/6/4[x]!/4/2/1:3)", "epubcfi(/6/4!/4/2,/1:3,/1:9)",
      "epubcfi(/6/4!/4/2/1:10)", "epubcfi(/6/4!/4/10)", "epubcfi(/6/10!/2)",
    ].map { try #require(EPUBFragment($0)) }
    for (left, right) in zip(ordered, ordered.dropFirst()) {
      #expect(!right.precedes(left), "\(right) before \(left)")
    }
    #expect(ordered.reversed().sorted { $0.precedes($1) }.last == ordered.last)
  }
}

extension String {
  /// With the circumflex before a comma that fragments want within brackets.
  fileprivate var replacingEscapes: String {
    guard let bracket = lastIndex(of: "[") else { return self }
    return String(self[..<bracket]) + self[bracket...].replacing(",", with: "^,")
  }
}
