import Findings
import RuleBook

extension Rule {
  /// A duplicate tag.
  static let tagsUniqueness = Rule(.tagsUniqueness, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  for list in inspection.parts.tagLists {
    var seen: [String: Place] = [:]
    for tag in list {
      if let first = seen[tag.name] {
        inspection.report(
          "tag \(tag.name) is listed twice", at: tag.place, first: first,
          subject: "tag \(tag.name) stands twice in one list")
      } else {
        seen[tag.name] = tag.place
      }
    }
  }
}
