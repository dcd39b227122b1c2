package import Findings
package import Schemas

/// A comparison of Protocol Buffers messages by field numbers, as the wire has them.
///
/// Each pair of messages or enums that the two sides reach is compared once; a change in it is told once, at the first
/// path that leads there. Linear in the declarations.
package struct ProtobufComparison {
  private var old: ProtobufSources
  private var new: ProtobufSources
  private let policy: CompatibilityPolicy

  /// A message of a `.proto` file.
  package struct Message {
    /// The file; imports are sought from its folder upwards.
    package var file: Documents.LoadedFile
    /// The name, with or without package; nil is the file's only message that no other contains, or all of them.
    package var name: String?
    /// The byte offset of the text in the file, for text that is embedded in it.
    package var offset = 0
    /// The place of all changes, for embedded text that the file does not contain byte for byte.
    package var place: Place?

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
    self.old = ProtobufSources(documents: old)
    self.new = ProtobufSources(documents: new)
    self.policy = policy
  }

  /// The verdict for two messages in one direction.
  package mutating func compare(
    _ before: Message, _ after: Message, direction: CompatibilityDirection
  ) -> ContractVerdict {
    let oldFile = old.source(.init(before.file, offset: before.offset, place: before.place))
    let newFile = new.source(.init(after.file, offset: after.offset, place: after.place))
    var verdict = ContractVerdict()
    if old[oldFile].content.isBroken {
      verdict.undecided.append(
        .init(path: "", reason: "the old file cannot be parsed", old: old[oldFile].place(0..<0), new: nil))
    }
    if new[newFile].content.isBroken {
      verdict.undecided.append(
        .init(path: "", reason: "the new file cannot be parsed", old: nil, new: new[newFile].place(0..<0)))
    }
    let olds = messages(before.name, oldFile, of: old)
    let news = messages(after.name, newFile, of: new)
    if olds.isEmpty, verdict.undecided.isEmpty {
      verdict.undecided.append(missing(before, "old", place: (old[oldFile].place(0..<0), nil)))
    }
    if news.isEmpty, verdict.undecided.isEmpty {
      verdict.undecided.append(missing(after, "new", place: (nil, new[newFile].place(0..<0))))
    }
    guard verdict.undecided.isEmpty else { return verdict }
    var pairs = ProtobufPairs(
      old: old, new: new, files: (oldFile, newFile), question: (direction, policy))
    pairs.compareFiles()
    if before.name == nil, after.name == nil {
      compareAll(olds, news, of: newFile, in: &pairs)
    } else {
      pairs.compare(olds[0], news[0])
    }
    return pairs.verdict()
  }

  private func messages(_ name: String?, _ file: Int, of sources: ProtobufSources) -> [ProtobufSources.TypeID] {
    guard let name else { return sources.roots(of: file) }
    return sources.message(named: name, in: file).map { [$0] } ?? []
  }

  private func missing(_ message: Message, _ age: String, place: (old: Place?, new: Place?)) -> UndecidedPart {
    let reason = message.name.map { "the \(age) file has no message \($0)" } ?? "the \(age) file has no message"
    return UndecidedPart(path: "", reason: reason, old: place.old, new: place.new)
  }

  /// Compares the messages of two files by their names; a file's only message may have another name.
  private func compareAll(
    _ olds: [ProtobufSources.TypeID], _ news: [ProtobufSources.TypeID], of file: Int, in pairs: inout ProtobufPairs
  ) {
    let counterparts = Dictionary(new.outermost(of: file).map { (new.shortName($0), $0) }) { first, _ in first }
    let only = olds.count == 1 && news.count == 1 ? news.first : nil
    for message in olds {
      let name = old.shortName(message)
      let path = olds.count == 1 ? "" : "<\(name)>"
      if let counterpart = counterparts[name] ?? only {
        pairs.compare(message, counterpart, path: path)
      } else {
        pairs.noteRemoved(message, path: path)
      }
    }
  }
}
