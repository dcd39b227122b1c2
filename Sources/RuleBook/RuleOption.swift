package import RulePages

/// An option of a rule with its type; the build writes one for each option of each page.
package struct RuleOption<Value: OptionValue>: Sendable {
  package let name: String
  package let standard: Value

  package init(_ name: String, default standard: Value) {
    self.name = name
    self.standard = standard
  }
}

/// A type that an option can have.
package protocol OptionValue: Sendable {
  init?(_ value: OptionPage.Value)
}

extension Int: OptionValue {
  package init?(_ value: OptionPage.Value) {
    guard case .integer(let number) = value else { return nil }
    self = number
  }
}

extension Bool: OptionValue {
  package init?(_ value: OptionPage.Value) {
    guard case .boolean(let flag) = value else { return nil }
    self = flag
  }
}

extension String: OptionValue {
  package init?(_ value: OptionPage.Value) {
    guard case .word(let word) = value else { return nil }
    self = word
  }
}

extension [String]: OptionValue {
  package init?(_ value: OptionPage.Value) {
    guard case .words(let words) = value else { return nil }
    self = words
  }
}
