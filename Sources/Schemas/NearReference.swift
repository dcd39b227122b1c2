import Findings
import Writing
import YAMLTree

/// Advice on references that lead nowhere, for findings about them.
extension Documents {
  /// What a reference may mean: "did you mean `messages.yaml#/A`?"; nil if nothing is near. Compares all siblings of
  /// the missing target, so callers limit the number of calls for a document.
  package func advice(on reference: String, from base: Document, after problem: ReferenceProblem) -> String? {
    let parts = reference.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let (path, fragment) = (parts.first ?? "", parts.count > 1 ? parts[1] : "")
    switch problem {
    case .missingFile(let missing):
      return nearFile(missing, from: base).map { NearName.question(parts.count > 1 ? "\($0)#\(fragment)" : $0) }
    case .missingTarget:
      guard let document = path.isEmpty ? base : try? document(path, from: base).get() else { return nil }
      if let pointer = pointerWithSlashes(fragment, in: document) {
        return "\(NearName.question("\(path)#\(pointer)")) A `/` in a key is written `~1`"
      }
      return (nearPointer(fragment, in: document) ?? document.nearAvroType(fragment))
        .map { NearName.question("\(path)#\($0)") }
    case .missingMessage(_, let candidates):
      if let near = NearName.best(for: fragment, among: Array(candidates.prefix(2000))) {
        return NearName.question("\(path)#\(near)")
      }
      return candidates.isEmpty ? nil : "it defines \(Self.listed(candidates))"
    case .severalMessages(_, let candidates):
      return "name one of them: \(Self.listed(candidates.map { "\(path)#\($0)" }))"
    case .remote, .outside, .unreadable, .failed, .cycle, .tooDeep:
      return nil
    }
  }

  private static func listed(_ names: [String]) -> String {
    let shown = names.prefix(5).map { "`\($0)`" }.joined(separator: ", ")
    return names.count > 5 ? "\(shown), ..." : shown
  }

  /// A pointer in which tokens are joined to keys that contain a `/`; nil if that does not lead to a node either.
  private func pointerWithSlashes(_ pointer: String, in document: Document) -> String? {
    guard var (tokens, node) = start(of: pointer, in: document) else { return nil }
    var result = ""
    while !tokens.isEmpty {
      // The longest key counts: what has a key `a/b` does not mean a key `b` below `a`.
      let found = (1...min(tokens.count, 8)).reversed().lazy.compactMap { count in
        let token = tokens.prefix(count).joined(separator: "~1")
        return (try? self.child(Array(token.utf8), of: node).get()).map { (count: count, token: token, node: $0) }
      }.first
      guard let found else { return nil }
      tokens.removeFirst(found.count)
      result += "/" + found.token
      node = found.node
    }
    return result
  }

  /// A pointer in which one token is replaced by a similar key; nil if that does not lead to a node either.
  private func nearPointer(_ pointer: String, in document: Document) -> String? {
    guard let (tokens, root) = start(of: pointer, in: document) else { return nil }
    var (result, node, isChanged) = ("", root, false)
    for token in tokens {
      var token = token
      if case .failure = child(Array(token.utf8), of: node) {
        guard !isChanged, let parent = try? follow(node).get() else { return nil }
        let word = String(decoding: Document.unescaped(Array(token.utf8)), as: UTF8.self)
        guard let near = NearName.best(for: word, among: parent.members.prefix(2000).map(\.key)) else { return nil }
        token = near.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
          .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
        isChanged = true
      }
      guard let next = try? child(Array(token.utf8), of: node).get() else { return nil }
      result += "/" + token
      node = next
    }
    return result
  }

  private func start(of pointer: String, in document: Document) -> (tokens: ArraySlice<String>, node: DocumentNode)? {
    guard pointer.hasPrefix("/"), pointer.utf8.count <= 4096, let root = document.root else { return nil }
    return (pointer.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init)[...], root)
  }
}
