import Findings
import Testing

/// Paths in one text.
@Suite struct PathListTests {
  @Test("a list gives back the bytes of each path")
  func bytes() {
    let paths = [
      "a.yaml", "", "e\u{301}/b.yaml", "\u{e9}/b.yaml", "/tmp/a b\u{1f600}.yaml", "/tmp/b.yaml", "/tmp/c/d.yaml",
      "/tmp/c/", "/tmp/f.yaml", "/g.yaml", "/h.yaml", "a.yaml", "b.yaml",
    ]
    let list = PathList(paths)
    #expect(list.map { Array($0.utf8) } == paths.map { Array($0.utf8) })
    #expect(list.count == 13)
    #expect(Array(list[2].unicodeScalars) == Array(paths[2].unicodeScalars))
    #expect(list.reversed().first == "b.yaml")
    #expect(PathList().isEmpty)
  }
}
