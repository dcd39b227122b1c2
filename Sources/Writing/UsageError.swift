/// An error in the call, the configuration or the environment, as one line. Exit code 2.
package struct UsageError: Error, Sendable {
  /// The whole line, with the position if there is one.
  package let message: String
  /// The position in a file of the user; nil for an error in the call.
  package let spot: Spot?

  /// A position in a file that is not an input, such as the configuration.
  package struct Spot: Sendable {
    /// The path of the file.
    package var path: String
    /// Counted from 1.
    package var line: Int
    /// The column, counted from 1.
    package var column: Int
    /// The message without the place.
    package var words: String
  }

  /// An error without a position.
  package init(_ message: String) {
    self.message = message
    spot = nil
  }

  /// An error at a position: the message is `path:line:column: words`.
  package init(_ words: String, path: String, line: Int, column: Int) {
    message = "\(path):\(line):\(column): \(words)"
    spot = Spot(path: path, line: line, column: column, words: words)
  }
}

extension UsageError {
  /// An unknown word of the call: `unknown view 'flwo'; did you mean 'flow'?`, or the known words where none is near.
  package static func unknown(_ kind: String, _ word: String, among known: [String]) -> UsageError {
    UsageError(unknownText(kind, word, among: known))
  }

  /// The text of an error about an unknown word. Of a long list the first twelve words are named.
  package static func unknownText(_ kind: String, _ word: String, among known: [String]) -> String {
    let start = "unknown \(kind) '\(word)'"
    if let near = NearName.best(for: word, among: known) { return "\(start); did you mean '\(near)'?" }
    guard !known.isEmpty else { return start }
    let more = known.count > 12 ? ", …" : ""
    return "\(start); expected one of \(known.prefix(12).joined(separator: ", "))\(more)"
  }

  /// The advice about an unknown key without a value that follows a value without quotes.
  package static func restText(_ word: String) -> String {
    "a comma ends a value without quotes; if `\(word)` belongs to the value, quote the whole value"
  }
}
