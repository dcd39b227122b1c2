import Foundation
import Testing

/// The rules for the script and the style of the explorer page. Its form is checked by `scripts/test-integrations`.
@Suite struct PageTests {
  private static let folder = "\(HouseTests.root)/Sources/Diagrams/Page"

  private func files(_ ending: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: Self.folder).filter { $0.hasSuffix(ending) }.sorted()
  }

  private func text(_ file: String) throws -> String {
    try String(contentsOfFile: "\(Self.folder)/\(file)", encoding: .utf8)
  }

  @Test("no file has more than 500 lines, no line more than 120 characters")
  func sizes() throws {
    for file in try files("") {
      let lines = try text(file).split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count <= 500, "\(file)")
      for line in lines { #expect(line.count <= 120, "\(file): \(line)") }
    }
  }

  @Test("no name becomes markup or code: text is escaped in one place, and nothing is evaluated or loaded")
  func markup() throws {
    let forbidden = [
      "eval(", "new Function", "outerHTML", "insertAdjacentHTML", "document.write", "createContextualFragment",
      "setAttribute(\"style\"", "style=\"", "javascript:", "fetch(", "XMLHttpRequest", "import(", "@import", "url(",
      "unsafe-inline", "onclick",
    ]
    var places = 0
    for file in try files("") {
      let text = try text(file)
      for word in forbidden { #expect(!text.contains(word), "\(file): \(word)") }
      for address in text.matches(of: #/https?:\/\/[^"\s]*/#) {
        #expect(address.output == "http://www.w3.org/2000/svg", "\(file): \(address.output)")
      }
      places += text.matches(of: #/\.innerHTML/#).count
    }
    #expect(places == 1, "only `fill` in text.js sets markup")
    let trusted = try files(".js").filter { try text($0).contains("drawnByEventlint") }
    #expect(trusted == ["cases.js", "text.js"], "only drawings of cases are taken as they are")
  }

  @Test("modules share one scope once they are joined, so their names are distinct; each is part of the page")
  func modules() throws {
    let page = try String(
      contentsOfFile: "\(HouseTests.root)/Sources/Diagrams/Formats/HTMLPage.swift", encoding: .utf8)
    var owners: [Substring: String] = [:]
    for file in try files(".js") + files(".css") {
      let parts = file.split(separator: ".")
      #expect(page.contains("BoundText.\(parts[0])\(parts[1].uppercased())"), "\(file) is not part of the page")
    }
    for file in try files(".js") {
      for line in try text(file).split(separator: "\n") {
        guard let found = line.firstMatch(of: #/^(?:export )?(?:const|let|function|class) (\w+)/#) else { continue }
        #expect(owners[found.1] == nil, "\(found.1) is declared in \(file) and \(owners[found.1] ?? "")")
        owners[found.1] = file
      }
    }
    #expect(owners.count > 100)
  }
}
