import Readers
import RuleBook
import Schemas

extension Rule {
  /// An outdated AsyncAPI version.
  static let latestVersion = Rule(.latestVersion, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  let version = inspection.document.version
  guard version != "3.1.0" else { return }
  inspection.report(
    "the document follows AsyncAPI \(version); the newest version is 3.1.0", at: inspection.root["asyncapi"]?.place)
}
