import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// Runs Graphviz' `dot`.
enum Graphviz {
  /// The picture in one of `dot`'s formats.
  ///
  /// - Throws: `UsageError` when there is no `dot`, or with its own words when it fails.
  static func picture(_ dot: [UInt8], format: String, readingFrom folders: [String]) async throws(UsageError) -> [UInt8]
  {
    guard let program = Executables.find("dot", readingFrom: folders) else {
      throw UsageError(
        "there is no `dot`: install Graphviz (apt-get install graphviz, brew install graphviz), or use --format dot")
    }
    do {
      let result = try await run(
        .path(program), arguments: ["-T\(format)"], input: .array(dot), output: .bytes(limit: 512 << 20),
        error: .string(limit: 1 << 20))
      guard result.terminationStatus.isSuccess else {
        throw UsageError("dot failed: \(result.standardError)")
      }
      return result.standardOutput
    } catch let error as UsageError {
      throw error
    } catch {
      throw UsageError("dot could not be run: \(error)")
    }
  }
}
