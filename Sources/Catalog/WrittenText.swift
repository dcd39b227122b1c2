package import Findings

/// A text of a file with its place.
package struct WrittenText: Sendable {
  /// The text as written.
  package var text: String
  /// The place of the text.
  package var place: Place

  /// A text as written.
  package init(text: String, place: Place) {
    self.text = text
    self.place = place
  }
}
