package import Findings

/// A category of rules: the folders of `rules/` and `Sources/Rules`.
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

  /// Whether the rules depend on the kind of a message, so that an inferred kind lowers their severity.
  package var restsOnKinds: Bool {
    switch self {
    case .intent, .chains, .coupling: true
    case .payloads, .contracts, .delivery, .sourcing, .governance, .asyncapi: false
    }
  }
}

/// A named selection of rules that a configuration can extend.
package enum Preset: String, Sendable, CaseIterable {
  /// The default selection.
  case recommended
  /// All rules, infos as warnings.
  case strict
  /// Errors only.
  case quiet
  /// The rules derived from Bernd Ruecker's talk "Opportunities and Pitfalls of Event-Driven Utopia".
  case pitfalls
  /// Style and hygiene of AsyncAPI documents.
  case asyncapi
  /// The event rules of Zalando's RESTful API guidelines that can be checked on a catalog.
  case zalando

  /// What the preset selects, in one sentence without a full stop.
  package var summary: String {
    switch self {
    case .recommended: "The default: rules whose findings most teams agree with"
    case .strict: "All rules; those that only inform are warnings"
    case .quiet: "The errors of `recommended` and nothing else"
    case .pitfalls:
      "The rules from Bernd Ruecker's talk \"Opportunities and Pitfalls of Event-Driven Utopia\""
    case .asyncapi: "Style and completeness of AsyncAPI documents"
    case .zalando: "The event rules of Zalando's RESTful API guidelines that can be checked on a catalog"
    }
  }

  /// Who the preset is for, in one sentence without a full stop.
  package var audience: String {
    switch self {
    case .recommended: "Every catalog; start with it"
    case .strict: "Teams that want every hint, and rule authors; most choose single rules from it"
    case .quiet: "Large existing systems in which warnings would not be read yet"
    case .pitfalls: "Workshops and reviews about the talk"
    case .asyncapi: "Repositories whose AsyncAPI documents are published to others; add it to `recommended`"
    case .zalando: "Teams that follow these guidelines; add it to `recommended`"
    }
  }
}

/// A kind of fact that a rule requires; without it in the catalogs, the rule reports nothing.
package enum FactKind: String, Sendable, CaseIterable {
  case contexts, teams, entities, flows, reactions, consumers, needs, payloads, patterns, keys, versions, correlation
  case expectations, effects, idempotence, stores, channels, partitions, delivery, deprecations, calls, replicas,
    copies, owners
  case queries, roles, transactions, visibility
}

/// The type, default and bounds of a rule option.
package struct OptionPage: Sendable, Hashable {
  /// A value of an option.
  package enum Value: Sendable, Hashable {
    case integer(Int)
    case boolean(Bool)
    case word(String)
    case words([String])

    /// The type as written in rule pages: `integer`, `boolean`, `word` or `words`.
    package var typeName: String {
      switch self {
      case .integer: "integer"
      case .boolean: "boolean"
      case .word: "word"
      case .words: "words"
      }
    }

    /// The value in YAML flow style.
    package var description: String {
      switch self {
      case .integer(let value): String(value)
      case .boolean(let value): String(value)
      case .word(let value): value
      case .words(let values): "[\(values.joined(separator: ", "))]"
      }
    }
  }

  /// The key of the option in the configuration, in kebab-case.
  package var name: String
  /// The default value, which also determines the type.
  package var standard: Value
  /// The smallest value of an integer option; nil without a bound.
  package var minimum: Int?
  /// The allowed values of a `word` option; empty if any word is allowed.
  package var choices: [String]
  /// A description of the option in one line.
  package var summary: String

  /// An option as declared in a rule page.
  package init(name: String, standard: Value, minimum: Int? = nil, choices: [String] = [], summary: String) {
    self.name = name
    self.standard = standard
    self.minimum = minimum
    self.choices = choices
    self.summary = summary
  }
}

/// The metadata of a rule: the head of its page in `rules/`.
package struct RulePage: Sendable {
  /// The identifier of the rule, which is also the file name of the page.
  package var id: RuleID
  /// The title without a full stop.
  package var title: String
  /// The category, which is also the folder of the page.
  package var category: Category
  /// The severity unless the configuration sets another one.
  package var severity: Severity
  /// The presets that enable the rule.
  package var presets: [Preset]
  /// The options in the order of the page.
  package var options: [OptionPage]
  /// The facts that the rule requires to report anything.
  package var facts: [FactKind]
  /// The rules whose findings about the same subjects this rule suppresses.
  package var hides: [RuleID]
  /// The complete text of the page, for `explain` and the tests.
  package var text: String

  /// The head of a page.
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

/// An example of a rule page, with its expected findings marked in comments.
package struct Example: Sendable {
  /// A file of an example.
  package struct File: Sendable {
    /// The name of the file.
    package var name: String
    /// The text, including the marks.
    package var text: String

    /// A file with its text.
    package init(name: String, text: String) {
      self.name = name
      self.text = text
    }
  }

  /// A description of the example.
  package var title: String
  /// Whether the example has findings; a good example has none.
  package var isBad: Bool
  /// The options of the rule in this example; others have their defaults.
  package var options: [String: OptionPage.Value]
  /// The files of the earlier version, for rules that compare two versions; empty for other rules.
  package var before: [File] = []
  /// The names and texts of the files, including the marks.
  package var files: [File]
}

/// The parts of a page that only `explain`, the documentation and the tests need.
package struct PageDetails: Sendable {
  /// The rationale, as Markdown paragraphs.
  package var why = ""
  /// The recommended change.
  package var fix = ""
  /// The exceptions; each completes "Not reported, or less severe, when ...".
  package var silentWhen: [String] = []
  /// The publications that the rule is based on.
  package var sources: [String] = []
  /// Objections to the rule and their answer; nil if the page has none.
  package var disagrees: String?
  /// The good and bad examples in the order of the page.
  package var examples: [Example] = []
}
