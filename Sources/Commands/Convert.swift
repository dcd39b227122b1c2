package import Linting
import Loading
import Readers
package import Writing

/// Writes a system, whatever it was read from, as one catalog in eventlint's own format.
package enum Convert {
  /// The text of the catalog, in the order of names.
  package static func catalog(_ request: LintRequest) throws(UsageError) -> [UInt8] {
    var writer = CatalogWriter(try Linter.load(request, try Linter.configuration(for: request)).catalog)
    return writer.text()
  }
}
