import RuleBook
import Schemas

extension Rule {
  /// An incomplete contact.
  static let infoContactProperties = Rule(.infoContactProperties, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  let info = inspection.parts.info
  guard let contact = inspection.followed(info?["contact"]) else { return }
  let missing = ["name", "url", "email"].filter { contact.word($0) == nil }
  guard let last = missing.last else { return }
  let words = missing.count == 1 ? last : "\(missing.dropLast().joined(separator: ", ")) and \(last)"
  inspection.report("the contact has no \(words)", at: info?.place(ofKey: "contact"))
}
