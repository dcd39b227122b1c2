import Files
import Loading
import Subprocess
package import Writing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// Rendering by Graphviz' `dot`.
package enum Graphviz {
  /// The time after which a program that draws is stopped.
  package static let limit = Duration.seconds(120)

  /// The diagram in one of `dot`'s output formats.
  ///
  /// - Parameter limit: the time after which `dot` is stopped: it may take hours for some thousand edges.
  /// - Throws: `UsageError` when `dot` is not installed or fails, with its error message, and when it takes too long.
  package static func picture(
    _ dot: [UInt8], format: String, readingFrom folders: [String], within limit: Duration = Graphviz.limit
  ) async throws(UsageError) -> [UInt8] {
    guard let program = Executables.find("dot", readingFrom: folders) else {
      throw UsageError(
        "`dot` not found; install Graphviz (apt-get install graphviz, brew install graphviz) or use --format dot")
    }
    return try await Renderer.output(
      of: program, ["-T\(format)"], input: dot, name: "dot", within: limit,
      hint: "; draw less with --focus NAME, --collapse PATTERN or --view matrix, or write --format dot and run dot")
  }
}

/// Conversion of SVG by librsvg's `rsvg-convert`.
enum SVGConverter {
  /// The path of the program; nil if it is not installed.
  static func program(readingFrom folders: [String]) -> String? {
    Executables.find("rsvg-convert", readingFrom: folders)
  }

  /// The picture as `png` or `pdf`; PNG has two pixels for each of the SVG's.
  static func picture(_ svg: [UInt8], format: String, program: String) async throws(UsageError) -> [UInt8] {
    let zoom = format == "png" ? ["--zoom", "2"] : []
    return try await Renderer.output(of: program, ["--format", format] + zoom, input: svg, name: "rsvg-convert")
  }
}

/// A program that turns a picture on standard input into one on standard output.
private enum Renderer {
  /// The output of the program, which is stopped if it takes longer than the limit.
  ///
  /// - Parameter hint: what to do then, behind the error's words.
  static func output(
    of program: String, _ arguments: [String], input: [UInt8], name: String, within limit: Duration = Graphviz.limit,
    hint: String = ""
  ) async throws(UsageError) -> [UInt8] {
    do {
      return try await withThrowingTaskGroup(of: [UInt8].self) { group in
        group.addTask {
          let result = try await run(
            .path(FilePath(program)), arguments: Arguments(arguments), input: .array(input),
            output: .bytes(limit: 512 << 20), error: .string(limit: 1 << 20))
          guard result.terminationStatus.isSuccess else {
            throw UsageError("\(name) failed: \(result.standardError)")
          }
          return result.standardOutput
        }
        group.addTask {
          try await Task.sleep(for: limit)
          throw UsageError(
            "\(name) has not finished within \(limit.components.seconds) seconds and was stopped\(hint)")
        }
        // The first of both decides; the other is cancelled, which kills the program.
        defer { group.cancelAll() }
        return try await group.next() ?? []
      }
    } catch let error as UsageError {
      throw error
    } catch {
      throw UsageError("cannot run \(name): \(error)")
    }
  }
}
