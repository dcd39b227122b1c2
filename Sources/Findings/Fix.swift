/// A change of a few bytes in one file.
package struct Edit: Hashable, Sendable {
  /// What is taken out; an empty span inserts.
  package var place: Place
  package var replacement: String

  package init(_ place: Place, _ replacement: String) {
    self.place = place
    self.replacement = replacement
  }
}

/// A way to mend a finding by changing text. Edits leave comments and layout as they are.
package struct Fix: Hashable, Sendable {
  package enum Safety: Int, Comparable, Sendable {
    /// Changes what the catalog means in a way that only a person can approve.
    case unsafe
    /// Nothing that was right becomes wrong.
    case safe

    package static func < (left: Safety, right: Safety) -> Bool { left.rawValue < right.rawValue }
  }

  /// What it does, as an instruction: `remove the comment`.
  package var title: String
  package var edits: [Edit]
  package var safety: Safety

  package init(_ title: String, _ edits: [Edit], safety: Safety = .safe) {
    self.title = title
    self.edits = edits
    self.safety = safety
  }
}

extension [Edit] {
  /// The text with all edits of one file made. Of edits that overlap, the first in the text's order counts.
  ///
  /// - Returns: the new text and how many edits were made.
  package func applied(to text: [UInt8]) -> (text: [UInt8], count: Int) {
    var result: [UInt8] = []
    var position = 0
    var count = 0
    var last: Edit?
    for edit in sorted(by: {
      ($0.place.start, $0.place.end, $0.replacement) < ($1.place.start, $1.place.end, $1.replacement)
    }) {
      let (start, end) = (Int(edit.place.start), Int(edit.place.end))
      guard edit != last, start >= position, start <= end, end <= text.count else { continue }
      result += text[position..<start]
      result += [UInt8](edit.replacement.utf8)
      position = end
      count += 1
      last = edit
    }
    return (result + text[position...], count)
  }
}
