import Findings

/// Witness paths as people can read them.
enum Paths {
  /// `A → B → C`; of a long path the beginning and the end.
  static func arrows(_ names: [String]) -> String {
    names.count <= 8
      ? names.joined(separator: " → ")
      : "\(names.prefix(4).joined(separator: " → ")) → … → \(names.suffix(3).joined(separator: " → "))"
  }

  /// A path of at most 40 steps: of a longer one the beginning and the end, and how many lie between.
  static func shortened(_ steps: [Note]) -> [Note] {
    guard steps.count > 40, let first = steps.dropFirst(20).first else { return steps }
    return steps.prefix(20) + [Note("… \(steps.count - 39) further steps …", at: first.place)] + steps.suffix(19)
  }
}
