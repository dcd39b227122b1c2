package import Findings

/// A message that a document describes and no operation mentions: no part of the system, and still a contract to
/// compare with.
package struct SpareMessage: Renamable, Sendable {
  /// The name of the message.
  package var name: Name
  /// The place of the name.
  package var place: Place
  /// The place of its payload; nil if there is none.
  package var payloadPlace: Place?

  /// A message without a payload.
  package init(name: Name, place: Place) {
    self.name = name
    self.place = place
  }

  /// Gives its name the new number.
  package mutating func rename(_ new: Renaming) { new(&name) }
}
