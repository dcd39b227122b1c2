import Findings
import RuleBook
import Rules
import Writing
import YAMLTree

/// The reader of `policies`, the rules that a configuration itself defines.
extension ConfigurationReader {
  private static let policyKeys = ["forbid", "allow", "require", "severity", "message", "because"]

  mutating func readPolicies(_ id: NodeID, into configuration: inout Configuration) throws(UsageError) {
    let id = tree.resolved(id)
    guard tree[id].kind == .mapping else { throw error("`policies` must be a mapping from names to policies", id) }
    for entry in tree.entries(id, budget: &budget) {
      let name = tree.string(entry.key)
      guard RuleBook.page(RuleID(name)) == nil else {
        throw error("'\(name)' is the name of a rule; choose another name for the policy", entry.key)
      }
      guard !name.isEmpty, name.utf8.allSatisfy({ $0 == 0x2D || $0 >= 0x61 && $0 <= 0x7A || $0 >= 0x30 && $0 <= 0x39 })
      else {
        throw error("the name of a policy must consist of lowercase letters, digits and hyphens", entry.key)
      }
      configuration.policies.removeAll { $0.name == name }
      if let policy = try policy(name, entry.value, at: entry.key) { configuration.policies.append(policy) }
    }
  }

  /// A policy; nil if it is off.
  private mutating func policy(_ name: String, _ id: NodeID, at key: NodeID) throws(UsageError) -> Policy? {
    let id = tree.resolved(id)
    if tree.matches(id, "off") { return nil }
    guard tree[id].kind == .mapping else {
      throw error("a policy must be a mapping with `forbid`, `allow` or `require`", id)
    }
    var demand: Policy.Demand?
    var severity = Severity.error
    var (message, because): (String?, String?)
    for entry in tree.entries(id, budget: &budget) {
      let value = tree.resolved(entry.value)
      switch tree.string(entry.key) {
      case "forbid", "allow", "require":
        guard demand == nil else {
          throw error("a policy must have only one of `forbid`, `allow` and `require`", entry.key)
        }
        demand = try self.demand(tree.string(entry.key), value)
      case "severity":
        guard let known = Severity(name: tree.string(value)) else {
          throw unknown("severity", tree.string(value), among: ["info", "warning", "error"], at: value)
        }
        severity = known
      case "message": message = tree.string(value)
      case "because": because = tree.string(value)
      case let word: throw unknown("key", word, among: Self.policyKeys, at: entry.key)
      }
    }
    guard let demand else { throw error("policy '\(name)' has none of `forbid`, `allow` and `require`", key) }
    var policy = Policy(name: name, demand: demand, severity: severity)
    policy.message = message
    policy.because = because
    return policy
  }

  private static let demandKeys = [
    "from", "to", "via", "reachable", "unless-through", "services", "messages", "have", "name", "consumers",
    "producers",
  ]

  private mutating func demand(_ word: String, _ id: NodeID) throws(UsageError) -> Policy.Demand {
    guard tree[id].kind == .mapping else { throw error("`\(word)` must be a mapping", id) }
    var relation = Policy.Relation(from: Selector(), to: Selector())
    var (hasFrom, hasTo) = (false, false)
    var subject: (Policy.Subject, Selector)?
    var properties: [Policy.Property] = []
    for entry in tree.entries(id, budget: &budget) {
      let value = tree.resolved(entry.value)
      switch tree.string(entry.key) {
      case "from":
        relation.from = try selector(value, of: .services)
        hasFrom = true
      case "to":
        relation.to = try selector(value, of: .services)
        hasTo = true
      case "via": relation.via = try selector(value, of: .messages)
      case "unless-through": relation.unlessThrough = try selector(value, of: .services)
      case "reachable":
        guard let flag = tree.boolean(value) else { throw error("`reachable` must be true or false", value) }
        relation.isReachable = flag
      case "services": subject = (.services, try selector(value, of: .services))
      case "messages": subject = (.messages, try selector(value, of: .messages))
      case "have":
        for item in tree[value].kind == .sequence ? tree.children(value).map({ tree.resolved($0) }) : [value] {
          guard let attribute = Policy.Attribute(rawValue: tree.string(item)) else {
            throw unknown("property", tree.string(item), among: Policy.Attribute.allCases.map(\.rawValue), at: item)
          }
          properties.append(.has(attribute))
        }
      case "name": properties.append(.name(try test(value, of: nil)))
      case "consumers", "producers":
        properties.append(try count(tree.string(entry.key) == "consumers" ? .consumers : .producers, value))
      case let key: throw unknown("key", key, among: Self.demandKeys, at: entry.key)
      }
    }
    if let (kind, _) = subject {
      for property in properties {
        switch property {
        case .has(let attribute) where !attribute.belongs(to: kind):
          throw error(
            "\(kind.rawValue) have no `\(attribute.rawValue)`; expected one of "
              + Policy.Attribute.allCases.filter { $0.belongs(to: kind) }.map(\.rawValue).joined(separator: ", "),
            id)
        case .count(let side, _, _) where kind == .services:
          throw error("`\(side.rawValue)` applies to messages, not to services", id)
        default: continue
        }
      }
    }
    switch (word, subject) {
    case ("require", let subject?) where !properties.isEmpty: return .require(subject.0, subject.1, properties)
    case ("require", nil) where hasFrom && hasTo: return .requireLink(relation)
    case ("forbid", nil) where hasFrom && hasTo: return .forbid(relation)
    case ("allow", nil) where hasFrom && hasTo && !relation.isReachable: return .allow(relation)
    case ("require", _):
      throw error("`require` must have `from` and `to`, or `services` or `messages` with the required properties", id)
    default: throw error("`\(word)` must have `from` and `to`", id)
    }
  }

  private mutating func selector(_ id: NodeID, of subject: Policy.Subject) throws(UsageError) -> Selector {
    // A single word is a name; `all` matches everything.
    if tree[id].kind == .scalar, tree.string(id) == "all" || tree.string(id) == "*" { return Selector() }
    guard tree[id].kind == .mapping else { return Selector([Selector.Test(key: .name, words: try tests(id))]) }
    let forMessages: Set<Selector.Key> = [.kind, .visibility, .audience, .pattern, .channel, .subject]
    let known = Selector.Key.allCases.filter { subject == .messages || !forMessages.contains($0) }.map(\.rawValue)
    var selector = Selector()
    for entry in tree.entries(id, budget: &budget) {
      let word = tree.string(entry.key)
      guard known.contains(word), let key = Selector.Key(rawValue: word) else {
        throw unknown("property", word, among: known, at: entry.key)
      }
      selector.tests.append(Selector.Test(key: key, words: try tests(tree.resolved(entry.value), of: key)))
    }
    return selector
  }

  private func tests(_ id: NodeID, of key: Selector.Key? = nil) throws(UsageError) -> [WordTest] {
    guard tree[id].kind == .sequence else { return [try test(id, of: key)] }
    var tests: [WordTest] = []
    for item in tree.children(id) { tests.append(try test(tree.resolved(item), of: key)) }
    return tests
  }

  /// A test of a word; of a property with fixed words, one of them must pass it with or without a leading `!`.
  private func test(_ id: NodeID, of key: Selector.Key?) throws(UsageError) -> WordTest {
    guard tree[id].kind == .scalar else { throw error("expected a word, a pattern or a list of them", id) }
    guard let test = WordTest(tree.string(id)) else {
      throw error("'\(tree.string(id))': invalid regular expression", id)
    }
    if let key, let words = key.words {
      let text = tree.string(id)
      let plain = WordTest(text.hasPrefix("!") ? String(text.dropFirst()) : text)
      guard words.contains(where: { plain?.matches(Array($0.utf8)[...]) ?? false }) else {
        throw unknown(key.rawValue, text, among: words, at: id)
      }
    }
    return test
  }

  /// `{at-most: 5}`, `{at-least: 1}`.
  private mutating func count(_ side: Policy.Side, _ id: NodeID) throws(UsageError) -> Policy.Property {
    var (least, most): (Int?, Int?)
    guard tree[id].kind == .mapping else { throw error("`\(side.rawValue)` must have `at-least` or `at-most`", id) }
    for entry in tree.entries(id, budget: &budget) {
      let value = tree.resolved(entry.value)
      guard let number = tree.integer(value), number >= 0 else { throw error("expected a non-negative number", value) }
      switch tree.string(entry.key) {
      case "at-least": least = number
      case "at-most": most = number
      case let key: throw unknown("key", key, among: ["at-least", "at-most"], at: entry.key)
      }
    }
    return .count(side, atLeast: least, atMost: most)
  }
}
