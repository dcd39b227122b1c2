import Findings
import Foundation
import RuleBook
import RulePages
import Rules
import Testing

/// What keeps the house as it is: structure that no test holds decays.
@Suite struct HouseTests {
  @Test("modules import only what docs/architecture.md allows, and each import that it allows is in use")
  func imports() throws {
    let allowed = try allowedImports()
    let modules = Set(allowed.keys)
    #expect(modules.count > 20)
    for (module, imports) in allowed.sorted(by: { $0.key < $1.key }) {
      var used: Set<String> = []
      for file in try swiftFiles("Sources/\(module)") {
        for line in try lines(file) {
          guard let imported = importedModule(line), modules.contains(imported), imported != module else { continue }
          #expect(imports.contains(imported), "\(file) imports \(imported)")
          used.insert(imported)
        }
      }
      #expect(used == imports, "\(module): \(imports.subtracting(used).sorted()) not in use")
    }
  }

  /// The table "Allowed imports" of the architecture page: each module with the modules that it may import.
  private func allowedImports() throws -> [String: Set<String>] {
    let page = try lines("\(Self.root)/docs/architecture.md")
    let start = try #require(page.firstIndex(of: "## Allowed imports"))
    var allowed: [String: Set<String>] = [:]
    for line in page[start...] where line.hasPrefix("| `") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      #expect(cells.count == 3 && cells[2].count > 10, "a reason is missing: \(line)")
      let module = cells[0].replacing("`", with: "")
      allowed[module, default: []].formUnion(
        cells[1].split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces).replacing("`", with: "") }
          .filter { $0 != "nothing" })
    }
    return allowed
  }

  @Test("libyaml is called in one file, Foundation in none, ArgumentParser in the programs only")
  func foreignImports() throws {
    for file in try swiftFiles("Sources") where !file.contains("/BindFiles/") {
      for line in try lines(file) {
        switch importedModule(line) {
        case "CLibYAML": #expect(file.hasSuffix("YAMLTree/Parser.swift"), "\(file)")
        case "CExpat": #expect(file.hasSuffix("Readers/BPMN/XMLReader.swift"), "\(file)")
        case "Foundation": Issue.record("\(file) imports Foundation")
        case "ArgumentParser": #expect(file.contains("/eventlint/") || file.contains("/eventlint-dev/"), "\(file)")
        case "Subprocess":
          #expect(file.hasSuffix("Commands/Graphviz.swift") || file.hasSuffix("Files/Git.swift"), "\(file)")
        default: break
        }
      }
    }
  }

  @Test("one rule a file, and file, rule and page carry one name; what others report stands in one list")
  func ruleFiles() throws {
    let files = try swiftFiles("Sources/Rules").filter {
      $0.split(separator: "/").count > Self.root.split(separator: "/").count + 3 && !$0.contains("/Shared/")
    }
    var found: [String] = []
    for file in files {
      let declarations = try lines(file).filter { $0.contains("static let ") && $0.contains(" = Rule(") }
      #expect(declarations.count == 1, "\(file)")
      let stem = file.split(separator: "/").last?.dropLast(".swift".count) ?? ""
      let folder = file.split(separator: "/").dropLast().last ?? ""
      let page = RuleBook.pages.first { camelCase($0.id.name) == stem.prefix(1).lowercased() + stem.dropFirst() }
      #expect(page?.category.rawValue == folder.lowercased(), "\(file)")
      if let page { found.append(page.id.name) }
    }
    let reported = try lines("\(Self.root)/Sources/Rules/Reported.swift").filter { $0.contains(" = Rule(") }
    found += RuleBook.pages.map(\.id.name).filter { id in reported.contains { $0.contains("Rule(.\(camelCase(id))") } }
    #expect(found.sorted() == RuleBook.pages.map(\.id.name).sorted())
  }

  @Test("the bound book is the folder: a page that is not bound would be a rule without documentation")
  func book() throws {
    let folder = try pages().map { $0.split(separator: "/").last.map { String($0.dropLast(".yaml".count)) } ?? "" }
    #expect(folder.sorted() == RuleBook.pages.map(\.id.name).sorted())
    for path in try pages() {
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let id = path.split(separator: "/").last?.dropLast(".yaml".count) ?? ""
      let bound = RuleBook.pages.first { $0.id.name == id }?.text
      #expect(bound == text || bound.map { $0 + "\n" } == text || bound == text + "\n", "\(id) is not bound as written")
    }
  }

  @Test("every option is read by its rule", arguments: RuleBook.pages.filter { !$0.options.isEmpty })
  func options(_ page: RulePage) throws {
    let file = try #require(
      try swiftFiles("Sources/Rules").first {
        $0.lowercased().hasSuffix("/\(camelCase(page.id.name).lowercased()).swift")
      })
    let text = try String(contentsOfFile: file, encoding: .utf8)
    for option in page.options {
      #expect(text.contains("Options.\(camelCase(option.name))"), "\(option.name) of \(page.id)")
    }
  }

  @Test("no file has more than 500 lines, no line more than 120 characters, and none traps on purpose")
  func files() throws {
    for file in try swiftFiles("Sources")
    where !file.hasSuffix("LexiconWords.swift") && !file.contains("/eventlint-fuzz/") {
      let lines = try lines(file)
      #expect(lines.count <= 500, "\(file)")
      for line in lines {
        #expect(line.count <= 120, "\(file): \(line)")
        // `.replacing(`: it compares characters, and misses a sign that a mark joins; untrusted text must be escaped.
        for word in ["try!", "fatalError(", "as!", "@unchecked", "preconditionFailure(", ".replacing("] {
          #expect(!line.contains(word), "\(file): \(line)")
        }
      }
    }
  }

  @Test("public and package declarations, members too, say what they are")
  func documentation() throws {
    let declaration = #/^\s*(public|package)\s(?!import\b|extension\b)/#
    for file in try swiftFiles("Sources") where !file.hasSuffix("LexiconWords.swift") {
      let lines = try lines(file)
      for (index, line) in lines.enumerated() where line.firstMatch(of: declaration) != nil {
        var above = index - 1
        while above >= 0, lines[above].trimmingCharacters(in: .whitespaces).hasPrefix("@") { above -= 1 }
        #expect(
          above >= 0 && lines[above].trimmingCharacters(in: .whitespaces).hasPrefix("///"), "\(file):\(index + 1)")
      }
    }
  }

  @Test("from the third on, parameters have labels; closures at the end need none")
  func labels() throws {
    for file in try swiftFiles("Sources") where !file.contains("/eventlint-fuzz/") {
      let text = try String(contentsOfFile: file, encoding: .utf8)
      for match in text.matches(of: #/\n *(?:\w+ )*(?:func \w+|init\??)(?:<[^(]*>)?\(/#) {
        for parameter in parameters(text[match.range.upperBound...]).dropFirst(2) {
          let isBare = parameter.trimmingCharacters(in: .whitespacesAndNewlines).hasPrefix("_ ")
          #expect(!isBare || parameter.contains("->"), "\(file): \(match.output)\(parameter)")
        }
      }
    }
  }

  /// The parameters of a declaration, from behind its parenthesis on.
  private func parameters(_ text: Substring) -> [String] {
    var parameters = [""]
    var depth = 0
    for character in text {
      if "([{<".contains(character) { depth += 1 }
      if ")]}>".contains(character), !(character == ">" && parameters[parameters.count - 1].hasSuffix("-")) {
        depth -= 1
      }
      if depth < 0 { break }
      if character == ",", depth == 0 {
        parameters.append("")
      } else {
        parameters[parameters.count - 1].append(character)
      }
    }
    return parameters
  }

  @Test("text is plain English: words that read as translated are not used")
  func plainWords() throws {
    let words = #/\b(nobody|somebody|mended|besides|for ever)\b|(^|[^e] |[^r]e |[^e]re )is no (?!longer)/#.ignoresCase()
    // The title of a talk; the dictionary that the lexicon is made of.
    let allowed = ["If an event is published to a topic and nobody is around", "LexiconWords.swift"]
    let folders = ["Sources", "docs", "rules", "glossary", "samples", "scripts", "packaging", "integrations"]
    let pages = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", ".pre-commit-hooks.yaml", "Dockerfile"]
    for file in try folders.flatMap({ try files($0, ending: "") }) + pages.map({ "\(Self.root)/\($0)" })
    where !allowed.contains(where: file.hasSuffix) {
      guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { continue }
      for line in text.split(separator: "\n") where !allowed.contains(where: line.contains) {
        #expect(line.firstMatch(of: words) == nil, "\(file): \(line)")
      }
    }
  }

  @Test("numbers of the input become integers by checked conversions, and options are not multiplied unbounded")
  func numbers() throws {
    for file in try swiftFiles("Sources")
    where !["/eventlint-dev/", "/yardstick/", "/Corpus/", "/compare-schemas/"].contains(where: file.contains) {
      for line in try lines(file) {
        let unchecked =
          line.contains("Int(") && (line.contains(".rounded(") || line.contains("Double("))
          && !line.contains("exactly:")
        #expect(!unchecked, "\(file): \(line)")
        // Where options are read they are bounded; what has no bound is not counted with.
        if line.contains("inspection[Options."), line.contains(" << ") { Issue.record("\(file): \(line)") }
      }
    }
    let configuration = try String(
      contentsOfFile: "\(Self.root)/Sources/Configuration/Configuration.swift", encoding: .utf8)
    #expect(configuration.contains("number.magnitude > 1_000_000_000"))
  }

  @Test("what a run says goes through one place, and files are written in one")
  func outputs() throws {
    for file in try swiftFiles("Sources")
    where !["/eventlint-dev/", "/yardstick/", "/eventlint-fuzz/", "/bind-files/", "/BindFiles/", "/compare-schemas/"]
      .contains(
        where: file.contains)
    {
      let name = file.split(separator: "/").last.map(String.init) ?? ""
      for line in try lines(file) where !line.trimmingCharacters(in: .whitespaces).hasPrefix("//") {
        if line.contains("O_CREAT") || line.contains("O_TRUNC") || line.contains("fopen(") {
          #expect(name == "AtomicFile.swift", "\(file): \(line)")
        }
        let writes =
          line.contains(" print(") || line.contains("fputs(") || line.contains(" write(1") || line.contains(" write(2")
        if writes {
          #expect(["Streams.swift", "Crashes.swift", "ProgressLine.swift"].contains(name), "\(file): \(line)")
        }
      }
    }
  }

  // MARK: Helpers

  static let root: String = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(
    separator: "/")

  private func swiftFiles(_ folder: String) throws -> [String] { try files(folder, ending: ".swift") }

  private func pages() throws -> [String] { try files("rules", ending: ".yaml") }

  private func files(_ folder: String, ending: String) throws -> [String] {
    let path = "\(Self.root)/\(folder)"
    return try FileManager.default.subpathsOfDirectory(atPath: path).filter { $0.hasSuffix(ending) }.sorted().map {
      "\(path)/\($0)"
    }
  }

  private func lines(_ file: String) throws -> [String] {
    try String(contentsOfFile: file, encoding: .utf8).components(separatedBy: "\n")
  }

  private func importedModule(_ line: String) -> String? {
    let words = line.split(separator: " ")
    guard let index = words.firstIndex(of: "import"), index <= 1, words.count > index + 1 else { return nil }
    return String(words[index + 1])
  }
}
