import Findings
package import YAMLTree

/// An error in a rule page.
package struct PageError: Error, Sendable {
  /// The error without its location.
  package var message: String
  /// The byte offset in the page.
  package var offset: UInt32
}

/// A reader of rule pages: YAML streams of a head and one document for each example.
package struct PageReader {
  private let tree: Tree
  private var budget: MergeBudget
  private let text: [UInt8]

  /// Parses a page; throws if the text is empty or not valid YAML.
  package init(_ text: String) throws(PageError) {
    self.text = Array(text.utf8)
    var tree = Tree()
    Parser().parse(self.text, into: &tree)
    if let problem = tree.problems.first { throw PageError(message: problem.words, offset: problem.start) }
    guard !tree.roots.isEmpty else { throw PageError(message: "the page is empty", offset: 0) }
    self.tree = tree
    budget = MergeBudget(tree: tree)
  }

  private static let headKeys = [
    "id", "title", "category", "severity", "presets", "why", "fix", "options", "silent-when", "who-disagrees", "facts",
    "hides", "sources",
  ]

  /// The head of the page; throws on unknown keys and values.
  package mutating func page() throws(PageError) -> RulePage {
    let root = tree.roots[0]
    try checkKeys(root, Self.headKeys)
    guard let category = Category(rawValue: try string("category", root)) else {
      throw error(
        "`category` must be one of \(Category.allCases.map(\.rawValue).joined(separator: ", "))", "category", id: root)
    }
    guard let severity = Severity(name: try string("severity", root)) else {
      throw error("`severity` must be info, warning or error", "severity", id: root)
    }
    var presets: [Preset] = []
    for word in strings("presets", root) {
      guard let preset = Preset(rawValue: word) else { throw error("unknown preset `\(word)`", "presets", id: root) }
      presets.append(preset)
    }
    var facts: [FactKind] = []
    for word in strings("facts", root) {
      guard let kind = FactKind(rawValue: word) else { throw error("unknown fact `\(word)`", "facts", id: root) }
      facts.append(kind)
    }
    return RulePage(
      id: try string("id", root), title: try string("title", root), category: category, severity: severity,
      presets: presets, options: try options(root), facts: facts, hides: strings("hides", root),
      text: String(decoding: text, as: UTF8.self))
  }

  /// The texts and examples of the page; throws on errors in an example.
  package mutating func details() throws(PageError) -> PageDetails {
    let root = tree.roots[0]
    var details = PageDetails()
    details.why = try string("why", root)
    details.fix = try string("fix", root)
    details.silentWhen = strings("silent-when", root)
    details.sources = strings("sources", root)
    details.disagrees = value("who-disagrees", root).map { tree.string($0) }
    for root in tree.roots.dropFirst() { details.examples.append(try example(root)) }
    return details
  }

  /// The terms of a file of the glossary, one for each document; throws on unknown keys and missing texts.
  package func terms() throws(PageError) -> [Term] {
    var terms: [Term] = []
    for root in tree.roots {
      try checkKeys(root, ["term", "also", "meaning", "said-by", "who-disagrees", "rules", "keys", "see"])
      let saidBy = strings("said-by", root)
      guard !saidBy.isEmpty else { throw error("`said-by` is missing", "", id: root) }
      terms.append(
        Term(
          name: try string("term", root), also: strings("also", root), meaning: try string("meaning", root),
          saidBy: saidBy, disagrees: value("who-disagrees", root).map { tree.string($0) },
          rules: strings("rules", root), keys: strings("keys", root), see: strings("see", root)))
    }
    return terms
  }

  private mutating func example(_ root: NodeID) throws(PageError) -> Example {
    try checkKeys(root, ["bad", "good", "why", "options", "before", "catalog", "files"])
    let bad = value("bad", root)
    guard let title = bad ?? value("good", root) else {
      throw error("an example needs `bad:` or `good:`", "", id: root)
    }
    var example = Example(title: tree.string(title), isBad: bad != nil, options: [:], files: [])
    if let catalog = value("catalog", root) {
      example.files.append(Example.File(name: "catalog.yaml", text: tree.string(catalog)))
    }
    if let before = value("before", root) {
      example.before =
        tree[before].kind == .mapping ? files(before) : [Example.File(name: "catalog.yaml", text: tree.string(before))]
    }
    if let files = value("files", root) { example.files += self.files(files) }
    guard !example.files.isEmpty else { throw error("an example needs `catalog:` or `files:`", "", id: root) }
    if let options = value("options", root) {
      for entry in tree.entries(options, budget: &budget) {
        example.options[tree.string(entry.key)] = try optionValue(entry.value)
      }
    }
    return example
  }

  private mutating func files(_ mapping: NodeID) -> [Example.File] {
    var files: [Example.File] = []
    for entry in tree.entries(mapping, budget: &budget) {
      files.append(Example.File(name: tree.string(entry.key), text: tree.string(tree.resolved(entry.value))))
    }
    return files
  }

  private mutating func options(_ root: NodeID) throws(PageError) -> [OptionPage] {
    guard let mapping = value("options", root) else { return [] }
    var options: [OptionPage] = []
    for entry in tree.entries(mapping, budget: &budget) {
      try checkKeys(entry.value, ["type", "default", "min", "choices", "summary"])
      guard let standard = value("default", entry.value) else {
        throw error("an option needs a `default`", "", id: entry.value)
      }
      let option = OptionPage(
        name: tree.string(entry.key), standard: try optionValue(standard),
        minimum: value("min", entry.value).flatMap { tree.integer($0) },
        choices: strings("choices", entry.value), summary: try string("summary", entry.value))
      guard option.standard.typeName == (try string("type", entry.value)) else {
        throw error("`default` does not match the option's `type`", "default", id: entry.value)
      }
      options.append(option)
    }
    return options
  }

  private func optionValue(_ id: NodeID) throws(PageError) -> OptionPage.Value {
    OptionPage.Value(id, in: tree)
  }

  private func checkKeys(_ id: NodeID, _ known: [String]) throws(PageError) {
    guard tree[id].kind == .mapping else { throw error("expected a mapping", "", id: id) }
    var iterator = tree.children(id)
    while let key = iterator.next(), iterator.next() != nil {
      let word = tree.string(key)
      guard known.contains(word) else {
        throw PageError(message: "unknown key `\(word)`", offset: tree[key].start)
      }
    }
  }

  private func value(_ key: String, _ id: NodeID) -> NodeID? {
    var iterator = tree.children(id)
    while let keyNode = iterator.next(), let value = iterator.next() {
      if tree.string(keyNode) == key { return tree.resolved(value) }
    }
    return nil
  }

  private func string(_ key: String, _ id: NodeID) throws(PageError) -> String {
    guard let value = value(key, id), tree[value].kind == .scalar, tree[value].length > 0 else {
      throw error("`\(key)` is missing", "", id: id)
    }
    let text = tree.string(value)
    return text.last == "\n" ? String(text.dropLast()) : text
  }

  private func strings(_ key: String, _ id: NodeID) -> [String] {
    guard let value = value(key, id) else { return [] }
    return tree[value].kind == .sequence
      ? tree.children(value).map { tree.string(tree.resolved($0)) } : [tree.string(value)]
  }

  private func error(_ message: String, _ key: String, id: NodeID) -> PageError {
    PageError(message: message, offset: tree[value(key, id) ?? id].start)
  }
}

extension OptionPage.Value {
  /// The value of a YAML node; scalars other than integers and Booleans are words.
  package init(_ id: NodeID, in tree: Tree) {
    let id = tree.resolved(id)
    if tree[id].kind == .sequence {
      self = .words(tree.children(id).map { tree.string(tree.resolved($0)) })
    } else if let value = tree.integer(id) {
      self = .integer(value)
    } else if let value = tree.boolean(id) {
      self = .boolean(value)
    } else {
      self = .word(tree.string(id))
    }
  }
}
