import ArgumentParser
import Files
import RulePages
import Writing

/// Starts a rule: a page in `rules/` and a file in `Sources/Rules`, which build and whose examples fail until the rule
/// is written.
struct NewRule: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new-rule", abstract: "Write the page and the Swift file of a new rule, for you to fill in.",
    discussion: "Run it at the top of the checkout. The registry follows from the page.")

  @Argument(help: "The category: \(Category.allCases.map(\.rawValue).joined(separator: ", ")).") var category: String
  @Argument(help: "The rule's id in kebab-case, such as `shouted-name`.") var id: String

  func run() throws {
    guard let category = Category(rawValue: category) else {
      throw ValidationError(
        UsageError.unknownText("category", category, among: Category.allCases.map(\.rawValue)))
    }
    let words = id.split(separator: "-", omittingEmptySubsequences: false)
    guard words.allSatisfy({ $0.first?.isLetter ?? false && $0.allSatisfy { $0.isLowercase || $0.isNumber } }) else {
      throw ValidationError("'\(id)' is not in kebab-case, such as shouted-name")
    }
    let page = "rules/\(category.rawValue)/\(id).yaml"
    let name = camelCase(id)
    let type = capitalized(name)
    let folder = category == .asyncapi ? "AsyncAPI" : capitalized(category.rawValue)
    let file = "Sources/Rules/\(folder)/\(type).swift"
    for path in ["rules/\(category.rawValue)", "Sources/Rules/\(folder)"] where !FilePaths.isFolder(path) {
      throw UsageError("\(path): no such folder; run this at the top of the checkout")
    }
    for path in [page, file] where FilePaths.exists(path) { throw ValidationError("\(path) is there already") }
    try AtomicFile.write(Array(pageText(category).utf8), to: page)
    try AtomicFile.write(Array(fileText(name).utf8), to: file)
    print("\(page)\n\(file)\nFill in both, then run: swift test --filter ExampleTests")
  }

  private func pageText(_ category: Category) -> String {
    let example = """
      catalog: |
        eventlint: 1
        services:
          shop: {publishes: OrderPlaced}
      """
    return """
      id: \(id)
      title: What is wrong, in a few words
      category: \(category.rawValue)
      severity: info
      presets: [strict]
      why: What goes wrong where this is found, in one or two sentences.
      fix: What to do instead, and what to write into the catalog if it is meant.
      silent-when: [the case in which it does not apply]
      sources: ["Where the rule comes from, and its year"]
      ---
      bad: the smallest case
      \(example)
        #                   ^^^^^^^^^^^ the words of the finding
      ---
      bad: another case
      \(example)
        #                   ^^^^^^^^^^^ the words of the finding
      ---
      good: the nearest case that is right
      \(example)
      ---
      good: the case in which it does not apply
      \(example)

      """
  }

  private func capitalized(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }

  private func fileText(_ name: String) -> String {
    """
    import Catalog
    import Findings
    import RuleBook

    extension Rule {
      /// What is wrong, as on the page.
      static let \(name) = Rule(.\(name), run: run)
    }

    private func run(_ inspection: inout Inspection) {
      let catalog = inspection.catalog
      for message in catalog.messages where message.kind == .event {
        // Replace the condition by what the rule looks for, and name the subject and the fact.
        guard catalog[message.name].isEmpty else { continue }
        inspection.report("\\(catalog[message.name]) ...", at: message.place, about: [message.name])
      }
    }

    """
  }
}
