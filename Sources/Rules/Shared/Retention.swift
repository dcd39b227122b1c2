/// How long a channel keeps messages.
enum Retention {
  /// Whether a retention such as `7d` lets messages go; `forever`, `unlimited` and `compact` do not.
  static func isFinite(_ word: String) -> Bool {
    !["forever", "unlimited", "infinite", "compact", "compacted", "-1", "none"].contains(word.lowercased())
  }
}
