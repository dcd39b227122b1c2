import Catalog
package import Files
package import Findings
import Loading
import RuleBook
import RulePages
import Rules
import Writing
import YAMLTree

/// An entry of `overrides`: severities for findings whose subjects or file match its globs.
package struct Override: Sendable {
  /// The globs of services; empty if the entry sets none.
  package var services: [Glob] = []
  /// The globs of messages; empty if the entry sets none.
  package var messages: [Glob] = []
  /// The globs of contexts; empty if the entry sets none.
  package var contexts: [Glob] = []
  /// The globs of teams; empty if the entry sets none.
  package var teams: [Glob] = []
  /// The patterns of files; empty if the entry sets none.
  package var files: [FilePattern] = []
  /// The new severity by rule; nil for off.
  package var severities: [RuleID: Severity?] = [:]
  /// The start of the entry in the configuration, in bytes.
  package var offset: UInt32 = 0
  /// The end of the entry in the configuration, in bytes, exclusive.
  package var end: UInt32 = 0
  /// The path of the configuration that contains the entry.
  package var path = ""

  static let keys = ["services", "messages", "contexts", "teams", "files", "rules"]
}

/// An entry of `ignore`: findings of one rule about one subject or in certain files.
package struct IgnoreEntry: Sendable {
  /// The rule whose findings are ignored; an alias is resolved, an unknown id is kept.
  package var rule: RuleID
  /// The message, service or other subject of the findings; nil for any.
  package var subject: String?
  /// The field that a changed contract is about (`field`); nil for any.
  package var field: String?
  /// The kind of change of a contract (`change`); nil for any.
  package var change: String?
  /// The files of the findings (`path`); nil for any.
  package var files: FilePattern?
  /// The reason for the entry; empty if none is given.
  package var reason = ""
  /// The last day on which it applies, as `2026-11-25`; an invalid date counts as expired, nil never expires.
  package var until: String?
  /// The start of the entry in the configuration, in bytes.
  package var offset: UInt32 = 0
  /// The end of the entry in the configuration, in bytes, exclusive.
  package var end: UInt32 = 0
  /// The path of the configuration that contains the entry.
  package var path = ""

  static let keys = ["rule", "message", "service", "subject", "field", "change", "path", "reason", "until"]
}

extension ConfigurationReader {
  mutating func overrides(_ id: NodeID) throws(UsageError) -> [Override] {
    var overrides: [Override] = []
    for item in try list(id, "`overrides` must be a list of mappings with `rules`") {
      var override = Override()
      (override.offset, override.end, override.path) = (tree[item].start, tree[item].end, path)
      for entry in tree.entries(item, budget: &budget) {
        switch tree.string(entry.key) {
        case "services": override.services = try patterns(entry).map { Glob($0) }
        case "messages": override.messages = try patterns(entry).map { Glob($0) }
        case "contexts": override.contexts = try patterns(entry).map { Glob($0) }
        case "teams": override.teams = try patterns(entry).map { Glob($0) }
        case "files":
          override.files = try words(entry).map { word throws(UsageError) in try pattern(word, entry.value) }
        case "rules":
          let rules = tree.resolved(entry.value)
          guard tree[rules].kind == .mapping else {
            throw error("`rules` must be a mapping from rules to severities", rules)
          }
          for rule in tree.entries(rules, budget: &budget) {
            let page = try page(tree.string(rule.key), at: rule.key)
            let value = tree.resolved(rule.value)
            guard tree[value].kind == .scalar else {
              throw error("an override can only set a severity; options apply to the whole run", value)
            }
            var settings = RuleSettings()
            try setSeverity(value, page, settings: &settings)
            override.severities[page.id] = .some(settings.isOn ? settings.severity : nil)
          }
        case let key: throw unknown("key", key, among: Override.keys, at: entry.key)
        }
      }
      guard !override.severities.isEmpty else { throw error("missing `rules` in an entry of `overrides`", item) }
      let names = [override.services, override.messages, override.contexts, override.teams]
      guard !names.allSatisfy(\.isEmpty) || !override.files.isEmpty else {
        throw error(
          "an entry of `overrides` must specify services, messages, contexts, teams or files", item)
      }
      overrides.append(override)
    }
    return overrides
  }

  mutating func ignores(_ id: NodeID) throws(UsageError) -> [IgnoreEntry] {
    var ignores: [IgnoreEntry] = []
    for item in try list(id, "`ignore` must be a list of mappings with `rule`") {
      var ignore = IgnoreEntry(rule: RuleID(""))
      (ignore.offset, ignore.end, ignore.path) = (tree[item].start, tree[item].end, path)
      for entry in tree.entries(item, budget: &budget) {
        let key = tree.string(entry.key)
        let value = try word(entry.value, "`\(key)` must be a single value")
        switch key {
        case "rule":
          if let page = RuleBook.page(RuleID(value)) ?? Self.page(alias: value) {
            ignore.rule = page.id
          } else {
            ignore.rule = RuleID(value)
          }
        case "message", "service", "subject": ignore.subject = value
        case "field": ignore.field = value
        case "change":
          guard ContractChangeKinds.names.contains(value) else {
            throw unknown("kind of change", value, among: ContractChangeKinds.names, at: entry.value)
          }
          ignore.change = value
        case "path": ignore.files = try pattern(value, entry.value)
        case "reason": ignore.reason = value
        case "until": ignore.until = value
        default: throw unknown("key", key, among: IgnoreEntry.keys, at: entry.key)
        }
      }
      guard !ignore.rule.name.isEmpty else { throw error("missing `rule` in an entry of `ignore`", item) }
      guard ignore.subject != nil || ignore.files != nil else {
        throw error(
          "an entry of `ignore` must specify a message, a service, a subject or a path; "
            + "to disable a rule, use `rules: {\(ignore.rule): off}`",
          item)
      }
      ignores.append(ignore)
    }
    return ignores
  }

  func page(_ name: String, at key: NodeID) throws(UsageError) -> RulePage {
    guard let page = RuleBook.page(RuleID(name)) ?? Self.page(alias: name) else {
      throw unknown("rule", name, among: RuleBook.pages.map(\.id.name), at: key)
    }
    return page
  }

  func word(_ id: NodeID, _ expectation: String) throws(UsageError) -> String {
    let id = tree.resolved(id)
    guard tree[id].kind == .scalar, !tree.isNull(id) else { throw error(expectation, id) }
    return tree.string(id)
  }

  private func list(_ id: NodeID, _ expectation: String) throws(UsageError) -> [NodeID] {
    let id = tree.resolved(id)
    guard tree[id].kind == .sequence else { throw error(expectation, id) }
    let items = tree.children(id).map { tree.resolved($0) }
    for item in items where tree[item].kind != .mapping { throw error(expectation, item) }
    return items
  }
}
