package import RulePages

/// A typed option of a rule; the build generates one for each option of each page.
package struct RuleOption<Value: OptionValue>: Sendable {
  /// The key of the option in the configuration.
  package let name: String
  /// The default value.
  package let standard: Value

  /// An option as declared in a rule page.
  package init(_ name: String, default standard: Value) {
    self.name = name
    self.standard = standard
  }
}

/// A type of option values.
package protocol OptionValue: Sendable {
  /// The value if it has this type; else nil.
  init?(_ value: OptionPage.Value)
}

extension Int: OptionValue {
  /// The value of an option that is an integer; else nil.
  package init?(_ value: OptionPage.Value) {
    guard case .integer(let number) = value else { return nil }
    self = number
  }
}

extension Bool: OptionValue {
  /// The value of an option that is a Boolean; else nil.
  package init?(_ value: OptionPage.Value) {
    guard case .boolean(let flag) = value else { return nil }
    self = flag
  }
}

extension String: OptionValue {
  /// The value of an option that is a word; else nil.
  package init?(_ value: OptionPage.Value) {
    guard case .word(let word) = value else { return nil }
    self = word
  }
}

extension [String]: OptionValue {
  /// The value of an option that is a list of words; else nil.
  package init?(_ value: OptionPage.Value) {
    guard case .words(let words) = value else { return nil }
    self = words
  }
}
