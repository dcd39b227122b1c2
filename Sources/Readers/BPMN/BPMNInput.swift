import Catalog
import Findings
import Linking
import YAMLTree

extension InputFormat {
  /// BPMN processes. A process belongs to a service, which names it by `process:` or is named by the configuration's
  /// `sources`; a file that only lies in a folder is left alone.
  package static let bpmn = InputFormat(
    name: "bpmn", noun: "BPMN file", path: "order.bpmn", marker: "<?xml version=\"1.0\"?>",
    isCandidate: BPMNReader.isBPMN,
    claims: { $0.isNamed && BPMNReader.isBPMN($0.path) },
    read: { file, state in
      // XML has no tree; that of the file before must not be taken for it.
      state.tree.keep([])
      guard let service = file.settings.service else { return .foreign }
      state.readProcess(file.bytes, file.file, of: state.reading.names.intern(service))
      return .read
    })
}

extension BPMNReader {
  /// Whether a path has one of the endings of BPMN files.
  static func isBPMN(_ path: String) -> Bool {
    path.hasSuffix(".bpmn") || path.hasSuffix(".bpmn20.xml") || path.hasSuffix(".bpmn.xml")
  }
}

extension ReadingState {
  /// Adds the processes of a file to those of its service.
  mutating func readProcess(_ bytes: [UInt8], _ file: FileID, of service: Name) {
    let (processes, problem, found) = BPMNReader.read(bytes, file: file, service: service)
    reading.processes += processes
    directives += found.map { FileDirective(file: file, directive: $0) }
    if let problem { reading.problems.append(problem) }
  }
}
