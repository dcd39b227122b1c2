import Catalog
import Configuration
import Findings
import Linting
import Loading
import Readers
import RuleBook
import RulePages
import Rules
import TestSupport
import Testing

/// An example with its page, named as the test that it is.
struct Case: Sendable, CustomTestStringConvertible {
  var page: RulePage
  var example: Example

  var testDescription: String { "\(page.id): \(example.isBad ? "bad" : "good"): \(example.title)" }

  static let all: [Case] = RuleBook.pages.flatMap { page in
    ((try? RuleBook.details(page))?.examples ?? []).map { Case(page: page, example: $0) }
  }

  static let bad = all.filter(\.example.isBad)
}

@Suite struct ExampleTests {
  @Test("finds exactly what is drawn", arguments: Case.all)
  func exact(_ example: Case) {
    let files = example.example.files
    let found = findings(example, files)
    check(found, files, example)
    #expect(found.isEmpty != example.example.isBad)
  }

  @Test("finds the same behind a byte-order mark, with CRLF, and below a line of many bytes", arguments: Case.all)
  func encodings(_ example: Case) {
    let variations: [(String) -> String] = [
      { "\u{FEFF}" + $0 }, { $0.replacing("\n", with: "\r\n") }, { commented("größer 🎉 注文", $0) },
    ]
    for vary in variations {
      let files = example.example.files.map {
        Example.File(name: $0.name, text: $0.name.hasSuffix(".bpmn") ? $0.text : vary($0.text))
      }
      // A pointer into JSON has no comment line above it, and the byte-order mark belongs to the first line.
      guard !files.contains(where: { $0.text.contains("{\"eventlint\"") }) else { continue }
      check(findings(example, files), files, example)
    }
  }

  @Test("finds the same with the files in any order", arguments: Case.all.filter { $0.example.files.count > 1 })
  func order(_ example: Case) {
    let forwards = findings(example, example.example.files).map(\.fingerprint)
    let backwards = findings(example, example.example.files.reversed()).map(\.fingerprint)
    #expect(Set(forwards) == Set(backwards))
  }

  @Test("a suppression of the rule silences it and counts as used", arguments: Case.bad)
  func suppressed(_ example: Case) {
    // A broken file has no comments to go by, and what a suppression reports cannot be suppressed.
    guard !["syntax", "unused-suppression", "unexplained-suppression"].contains(example.page.id.name) else { return }
    let found = findings(example, example.example.files)
    let concerned = Set(found.map { Int($0.place.file.rawValue) })
    // A schema has no comments that are read; `ignore` in the configuration accepts what is found there.
    guard !concerned.contains(where: { example.example.files[$0].name.hasSuffix(".json") }),
      !concerned.contains(where: { example.example.files[$0].name.hasSuffix(".avsc") })
    else { return }
    let files = example.example.files.enumerated().map { index, file in
      concerned.contains(index)
        ? Example.File(
          name: file.name,
          text: file.name.hasSuffix(".bpmn")
            ? "<!-- eventlint: ignore-file[\(example.page.id)] known -->\n" + file.text
            : commented("eventlint: ignore-file \(example.page.id) -- known", file.text)
        ) : file
    }
    var configuration = configuration(example)
    configuration.settings[RuleID("unused-suppression")] = RuleSettings()
    let system = LoadedCatalog.linking(files.map { ($0.name, Array($0.text.utf8)) }, checks: DocumentChecks([:]))
    #expect(Linter.findings(system, configuration, previous: before(example)).findings.map(\.message) == [])
  }

  // MARK: Helpers

  /// A text with a comment as its first line, or as the first of its front matter.
  private func commented(_ words: String, _ text: String) -> String {
    text.hasPrefix("---\n") ? "---\n# \(words)\n\(text.dropFirst(4))" : "# \(words)\n\(text)"
  }

  private func before(_ example: Case) -> LoadedCatalog? {
    guard !example.example.before.isEmpty else { return nil }
    return LoadedCatalog.linking(example.example.before.map { ($0.name, Array($0.text.utf8)) })
  }

  private func configuration(_ example: Case) -> Configuration {
    var configuration = Configuration()
    for page in RuleBook.pages { configuration.settings[page.id] = RuleSettings(isOn: false) }
    configuration.settings[example.page.id] = RuleSettings(options: example.example.options)
    // The suppression named in an example must be of a rule that is on.
    if example.page.id.name == "unused-suppression" {
      for name in ["command-without-receiver", "event-without-consumer"] {
        configuration.settings[RuleID(name)] = RuleSettings()
      }
    }
    return configuration
  }

  private func findings(_ example: Case, _ files: [Example.File]) -> [Finding] {
    let system = LoadedCatalog.linking(files.map { ($0.name, Array($0.text.utf8)) }, checks: DocumentChecks([:]))
    // A misspelt example would be silent for the wrong reason.
    let ground: [RuleID] = [
      .syntax, .invalidValue, .unknownField, .unknownReference, .duplicateDefinition, .invalidSchema,
    ]
    let slips = system.catalog.problems.filter { $0.rule != example.page.id && ground.contains($0.rule) }
    #expect(slips.map(\.message) == [])
    return Linter.findings(system, configuration(example), previous: before(example)).findings
  }

  private func check(_ findings: [Finding], _ files: [Example.File], _ example: Case) {
    var marks = files.enumerated().flatMap { Mark.all(in: $0.element.text, file: FileID(UInt32($0.offset))) }
    for finding in findings {
      let index = marks.firstIndex { $0.isPrimary && $0.place == finding.place && finding.message.contains($0.words) }
      guard let index else {
        Issue.record("not drawn: \(finding.message) at \(written(finding.place, files))")
        continue
      }
      marks.remove(at: index)
      for note in finding.notes + finding.steps where note.place != finding.place {
        let index = marks.firstIndex { !$0.isPrimary && $0.place == note.place && note.message.contains($0.words) }
        guard let index else {
          Issue.record("not drawn: note \(note.message) at \(written(note.place, files))")
          continue
        }
        marks.remove(at: index)
      }
    }
    for mark in marks { Issue.record("drawn and not found: \(mark)") }
  }

  private func written(_ place: Place, _ files: [Example.File]) -> String {
    let bytes = Array(files[Int(place.file.rawValue)].text.utf8)
    let position = SourceMap(text: bytes).position(of: place.start)
    let text = String(decoding: bytes[Int(place.start)..<min(Int(place.end), bytes.count)], as: UTF8.self)
    return "\(position.line):\(position.column) \"\(text)\""
  }
}

@Suite struct PageTests {
  @Test("every page has two bad and two good examples, and says why and what to do", arguments: RuleBook.pages)
  func examples(_ page: RulePage) throws {
    let details = try RuleBook.details(page)
    #expect(details.examples.count(where: \.isBad) >= 2)
    #expect(details.examples.count { !$0.isBad } >= 2)
    #expect(!details.why.isEmpty && !details.fix.isEmpty && !details.sources.isEmpty && !details.silentWhen.isEmpty)
  }

  @Test("the registry has each page once, in the book's order")
  func registry() {
    #expect(Rule.all.map(\.page.id.name) == RuleBook.pages.map(\.id.name).sorted())
  }

  @Test("pages that hide rules name rules there are")
  func hides() {
    for page in RuleBook.pages {
      for hidden in page.hides { #expect(RuleBook.page(hidden) != nil, "\(page.id) hides \(hidden)") }
    }
  }

  @Test(
    "a page that is wrong is refused with its place",
    arguments: [
      ("id: a\nfoo: 1\n", "unknown key `foo`"), ("id: a\n", "`category` is missing"), ("", "the page is empty"),
      ("a: [", "did not find expected node content while parsing a flow node"),
    ])
  func refused(text: String, message: String) {
    do throws(PageError) {
      var reader = try PageReader(text)
      _ = try reader.page()
      Issue.record("accepted")
    } catch {
      #expect(error.message == message)
    }
  }
}
