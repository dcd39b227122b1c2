import Findings

/// Witness paths in a readable form.
enum Paths {
  /// The names joined as `A → B → C`; of more than 8 names, the first 4 and the last 3.
  static func arrows(_ names: [String]) -> String {
    names.count <= 8
      ? names.joined(separator: " → ")
      : "\(names.prefix(4).joined(separator: " → ")) → … → \(names.suffix(3).joined(separator: " → "))"
  }

  /// At most 40 steps: of a longer path, the first 20, a note with the number of omitted steps, and the last 19.
  static func shortened(_ steps: [Note]) -> [Note] {
    guard steps.count > 40, let first = steps.dropFirst(20).first else { return steps }
    return steps.prefix(20) + [Note("… \(steps.count - 39) further steps …", at: first.place)] + steps.suffix(19)
  }
}
