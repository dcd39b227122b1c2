/// A change of a few bytes in one file.
package struct Edit: Hashable, Comparable, Sendable {
  /// The span that is replaced; an empty span inserts.
  package var place: Place
  /// The text that replaces the span; empty to delete it.
  package var replacement: String

  /// A replacement of a span.
  package init(_ place: Place, _ replacement: String) {
    self.place = place
    self.replacement = replacement
  }

  /// The order in which edits are made: by place, so that an insertion comes before a replacement that starts there.
  package static func < (left: Edit, right: Edit) -> Bool {
    (left.place, left.replacement) < (right.place, right.replacement)
  }
}

/// A change of text that fixes a finding. Edits leave comments and layout as they are.
package struct Fix: Hashable, Sendable {
  /// The degree to which a fix preserves the meaning of the text.
  package enum Safety: Int, Comparable, Sendable {
    /// It changes the meaning of the catalog, which only a person can approve.
    case unsafe
    /// It keeps everything correct that was correct before.
    case safe

    /// The order of safety: unsafe before safe.
    package static func < (left: Safety, right: Safety) -> Bool { left.rawValue < right.rawValue }
  }

  /// The fix as an instruction: `remove the comment`.
  package var title: String
  /// The replacements that make up the fix.
  package var edits: [Edit]
  /// Whether the fix may be applied without a review.
  package var safety: Safety

  /// A fix with a title and its edits.
  package init(_ title: String, _ edits: [Edit], safety: Safety = .safe) {
    self.title = title
    self.edits = edits
    self.safety = safety
  }
}

/// A text after edits.
package struct EditedText: Sendable {
  /// The new text.
  package var text: [UInt8]
  /// The number of edits that were applied.
  package var count: Int
}

extension [Edit] {
  /// The text with all edits of one file applied. Of overlapping edits, the first in the text's order is applied;
  /// edits outside of the text are ignored. Edits that belong together must therefore not overlap others.
  ///
  /// Cost: sorting the edits and one pass over the text.
  package func applied(to text: [UInt8]) -> EditedText {
    var result: [UInt8] = []
    var position = 0
    var count = 0
    var last: Edit?
    for edit in sorted() {
      let (start, end) = (Int(edit.place.start), Int(edit.place.end))
      guard edit != last, start >= position, start <= end, end <= text.count else { continue }
      result += text[position..<start]
      result += [UInt8](edit.replacement.utf8)
      position = end
      count += 1
      last = edit
    }
    return EditedText(text: result + text[position...], count: count)
  }
}
