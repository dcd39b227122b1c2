import RuleBook

extension Rule {
  /// Tags not in alphabetical order.
  static let tagsAlphabetical = Rule(.tagsAlphabetical, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  for list in inspection.parts.tagLists {
    for (last, tag) in zip(list, list.dropFirst()) where tag.name < last.name {
      inspection.report(
        "tag \(tag.name) is listed after \(last.name)", at: tag.place,
        subject: "tag \(tag.name) stands behind \(last.name)")
    }
  }
}
