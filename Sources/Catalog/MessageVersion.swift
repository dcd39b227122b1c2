package import Findings

/// A version of a message with a page of its own, for comparisons of versions that are kept beside each other.
package struct MessageVersion: Renamable, Sendable {
  /// The name of the message.
  package var name: Name
  /// The version as its page writes it: `1.2.0`.
  package var version: String
  /// The place of the name.
  package var place: Place
  /// The place of its payload.
  package var payloadPlace: Place
  /// Whether it is the version that counts for the system; else it is an older one that is kept.
  package var isCurrent: Bool

  /// A version with its payload.
  package init(name: Name, version: String, place: Place, payloadPlace: Place, isCurrent: Bool) {
    self.name = name
    self.version = version
    self.place = place
    self.payloadPlace = payloadPlace
    self.isCurrent = isCurrent
  }

  /// Gives its name the new number.
  package mutating func rename(_ new: Renaming) { new(&name) }
}
