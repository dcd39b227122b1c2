import Findings
import Linting
import Loading
import Readers
import Writing
import YAMLTree

/// Quick fixes: what repairs a finding first, then its explanation, then comments that suppress it; and one action that
/// applies all safe fixes of a file.
extension CatalogView {
  /// The kinds of actions that the server offers.
  static let actionKinds = ["quickfix", fixAll]

  private static let fixAll = "source.fixAll.eventlint"

  /// The actions for a range.
  ///
  /// - Parameter context: `CodeActionContext`: `only` limits the kinds; a client that applies actions by itself, such
  ///   as on save, names kinds and a trigger, and gets no suppression.
  func actions(_ path: String, _ range: JSONValue, context: JSONValue) -> JSONValue {
    guard let file = file(path) else { return [] }
    let only = context["only"] == .null ? nil : context["only"].items.compactMap(\.text)
    let isAutomatic = only != nil && context["triggerKind"].count == 2
    func isWanted(_ kind: String) -> Bool {
      // Kinds are hierarchical: `source` includes `source.fixAll`; the empty kind includes all.
      only?.contains { $0.isEmpty || kind == $0 || kind.hasPrefix($0 + ".") } ?? true
    }
    var actions: [JSONValue] = []
    if isWanted("quickfix") {
      let (start, end) = (offset(file, range["start"]), offset(file, range["end"]))
      let here = findings.filter {
        inInput($0.place).file == file && $0.place.start <= end && start <= $0.place.end
      }
      actions += fixes(of: here)
      if !isAutomatic { actions += explanations(of: here) + suppressions(of: here, path: path) }
    }
    // In a menu, it stands beside the fixes only if it does more than one of them.
    if only != nil, isWanted(Self.fixAll), let all = allFixes(in: file) { actions.append(all) }
    return .list(actions)
  }

  private func fixes(of findings: [Finding]) -> [JSONValue] {
    let sources = system.sources
    let known = findings.compactMap { finding in finding.fix.map { (finding: finding, fix: $0) } }
    return (known.filter { $0.fix.safety == .safe } + known.filter { $0.fix.safety != .safe }).map { finding, fix in
      [
        "title": .text(fix.title), "kind": "quickfix", "diagnostics": [diagnostic(finding, sources)],
        "isPreferred": .flag(fix.safety == .safe),
        "edit": ["changes": changes(Dictionary(grouping: fix.edits) { inInput($0.place).file })],
      ]
    }
  }

  /// All safe fixes that change this file only, as one edit; nil if there is none.
  private func allFixes(in file: FileID) -> JSONValue? {
    let fixes = findings.compactMap(\.fix).filter { fix in
      fix.safety == .safe && fix.edits.allSatisfy { inInput($0.place).file == file }
    }
    let own = fixes.map { fix in Fix(fix.title, fix.edits.map { Edit(inInput($0.place), $0.replacement) }) }
    let edits = Fixing.edits(of: own, in: [file: map(file).text])
    guard !edits.isEmpty else { return nil }
    return [
      "title": "Apply all safe fixes of eventlint", "kind": .text(Self.fixAll), "edit": ["changes": changes(edits)],
    ]
  }

  /// Edits as the member `changes` of a `WorkspaceEdit`.
  func changes(_ edits: [FileID: [Edit]]) -> JSONValue {
    .object(
      Dictionary(
        edits.map { file, edits in (FileURI.uri(system.paths[file]), Self.textEdits(edits, map(file))) }
      ) { first, _ in first })
  }

  /// Edits of one file as a list of `TextEdit`.
  static func textEdits(_ edits: [Edit], _ map: SourceMap) -> JSONValue {
    .list(edits.map { ["range": range($0.place, map), "newText": .text($0.replacement)] })
  }

  private func explanations(of findings: [Finding]) -> [JSONValue] {
    let sources = system.sources
    var seen: Set<RuleID> = []
    return findings.filter { seen.insert($0.rule).inserted }.map { finding in
      [
        "title": .text("Explain \(finding.rule)"), "kind": "quickfix",
        "diagnostics": [diagnostic(finding, sources)],
        "command": [
          "title": "Explain", "command": "eventlint.explain", "arguments": [.text(finding.rule.name)],
        ],
      ]
    }
  }

  private func suppressions(of findings: [Finding], path: String) -> [JSONValue] {
    let sources = system.sources
    return findings.compactMap { finding in
      let map = sources.map(finding.place.file)
      guard let edit = SuppressionEdit.edit(for: finding, in: map, path: path) else { return nil }
      return [
        "title": .text("Ignore \(finding.rule) here"), "kind": "quickfix",
        "diagnostics": [diagnostic(finding, sources)],
        "edit": ["changes": .object([FileURI.uri(path): Self.textEdits([edit], map)])],
      ]
    }
  }
}

/// The edit that writes a suppression, in the form that the file's language has for it.
private enum SuppressionEdit {
  static func edit(for finding: Finding, in map: SourceMap, path: String) -> Edit? {
    if path.hasSuffix(".json") { return inJSON(finding, map) }
    if path.hasSuffix(".bpmn") || path.hasSuffix(".xml") { return inXML(finding, map) }
    let isPage = EventCatalogReader.isMarkdown(path)
    let line = map.position(of: finding.place.start).line
    // What is about the whole file has no line; in a page, the front matter begins with its second line.
    let isWholeFile = finding.place.end == 0 || isPage && line == 1
    guard !isPage || map.lineCount > 1 else { return nil }
    let number = isPage ? max(line, 2) : line
    let indent = String(decoding: map.line(number).prefix { $0 == 0x20 }, as: UTF8.self)
    let verb = isWholeFile ? "ignore-file" : "ignore"
    return insertion(
      "\(indent)# eventlint: \(verb) \(finding.rule) -- reason\n", at: map.offset(line: number, column: 1), of: finding)
  }

  private static func insertion(_ text: String, at offset: UInt32, of finding: Finding) -> Edit {
    Edit(Place(file: finding.place.file, start: offset, end: offset), text)
  }

  /// A comment before the element; two hyphens would end it.
  private static func inXML(_ finding: Finding, _ map: SourceMap) -> Edit? {
    let start = Int(finding.place.start)
    guard let open = map.text[..<min(start + 1, map.text.count)].lastIndex(of: UInt8(ascii: "<")) else { return nil }
    let indent = map.line(map.position(of: UInt32(open)).line).prefix { $0 == 0x20 || $0 == 0x09 }
    return insertion(
      "<!-- eventlint: ignore[\(finding.rule)] reason -->\n\(String(decoding: indent, as: UTF8.self))",
      at: UInt32(open), of: finding)
  }

  /// JSON has no comments: the key `x-eventlint-ignore` in the object that the finding is about, or that is around it.
  private static func inJSON(_ finding: Finding, _ map: SourceMap) -> Edit? {
    var tree = Tree()
    Parser().parse(map.text, into: &tree)
    guard !tree.isPartial, let object = object(around: finding.place, in: tree) else { return nil }
    let words = YAMLText.quoted("\(finding.rule) -- reason")
    if let known = tree.value(of: "x-eventlint-ignore", in: object) {
      let node = tree[known]
      if node.kind == .sequence {
        return insertion("\(words)\(node.length > 0 ? ", " : "")", at: node.start + 1, of: finding)
      }
      return Edit(
        tree.place(known, in: finding.place.file),
        "[\(String(decoding: tree.bytes[Int(node.start)..<Int(node.end)], as: UTF8.self)), \(words)]")
    }
    let start = tree[object].start + 1
    let first = tree.children(object).first { _ in true }.map { tree[$0].start } ?? start
    let blanks = String(decoding: tree.bytes[Int(start)..<Int(first)], as: UTF8.self)
    let comma = tree[object].length > 0 ? "," : ""
    return insertion("\(blanks)\"x-eventlint-ignore\": \(words)\(comma)", at: start, of: finding)
  }

  /// The innermost object that contains a place, its key included.
  private static func object(around place: Place, in tree: Tree) -> NodeID? {
    guard var found = tree.roots.first, tree[found].kind == .mapping else { return nil }
    var current: NodeID? = found
    while let id = current {
      current = nil
      if tree[id].kind == .mapping {
        found = id
        var children = tree.children(id)
        while let key = children.next(), let value = children.next() {
          if tree[key].start <= place.start, place.end <= tree[value].end {
            current = tree[value].kind == .scalar ? nil : value
          }
        }
      } else if tree[id].kind == .sequence {
        current = tree.children(id).first { tree[$0].start <= place.start && place.end <= tree[$0].end }
      }
    }
    return found
  }
}
