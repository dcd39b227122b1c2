import Foundation
import Linting
import Reports
import TestSupport
import Testing
import Writing

/// Files of other repositories: read for their facts, not judged.
@Suite struct ContextTests {
  private static let shop = """
    eventlint: 1
    services:
      shop: {publishes: [OrderPlaced, StockLow], consumes: {PaymentReceived: {needs: [orderId, total], effect: write}}}
    """
  /// The other team's file has a mistake of its own, and lacks a field that the shop needs.
  private static let payment = """
    eventlint: 1
    services: {payment: {consumes: {OrderPlaced: {publishes: PaymentReceived}, OrderPlacd: {}}}}
    events: {PaymentReceived: {payload: {orderId: string}}}
    """

  private func lint(_ folder: String, paths: [String], context: [String] = [], fixes: Bool = false) throws -> String {
    var request = LintRequest()
    request.paths = paths.map { "\(folder)/\($0)" }
    request.context = context.map { "\(folder)/\($0)" }
    request.isIsolated = true
    request.fixes = fixes
    request.targets = [ReportTarget(.compact)]
    return String(decoding: try Linter.lint(request).output, as: UTF8.self)
  }

  @Test("findings about the other files alone are left out, those that involve the own ones stay")
  func with() throws {
    try withTemporaryFolder(["own/shop.yaml": Self.shop, "vendor/payment.yaml": Self.payment]) { folder in
      let alone = try lint(folder, paths: ["own"])
      #expect(alone.contains("PaymentReceived, which is not defined or published"))
      let all = try lint(folder, paths: ["own", "vendor"])
      #expect(all.contains("unknown-reference") && all.contains("unmet-need"))
      for context in [["vendor"], ["vendor/payment.yaml"], ["vendor/*.yaml"]] {
        let found = try lint(folder, paths: ["own"], context: context)
        #expect(!found.contains("unknown-reference") && found.contains("unmet-need"), "\(found)")
        #expect(found.contains("StockLow"), "\(found)")
      }
    }
  }

  @Test("the configuration names them, whatever part of the catalog is linted")
  func configured() throws {
    try withTemporaryFolder([
      "own/shop.yaml": Self.shop, "vendor/payment.yaml": Self.payment,
      ".eventlint.yml": "sources: [{path: vendor/*.yaml, context-only: true}]\n",
    ]) { folder in
      for paths in ["own", "own/shop.yaml", ""] {
        var request = LintRequest()
        request.paths = ["\(folder)/\(paths)"]
        request.targets = [ReportTarget(.compact)]
        let found = String(decoding: try Linter.lint(request).output, as: UTF8.self)
        #expect(!found.contains("unknown-reference") && found.contains("unmet-need"), "\(paths): \(found)")
      }
    }
  }

  @Test("a file that is missing is an error of the call, one that cannot be read a finding")
  func missing() throws {
    try withTemporaryFolder(["own/shop.yaml": Self.shop, "vendor/payment.yaml": "eventlint: 1\nservices: {a: [\n"]) {
      folder in
      for path in ["vendor/stock.yaml", "other/*.yaml"] {
        #expect(throws: (any Error).self) { () throws in _ = try lint(folder, paths: ["own"], context: [path]) }
      }
      let found = try lint(folder, paths: ["own"], context: ["vendor"])
      #expect(found.contains("error[syntax]"))
    }
  }

  @Test("no fix changes them")
  func fixes() throws {
    try withTemporaryFolder([
      "own/shop.yaml": Self.shop, "vendor/payment.yaml": "eventlint: 1\nservices: {a: {Publishes: OrderPaid}}\n",
    ]) { folder in
      _ = try lint(folder, paths: ["own"], context: ["vendor"], fixes: true)
      let text = try String(contentsOfFile: "\(folder)/vendor/payment.yaml", encoding: .utf8)
      #expect(text.contains("Publishes"))
    }
  }
}
