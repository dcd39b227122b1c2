package import Findings

/// What goes wrong, in one word: the folders of `rules/` and of `Sources/Rules`.
package enum Category: String, Sendable, CaseIterable {
  case intent
  case chains
  case payloads
  case coupling
  case contracts
  case delivery
  case sourcing
  case governance
  case asyncapi

  /// Whether its rules judge by what kind a message is, so that a guessed kind makes them milder.
  package var restsOnKinds: Bool {
    switch self {
    case .intent, .chains, .coupling: true
    case .payloads, .contracts, .delivery, .sourcing, .governance, .asyncapi: false
    }
  }
}

/// A named choice of rules that a configuration may extend.
package enum Preset: String, Sendable, CaseIterable {
  /// The default.
  case recommended
  /// Everything, infos as warnings.
  case strict
  /// Errors only.
  case quiet
  /// The rules that Bernd Ruecker's talk leads to.
  case pitfalls
  /// Style and hygiene of AsyncAPI documents.
  case asyncapi
  /// The event rules of Zalando's RESTful API guidelines that a catalog can answer.
  case zalando
}

/// A kind of fact that rules rest on and that catalogs may leave out: then those rules are silent.
package enum FactKind: String, Sendable, CaseIterable {
  case contexts, teams, entities, flows, reactions, consumers, needs, payloads, patterns, keys, versions, correlation
  case expectations, effects, idempotence, stores, channels, partitions, delivery, deprecations, calls, replicas,
    copies, owners
  case queries, roles, transactions, visibility
}

/// The type, default and bounds of an option.
package struct OptionPage: Sendable, Hashable {
  package enum Value: Sendable, Hashable {
    case integer(Int)
    case boolean(Bool)
    case word(String)
    case words([String])

    package var typeName: String {
      switch self {
      case .integer: "integer"
      case .boolean: "boolean"
      case .word: "word"
      case .words: "words"
      }
    }

    package var description: String {
      switch self {
      case .integer(let value): String(value)
      case .boolean(let value): String(value)
      case .word(let value): value
      case .words(let values): "[\(values.joined(separator: ", "))]"
      }
    }
  }

  package var name: String
  package var standard: Value
  package var minimum: Int?
  /// The words a `word` option may be.
  package var choices: [String]
  package var summary: String

  package init(name: String, standard: Value, minimum: Int? = nil, choices: [String] = [], summary: String) {
    self.name = name
    self.standard = standard
    self.minimum = minimum
    self.choices = choices
    self.summary = summary
  }
}

/// What a rule says about itself, once: the head of its page in `rules/`.
package struct RulePage: Sendable {
  package var id: RuleID
  package var title: String
  package var category: Category
  /// The severity where the configuration says nothing else.
  package var severity: Severity
  package var presets: [Preset]
  package var options: [OptionPage]
  /// Facts without which it has nothing to say.
  package var facts: [FactKind]
  /// Rules whose findings about the same subjects this one makes superfluous.
  package var hides: [RuleID]
  /// The page as written, for `explain` and the tests.
  package var text: String

  package init(
    id: String, title: String, category: Category, severity: Severity, presets: [Preset], options: [OptionPage],
    facts: [FactKind] = [], hides: [String], text: String
  ) {
    self.id = RuleID(id)
    self.title = title
    self.category = category
    self.severity = severity
    self.presets = presets
    self.options = options
    self.facts = facts
    self.hides = hides.map(RuleID.init)
    self.text = text
  }
}

/// One example of a page, with what is to be found in it.
package struct Example: Sendable {
  package var title: String
  package var isBad: Bool
  package var options: [String: OptionPage.Value]
  /// What the catalog was, for rules that compare.
  package var before: String?
  /// File names and texts; the marks stay in, they are comments.
  package var files: [(name: String, text: String)]
}

/// The parts of a page that only `explain`, the documentation and the tests read.
package struct PageDetails: Sendable {
  package var why = ""
  package var fix = ""
  package var silentWhen: [String] = []
  package var sources: [String] = []
  package var disagrees: String?
  package var examples: [Example] = []
}
