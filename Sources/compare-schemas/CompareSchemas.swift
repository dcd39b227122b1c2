import Contracts
import Findings
import Platform
import Schemas
import Writing
import YAMLTree

/// Compares recorded pairs of schemas, one JSON object a line on standard input, and writes a verdict a line:
///
///     {"id": "...", "format": "json|avro|proto", "reader": ..., "writer": ..., "reader_deps": {path: text},
///      "writer_deps": ..., "reader_message": "...", "writer_message": "..."}
///
/// Each pair is compared twice: `forward`, where the reader has the old schema, and `backward`, where it has the new
/// one. Both ask whether the reader reads what is written. `--strict` compares as schema registries do.
@main
enum CompareSchemas {
  static func main() {
    let policy: CompatibilityPolicy = CommandLine.arguments.contains("--strict") ? .strict : .tolerant
    while let line = readLine() {
      guard let pair = Pair(line) else { continue }
      var json = JSONWriter(isCompact: true)
      json.object { json in
        json.member("id", pair.word("id"))
        json.object("forward") { write(pair.verdict(.forward, policy), &$0) }
        json.object("backward") { write(pair.verdict(.backward, policy), &$0) }
      }
      print(String(decoding: json.bytes, as: UTF8.self))
    }
  }

  private static func write(_ verdict: ContractVerdict, _ json: inout JSONWriter) {
    json.list("changes", verdict.changes) { json, change in
      json.object { json in
        json.member("kind", change.kind.id)
        json.member("effect", "\(change.kind.effect)")
        json.member("path", change.path)
        json.member("words", change.words)
      }
    }
    json.list("undecided", verdict.undecided) { $0.string("\($1.path): \($1.reason)") }
  }
}

/// A line of the input.
private struct Pair {
  private let root: DocumentNode

  init?(_ line: String) {
    var tree = Tree()
    Parser().parse(Array(line.utf8), into: &tree)
    guard let root = Document(path: "pair.json", file: FileID(0), tree: tree).root else { return nil }
    self.root = root
  }

  func word(_ key: String) -> String { root.word(key) ?? "" }

  func verdict(_ direction: CompatibilityDirection, _ policy: CompatibilityPolicy) -> ContractVerdict {
    let (old, new) = direction == .forward ? ("reader", "writer") : ("writer", "reader")
    let (before, after) = (documents(old, file: 0), documents(new, file: 1))
    switch word("format") {
    case "json":
      var comparison = JSONComparison(old: before.documents, new: after.documents, policy: policy)
      guard let left = before.root, let right = after.root else { return ContractVerdict() }
      return comparison.compare(left, right, direction: direction)
    case "avro":
      var comparison = AvroComparison(old: before.documents, new: after.documents, policy: policy)
      guard let left = before.root, let right = after.root else { return ContractVerdict() }
      return comparison.compare(left, right, direction: direction)
    case "proto":
      var comparison = ProtobufComparison(old: before.documents, new: after.documents, policy: policy)
      return comparison.compare(
        .init(file: before.text, name: root.word("\(old)_message")),
        .init(file: after.text, name: root.word("\(new)_message")), direction: direction)
    default: return ContractVerdict()
    }
  }

  private struct Side {
    var documents: Documents
    var text: Documents.LoadedFile
    var root: DocumentNode?
  }

  /// One side: the schema as a file of its own, beside the files that it refers to.
  private func documents(_ side: String, file: UInt32) -> Side {
    let schema = root[side]
    let text: [UInt8] =
      word("format") == "proto"
      ? Array((schema?.string ?? "").utf8)
      : schema.map { Array($0.tree.bytes[Int($0.place.start)..<Int($0.place.end)]) } ?? []
    var files = ["schema": Documents.LoadedFile(path: "schema", file: FileID(file), bytes: text)]
    for (index, member) in (root["\(side)_deps"]?.members ?? []).enumerated() {
      let bytes =
        member.value.isScalar
        ? Array(member.value.string.utf8)
        : Array(member.value.tree.bytes[Int(member.value.place.start)..<Int(member.value.place.end)])
      files[member.key] = .init(path: member.key, file: FileID(file + UInt32(index) * 2 + 2), bytes: bytes)
    }
    let known = files
    let documents = Documents { path in known[path].map { .success($0) } ?? .failure(.missingFile(path)) }
    var tree = Tree()
    if word("format") != "proto" { Parser().parse(text, into: &tree) }
    let document = Document(path: "schema", file: FileID(file), tree: tree)
    return Side(documents: documents, text: .init(path: "schema", file: FileID(file), bytes: text), root: document.root)
  }
}
