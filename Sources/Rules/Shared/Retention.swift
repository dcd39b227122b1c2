/// The retention of a channel.
enum Retention {
  /// Whether messages expire with a retention, as with `7d`, but not with `forever`, `unlimited` or `compact`.
  static func isFinite(_ word: String) -> Bool {
    !["forever", "unlimited", "infinite", "compact", "compacted", "-1", "none"].contains(word.lowercased())
  }
}
