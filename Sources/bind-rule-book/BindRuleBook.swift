import Findings
import RulePages

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Writes the rule book as Swift: `bind-rule-book OUTPUT PAGE…`. Pages that are wrong stop the build with file, line and column.
@main struct BindRuleBook {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count >= 2 else { return fail("usage: bind-rule-book OUTPUT PAGE…") }
    var pages: [RulePage] = []
    for path in arguments.dropFirst(2).sorted() {
      guard let text = contents(path) else { return fail("\(path): cannot be read") }
      do throws(PageError) {
        var reader = try PageReader(text)
        let page = try reader.page()
        _ = try reader.details()
        guard path.hasSuffix("/\(page.category.rawValue)/\(page.id).yaml") else {
          return fail("\(path):1:1: error: the page of \(page.id) is rules/\(page.category.rawValue)/\(page.id).yaml")
        }
        pages.append(page)
      } catch {
        let position = SourceMap(text: Array(text.utf8)).position(of: error.offset)
        return fail("\(path):\(position.line):\(position.column): error: \(error.message)")
      }
    }
    guard save(source(pages), to: arguments[1]) else { return fail("\(arguments[1]): cannot be written") }
  }

  private static func source(_ pages: [RulePage]) -> String {
    var source =
      "// Written by bind-rule-book from rules/; do not edit.\nimport Findings\npackage import RulePages\n\nextension RulePage {\n"
    for page in pages { source += constant(page) }
    source += "}\n\nextension RuleBook {\n  package static let pages: [RulePage] = [\n"
    for page in pages { source += "    .\(camel(page.id.name)),\n" }
    source += "  ]\n}\n"
    for page in pages where !page.options.isEmpty { source += options(page) }
    return source
  }

  private static func constant(_ page: RulePage) -> String {
    let marks = String(repeating: "#", count: longestRunOfMarks(page.text) + 1)
    return """
        /// \(page.title)
        package static let \(camel(page.id.name)) = RulePage(
          id: \(quoted(page.id.name)), title: \(quoted(page.title)), category: .\(page.category.rawValue),
          severity: .\(page.severity.name), presets: [\(page.presets.map { ".\($0.rawValue)" }.joined(separator: ", "))],
          options: [\(page.options.map(literal).joined(separator: ", "))],
          facts: [\(page.facts.map { ".\($0.rawValue)" }.joined(separator: ", "))],
          hides: [\(page.hides.map { quoted($0.name) }.joined(separator: ", "))],
          text: \(marks)\"\"\"
      \(page.text.split(separator: "\n", omittingEmptySubsequences: false).map { "    " + $0 }.joined(separator: "\n"))
          \"\"\"\(marks))


      """
  }

  private static func literal(_ option: OptionPage) -> String {
    let value =
      switch option.standard {
      case .integer(let number): ".integer(\(number))"
      case .boolean(let flag): ".boolean(\(flag))"
      case .word(let word): ".word(\(quoted(word)))"
      case .words(let words): ".words([\(words.map(quoted).joined(separator: ", "))])"
      }
    return """
      OptionPage(name: \(quoted(option.name)), standard: \(value), minimum: \(option.minimum.map(String.init) ?? "nil"), \
      choices: [\(option.choices.map(quoted).joined(separator: ", "))], summary: \(quoted(option.summary)))
      """
  }

  private static func options(_ page: RulePage) -> String {
    let name = camel(page.id.name)
    var source =
      "\n/// Options of `\(page.id)`.\npackage enum \(name.prefix(1).uppercased())\(name.dropFirst())Options {\n"
    for option in page.options {
      let (type, value) =
        switch option.standard {
        case .integer(let number): ("Int", String(number))
        case .boolean(let flag): ("Bool", String(flag))
        case .word(let word): ("String", quoted(word))
        case .words(let words): ("[String]", "[\(words.map(quoted).joined(separator: ", "))]")
        }
      source += "  /// \(option.summary)\n  package static let \(camel(option.name)) = "
      source += "RuleOption<\(type)>(\(quoted(option.name)), default: \(value))\n"
    }
    return source + "}\n"
  }

  private static func camel(_ kebab: String) -> String {
    let words = kebab.split(separator: "-")
    return (words.first.map(String.init) ?? "")
      + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : $0 == "\n" ? "\\n" : String($0) }.joined() + "\""
  }

  private static func longestRunOfMarks(_ text: String) -> Int {
    var longest = 0
    var run = 0
    for character in text {
      run = character == "#" ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }

  private static func contents(_ path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer.prefix(count) }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func save(_ text: String, to path: String) -> Bool {
    guard let file = fopen(path, "w") else { return false }
    let bytes = Array(text.utf8)
    let count = fwrite(bytes, 1, bytes.count, file)
    return fclose(file) == 0 && count == bytes.count
  }

  private static func fail(_ message: String) {
    let line = Array((message + "\n").utf8)
    _ = line.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
    exit(1)
  }
}
