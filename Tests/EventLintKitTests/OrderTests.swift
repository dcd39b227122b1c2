import Foundation
import Linting
import Reports
import TestSupport
import Testing

@Suite struct OrderTests {
  static let samples: [String] = {
    let root = "\(Golden.root)/samples"
    let folders = (try? FileManager.default.subpathsOfDirectory(atPath: root)) ?? []
    return Set(
      folders.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".bpmn") }.map {
        ($0 as NSString).deletingLastPathComponent
      }
    ).sorted()
  }()

  @Test(
    "a sample's reports are the same bytes, however many workers read it and in whatever order its files are named",
    arguments: samples)
  func order(_ sample: String) throws {
    let folder = "\(Golden.root)/samples/\(sample)"
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
      $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") || $0.hasSuffix(".json")
    }.sorted().map { "\(folder)/\($0)" }
    func reports(_ paths: [String], _ jobs: Int) throws -> [[UInt8]] {
      try ReportFormat.allCases.map { format in
        var request = LintRequest()
        request.isIsolated = true
        request.paths = paths
        request.jobs = jobs
        request.targets = [ReportTarget(format)]
        let outcome = try Linter.lint(request)
        return outcome.output + outcome.summary
      }
    }
    let expected = try reports(files, 1)
    #expect(try reports(files.shuffled(), files.count) == expected)
    #expect(try reports(files.reversed(), 2) == expected)
  }
}
