import Commands
import Diagrams
import Findings
import Linting
import Loading
import Writing

/// eventlint as a library: everything that a program of your own needs, without the rooms behind it.
///
/// ```swift
/// let findings = try EventLint.findings(in: ["catalog/"])
/// for finding in findings where finding.severity == .error {
///   print("\(finding.path):\(finding.line): \(finding.message)")
/// }
/// ```
public enum EventLint {
  /// The catalogs to read and the configuration to use.
  public struct Input: Sendable {
    /// Files, folders and globs; empty for what the configuration includes, else the working folder.
    public var paths: [String]
    /// The configuration file; nil for the nearest one.
    public var configuration: String?
    /// Whether configuration files are ignored.
    public var isIsolated = false

    /// The options of a run over these paths; without a `configuration` the nearest file is used.
    public init(_ paths: [String], configuration: String? = nil) {
      self.paths = paths
      self.configuration = configuration
    }
  }

  /// A problem in a catalog.
  public struct Finding: Sendable, Hashable {
    /// How bad the problem is.
    public enum Severity: String, Sendable {
      case info, warning, error
    }

    /// The id of the rule: `long-event-chain`.
    public let rule: String
    /// The severity after configuration and overrides.
    public let severity: Severity
    /// The problem in one line.
    public let message: String
    /// The file, as the call spells it.
    public let path: String
    /// The line, counted from 1.
    public let line: Int
    /// The column in code points, counted from 1.
    public let column: Int
    /// The advice, one thing to do next; nil if there is none.
    public let help: String?
    /// The identity of the finding, the same in every run wherever it stands: 32 hexadecimal digits.
    public let fingerprint: String
  }

  /// A call that cannot be carried out: a missing file, an invalid configuration.
  public struct Failure: Error, Sendable {
    /// The reason, with its place where there is one, in one line.
    public let message: String
  }

  /// The findings in catalogs that nothing suppresses, in report order.
  ///
  /// - Throws: `Failure` for a wrong call; problems of the input are findings.
  public static func findings(in input: Input) throws(Failure) -> [Finding] {
    try failing { () throws(UsageError) in
      let result = try Linter.judge(request(input))
      let sources = result.system.sources
      return result.findings.map { finding in
        let position = sources.position(finding.place)
        return Finding(
          rule: finding.rule.name, severity: Finding.Severity(rawValue: finding.severity.name) ?? .error,
          message: finding.message, path: sources.path(finding.place.file), line: position.line,
          column: position.column, help: finding.help, fingerprint: finding.fingerprint.description)
      }
    }
  }

  /// The findings in catalogs, with defaults for the configuration.
  public static func findings(in paths: [String]) throws(Failure) -> [Finding] { try findings(in: Input(paths)) }

  /// A report as `eventlint lint --format` writes it: `sarif`, `json`, `markdown` and so on.
  public static func report(_ input: Input, format: String) throws(Failure) -> [UInt8] {
    try failing { () throws(UsageError) in
      var request = request(input)
      request.targets = try ReportTarget.all([format])
      return try Linter.lint(request).output
    }
  }

  /// A picture as `eventlint graph` writes it, in a view such as `flow` and a format such as `dot` or `mermaid`.
  public static func graph(_ input: Input, view: String = "flow", format: String = "dot") throws(Failure) -> [UInt8] {
    try failing { () throws(UsageError) in
      var picture = PictureRequest()
      picture.input = request(input)
      picture.view = try View.named(view)
      picture.format = try PictureFormat.named(format)
      return try Linter.draw(picture).output
    }
  }

  private static func request(_ input: Input) -> LintRequest {
    var request = LintRequest()
    request.paths = input.paths
    request.configuration = input.configuration
    request.isIsolated = input.isIsolated
    return request
  }

  private static func failing<Value>(_ body: () throws(UsageError) -> Value) throws(Failure) -> Value {
    do { return try body() } catch { throw Failure(message: error.message) }
  }
}
