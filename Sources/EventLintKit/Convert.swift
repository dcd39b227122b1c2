import Readers

/// Writes a system, whatever it was read from, as one catalog in eventlint's own format.
public enum Convert {
  /// The text of the catalog, in the order of names.
  public static func catalog(_ request: LintRequest) throws(UsageError) -> [UInt8] {
    var writer = CatalogWriter(try Session.load(request, try Session.configuration(for: request)).catalog)
    return writer.text()
  }
}
