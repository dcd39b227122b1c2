/// The move of what one reader read behind what another one read: names get the numbers of the other's table, and
/// positions start after the other's elements.
///
/// Every type of the model renames its own names, right below its fields; a test by reflection finds a forgotten one.
package struct Renaming: Sendable {
  private let names: [Name]
  private let listOffset: UInt32
  private let mentionOffset: Int32
  private let reactionOffset: Int32

  /// A move to another table.
  ///
  /// - Parameters:
  ///   - names: the new name of each old one, by its number.
  ///   - lists: the number of names in the lists of the other reading.
  ///   - mentions: the number of mentions of the other reading.
  ///   - reactions: the number of reactions of the other reading.
  package init(_ names: [Name], lists: Int = 0, mentions: Int = 0, reactions: Int = 0) {
    self.names = names
    (listOffset, mentionOffset, reactionOffset) = (UInt32(lists), Int32(mentions), Int32(reactions))
  }

  /// Renames a name.
  package func callAsFunction(_ name: inout Name) { name = names[Int(name.index)] }

  /// Moves a list behind those of the other reading; an empty list has no position.
  package func callAsFunction(_ list: inout NameList) { if list.count > 0 { list.start += listOffset } }

  /// Renames everything in a value.
  package func callAsFunction(_ value: inout some Renamable) { value.rename(self) }

  /// Renames everything in a value, if there is one.
  package func callAsFunction(_ value: inout (some Renamable)?) {
    guard var renamed = value else { return }
    renamed.rename(self)
    value = renamed
  }

  /// Renames all elements.
  package func callAsFunction(_ elements: inout [some Renamable]) {
    for index in elements.indices { elements[index].rename(self) }
  }

  /// Moves the position of a reaction; -1 stands for none.
  func moveReaction(_ position: inout Int32) { if position >= 0 { position += reactionOffset } }

  /// Moves a range of mentions.
  func moveMentions(_ range: inout Range<Int32>) {
    range = range.lowerBound + mentionOffset..<range.upperBound + mentionOffset
  }
}

/// A part of the model that holds names.
package protocol Renamable {
  /// Gives every name and position in it its new number.
  mutating func rename(_ new: Renaming)
}

extension Name: Renamable {
  /// Gives the name its new number.
  package mutating func rename(_ new: Renaming) { new(&self) }
}

extension NameList: Renamable {
  /// Gives the list its new position.
  package mutating func rename(_ new: Renaming) { new(&self) }
}

extension NamePlace: Renamable {
  /// Gives the name its new number; the place stays.
  package mutating func rename(_ new: Renaming) { new(&name) }
}
