import EventLintKit
import Findings
import RulePages

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<Int32>, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// SwiftPM gives the program's entry this name; libFuzzer's own `main` would be left out.
@_cdecl("eventlint_fuzz_main")
public func start(_ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> Int32 {
  var count = count
  var arguments = arguments
  return runDriver(&count, &arguments) { fuzz($0, $1) }
}

/// A name that leads to the reader of its format: pages of an EventCatalog, schemas, else catalogs and AsyncAPI documents.
private func path(of text: ArraySlice<UInt8>, _ number: Int) -> String {
  let folders = ["events", "services", "flows", "domains"]
  if text.starts(with: "---".utf8) { return "\(folders[(text.count + number) % folders.count])/f\(number)/index.mdx" }
  if text.starts(with: "syntax".utf8) || text.starts(with: "message".utf8) { return "f\(number).proto" }
  return text.first == UInt8(ascii: "{") ? "f\(number).json" : "f\(number).yaml"
}

/// What libFuzzer calls: the bytes are files, cut at each byte 0xFF and named by what they look like, and go the whole way from parser to report.
/// Whatever they are, nothing may trap, hang or read beyond its memory.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let texts = bytes.split(separator: 0xFF, maxSplits: 3, omittingEmptySubsequences: false)
    .enumerated().map { (path: path(of: $0.element, $0.offset), text: Array($0.element)) }
  let system = System.linking(texts)
  let findings = Session.findings(system, Configuration(presets: [.strict])).findings
  for finding in findings {
    guard texts.indices.contains(Int(finding.place.file.rawValue)) else { continue }
    let text = texts[Int(finding.place.file.rawValue)].text
    // UTF-16 is transcoded, so places may lie beyond the bytes as they came.
    guard text.first != 0xFE, text.first != 0xFF else { continue }
    guard finding.place.start <= finding.place.end, Int(finding.place.end) <= max(text.count, 1) else {
      fatalError("a place outside its file: \(finding)")
    }
  }
  _ = Session.reports(system, findings)
  return 0
}
