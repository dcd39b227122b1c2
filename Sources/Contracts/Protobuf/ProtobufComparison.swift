package import Schemas

/// A comparison of Protocol Buffers messages by field numbers, as the wire has them.
package struct ProtobufComparison {
  private let old: Documents
  private let new: Documents
  private let policy: CompatibilityPolicy

  /// A message of a `.proto` file.
  package struct Message {
    /// The file; imports are sought from its folder upwards.
    package var file: Documents.LoadedFile
    /// The name, with or without package; nil is the file's only message that no other contains.
    package var name: String?

    /// A message by its name.
    package init(file: Documents.LoadedFile, name: String?) {
      self.file = file
      self.name = name
    }
  }

  /// - Parameters:
  ///   - old: the loader for imports of old files.
  ///   - new: the loader for imports of new files.
  package init(old: Documents, new: Documents, policy: CompatibilityPolicy = .tolerant) {
    self.old = old
    self.new = new
    self.policy = policy
  }

  /// The verdict for two messages in one direction.
  package mutating func compare(
    _ before: Message, _ after: Message, direction: CompatibilityDirection
  ) -> ContractVerdict {
    ContractVerdict()
  }
}
