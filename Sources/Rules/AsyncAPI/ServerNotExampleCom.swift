import RuleBook

extension Rule {
  /// A server at example.com.
  static let serverNotExampleCom = Rule(.serverNotExampleCom) { $0.reportProblems() }
}
