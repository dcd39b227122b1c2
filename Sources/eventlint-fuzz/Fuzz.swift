import Commands
import Configuration
import Corpus
import Findings
import LanguageServer
import Linting
import Loading
import Platform
import Readers
import RulePages
import Rules

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// The entry point under the name that SwiftPM expects; it starts libFuzzer, whose own `main` is not linked.
@_cdecl("eventlint_fuzz_main")
public func start(_ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> Int32 {
  var count = count
  var arguments = arguments
  return runDriver(&count, &arguments) { fuzz($0, $1) }
}

/// The reader to fuzz, set by `EVENTLINT_FUZZ_READER`; without it, file names are chosen by content.
private enum Reader: String {
  case native, asyncapi, eventcatalog, jsonschema, avro, protobuf, bpmn
  /// Readers of other inputs than lint: messages of an editor, configurations, baselines, data files of subcommands.
  case lsp, configuration, baseline, data
  /// The scanner of YAML, compared with libyaml.
  case scanner

  /// Runs a reader of other inputs; false for the readers of lint.
  func feed(_ bytes: [UInt8]) -> Bool {
    switch self {
    case .lsp: talk(bytes)
    case .configuration: _ = try? Configuration.parse(bytes, path: "/nonexistent/.eventlint.yml")
    case .baseline: _ = try? Baseline.parse(bytes, path: "baseline.yml")
    case .data: DataTrial.run(bytes)
    case .scanner: compareParsers(bytes)
    default: return false
    }
    return true
  }

  private func compareParsers(_ bytes: [UInt8]) {
    var comparison = ParserComparison()
    if case .different(let words) = comparison.compare(bytes) {
      fatalError("the scanner differs from libyaml: \(words)")
    }
  }

  /// Runs a language server session: a valid first message, the bytes in two parts, and each line of them as a message.
  private func talk(_ bytes: [UInt8]) {
    func frame(_ content: [UInt8]) -> [UInt8] { Array("Content-Length: \(content.count)\r\n\r\n".utf8) + content }
    let begin = frame(
      Array(
        #"{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"rootUri": "file:///nonexistent"}}"#.utf8))
    let pieces = bytes.split(separator: 0x0A).map { frame(Array($0)) }
    var stream = [begin, Array(bytes.prefix(bytes.count / 2)), Array(bytes.dropFirst(bytes.count / 2)), begin] + pieces
    _ = LanguageServer.run(version: "0", read: { _ in stream.isEmpty ? [] : stream.removeFirst() }, write: { _ in })
  }

  /// The reader from the environment; nil if none is set.
  static let chosen = getenv("EVENTLINT_FUZZ_READER").flatMap { Reader(rawValue: String(cString: $0)) }

  /// The bytes as files of the reader's format: a valid header or a catalog that refers to them is added, so that no
  /// mutation is wasted.
  func files(_ pieces: [ArraySlice<UInt8>]) -> [(path: String, text: [UInt8])] {
    func catalog(_ ending: String) -> (path: String, text: [UInt8]) {
      (
        "c.yaml",
        Array(
          """
          eventlint: 1
          events: {A: {schema: f0.\(ending), pattern: state-transfer, key: id}, B: {schema: 'f1.\(ending)'}}
          services: {s: {publishes: [A, B]}, r: {consumes: {A: {needs: [id, a.b]}}}}

          """.utf8)
      )
    }
    func numbered(_ ending: String) -> [(path: String, text: [UInt8])] {
      pieces.enumerated().map { (path: "f\($0.offset).\(ending)", text: Array($0.element)) }
    }
    switch self {
    case .lsp, .configuration, .baseline, .data, .scanner: return []
    case .native: return numbered("yaml").map { ($0.path, Array(InputFormat.native.marker.utf8) + $0.text) }
    case .asyncapi:
      return numbered("yaml").map {
        ($0.path, Array("asyncapi: \($0.text.count % 2 == 0 ? "2.6.0" : "3.0.0")\n".utf8) + $0.text)
      }
    case .eventcatalog:
      let folders = ["events", "services", "flows", "domains", "channels", "entities", "commands", "systems"]
      return pieces.enumerated().map {
        let folder = folders[($0.element.count + $0.offset) % folders.count]
        return (
          "\(folder)/f\($0.offset)/index.mdx",
          Array("---\nname: n\nversion: 1.0.0\n".utf8) + $0.element + Array("\n---\n".utf8)
        )
      }
    case .jsonschema: return [catalog("json")] + numbered("json")
    case .avro: return [catalog("avsc")] + numbered("avsc")
    case .protobuf: return [catalog("proto")] + numbered("proto")
    case .bpmn:
      let text = """
        eventlint: 1
        services: {a: {process: f0.bpmn, consumes: [OrderPlacedEvent, B], sends: [RetrievePaymentCommand]}, \
        b: {process: f1.bpmn}, c: {handles: {RetrievePaymentCommand: {publishes: PaymentReceivedEvent}}}}

        """
      return [("c.yaml", Array(text.utf8))] + numbered("bpmn")
    }
  }
}

extension InputFormat {
  /// The format that the environment names and that needs nothing around its files; nil for other words.
  fileprivate static let chosen = getenv("EVENTLINT_FUZZ_READER").flatMap { named(String(cString: $0)) }

  /// The bytes as files of the format, each with its marker.
  fileprivate func files(_ pieces: [ArraySlice<UInt8>]) -> [(path: String, text: [UInt8])] {
    pieces.enumerated().map { (path: "f\($0.offset)/\(path)", text: Array(marker.utf8) + $0.element) }
  }
}

/// A file name that selects a reader by content: EventCatalog pages, schemas, else catalogs and AsyncAPI documents.
private func path(of text: ArraySlice<UInt8>, _ number: Int) -> String {
  let folders = ["events", "services", "flows", "domains"]
  if text.starts(with: "---".utf8) { return "\(folders[(text.count + number) % folders.count])/f\(number)/index.mdx" }
  if text.starts(with: "syntax".utf8) || text.starts(with: "message".utf8) { return "f\(number).proto" }
  return text.first == UInt8(ascii: "{") ? "f\(number).json" : "f\(number).yaml"
}

/// The function that libFuzzer calls: lints the bytes as up to four files, separated by 0xFF, from parser to report.
///
/// No input may cause a trap, a hang or an access out of bounds.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  if Reader.chosen?.feed(bytes) ?? false { return 0 }
  let pieces = bytes.split(separator: 0xFF, maxSplits: 3, omittingEmptySubsequences: false)
  let texts =
    Reader.chosen?.files(pieces)
    ?? InputFormat.chosen?.files(pieces)
    ?? pieces.enumerated().map { (path: path(of: $0.element, $0.offset), text: Array($0.element)) }
  let system = LoadedCatalog.linking(texts, checks: DocumentChecks([:]))
  let findings = Linter.findings(system, Configuration(presets: [.strict])).findings
  for finding in findings {
    guard texts.indices.contains(Int(finding.place.file.rawValue)) else { continue }
    let text = texts[Int(finding.place.file.rawValue)].text
    // UTF-16 is transcoded, so places may be beyond the original bytes.
    guard text.first != 0xFE, text.first != 0xFF else { continue }
    guard finding.place.start <= finding.place.end, Int(finding.place.end) <= max(text.count, 1) else {
      // A crash is how a fuzz target reports a fault; nothing else runs this code.
      fatalError("place outside of its file: \(finding)")
    }
  }
  _ = Linter.reports(system, findings)
  return 0
}
