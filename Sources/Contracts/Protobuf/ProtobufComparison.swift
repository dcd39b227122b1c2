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

  /// A message of a `.proto` file, or of text that is embedded in another document.
  package struct Message {
    /// The file; imports are sought from its folder upwards.
    package var file: Documents.LoadedFile
    /// The name, with or without package; nil is the file's only message that no other contains, or all of them.
    package var name: String?
    /// The name of the message that carries the payload; it decides where a file without a name defines several.
    package var carrier: String?
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
    if let mistake = old[oldFile].content.fatalMistake {
      verdict.undecided.append(
        .init(
          path: "", reason: "the old file cannot be parsed: \(mistake.message)",
          old: old[oldFile].place(mistake.span), new: nil))
    }
    if let mistake = new[newFile].content.fatalMistake {
      verdict.undecided.append(
        .init(
          path: "", reason: "the new file cannot be parsed: \(mistake.message)", old: nil,
          new: new[newFile].place(mistake.span)))
    }
    guard verdict.undecided.isEmpty else { return verdict }
    let olds = messages(before, like: after.name, in: oldFile, of: old)
    let news = messages(after, like: before.name, in: newFile, of: new)
    let isChosen = before.name != nil || after.name != nil
    if let reason = Self.doubt(olds.count, before, isChosen: isChosen) {
      verdict.undecided.append(
        .init(path: "", reason: "the old file \(reason)", old: old[oldFile].place(0..<0), new: nil))
    }
    if let reason = Self.doubt(news.count, after, isChosen: isChosen) {
      verdict.undecided.append(
        .init(path: "", reason: "the new file \(reason)", old: nil, new: new[newFile].place(0..<0)))
    }
    guard verdict.undecided.isEmpty else { return verdict }
    var pairs = ProtobufPairs(
      old: old, new: new, files: (oldFile, newFile), question: (direction, policy))
    pairs.compareFiles()
    if isChosen {
      pairs.compare(olds[0], news[0])
    } else {
      compareAll(olds, news, of: newFile, in: &pairs)
    }
    return pairs.verdict()
  }

  /// The message that a name means; without one, that of the other side's name, or those that no other contains.
  private func messages(
    _ message: Message, like other: String?, in file: Int, of sources: ProtobufSources
  ) -> [ProtobufSources.TypeID] {
    if let found = (message.name ?? other).flatMap({ sources.message(named: $0, in: file) }) { return [found] }
    guard message.name == nil else { return [] }
    let roots = sources.roots(of: file)
    guard roots.count > 1, let carrier = message.carrier else { return roots }
    return sources.outermost(of: file).first { sources.shortName($0) == carrier }.map { [$0] } ?? roots
  }

  /// Why no message of a file can be compared; nil if one can.
  private static func doubt(_ count: Int, _ message: Message, isChosen: Bool) -> String? {
    if count == 0 { return message.name.map { "has no message \($0)" } ?? "has no message" }
    return isChosen && count > 1 ? "defines several messages, and none is chosen" : nil
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
