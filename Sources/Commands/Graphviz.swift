import Files
import Loading
import Subprocess
import Writing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// Rendering by Graphviz' `dot`.
package enum Graphviz {
  /// The diagram in one of `dot`'s output formats.
  ///
  /// - Throws: `UsageError` when `dot` is not installed or fails, with its error message.
  static func picture(_ dot: [UInt8], format: String, readingFrom folders: [String]) async throws(UsageError) -> [UInt8]
  {
    guard let program = Executables.find("dot", readingFrom: folders) else {
      throw UsageError(
        "`dot` not found; install Graphviz (apt-get install graphviz, brew install graphviz) or use --format dot")
    }
    do {
      let result = try await run(
        .path(FilePath(program)), arguments: ["-T\(format)"], input: .array(dot), output: .bytes(limit: 512 << 20),
        error: .string(limit: 1 << 20))
      guard result.terminationStatus.isSuccess else {
        throw UsageError("dot failed: \(result.standardError)")
      }
      return result.standardOutput
    } catch let error as UsageError {
      throw error
    } catch {
      throw UsageError("cannot run dot: \(error)")
    }
  }
}
