/// The call or the configuration is wrong, or something around the program is: one line, what to do. Exit code 2.
public struct UsageError: Error, Sendable {
  /// The whole line: with the place, where there is one.
  public let message: String
  /// Where in a file of the user's the mistake is; nil for a mistake of the call.
  let spot: Spot?

  /// A place in a file that is no input, such as the configuration.
  struct Spot: Sendable {
    var path: String
    /// Counted from 1.
    var line: Int
    var column: Int
    /// The message without the place.
    var words: String
  }

  package init(_ message: String) {
    self.message = message
    spot = nil
  }

  init(_ words: String, path: String, line: Int, column: Int) {
    message = "\(path):\(line):\(column): \(words)"
    spot = Spot(path: path, line: line, column: column, words: words)
  }
}
